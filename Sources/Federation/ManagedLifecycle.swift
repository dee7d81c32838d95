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
  case begin(start: ScenarioTime, stop: ScenarioTime, wall: WallTime, scale: Double, run: RunName)
  /// Begin in the middle of a run that goes on without this application, and in which it is now that time.
  case join(start: ScenarioTime, stop: ScenarioTime, now: ClockEstimate.Pair, scale: Double)
  /// Correct the clock: a scenario time, its wallclock time, and the scale there.
  case align(ClockEstimate.Pair, scale: Double)
  /// Move the end of the run.
  case setEnd(ScenarioTime)
  /// Change the scale from a scenario time on.
  case setScale(Double, at: ScenarioTime)
  /// Let scenario time stand still at an instant.
  case pause(at: ScenarioTime)
  /// Let it run on from an instant at a wallclock time.
  case resume(from: ScenarioTime, at: WallTime)
  /// Leave: the run is over, and this application was not in it.
  case leave
  /// Do nothing, and say why.
  case ignore(String)
}

/// The decisions of a managed application, as a value: command in, actions out, no socket, no clock.
///
/// ```
/// idle ──init──▶ idle (ready is answered every time) ──start──▶ running ──(end)──▶ ended
///   ├──times of a run that has begun──▶ running: joined in the middle
///   └──stop, or the manager's end, of a run that was seen to go on──▶ ended: it began without this application
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

  /// The scales that a run may have, in scenario seconds a wallclock second.
  public static let scales = 1e-3...1e6
  /// The longest that a run may last in scenario time: a hundred years.
  public static let longestRun = TimeSpan.hours(24 * 36_525)

  /// How long after its end a start is not yet taken for one of another time: a short run may be over on arrival.
  static let staleness = TimeSpan.seconds(1)

  /// A run as a scenario promises it: what is needed to join it in the middle.
  public struct Prospect: Equatable, Sendable {
    /// Its first and last scenario time.
    public var start: ScenarioTime, stop: ScenarioTime
    /// Scenario seconds in a wallclock second.
    public var scale: Double

    /// Describes a run.
    public init(start: ScenarioTime, stop: ScenarioTime, scale: Double) {
      (self.start, self.stop, self.scale) = (start, stop, scale)
    }
  }

  /// The wallclock time for which a start that is on its way is waited for, once a run's times are heard: it may be
  /// carried more slowly than they.
  static let patience = TimeSpan(nanoseconds: 250_000_000)

  /// Where the application stands.
  public private(set) var phase = Phase.idle
  private let prospect: Prospect?
  private var announced: InitCommand?
  private var course: Course?
  /// Whether something showed that a run goes on without this application, and that run's name where it was told.
  private var hasSeenRun = false, seenRun: RunName?
  /// What the times that each application tells make of the clock, while no start has been heard.
  private var estimates: [String: ClockEstimate] = [:]
  /// The changes of scale and the freezes that were commanded while no start had been heard, in order.
  private var pending: [Command] = []
  /// The changes of scale and the freezes of the run that are known, since the manager says again which are to come.
  private var known: [Command] = []
  /// The application by whose times this one runs, which joined without having heard the start.
  private var pacemaker: String?

  /// When ``timer(at:)`` wants to be called; nil for never.
  public private(set) var deadline: WallTime?

  /// Creates an application that waits for its manager.
  /// - Parameter prospect: the run that it may join in the middle; nil for one that it can only begin.
  public init(prospect: Prospect? = nil) {
    self.prospect = prospect
  }

  /// Decides what a command means now.
  /// - Parameter run: the run in which it was given, where it says so.
  public mutating func hear(_ command: Command, in run: RunName? = nil, at now: WallTime) -> [LifecycleAction] {
    if phase == .running, Self.effect(of: command) != nil { known.append(command) }
    switch command {
    case .initialize(let command): return initialize(command)
    case .start(let command): return start(command, at: now)
    case .stop(let command) where phase == .idle: return leave(stoppedAt: command.simStopTime, in: run)
    case .update where phase == .idle && prospect != nil: return wait(with: command, "update")
    case .freeze where phase == .idle && prospect != nil: return wait(with: command, "freeze")
    case .resume where phase == .idle && prospect != nil:
      // The freeze that it ends is the earliest one.
      pending.removeAll { if case .freeze = $0 { true } else { false } }
      return hasSeenRun ? [] : [.ignore("resume ignored: \(reason)")]
    case .stop(let command):
      return follow("stop", .setEnd(command.simStopTime)) { $0.stop = max($0.stop, command.simStopTime) }
    case .update(let command):
      pacemaker = nil
      return follow("update", .setScale(command.timeScalingFactor, at: command.simUpdateTime)) {
        $0.slowest = min($0.slowest, command.timeScalingFactor)
        $0.fastest = max($0.fastest, command.timeScalingFactor)
      }
    case .freeze(let command): return follow("freeze", .pause(at: command.simFreezeTime)) { _ in }
    case .resume(let command):
      let wall = WallTime(calendar: command.resumeTime)
      pacemaker = nil
      return follow("resume", .resume(from: command.simResumeTime, at: wall)) { $0.wall = max($0.wall, wall) }
    }
  }

  /// Keeps a command for the run that this application may join; one that begins a run itself is not meant by it.
  private mutating func wait(with command: Command, _ name: String) -> [LifecycleAction] {
    pending.append(command)
    return hasSeenRun
      ? [] : [.ignore("\(name) before a start: it holds only if a run goes on already that this process joins")]
  }

  /// Decides what the manager's mode means; one who has been started follows commands and no modes.
  /// - Parameter run: the run in which it was told, where it says so.
  public mutating func hear(managersMode mode: SimulationMode, in run: RunName? = nil) -> [LifecycleAction] {
    guard phase == .idle else { return [] }
    switch mode {
    case .terminating, .terminated: return leave("the manager's \(mode.rawValue)", in: run)
    case .executing: return see(run)
    default: return []
    }
  }

  /// Notes that a run goes on without this application.
  public mutating func see(_ run: RunName?) -> [LifecycleAction] {
    guard phase == .idle else { return [] }
    seenRun = run ?? seenRun
    if hasSeenRun { return [] }
    hasSeenRun = true
    return [.ignore("a run has begun without this process, which joins it when it hears what time it is there")]
  }

  /// Obeys those of the commands that the manager says again, for times to come, that were not heard when they were
  /// given.
  public mutating func hear(ahead commands: [Command], at now: WallTime) -> [LifecycleAction] {
    commands.flatMap { command -> [LifecycleAction] in
      let isKnown = (phase == .idle ? pending : known).contains { Self.isSame($0, command) }
      if isKnown || phase == .ended { return [] }
      if phase == .idle {
        pending.append(command)
        return []
      }
      return hear(command, at: now)
    }
  }

  /// The next change of scale and the next freeze of the run after a scenario time.
  func commandsAhead(of time: ScenarioTime) -> (update: UpdateCommand?, freeze: FreezeCommand?) {
    var ahead: (update: UpdateCommand?, freeze: FreezeCommand?)
    for case .update(let command) in known where command.simUpdateTime > time {
      if command.simUpdateTime < ahead.update?.simUpdateTime ?? .latest { ahead.update = command }
    }
    for case .freeze(let command) in known where command.simFreezeTime > time {
      if command.simFreezeTime < ahead.freeze?.simFreezeTime ?? .latest { ahead.freeze = command }
    }
    return ahead
  }

  /// Whether two commands want the same at the same scenario time.
  private static func isSame(_ one: Command, _ other: Command) -> Bool {
    switch (one, other) {
    case (.update(let one), .update(let other)):
      one.simUpdateTime == other.simUpdateTime && one.timeScalingFactor == other.timeScalingFactor
    case (.freeze(let one), .freeze(let other)): one.simFreezeTime == other.simFreezeTime
    default: false
    }
  }

  /// Decides what an application's time means: to one who waits, that a run goes on; to one who has joined, how true
  /// its clock is.
  public mutating func hear(
    _ pair: ClockEstimate.Pair, of app: String, in run: RunName? = nil, at now: WallTime
  ) -> [LifecycleAction] {
    switch phase {
    case .idle:
      guard let prospect, prospect.start <= pair.scenario, pair.scenario < (announced?.simStopTime ?? prospect.stop)
      else { return [] }
      var estimate = estimates[app] ?? ClockEstimate(scale: prospect.scale)
      _ = estimate.hear(pair)
      estimates[app] = estimate
      (hasSeenRun, seenRun) = (true, run ?? seenRun)
      // One word of the manager is enough where the run's name tells the same; else it takes two.
      let start = run?.startTime.map { time in
        ClockEstimate.Pair(scenario: announced?.simStartTime ?? prospect.start, wall: WallTime(calendar: time))
      }
      let isKnown = app == FederationNode.managerName && start.map { estimate.agrees(withStart: $0) } ?? false
      if isKnown || estimate.isMeasured, deadline == nil { deadline = now + Self.patience }
      return []
    case .running:
      guard app == pacemaker, estimates[app]?.hear(pair) == true, let estimate = estimates[app],
        let anchor = estimate.anchor
      else { return [] }
      return [.align(anchor, scale: estimate.scale)]
    case .ended: return []
    }
  }

  /// Joins the run whose times were heard, now that no start has come.
  public mutating func timer(at now: WallTime) -> [LifecycleAction] {
    guard let deadline, now >= deadline else { return [] }
    self.deadline = nil
    guard phase == .idle, let prospect else { return [] }
    let apps = estimates.keys.sorted { (estimates[$0]?.support ?? 0, $1) > (estimates[$1]?.support ?? 0, $0) }
    let manager = FederationNode.managerName
    guard let app = estimates[manager] != nil ? manager : apps.first, let estimate = estimates[app],
      let anchor = estimate.anchor, let wall = estimate.wall(of: announced?.simStartTime ?? prospect.start)
    else { return [] }
    let start = announced?.simStartTime ?? prospect.start
    let stop = announced?.simStopTime ?? prospect.stop
    let course = Course(start: start, stop: stop, wall: wall, slowest: estimate.scale, fastest: estimate.scale)
    if let fault = course.fault { return [.ignore("the run that goes on is not joined: \(fault)")] }
    (phase, self.course, pacemaker) = (.running, course, app)
    // What was commanded while it waited, for a time that is still to come.
    let commands = pending.filter { Self.effect(of: $0).map { $0 > anchor.scenario } ?? false }
    pending = []
    return [.join(start: start, stop: stop, now: anchor, scale: estimate.scale)]
      + commands.flatMap { hear($0, at: now) }
  }

  /// The scenario time from which on a command holds.
  private static func effect(of command: Command) -> ScenarioTime? {
    switch command {
    case .update(let command): command.simUpdateTime
    case .freeze(let command): command.simFreezeTime
    default: nil
    }
  }

  private mutating func leave(stoppedAt stop: ScenarioTime, in run: RunName?) -> [LifecycleAction] {
    if let prospect, stop < prospect.start {
      return [.ignore("stop ignored: it is of another run, which stops at \(stop)")]
    }
    return leave("stop", in: run)
  }

  /// Leaves at the end of the run that was seen to go on; the end of another is none of this application's.
  private mutating func leave(_ word: String, in run: RunName?) -> [LifecycleAction] {
    guard hasSeenRun else { return [.ignore("\(word) ignored: \(reason)")] }
    if let run, let seenRun, !run.isSameRun(as: seenRun) {
      return [.ignore("\(word) ignored: it is of another run (\(run))")]
    }
    phase = .ended
    return [.leave]
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
    let scale = command.timeScalingFactor
    let course = Course(start: start, stop: stop, wall: wall, slowest: scale, fastest: scale)
    if let fault = course.fault { return [.ignore("start ignored: \(fault)")] }
    guard let end = course.end, end + Self.staleness >= now.calendar else {
      return [.ignore("start ignored: its run would have ended before now, at wallclock start \(wall.calendar)")]
    }
    (phase, self.course, deadline) = (.running, course, nil)
    return [.begin(start: start, stop: stop, wall: wall, scale: scale, run: RunName(startTime: command.startTime))]
  }

  /// Does what changes the course of a run, if there is one and it stays within what can be counted.
  private mutating func follow(
    _ command: String, _ action: LifecycleAction, _ change: (inout Course) -> Void
  ) -> [LifecycleAction] {
    guard phase == .running, var changed = course else { return [.ignore("\(command) ignored: \(reason)")] }
    change(&changed)
    if let fault = changed.fault { return [.ignore("\(command) ignored: \(fault)")] }
    course = changed
    return [action]
  }

  private var reason: String {
    switch phase {
    case .idle: "no run has been started"
    case .running: "a run is already started; one process does one run"
    case .ended: "the run is over; one process does one run"
    }
  }
}

/// How far a run may come: its longest, slowest and latest course, which has to stay within the years of the calendar.
private struct Course: Equatable, Sendable {
  var start: ScenarioTime, stop: ScenarioTime
  /// The latest wallclock time from which any of it runs.
  var wall: WallTime
  var slowest: Double, fastest: Double

  /// What cannot be, in words; nil where everything can.
  var fault: String? {
    let scales = ManagedLifecycle.scales
    if let scale = [slowest, fastest].first(where: { !scales.contains($0) }) {
      return "a scale of \(scale) is not within \(scales.lowerBound) to \(scales.upperBound)"
    }
    let length = Double(stop.nanosecondsSince1970) - Double(start.nanosecondsSince1970)
    guard length <= Double(ManagedLifecycle.longestRun.nanoseconds) else {
      return "the run would last more than 100 years, from \(start) to \(stop)"
    }
    return end == nil ? "the run would go on past the year 2200 by the wallclock" : nil
  }

  /// The wallclock time at which the run would end at its slowest; nil past the year 2200.
  var end: ScenarioTime? {
    TimeSpan(roundingSeconds: (stop - start).seconds / slowest).flatMap { wall.calendar.adding($0) }
  }
}
