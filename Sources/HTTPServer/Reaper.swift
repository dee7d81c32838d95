#if HTTP
  import Glibc

  /// The thread that keeps the deadlines: the library knows none but of inactivity, which every byte puts off.
  final class Reaper: Sendable {
    private let table: ConnectionTable
    private let intervalMilliseconds: Int32
    private let thread = BackgroundThread()

    init(_ table: ConnectionTable, shortest: Duration) {
      self.table = table
      // An eighth of the shortest deadline is how late a connection may be ended.
      intervalMilliseconds = Int32(min(max(shortest.nanoseconds / 8_000_000, 2), 250))
    }

    func start() {
      thread.start { [table, intervalMilliseconds] bell in
        var bell = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
        while poll(&bell, 1, intervalMilliseconds) <= 0 { table.sweep(at: monotonicNanoseconds()) }
      }
    }

    /// Ends the thread and waits until it has.
    func stop() { thread.stop() }
  }

  /// The time since some instant, which nobody sets.
  func monotonicNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
#endif
