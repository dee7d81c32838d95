public import Messages
public import Quantities
public import Simulation

/// What the manager tells every application.
public enum Command: Equatable, Sendable {
  /// Make ready.
  case initialize(InitCommand)
  /// Run.
  case start(StartCommand)
  /// Stop at a scenario time.
  case stop(StopCommand)
  /// Change the scale at a scenario time.
  case update(UpdateCommand)
  /// Let scenario time stand still.
  case freeze(FreezeCommand)
  /// Let it run on.
  case resume(ResumeCommand)
}

/// What a managed application does on a command.
public enum LifecycleAction: Equatable, Sendable {
  /// Answer that it is ready.
  case answerReady
  /// Begin a run.
  case begin(start: ScenarioTime, stop: ScenarioTime, wall: WallTime, scale: Double)
  /// Move the end of the run.
  case setEnd(ScenarioTime)
  /// Change the scale from a scenario time on.
  case setScale(Double, at: ScenarioTime)
  /// Let scenario time stand still at an instant.
  case pause(at: ScenarioTime)
  /// Let it run on from an instant at a wallclock time.
  case resume(from: ScenarioTime, at: WallTime)
  /// Do nothing, and say why.
  case ignore(String)
}

/// The decisions of a managed application, as a value: command in, actions out, no socket, no clock.
///
/// ```
/// idle ──init──▶ idle (ready is answered every time) ──start──▶ running ──(end)──▶ ended
/// ```
/// A command that fits no arrow is answered with an ``LifecycleAction/ignore(_:)`` that says why.
public struct ManagedLifecycle: Equatable, Sendable {
  /// Where the application stands.
  public enum Phase: String, Sendable {
    /// Waiting for a start.
    case idle
    /// A run has been started, and may still wait for its wallclock time.
    case running
    /// The run is over.
    case ended
  }

  /// Where the application stands.
  public private(set) var phase = Phase.idle
  private var announced: InitCommand?

  /// Creates an application that waits for its manager.
  public init() {}

  /// Decides what a command means now.
  public mutating func hear(_ command: Command, at now: WallTime) -> [LifecycleAction] {
    switch command {
    case .initialize(let command): return initialize(command)
    case .start(let command): return start(command, at: now)
    case .stop(let command):
      return running("stop") ?? [.setEnd(command.simStopTime)]
    case .update(let command):
      return running("update") ?? [.setScale(command.timeScalingFactor, at: command.simUpdateTime)]
    case .freeze(let command):
      return running("freeze") ?? [.pause(at: command.simFreezeTime)]
    case .resume(let command):
      return running("resume")
        ?? [.resume(from: command.simResumeTime, at: WallTime(calendar: command.resumeTime))]
    }
  }

  /// Notes that the run is over.
  public mutating func end() {
    phase = .ended
  }

  private mutating func initialize(_ command: InitCommand) -> [LifecycleAction] {
    guard phase == .idle else { return [.answerReady, .ignore("init changes nothing: \(reason)")] }
    announced = command
    return [.answerReady]
  }

  private mutating func start(_ command: StartCommand, at now: WallTime) -> [LifecycleAction] {
    guard phase == .idle else { return [.ignore("start ignored: \(reason)")] }
    guard let start = command.simStartTime ?? announced?.simStartTime,
      let stop = command.simStopTime ?? announced?.simStopTime
    else { return [.ignore("start ignored: it names no times, and no init came before it")] }
    guard start < stop else {
      return [.ignore("start ignored: the run would stop at \(stop), not after its start at \(start)")]
    }
    let wall = command.startTime.map { WallTime(calendar: $0) } ?? now
    let length = (stop - start).seconds / command.timeScalingFactor
    guard length < 9e9, let length = TimeSpan(roundingSeconds: length), wall + length >= now else {
      return [.ignore("start ignored: its run would have ended before now, at wallclock start \(wall.calendar)")]
    }
    phase = .running
    return [.begin(start: start, stop: stop, wall: wall, scale: command.timeScalingFactor)]
  }

  private func running(_ command: String) -> [LifecycleAction]? {
    phase == .running ? nil : [.ignore("\(command) ignored: \(reason)")]
  }

  private var reason: String {
    switch phase {
    case .idle: "no run has been started"
    case .running: "a run is already started; one process does one run"
    case .ended: "the run is over; one process does one run"
    }
  }
}
