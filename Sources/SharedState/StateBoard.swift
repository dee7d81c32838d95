import Quantities
import Synchronization

/// Where the run hangs out its latest snapshot: one writer, any number of readers, none of whom waits for another.
public final class StateBoard: Sendable {
  private let latest: Mutex<Snapshot>

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
}
