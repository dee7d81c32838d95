public import Quantities
import Synchronization

/// Where the run hangs out its latest snapshot: one writer, any number of readers, none of whom waits for another.
public final class StateBoard: Sendable {
  private let latest: Mutex<Snapshot>
  private let steps = Mutex(StepLags())

  /// Creates a board that shows an empty snapshot.
  public init() {
    latest = Mutex(Snapshot(time: ScenarioTime(nanosecondsSince1970: 0), mode: "UNDEFINED"))
  }

  /// The latest snapshot. Its arrays are shared, not copied.
  public var snapshot: Snapshot { latest.withLock { $0 } }

  /// Hangs out a snapshot in place of the one before.
  public func publish(_ snapshot: Snapshot) {
    latest.withLock { $0 = snapshot }
  }

  /// How late the steps have come so far.
  public var lags: StepLags { steps.withLock { $0 } }

  /// Counts a step, which came so late.
  public func count(stepWith lag: TimeSpan) { steps.withLock { $0.add(lag) } }
}
