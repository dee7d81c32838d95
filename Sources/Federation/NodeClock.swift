import Glibc
public import Simulation

/// The wallclock of a node: tells the time, and waits.
public protocol NodeClock: WallClock {
  /// Waits until a time, or until `interrupted` is called on another thread's behalf, whichever is first.
  /// - Parameters:
  ///   - deadline: the time to wait for; nil for as long as it takes.
  ///   - sleep: waits by the system's clock and returns early when there is something to hear.
  func wait(until deadline: WallTime?, sleep: (WallTime?) -> Void)
}

/// The system's clock, UTC.
public struct SystemClock: NodeClock {
  /// Creates the clock.
  public init() {}

  public var now: WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(nanosecondsSince1970: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  public func wait(until deadline: WallTime?, sleep: (WallTime?) -> Void) {
    sleep(deadline)
  }
}
