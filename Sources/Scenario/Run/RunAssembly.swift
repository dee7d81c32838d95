import Downlink
public import Federation
import Ground
import Handover
public import Messages
import Orbits
import Outage
public import Quantities
public import Simulation
import Storage
public import Transport

/// Who takes part in a process.
public enum Cast: Equatable, Sendable {
  /// Everybody, in one process.
  case everybody
  /// One application, by its role.
  case one(Role)
  /// One of several applications that hand terminals over, by its name.
  case handover(String)
  /// Nobody: the process hears the federation, and says nothing.
  case observer
}

/// Puts a scenario's federates and a node together.
public struct RunAssembly {
  /// How the run is asked for.
  public struct Options {
    /// Who takes part.
    public var cast = Cast.everybody
    /// How scenario time follows the wallclock.
    public var pacing = Pacing.maximum
    /// Scenario seconds in a wallclock second; nil for the scenario's own.
    public var scale: Double?
    /// When the run stops instead; nil for the scenario's own time.
    public var until: ScenarioTime?
    /// Whether somebody may take stations out in the course of the run.
    public var takesWishes = false
    /// Whether to listen to everything under the prefix.
    public var hearsEverything = false
    /// What an earlier process of the same application knew of the run in which it is a time now, and which is so
    /// named; nil where there is nothing.
    public var recall: (ClockEstimate.Pair, RunName?) -> Recollection? = { _, _ in nil }

    /// Creates the options of a run by everybody, as fast as possible.
    public init() {}
  }

  private let definition: ScenarioDefinition
  private let options: Options
  /// The satellites, which satellites' and ground's application follow alike.
  private let fleet: Fleet

  /// Prepares a run of a scenario.
  public init(_ definition: ScenarioDefinition, _ options: Options) {
    (self.definition, self.options) = (definition, options)
    fleet = Fleet(definition.satellites.map(\.orbit))
  }

  /// Whether this process takes stations out.
  public var takesOutages: Bool {
    switch options.cast {
    case .everybody: definition.hasOutages || options.takesWishes
    case .one(let role): role == .outage
    case .handover, .observer: false
    }
  }

  /// The name of a process that only looks on.
  public static let observerName = "observer"

  /// The name under which this process takes part: its application's, and the manager's where it holds everybody.
  public var app: String {
    switch options.cast {
    case .everybody: FederationNode.managerName
    case .one(let role): app(of: role)
    case .handover(let name): name
    case .observer: Self.observerName
    }
  }

  private func app(of role: Role) -> String {
    switch role {
    case .storage: definition.apps.storage
    case .ground: definition.apps.ground
    case .outage: definition.apps.outage
    case .handover: definition.apps.handover
    case .manager, .application: FederationNode.managerName
    case .catalog: role.defaultApp ?? ""
    }
  }

  /// Builds the node of this process.
  public func node(
    transport: (any Transport)?, clock: any NodeClock = SystemClock(), log: @escaping Log
  ) -> FederationNode {
    let source = NodeSource()
    var outboxes: [Outbox] = []
    func outbox(_ app: String) -> Outbox {
      let outbox = Outbox(app: app)
      outboxes.append(outbox)
      return outbox
    }
    var federates: [any Federate] = []
    if plays(.outage) { federates.append(outage(outbox(definition.apps.outage))) }
    if plays(.ground) { federates.append(ground(outbox(definition.apps.ground))) }
    if plays(.storage) { federates.append(storage(outbox(definition.apps.storage), source)) }
    if plays(.handover), let handover = definition.handover {
      federates.append(self.handover(handover, outbox(options.cast == .everybody ? app(of: .handover) : app)))
    }
    // The script is played where the manager is: once in a federation.
    let script = plays(.manager) ? definition.script : []
    let player = ScriptPlayer(script, outboxes: Set(script.map(\.app)).sorted().map(outbox))
    let publishers = (plays(.manager) ? [FederationNode.managerName] : []) + federates.map(\.name)
    let statuses = definition.timeStatusInterval.map { interval in
      publishers.map { status(outbox($0), every: interval, clock: clock, source) }
    }
    let node = FederationNode(
      options: nodeOptions, federates: federates, transport: transport, clock: clock, outboxes: outboxes, log: log)
    if !script.isEmpty { node.simulator.add(player) }
    for status in statuses ?? [] { node.simulator.add(status) }
    source.node = node
    return node
  }

  /// Whether an application of a role is in this process.
  private func plays(_ role: Role) -> Bool {
    switch options.cast {
    case .one(let only): only == role
    case .handover: role == .handover
    case .observer: false
    case .everybody where role == .outage: takesOutages
    case .everybody where role == .handover: definition.handover != nil
    case .everybody: true
    }
  }

  private var nodeOptions: FederationNode.Options {
    var manager: ManagerPlan.Parameters?
    if plays(.manager) {
      manager = ManagerPlan.Parameters(
        start: definition.start, stop: options.until ?? definition.stop, scale: options.scale ?? definition.scale,
        // Applications in this very process hear a command as it is said.
        commandLead: options.cast == .everybody ? .zero : definition.manager.commandLead,
        requiredApps: definition.requiredApps,
        optionalApps: options.cast == .everybody ? [] : definition.optionalApps,
        retryDelay: definition.manager.retryDelay,
        attempts: definition.manager.attempts, startsWithoutMissing: definition.manager.startsWithoutMissing,
        updates: definition.manager.updates, freezes: definition.manager.freezes)
    }
    var node = FederationNode.Options(
      prefix: definition.prefix, step: definition.step, pacing: options.pacing,
      hearsEverything: options.hearsEverything, manager: manager,
      peers: options.cast == .everybody ? [] : Set(definition.requiredApps + definition.castApps),
      scriptedTopics: Set(
        definition.script.map { Address(prefix: definition.prefix, app: $0.app, leaf: $0.leaf).topic }),
      lingerLimit: lingerLimit,
      prospect: .init(
        start: definition.start, stop: options.until ?? definition.stop, scale: options.scale ?? definition.scale))
    if options.cast != .everybody { node.optionalPeers = Set(definition.optionalApps) }
    node.recall = { [options, announced] pair, run in
      options.recall(pair, run) ?? Recollection(source: Recollection.initialState, messages: announced)
    }
    return node
  }

