public import Quantities
public import SharedState

/// Everything that requests are answered from, as it is at one moment; whoever runs the façade puts it together.
public struct FacadeMoment: Sendable {
  /// What everyone may look at.
  public var snapshot: Snapshot
  /// What has been said.
  public var history: RunHistory
  /// The wallclock time, as a calendar instant.
  public var wall: ScenarioTime
  /// How late steps have come so far; nil where nothing counts them.
  public var lags: StepLags?
  /// When the element sets were last compared with their source; nil where they have none.
  public var refreshed: ScenarioTime?

  /// Puts a moment together.
  public init(snapshot: Snapshot, history: RunHistory, wall: ScenarioTime) {
    (self.snapshot, self.history, self.wall) = (snapshot, history, wall)
  }

  /// The run's scenario time: that of its start where nothing has happened.
  func time(of run: RunDescription) -> ScenarioTime {
    snapshot.pace == nil ? max(run.start, snapshot.time) : snapshot.time
  }

  /// The element sets in use at a time.
  func elements(at time: ScenarioTime) -> ElementsInUse { history.elements(at: time) }
}
