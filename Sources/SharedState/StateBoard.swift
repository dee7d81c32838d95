public import Quantities

/// Where the run hangs out its latest snapshot: one writer, any number of readers, none of whom waits for another.
public final class StateBoard: Sendable {
  private let latest: Shared<Snapshot>
  private let lateness = Shared(StepTimes())
  private let work = Shared(StepTimes())

  /// Creates a board that shows an empty snapshot.
  public init() {
    latest = Shared(Snapshot(time: ScenarioTime(nanosecondsSince1970: 0), mode: "UNDEFINED"))
  }

  /// The latest snapshot. Its arrays are shared, not copied.
  public var snapshot: Snapshot { latest.withLock { $0 } }

  /// Hangs out a snapshot in place of the one before.
  public func publish(_ snapshot: Snapshot) {
    latest.withLock { $0 = snapshot }
  }

  /// How late the steps have come so far.
  public var lags: StepTimes { lateness.withLock { $0 } }

  /// How long the steps have taken so far.
  public var durations: StepTimes { work.withLock { $0 } }

  /// Counts a step, which came so late.
  public func count(stepWith lag: TimeSpan) { lateness.withLock { $0.add(lag) } }

  /// Counts a step, which took so long.
  public func count(stepOf duration: TimeSpan) { work.withLock { $0.add(duration) } }
}