  /// What the applications of stations and satellites say at the start of every run of the scenario: who joins a run
  /// in the middle, and has no record of it, takes it as said.
  private var announced: [PassingMessage] {
    func announced(_ message: some Message, by app: String, under leaf: String) -> PassingMessage {
      let address = Address(prefix: definition.prefix, app: app, leaf: leaf)
      return PassingMessage(
        time: nil, wall: WallTime(calendar: definition.start), isOwn: false, topic: address.topic, address: address,
        content: Content(message))
    }
    let stations = definition.stations.map {
      announced(GroundLocation($0.station), by: definition.apps.ground, under: "location")
    }
    let satellites = definition.satellites.map(\.profile).map {
      announced(
        SatelliteReady(id: $0.id, name: $0.name, ssrCapacity: $0.capacity.gigabits), by: definition.apps.storage,
        under: "ready")
    }
    return stations + satellites
  }

  /// The longest wait for the last words of others: longer for who waits for those who wait themselves, so that one
  /// application that is lost is the only one to be missed.
  private var lingerLimit: TimeSpan {
    let last: Role = definition.model == .exact ? .storage : .ground
    return switch options.cast {
    case .one(.manager): .seconds(9)
    case .one(last): .seconds(7)
    default: .seconds(5)
    }
  }

  private func storage(_ outbox: Outbox, _ source: NodeSource) -> any Federate {
    let peers = SatelliteStorageFederate.Peers(ground: definition.apps.ground, outage: definition.apps.outage)
    let (interval, first) = (definition.stateInterval, definition.firstState)
    switch definition.model {
    case .exact:
      return SatelliteStorageFederate(
        model: SatelliteStorageModel(
          satellites: definition.satellites, fleet: fleet, stationChoice: definition.stationChoice),
        outbox: outbox, peers: peers, publishingEvery: interval, from: first, clock: { source.map })
    case .nosT:
      return NOSTStorageFederate(
        model: NOSTStorageModel(
          satellites: definition.satellites, step: definition.step,
          lookAhead: NOSTStorageModel.lookAhead(ofRoundsEvery: interval)),
        outbox: outbox, peers: peers, publishingEvery: interval, from: first, clock: { source.map })
    }
  }

  private func ground(_ outbox: Outbox) -> any Federate {
    let stations = definition.stations.map(\.station)
    let peers = GroundFederate.Peers(storage: definition.apps.storage, outage: definition.apps.outage)
    switch definition.model {
    case .exact:
      return GroundFederate(
        model: GroundModel(
          stations: stations, satellites: definition.satellites, fleet: fleet, stationChoice: definition.stationChoice),
        outbox: outbox, peers: peers)
    case .nosT:
      return NOSTGroundFederate(model: NOSTGroundModel(stations: stations), outbox: outbox, peers: peers)
    }
  }

  private func outage(_ outbox: Outbox) -> any Federate {
    OutageFederate(
      model: OutageModel(
        .init(
          scheduled: definition.outages, random: definition.randomOutages, seed: definition.seed,
          announcementLead: definition.step)),
      outbox: outbox)
  }

  private func handover(_ handover: ScenarioDefinition.Handover, _ outbox: Outbox) -> any Federate {
    var parameters = HandoverModel.Parameters(
      terminals: handover.terminals, policies: handover.policies,
      satellites: definition.satellites.map {
        HandoverModel.Satellite(id: $0.id, name: $0.name, elements: $0.elements)
      })
    parameters.orientation = definition.orientation
    parameters.budget = handover.budget
    parameters.surroundings = handover.surroundings
    parameters.rule = handover.rule
    parameters.resources = handover.resources
    parameters.period = handover.period
    parameters.seed = definition.seed
    // In one process there is nobody to take over from.
    var options = HandoverFederate.Options(
      apps: definition.mirroredApps, instances: self.options.cast == .everybody ? [outbox.app] : definition.handoverApps
    )
    options.servedInterval = handover.servedInterval
    options.prediction = handover.prediction
    return HandoverFederate(model: HandoverModel(parameters), outbox: outbox, options: options)
  }

  private func status(
    _ outbox: Outbox, every interval: TimeSpan, clock: any NodeClock, _ source: NodeSource
  ) -> any Entity {
    ScenarioTimeIntervalPublisher(name: outbox.app, every: interval) { time in
      var status = TimeStatus(name: outbox.app, simTime: time, time: clock.now.calendar)
      if outbox.app == FederationNode.managerName, let ahead = source.node?.commandsAhead {
        (status.nextUpdate, status.nextFreeze) = ahead
      }
      outbox.publish(status, under: "status/time")
    }
  }
}

/// A node that is made after those who ask for it.
private final class NodeSource {
  weak var node: FederationNode?

  var map: ClockMap {
    node?.simulator.clock
      ?? ClockMap(scenario: .earliest, wall: WallTime(nanosecondsSince1970: 0), scale: 1)
  }
}
