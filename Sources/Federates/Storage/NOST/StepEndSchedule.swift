import Quantities
import Simulation

/// When NOS-T's publisher on an interval of wallclock time speaks: at the end of each step in which a time of its falls
/// due.
///
/// The times are origin + k x interval of running wallclock. The first is due before the first step ends; of several
/// that fall due in one step the last speaks for all.
struct StepEndSchedule: Sendable {
  private let interval: TimeSpan
  private let first: ScenarioTime?
  private var origin = ScenarioTime(nanosecondsSince1970: 0)
  /// How many times have been due.
  private var count: Int64 = 0

  /// - Parameters:
  ///   - interval: the wallclock time between two times, above zero.
  ///   - first: the scenario time of the first; nil or a time before the run for its start.
  init(every interval: TimeSpan, from first: ScenarioTime?) {
    precondition(interval > .zero, "an interval is above zero")
    (self.interval, self.first) = (interval, first)
  }

  mutating func begin(at time: ScenarioTime) {
    (origin, count) = (max(first ?? time, time), 0)
  }

  /// Takes the times that have fallen due by the end of a step; says whether there were any.
  mutating func takeDue(at time: ScenarioTime, _ clock: ClockMap) -> Bool {
    guard time >= origin else { return false }
    let passed = (clock.running(at: time) - clock.running(at: origin)).nanoseconds / interval.nanoseconds + 1
    defer { count = max(count, passed) }
    return passed > count
  }
}
