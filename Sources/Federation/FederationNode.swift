public import Messages
public import Quantities
public import SharedState
public import Simulation
public import Transport

/// A message that passed through a node, for those who write everything down.
public struct PassingMessage: Equatable, Sendable {
  /// The node's scenario time as it passed; nil before the run.
  public let time: ScenarioTime?
  /// The wallclock time as it passed.
  public let wall: WallTime
  /// Whether one of the node's own applications said it.
  public let isOwn: Bool
  /// Its topic, whole and taken apart.
  public let topic: String, address: Address
  /// What it says.
  public let content: Content

  /// Puts a message together.
  public init(
    time: ScenarioTime?, wall: WallTime, isOwn: Bool, topic: String, address: Address, content: Content
  ) {
    (self.time, self.wall, self.isOwn) = (time, wall, isOwn)
    (self.topic, self.address, self.content) = (topic, address, content)
  }

  /// Its bytes.
  public var payload: [UInt8] { content.payload }

  /// The message as one that is heard.
  public var inbound: InboundMessage { InboundMessage(address: address, content: content) }
}

/// A message as the wire brings it back.
struct Echo: Hashable {
  let topic: String
  let payload: [UInt8]
}

/// How a run ended.
public enum RunOutcome: Equatable, Sendable {
  /// At the scenario time at which it was to end.
  case completed(at: ScenarioTime)
  /// Earlier, on a person's wish.
  case interrupted(at: ScenarioTime?)
  /// It never began: these required applications did not answer, or answered that they take part in another run.
  case missing([String], engaged: [String: RunName] = [:])
  /// It never began: the start itself cannot be, and why.
  case refused(String)
  /// It was over before this process could take part.
  case missed
}

/// One process of a federation: its applications, the one simulator that they share, and the wire.
///
/// One executor does everything: it takes what came in, lets the next instant happen when its time has come, and
/// carries what was said. What a local application says reaches the other local ones at once, in order, and the
/// wire beside that; so one process needs no broker, and a broker that is away stops nothing.
public final class FederationNode {
  /// What a node is made from.
  public struct Options {
    /// The name of the test run: the first level of every topic.
    public var prefix: String
    /// The length of a step.
    public var step: TimeSpan
    /// How scenario time follows the wallclock.
    public var pacing: Pacing
    /// Whether to listen to everything under the prefix rather than to what the applications need.
    public var hearsEverything: Bool
    /// The manager, where this process has it.
    public var manager: ManagerPlan.Parameters?
    /// The applications of the whole federation; those elsewhere are waited for at the end.
    public var peers: Set<String>
    /// Applications that may take part: they are waited for as well where they do.
    public var optionalPeers: Set<String> = []
    /// Topics that the scenario's script publishes on, in any application's name.
    public var scriptedTopics: Set<String>
    /// The longest wallclock wait for the last words of others at the end.
    public var lingerLimit: TimeSpan
    /// The longest wallclock wait of one who hears everything for everybody's last words after its own: longer than any
    /// ``lingerLimit``, so that who waits for one that is lost is not taken for lost himself.
    public var farewellLimit = TimeSpan.seconds(11)
    /// The run that this process may join in the middle; nil for one that it can only begin.
    public var prospect: ManagedLifecycle.Prospect?
    /// What an earlier process of the same name knew of the run in which it is a time now, and which is so named.
    public var recall: (ClockEstimate.Pair, RunName?) -> Recollection = { _, _ in .nothing }

    /// Creates the options.
    public init(
      prefix: String, step: TimeSpan, pacing: Pacing, hearsEverything: Bool = false,
      manager: ManagerPlan.Parameters? = nil, peers: Set<String> = [], scriptedTopics: Set<String> = [],
      lingerLimit: TimeSpan = .seconds(5), prospect: ManagedLifecycle.Prospect? = nil
    ) {
      self.prospect = prospect
      (self.prefix, self.step, self.pacing, self.hearsEverything) = (prefix, step, pacing, hearsEverything)
      (self.manager, self.peers, self.scriptedTopics, self.lingerLimit) = (manager, peers, scriptedTopics, lingerLimit)
    }
  }

