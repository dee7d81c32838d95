import Glibc

/// How long some work takes, by the wall clock and by the process's CPU time, in seconds a round.
struct Stopwatch {
  private(set) var wall: [Double] = []
  private(set) var cpu: [Double] = []

  /// The median by the wall clock.
  var median: Double { wall.sorted()[wall.count / 2] }

  /// Does the work once uncounted, since the first round touches the memory, and then as often as told.
  init(rounds: Int, _ work: () -> Void) {
    work()
    for _ in 0..<rounds {
      let (wall, cpu) = (Self.seconds(CLOCK_MONOTONIC), Self.seconds(CLOCK_PROCESS_CPUTIME_ID))
      work()
      self.cpu.append(Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu)
      self.wall.append(Self.seconds(CLOCK_MONOTONIC) - wall)
    }
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
