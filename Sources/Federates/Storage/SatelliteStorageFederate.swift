import Downlink
public import Federation
import Messages
import Orbits
public import Quantities
public import SharedState
public import Simulation

/// The words of the satellites: hears stations, outages and links, tells ranges as they change.
public final class SatelliteStorageFederate: Federate, Entity {
  public let name: String
  /// The applications that it listens to.
  public struct Peers: Sendable {
    /// The ground stations' application.
    public var ground: String
    /// The outage injector.
    public var outage: String

    /// Names the applications.
    public init(ground: String, outage: String) {
      (self.ground, self.outage) = (ground, outage)
    }

    /// What satellites listen to.
    var interests: [Interest] {
      ["location", "linkStart", "linkCharge"].map { Interest(app: ground, leaf: $0) }
        + ["report", "restore"].map { Interest(app: outage, leaf: $0) }
        + [Interest(app: Role.catalog.defaultApp ?? "", leaf: "elements")]
    }
  }

  /// The satellites.
  public private(set) var model: SatelliteStorageModel
  private let outbox: Outbox
  private let peers: Peers
  private let publisher: SatStatePublisher

  /// Creates the federate around a model.
  /// - Parameters:
  ///   - model: the satellites.
  ///   - outbox: where it speaks.
  ///   - peers: whom it listens to.
  ///   - interval: the wallclock time between two rounds of states.
  ///   - first: the scenario time of the first round; nil for the start.
  ///   - clock: the clock map in force.
  public init(
    model: SatelliteStorageModel, outbox: Outbox, peers: Peers, publishingEvery interval: TimeSpan,
    from first: ScenarioTime? = nil, clock: @escaping () -> ClockMap
  ) {
    name = outbox.app
    self.model = model
    self.outbox = outbox
    self.peers = peers
    publisher = SatStatePublisher(outbox: outbox, every: interval, from: first, clock: clock)
  }

  public var entities: [any Entity] {
    [self, publisher.entity { [unowned self] in model }]
  }

  public var interests: [Interest] { peers.interests }

  public var settlesAfter: [String] { [peers.ground, peers.outage] }

  public func initialize(at time: ScenarioTime) {
    model.initialize(at: time)
    outbox.introduce(model.cast)
  }

  public func tick(by step: TimeSpan) {
    model.tick(by: step)
  }

  public func tock() {
    for failure in model.tock() { outbox.log(failure) }
  }

  public var nextEvent: ScenarioEvent? {
    model.nextChange.map { ScenarioEvent(at: $0, priority: .model) }
  }

  public func execute(_ event: ScenarioEvent) {
    for state in model.announce(at: event.time) { outbox.publish(SatelliteState(state), under: "location") }
  }

  public func hear(_ message: InboundMessage) throws {
    guard let input = try SatelliteStorageModel.Input(message, outageApp: peers.outage) else { return }
    if case .station(let station) = input, !model.hasRoom(for: station) {
      throw InputError(
        member: "groundId", value: station.groundId, allowed: "at most \(StationChoice.mostStations) stations")
    }
    try model.check(input)
    model.hear(input)
  }

  public func contribute(to snapshot: inout Snapshot) {
    snapshot.show(model.cast, model.states(at: snapshot.time))
  }
}

extension Outbox {
  /// Names every satellite.
  func introduce(_ cast: [OrbitingSatellite]) {
    for satellite in cast {
      publish(
        SatelliteReady(id: satellite.id, name: satellite.name, ssrCapacity: satellite.profile.capacity.gigabits),
        under: "ready")
    }
    publish(SatelliteAllReady(), under: "allReady")
  }

  /// Tells of a satellite that has failed.
  func log(_ failure: SatelliteStorageModel.Failure) {
    log(.error, "\(failure.name) can no longer be propagated: \(failure.failure); the others fly on")
  }
}

extension Snapshot {
  /// Shows satellites by their states, which are in the order of the cast, without those that have failed.
  mutating func show(_ cast: [OrbitingSatellite], _ states: [SatelliteStorageModel.SatelliteState]) {
    var states = states[...]
    satellites = cast.map { satellite in
      let state = states.first?.id == satellite.id ? states.popFirst() : nil
      return Snapshot.Satellite(
        id: satellite.id, name: satellite.name, position: state?.position, stored: state?.stored ?? .zero,
        capacity: satellite.profile.capacity, groundId: state?.groundId, linkCount: state?.linkCount ?? 0,
        cost: state?.cumulativeCost ?? .zero)
    }
  }
}

extension LinkCharge {
  /// The station's number that NOS-T gives to a fixed contract.
  private static let contractGroundId = 100

  /// Puts what a satellite's fixed contract has cost on the wire.
  init(contractOf state: SatelliteStorageModel.SatelliteState, allCosts: Money) {
    self.init(
      groundId: Self.contractGroundId, satId: state.id, satName: state.name, linkId: 0, end: state.time, duration: 0,
      dataOffload: 0, downlinkCost: 0, cumulativeCostBySat: state.cumulativeCost.dollars,
      cumulativeCosts: allCosts.dollars)
  }
}

extension SatelliteState {
  /// Puts a state of the model on the wire.
  init(_ state: SatelliteStorageModel.SatelliteState) {
    self.init(
      id: state.id, name: state.name, latitude: state.position.latitudeDegrees,
      longitude: state.position.longitudeDegrees, altitude: state.position.heightMetres,
      capacityUsed: state.stored.gigabits, commRange: state.groundId != nil, groundId: state.groundId,
      totalLinkCount: state.linkCount, cumulativeCostBySat: state.cumulativeCost.dollars, time: state.time)
  }
}
