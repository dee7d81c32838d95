import Downlink
public import Federation
import Messages
public import Quantities
public import SharedState
public import Simulation

/// The words of the ground stations of NOS-T's downlink example: they follow what satellites tell of their range.
public final class NOSTGroundFederate: Federate, Entity {
  public let name: String
  /// The stations.
  public private(set) var model: NOSTGroundModel
  private let outbox: Outbox
  private let peers: GroundFederate.Peers
  private var announcement: ScenarioTime?

  /// Creates the federate around a model; it speaks through an outbox and listens to its peers.
  public init(model: NOSTGroundModel, outbox: Outbox, peers: GroundFederate.Peers) {
    name = outbox.app
    (self.model, self.outbox, self.peers) = (model, outbox, peers)
  }

  public var entities: [any Entity] { [self] }

  public var interests: [Interest] {
    ["allReady", "location", "linkCharge"].map { Interest(app: peers.storage, leaf: $0) }
      + ["report", "restore"].map { Interest(app: peers.outage, leaf: $0) }
  }

  public var settlesAfter: [String] { [peers.storage, peers.outage] }

  public func initialize(at time: ScenarioTime) {
    model.initialize(at: time)
    announcement = time
  }

  public func tick(by step: TimeSpan) {}
  public func tock() {}

  /// The stations are told at the start of execution, when every application listens.
  public var nextEvent: ScenarioEvent? { announcement.map { ScenarioEvent(at: $0, priority: .announcement) } }

  public func execute(_ event: ScenarioEvent) {
    announcement = nil
    outbox.tell(of: model.stations)
  }

  public func finish(at time: ScenarioTime) {
    model.finish(at: time)
  }

  public func hear(_ message: InboundMessage) throws {
    switch (message.address.app == peers.outage, message.address.leaf) {
    case (false, "allReady"):
      // Satellites that join in the middle of a run have not heard of the stations.
      _ = try message.read(as: SatelliteAllReady.self)
      if announcement == nil, message.content.stamp?.run.isJoined ?? true { outbox.tell(of: model.stations) }
    case (false, "location"):
      let state = try message.readSatelliteState()
      outbox.say(
        model.hear(
          .satelliteState(
            id: state.id, name: state.name, isInRange: state.commRange, groundId: state.groundId,
            stored: .gigabits(state.capacityUsed), at: state.time)))
    case (false, "linkCharge"):
      let charge = try message.readContract()
      outbox.say(
        model.hear(
          .contract(
            satellite: charge.satId, satelliteCost: .dollars(charge.cumulativeCostBySat),
            allCosts: .dollars(charge.cumulativeCosts))))
    case (true, "report"):
      let report = try message.readOutage()
      outbox.say(model.hear(.outage(groundId: report.groundId, report.outage)))
    case (true, "restore"):
      let restore = try message.read(as: OutageRestore.self)
      outbox.say(model.hear(.restore(groundId: restore.groundId, at: restore.outageEnd)))
    default: break
    }
  }

  public func contribute(to snapshot: inout Snapshot) {
    snapshot.show(model.stations, model.openLinks) { [time = snapshot.time] in model.isOperational($0, at: time) }
  }
}

extension InboundMessage {
  /// Reads what fixed contracts have cost.
  /// - Throws: what is wrong with it.
  fileprivate func readContract() throws -> LinkCharge {
    let charge = try read(as: LinkCharge.self)
    for (member, value) in [
      ("cumulativeCostBySat", charge.cumulativeCostBySat), ("cumulativeCosts", charge.cumulativeCosts),
    ] where !(0...1e15).contains(value) {
      throw InputError(member: member, value: value, allowed: "0 to 1e15")
    }
    return charge
  }
}