  /// How many messages may wait for a broker before a run that is as fast as possible waits for it.
  static let congestion = 5_000
  /// How long it then waits before it looks again.
  private static let breath = TimeSpan(nanoseconds: 1_000_000)

  /// The name of the manager's application: the wire knows no other.
  public static let managerName = "manager"

  /// The simulator that the applications share.
  public let simulator = Simulator()
  /// Where the latest snapshot hangs.
  public let board = StateBoard()
  /// What came in and what was wrong with it.
  public internal(set) var ingress = Ingress()
  /// Is shown every message that passes, own and foreign, in order.
  public var observer: (PassingMessage) -> Void = { _ in }

  let options: Options
  /// The wire; nil for a process that has nobody to speak to.
  public let transport: (any Transport)?
  let federates: [any Federate]
  let clock: any NodeClock
  let log: Log
  let inbox = Inbox()
  var lifecycle: ManagedLifecycle
  var plan: ManagerPlan?
  /// The manager's work while the run goes on, where this process has it.
  var manager: ManagerEntity?
  /// The run that this process takes part in, as it names it.
  var runName: RunName?
  /// What comes in, by topic: what is missing, twice or late.
  public internal(set) var streams = StreamLedger()
  /// The scenario time at which this process joined a run that went on without it; nil for one that began with it.
  public internal(set) var joinTime: ScenarioTime?
  /// How this process came into a run that went on without it, for those who read modes.
  var joinText: String?
  var recollection = Recollection.nothing
  /// What has been said to the applications before their run has begun.
  var early = EarlyMessages()
  var outgoing: [(route: Route, content: Content)] = []
  var routes = Routes()
  var unconfirmed: Set<TopicFilter> = []
  var settledPeers: Set<String> = []
  /// The applications that have said that they take part in the run.
  var presentPeers: Set<String> = []
  /// The applications that have answered the manager that they take part in a run, and in which.
  var engagedPeers: [String: RunName] = [:]
  /// What the broker had kept before the run began here, by its address.
  var kept: [Address: Content] = [:]
  /// The topics on which the broker had kept something that was ignored.
  var staleTopics: Set<String> = []
  /// The freezes that were commanded, where this process has the manager, which ends those that have a length.
  var freezes: [FreezeCommand] = []
  /// The scripted messages that the wire will bring back, and how often.
  var echoes: [Echo: Int] = [:]
  /// How often the broker was away while a run went on: what others said then may not have come through.
  public internal(set) var brokerAbsences = 0
  var outcome: RunOutcome?
  var isInterrupted = false, isConnected = false
  private var lingersUntil: WallTime?
  /// Whether a person has cut short the wait for the others' last words after the run's end.
  public internal(set) var endsWithoutThem = false
  /// The steps that have been asked for and not been done, and whether to stop after them.
  var wantedSteps = 0, stopsAfterSteps = false

  /// Puts a node together.
  ///
  /// - Parameters:
  ///   - options: what it is made from.
  ///   - federates: its applications, in the order in which they are ticked.
  ///   - transport: the wire; nil for a process that has nobody to speak to.
  ///   - clock: the wallclock.
  ///   - log: where its lines go.
  ///   - outboxes: the federates' outboxes, and those of publishers beside them.
  public init(
    options: Options, federates: [any Federate], transport: (any Transport)?, clock: any NodeClock = SystemClock(),
    outboxes: [Outbox], log: @escaping Log
  ) {
    self.options = options
    self.federates = federates
    self.transport = transport
    self.clock = clock
    self.log = log
    lifecycle = ManagedLifecycle(prospect: options.manager == nil ? options.prospect : nil)
    for outbox in outboxes { connect(outbox) }
    if let parameters = options.manager {
      plan = ManagerPlan(parameters)
      let outbox = Outbox(app: Self.managerName)
      connect(outbox)
      let manager = ManagerEntity(outbox: outbox, parameters: parameters, simulator: simulator)
      simulator.add(manager)
      self.manager = manager
    }
    for entity in federates.flatMap(\.entities) { simulator.add(entity) }
    simulator.add(NodeObserver(node: self))
  }

  /// The applications of this process, in the order in which they are ticked.
  public var applications: [any Federate] { federates }

