import Downlink
public import Federation
public import Messages
import Orbits
public import Quantities
public import SharedState
public import Simulation

/// The words of the ground stations: announces them at the start, opens and charges links.
public final class GroundFederate: Federate, Entity {
  /// The applications that it listens to.
  public struct Peers: Sendable {
    /// The satellites' application.
    public var storage: String
    /// The outage injector.
    public var outage: String

    /// Names the applications.
    public init(storage: String, outage: String) {
      (self.storage, self.outage) = (storage, outage)
    }
  }

  public let name: String
  /// The stations.
  public private(set) var model: GroundModel
  private let outbox: Outbox
  private let peers: Peers
  private var announcement: ScenarioTime?

  /// Creates the federate around a model; it speaks through an outbox and listens to its peers.
  public init(model: GroundModel, outbox: Outbox, peers: Peers) {
    name = outbox.app
    self.model = model
    self.outbox = outbox
    self.peers = peers
  }

  public var entities: [any Entity] { [self] }

  public var interests: [Interest] {
    let storage = ["ready", "allReady", "location"].map { Interest(app: peers.storage, leaf: $0) }
    let outage = ["report", "restore"].map { Interest(app: peers.outage, leaf: $0) }
    return storage + outage + [Interest(app: Role.catalog.defaultApp ?? "", leaf: "elements")]
  }

  public var settlesAfter: [String] { [peers.outage] }

  public func initialize(at time: ScenarioTime) {
    model.initialize(at: time)
    announcement = time
  }

  public func tick(by step: TimeSpan) {
    model.tick(by: step)
  }

  public func tock() {
    model.tock()
  }

  /// The stations are told at the start of execution, when every application listens.
  public var nextEvent: ScenarioEvent? {
    if let announcement { return ScenarioEvent(at: announcement, priority: .announcement) }
    return model.nextChange.map { ScenarioEvent(at: $0, priority: .model) }
  }

  public func execute(_ event: ScenarioEvent) {
    if announcement != nil {
      announcement = nil
      announce()
    } else {
      say(model.execute(at: event.time))
    }
  }

  public func finish(at time: ScenarioTime) {
    say(model.finish(at: time))
  }

  public func hear(_ message: InboundMessage) throws {
    switch (message.address.app == peers.outage, message.address.leaf) {
    case (false, "ready"):
      let ready = try message.read(as: SatelliteReady.self)
      say(model.hear(.satelliteReady(id: ready.id, name: ready.name)))
    case (false, "allReady"):
      // Satellites that join in the middle of a run have not heard of the stations.
      _ = try message.read(as: SatelliteAllReady.self)
      if announcement == nil, message.content.stamp?.run.isJoined ?? true { announce() }
    case (false, "location"):
      let state = try message.readSatelliteState()
      let groundId = state.commRange ? state.groundId : nil
      say(
        model.hear(
          .satelliteState(
            id: state.id, name: state.name, groundId: groundId, stored: .gigabits(state.capacityUsed),
            at: state.time)))
    case (false, "elements"):
      let change = try message.read(as: SatelliteElements.self)
      _ = try SGP4(change.elements)
      say(model.hear(.elements(satellite: change.id, change.elements, from: change.time)))
    case (true, "report"):
      let report = try message.readOutage()
      say(model.hear(.outage(groundId: report.groundId, report.outage)))
    case (true, "restore"):
      let restore = try message.read(as: OutageRestore.self)
      say(model.hear(.restore(groundId: restore.groundId, at: restore.outageEnd)))
    default: break
    }
  }

  public func contribute(to snapshot: inout Snapshot) {
    snapshot.show(model.stations, model.openLinks) { [time = snapshot.time] in model.isOperational($0, at: time) }
    snapshot.outages = model.outages.map {
      Snapshot.Outage(groundId: $0.groundId, start: $0.outage.start, end: $0.outage.end)
    }
  }

  private func announce() { outbox.tell(of: model.stations) }

  private func say(_ events: [GroundModel.Event]) { outbox.say(events) }
}

extension InboundMessage {
  /// Reads a satellite's state.
  /// - Throws: what is wrong with it.
  func readSatelliteState() throws -> SatelliteState {
    let state = try read(as: SatelliteState.self)
    guard (0...1e12).contains(state.capacityUsed) else {
      throw InputError(member: "capacity_used", value: state.capacityUsed, allowed: "0 to 1e12")
    }
    return state
  }

  /// Reads an outage of a station.
  /// - Throws: what is wrong with it.
  func readOutage() throws -> (groundId: Int, outage: Outage) {
    let report = try read(as: OutageReport.self)
    guard report.outageEnd >= report.outageStart else {
      throw InputError(member: "outageEnd", value: report.outageEnd, allowed: "not before outageStart")
    }
    return (report.groundId, Outage(start: report.outageStart, end: report.outageEnd))
  }
}

extension Outbox {
  /// Tells of every station.
  func tell(of stations: [GroundModel.Station]) {
    for station in stations { publish(GroundLocation(station), under: "location") }
  }

  /// Says what has become of links.
  func say(_ events: [GroundModel.Event]) {
    for event in events {
      switch event {
      case .linkStart(let link): publish(LinkStart(link), under: "linkStart")
      case .linkCharge(let link, let satelliteCost, let allCosts):
        publish(LinkCharge(link, satelliteCost: satelliteCost, allCosts: allCosts), under: "linkCharge")
      }
    }
  }
}

extension Snapshot {
  /// Shows stations with the links that run.
  mutating func show(
    _ stations: [GroundModel.Station], _ open: [Ground.Link], isOperational: (_ groundId: Int) -> Bool
  ) {
    let contacts = Dictionary(grouping: open, by: \.groundId)
    self.stations = stations.map { station in
      Snapshot.Station(
        groundId: station.groundId, position: station.position, isOperational: isOperational(station.groundId),
        contacts: contacts[station.groundId]?.map(\.satelliteId) ?? [])
    }
    openLinks = open.map {
      Snapshot.Link(
        satelliteId: $0.satelliteId, groundId: $0.groundId, linkId: $0.linkId, start: $0.start, end: $0.end)
    }
  }
}

extension GroundLocation {
  /// Puts a station on the wire.
  public init(_ station: GroundModel.Station) {
    self.init(
      groundId: station.groundId, latitude: station.position.latitudeDegrees,
      longitude: station.position.longitudeDegrees, elevAngle: station.minimumElevation.degrees,
      operational: station.isOperational, downlinkRate: station.downlinkRate.gigabitsPerSecond,
      costPerSecond: station.tariff.rate.dollarsPerSecond,
      costMode: (station.tariff.chargesDownlinks ? CostMode.discrete : .continuous).rawValue,
      altitude: station.position.heightMetres)
  }
}

extension LinkStart {
  /// Puts the beginning of a link on the wire.
  init(_ link: Link) {
    self.init(
      groundId: link.groundId, satId: link.satelliteId, satName: link.satelliteName, linkId: link.linkId,
      start: link.start, data: link.data.gigabits)
  }
}

extension LinkCharge {
  /// Puts the end of a link on the wire.
  init(_ link: Link, satelliteCost: Money, allCosts: Money) {
    let end = link.end ?? link.start
    self.init(
      groundId: link.groundId, satId: link.satelliteId, satName: link.satelliteName, linkId: link.linkId, end: end,
      duration: (end - link.start).seconds, dataOffload: link.offload.gigabits, downlinkCost: link.cost.dollars,
      cumulativeCostBySat: satelliteCost.dollars, cumulativeCosts: allCosts.dollars)
  }
}
