public import Quantities
public import SharedState

/// How a process that takes part in a run keeps up.
public struct ProcessFigures: Sendable {
  /// By how much its steps came late on the wallclock, and how long they took.
  public var lags: StepTimes, durations: StepTimes
  /// How many messages wait to be sent or confirmed, and for how long the oldest.
  public var queue: (count: Int, age: Duration)

  /// Puts figures together.
  public init(lags: StepTimes, durations: StepTimes, queue: (count: Int, age: Duration)) {
    (self.lags, self.durations, self.queue) = (lags, durations, queue)
  }
}

/// Everything that requests are answered from, as it is at one moment; whoever runs the façade puts it together.
public struct FacadeMoment: Sendable {
  /// What everyone may look at.
  public var snapshot: Snapshot
  /// What has been said.
  public var history: RunHistory
  /// The wallclock time, as a calendar instant.
  public var wall: ScenarioTime
  /// Tells what the process itself is measured by; nil where it does no steps.
  public var process: (@Sendable () -> ProcessFigures)?
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

  /// The scenario time by the run's clock, which goes on between the steps of which the snapshot tells.
  func clockTime(of run: RunDescription) -> ScenarioTime {
    let time = time(of: run)
    guard snapshot.mode == "EXECUTING", let pace = snapshot.pace, let scale = pace.scale else { return time }
    let seconds = (wall - pace.wall + (pace.lag ?? .zero)).seconds
    guard let ahead = TimeSpan(roundingSeconds: max(0, seconds) * scale), let now = time.adding(ahead) else {
      return time
    }
    return run.stop.map { min(now, max($0, time)) } ?? now
  }

  /// Whether the run is over, so that nothing more is said.
  var isOver: Bool { snapshot.mode == "TERMINATED" }

  /// The element sets in use at a time.
  func elements(at time: ScenarioTime) -> ElementsInUse { history.elements(at: time) }
}