  /// The names of the applications in this process, the manager first.
  public var localApps: [String] {
    (options.manager == nil ? [] : [Self.managerName]) + federates.map(\.name)
  }

  /// The next change of scale and the next freeze that have been commanded and are still to come.
  public var commandsAhead: (update: UpdateCommand?, freeze: FreezeCommand?) {
    lifecycle.commandsAhead(of: simulator.time)
  }

  /// Asks a running node for something, from any thread.
  public var control: any RunControl { NodeControl(inbox: inbox) }

  /// Takes part in one run from beginning to end; returns when it is over.
  public func run() -> RunOutcome {
    if let transport { listen(to: transport) } else { carryOut(plan?.begin(at: clock.now) ?? []) }
    while true {
      for item in inbox.takeAll() { handle(item) }
      deliver()
      if let outcome {
        close()
        return outcome
      }
      goOn()
    }
  }

  private func listen(to transport: any Transport) {
    unconfirmed = filters()
    transport.start { [inbox] event in inbox.put(.transport(event)) }
    for filter in unconfirmed.sorted(by: { $0.description < $1.description }) {
      transport.subscribe(to: filter, quality: .atLeastOnce)
    }
  }

  /// Does the next thing whose time has come, or waits for it.
  private func goOn() {
    switch simulator.mode {
    case .initialized where options.pacing != .wallclock || clock.now >= simulator.clock.wallStart:
      simulator.execute()
    case .initialized:
      wait(until: simulator.clock.wallStart)
    case .executing where simulator.isFinished, .paused where simulator.isFinished:
      settle()
    case .paused:
      endFreeze()
    case .executing:
      runOn()
    case .terminated:
      leave()
    default:
      let deadline = plan?.deadline ?? lifecycle.deadline
      guard let deadline, deadline <= clock.now else { return wait(until: deadline) }
      carryOut(plan?.timer(at: clock.now) ?? [])
      for action in lifecycle.timer(at: clock.now) { carryOut(action) }
    }
  }

  private func runOn() {
    guard let instant = simulator.nextInstant() else { return wait(until: nil) }
    switch options.pacing {
    case .maximum:
      guard !isCongested else { return wait(until: clock.now + Self.breath) }
    case .wallclock:
      // A run that is to be over does not wait for its last instants.
      guard !isInterrupted else { break }
      guard let wall = simulator.clock.wall(at: instant) else { return wait(until: nil) }
      guard wall <= clock.now else { return wait(until: wall) }
    case .singleStep:
      guard wantedSteps > 0 else { return wait(until: nil) }
    }
    if let message = recollection.takeHeard(before: instant) { return remember(message) }
    let (committed, begin) = (simulator.committedTime, clock.now)
    simulator.advance()
    guard simulator.committedTime > committed else { return }
    board.count(stepOf: max(.zero, clock.now - begin))
    stepIsDone()
  }

  /// Resumes a freeze whose length the manager's command has named; the manager times it, as NOS-T's does.
  private func endFreeze() {
    let current = freezes.firstIndex { $0.simFreezeTime <= simulator.time }
    guard let current, let duration = freezes[current].freezeDuration,
      let begin = simulator.clock.wall(at: simulator.time)
    else { return wait(until: nil) }
    let end = begin + duration
    guard options.pacing != .wallclock || clock.now >= end else { return wait(until: end) }
    freezes.remove(at: current)
    let time = options.pacing == .wallclock ? end : clock.now
    publish(
      ResumeCommand(resumeTime: time.calendar, simResumeTime: simulator.time), by: Self.managerName, under: "resume")
  }

  /// Whether the broker takes messages more slowly than the run makes them; one that is away holds nothing up.
  private var isCongested: Bool { isConnected && transport.map { $0.statistics.queued >= Self.congestion } ?? false }

  /// Ends the run when those whose words still matter have had their last one, or after the longest wait.
  private func settle() {
    let needed = Set(federates.flatMap(\.settlesAfter)).intersection(options.peers)
    let awaited = options.manager == nil ? needed : peers
    guard haveSettled(awaited, within: options.lingerLimit) else { return }
    lingersUntil = nil
    simulator.terminate()
    lifecycle.end()
  }

  /// Those whose last words are waited for.
  private var peers: Set<String> { options.peers.union(options.optionalPeers.intersection(presentPeers)) }

