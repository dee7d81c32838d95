#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// The thread that keeps the deadlines: the library knows none but of inactivity, which every byte puts off.
  final class Reaper: Sendable {
    private let table: ConnectionTable
    private let intervalMilliseconds: Int32
    private let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private let thread = Mutex<pthread_t?>(nil)

    init(_ table: ConnectionTable, shortest: Duration) {
      self.table = table
      // An eighth of the shortest deadline is how late a connection may be ended.
      intervalMilliseconds = Int32(min(max(shortest.nanoseconds / 8_000_000, 2), 250))
    }

    deinit { close(bell) }

    func start() {
      precondition(bell >= 0, "eventfd: \(String(cString: strerror(errno)))")
      var id = pthread_t()
      let context = Unmanaged.passRetained(self).toOpaque()
      let code = pthread_create(&id, nil, { context in Reaper.run(context) }, context)
      precondition(code == 0, "pthread_create: \(String(cString: strerror(code)))")
      thread.withLock { $0 = id }
    }

    /// Ends the thread and waits until it has.
    func stop() {
      var one: UInt64 = 1
      _ = write(bell, &one, MemoryLayout<UInt64>.size)
      let id = thread.withLock { thread in
        defer { thread = nil }
        return thread
      }
      if let id { pthread_join(id, nil) }
    }

    private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      guard let context else { return nil }
      let reaper = Unmanaged<Reaper>.fromOpaque(context).takeRetainedValue()
      // Signals are for the threads that wait for them.
      var all = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_BLOCK, &all, nil)
      var bell = pollfd(fd: reaper.bell, events: Int16(POLLIN), revents: 0)
      while poll(&bell, 1, reaper.intervalMilliseconds) <= 0 { reaper.table.sweep(at: monotonicNanoseconds()) }
      return nil
    }
  }

  /// The time since some instant, which nobody sets.
  func monotonicNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
#endif
