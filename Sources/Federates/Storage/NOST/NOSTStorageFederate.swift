import Downlink
public import Federation
import Messages
public import Quantities
public import SharedState
public import Simulation

/// The words of the satellites of NOS-T's downlink example: they speak at the ends of steps.
public final class NOSTStorageFederate: Federate, Entity {
  public let name: String
  /// The satellites.
  public private(set) var model: NOSTStorageModel
  private let outbox: Outbox
  private let peers: SatelliteStorageFederate.Peers
  private var schedule: StepEndSchedule
  private let clock: () -> ClockMap

  /// Creates the federate around a model.
  /// - Parameters:
  ///   - model: the satellites.
  ///   - outbox: where it speaks.
  ///   - peers: whom it listens to.
  ///   - interval: the wallclock time between two rounds of states.
  ///   - first: the scenario time of the first round; nil for the end of the first step.
  ///   - clock: the clock map in force.
  public init(
    model: NOSTStorageModel, outbox: Outbox, peers: SatelliteStorageFederate.Peers, publishingEvery interval: TimeSpan,
    from first: ScenarioTime? = nil, clock: @escaping () -> ClockMap
  ) {
    name = outbox.app
    (self.model, self.outbox, self.peers, self.clock) = (model, outbox, peers, clock)
    schedule = StepEndSchedule(every: interval, from: first)
  }

  public var entities: [any Entity] { [self] }

  public var interests: [Interest] { peers.interests }

  /// The ground waits for the last word of the satellites, which end its links.
  public var settlesAfter: [String] { [peers.outage] }

  public func initialize(at time: ScenarioTime) {
    model.initialize(at: time)
    schedule.begin(at: time)
    outbox.introduce(model.cast)
  }

  public func tick(by step: TimeSpan) {
    model.tick(by: step)
  }

  public func tock() {
    for failure in model.tock() { outbox.log(failure) }
    let total = model.cumulativeCosts
    for state in model.contracted {
      outbox.publish(LinkCharge(contractOf: state, allCosts: total), under: "linkCharge")
    }
    guard schedule.takeDue(at: model.time, clock()) else { return }
    for state in model.states { outbox.publish(SatelliteState(state), under: "location") }
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
    snapshot.show(model.cast, model.states)
  }
}