  /// Leaves the federation; one who hears everything stays until everybody has had his last word.
  private func leave() {
    guard
      !options.hearsEverything || options.peers.isEmpty
        || haveSettled(peers.union([Self.managerName]), within: options.farewellLimit)
    else { return }
    outcome = isInterrupted ? .interrupted(at: simulator.endTime) : .completed(at: simulator.endTime)
  }

  /// Says whether applications elsewhere have had their last words, or the longest wait for them is over; else waits.
  private func haveSettled(_ apps: Set<String>, within longest: TimeSpan) -> Bool {
    let awaited = apps.subtracting(localApps).subtracting(settledPeers)
    guard !awaited.isEmpty, !endsWithoutThem else { return true }
    let limit = lingersUntil ?? clock.now + longest
    lingersUntil = limit
    guard clock.now >= limit else {
      wait(until: limit)
      return false
    }
    log(.warning, "ended without the last words of \(awaited.sorted().joined(separator: ", "))")
    // Nobody is waited for twice; who is waited for next has a wait of his own.
    settledPeers.formUnion(awaited)
    lingersUntil = nil
    return true
  }

  private func close() {
    guard let transport else { return }
    let left = transport.stop(within: .seconds(5))
    if left > 0 { log(.warning, "\(left) messages could not be delivered before the end") }
  }

  private func wait(until deadline: WallTime?) {
    clock.wait(until: deadline) { inbox.wait(until: $0) }
  }

  /// Begins a run: what a start means for the simulator.
  func begin(start: ScenarioTime, stop: ScenarioTime, wall: WallTime, scale: Double) {
    let map = ClockMap(scenario: start, wall: options.pacing == .wallclock ? wall : clock.now, scale: scale)
    simulator.initialize(clock: map, end: stop, step: options.step)
  }

  /// The scenario time that it is now: between steps too, where the wallclock paces the run.
  var scenarioNow: ScenarioTime {
    guard options.pacing == .wallclock else { return simulator.time }
    return max(simulator.time, min(simulator.clock.scenario(at: clock.now).wholeMicrosecond, simulator.endTime))
  }
}

/// Tells everybody of a change of mode, and hangs out a snapshot at every change, though not for more than a fiftieth
/// of the time that a run takes.
private final class NodeObserver: SimulationObserver {
  private static let share = 50
  private unowned let node: FederationNode
  /// The wallclock time before which no snapshot of a step is made.
  private var next = WallTime(nanosecondsSince1970: 0)

  init(node: FederationNode) {
    self.node = node
  }

  func simulation(_ simulator: Simulator, changed change: PropertyChange) {
    if case .mode(_, let mode) = change {
      if mode == .terminating { node.tellTotals() }
      let text = mode == .initialized ? node.joinText : nil
      for app in node.localApps {
        node.publish(ModeStatus(name: app, text: text, mode: mode.rawValue), by: app, under: "status/mode")
      }
    }
    let begin = node.clock.now
    let pace = pace(of: simulator, at: begin)
    if case .time = change {
      if let lag = pace?.lag { node.board.count(stepWith: lag) }
      if begin < next { return }
    }
    var snapshot = Snapshot(time: simulator.time, mode: simulator.mode.rawValue)
    for federate in node.federates { federate.contribute(to: &snapshot) }
    snapshot.pace = pace
    node.board.publish(snapshot)
    let end = node.clock.now
    next = end + Int64(Self.share) * max(.zero, end - begin)
  }

  /// How the run goes at a wallclock time; nil before it begins.
  private func pace(of simulator: Simulator, at wall: WallTime) -> Snapshot.Pace? {
    guard simulator.mode != .undefined, simulator.mode != .initializing else { return nil }
    let isPaced = node.options.pacing == .wallclock
    let due = isPaced && simulator.mode == .executing ? simulator.clock.wall(at: simulator.time) : nil
    return Snapshot.Pace(
      wall: wall.calendar, wallStart: simulator.clock.wallStart.calendar, start: simulator.clock.start,
      scale: isPaced ? simulator.clock.scale(at: simulator.time) : nil, lag: due.map { max(.zero, wall - $0) })
  }
}
