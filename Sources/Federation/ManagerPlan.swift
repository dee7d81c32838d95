public import Messages
public import Quantities
public import Simulation

/// What a manager does next.
public enum ManagerAction: Equatable, Sendable {
  /// Call the applications to make ready.
  case publishInit(InitCommand)
  /// Start the run.
  case publishStart(StartCommand)
  /// Tell a person.
  case log(String)
  /// Give up: these required applications have not answered.
  case fail(missing: [String])
}

/// The manager's execution plan up to the start, as a value: what it hears and the time in, actions out.
///
/// ```
/// waiting ──begin──▶ calling(attempt) ──all ready──▶ started
///                      │      ▲  └─ retry delay, at most the number of attempts
///                      └──────┘──no answer──▶ failed, or started without them where the scenario says so
/// ```
/// The start is said once: NOS-T's applications begin a second run by a second start.
public struct ManagerPlan: Equatable, Sendable {
  /// What the plan is made from.
  public struct Parameters: Equatable, Sendable {
    /// The run's first and last scenario time.
    public var start: ScenarioTime, stop: ScenarioTime
    /// Scenario seconds in a wallclock second.
    public var scale: Double
    /// The wallclock time between a command and its effect.
    public var commandLead: TimeSpan
    /// The applications that must be ready.
    public var requiredApps: [String]
    /// The applications that the scenario names but gives nothing to do: waited for in the first call only.
    public var optionalApps: [String]
    /// The wallclock time between two calls, and how many calls are made.
    public var retryDelay: TimeSpan, attempts: Int
    /// Whether to start without those that do not answer, as NOS-T does.
    public var startsWithoutMissing: Bool
    /// Changes of scale at scenario times.
    public var updates: [UpdateCommand]
    /// Freezes at scenario times, each for a length of wallclock time.
    public var freezes: [FreezeCommand]

    /// Creates the parameters.
    public init(
      start: ScenarioTime, stop: ScenarioTime, scale: Double, commandLead: TimeSpan = .seconds(1),
      requiredApps: [String], optionalApps: [String] = [], retryDelay: TimeSpan = .seconds(1), attempts: Int = 60,
      startsWithoutMissing: Bool = false, updates: [UpdateCommand] = [],
      freezes: [FreezeCommand] = []
    ) {
      self.freezes = freezes
      self.optionalApps = optionalApps
      (self.start, self.stop, self.scale, self.commandLead) = (start, stop, scale, commandLead)
      (self.requiredApps, self.retryDelay, self.attempts) = (requiredApps, retryDelay, attempts)
      (self.startsWithoutMissing, self.updates) = (startsWithoutMissing, updates)
    }
  }

  private enum State: Equatable, Sendable {
    case waiting
    case calling(attempt: Int, until: WallTime)
    case started
    case failed
  }

  private let parameters: Parameters
  private var state = State.waiting
  private var ready: Set<String> = []

  /// Makes a plan.
  public init(_ parameters: Parameters) {
    self.parameters = parameters
  }

  /// When ``timer(at:)`` wants to be called; nil for never.
  public var deadline: WallTime? {
    if case .calling(_, let until) = state { until } else { nil }
  }

  /// Begins to call, once the manager can hear the answers.
  public mutating func begin(at now: WallTime) -> [ManagerAction] {
    guard state == .waiting else { return [] }
    return call(attempt: 1, at: now)
  }

  /// Hears an application's answer; the address names it, not the payload.
  public mutating func hear(app: String, isReady: Bool, at now: WallTime) -> [ManagerAction] {
    if isReady { ready.insert(app) } else { ready.remove(app) }
    guard case .calling(let attempt, _) = state, missing.isEmpty, attempt > 1 || hoped.isEmpty else { return [] }
    return start(at: now)
  }

  /// Goes on when the deadline has passed.
  public mutating func timer(at now: WallTime) -> [ManagerAction] {
    guard case .calling(let attempt, let until) = state, now >= until else { return [] }
    if missing.isEmpty { return start(at: now) }
    let names = missing.joined(separator: ", ")
    guard attempt >= parameters.attempts else {
      return [.log("waiting for \(names) (call \(attempt) of \(parameters.attempts))")]
        + call(attempt: attempt + 1, at: now)
    }
    guard parameters.startsWithoutMissing else {
      state = .failed
      return [.fail(missing: missing)]
    }
    return [.log("starting without \(names), which did not answer")] + start(at: now)
  }

  private var missing: [String] { parameters.requiredApps.filter { !ready.contains($0) } }
  private var hoped: [String] { parameters.optionalApps.filter { !ready.contains($0) } }

  private mutating func call(attempt: Int, at now: WallTime) -> [ManagerAction] {
    // Where nobody is waited for there is no delay.
    let waits = !missing.isEmpty || (attempt == 1 && !hoped.isEmpty)
    state = .calling(attempt: attempt, until: waits ? now + parameters.retryDelay : now)
    let command = InitCommand(
      simStartTime: parameters.start, simStopTime: parameters.stop, requiredApps: parameters.requiredApps)
    return [.publishInit(command)]
  }

  private mutating func start(at now: WallTime) -> [ManagerAction] {
    state = .started
    return [
      .publishStart(
        StartCommand(
          startTime: (now + parameters.commandLead).calendar.wholeMicrosecond, simStartTime: parameters.start,
          simStopTime: parameters.stop, timeScalingFactor: parameters.scale))
    ]
  }
}
