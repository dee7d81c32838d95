#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// A thread beside those of the library, which works until its bell rings.
  final class BackgroundThread: Sendable {
    private let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private let thread = Mutex<pthread_t?>(nil)

    deinit { close(bell) }

    /// Starts the work, which is to end soon after the descriptor that it is handed can be read.
    func start(_ work: @escaping @Sendable (_ bell: Int32) -> Void) {
      precondition(bell >= 0, "eventfd: \(String(cString: strerror(errno)))")
      let id = startThread { [bell] in work(bell) }
      thread.withLock { $0 = id }
    }

    /// Rings the bell and waits until the work has ended.
    func stop() {
      var one: UInt64 = 1
      _ = write(bell, &one, MemoryLayout<UInt64>.size)
      let id = thread.withLock { thread in
        defer { thread = nil }
        return thread
      }
      if let id { pthread_join(id, nil) }
    }
  }

  /// Starts a thread that gets no signals: those are for the threads that wait for them.
  func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    var id = pthread_t()
    let context = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let code = pthread_create(&id, nil, { context in runThread(context) }, context)
    precondition(code == 0, "pthread_create: \(String(cString: strerror(code)))")
    return id
  }

  private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let body = Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    body.run()
    return nil
  }
#endif
