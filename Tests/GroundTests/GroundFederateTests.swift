import Downlink
import Federation
import Ground
import Messages
import Quantities
import Simulation
import Testing

@Suite struct GroundFederateTests {
  /// The federate in a simulator, with all that it says.
  private final class Stage {
    let federate: GroundFederate
    let simulator = Simulator()
    var said: [(leaf: String, payload: [UInt8])] = []

    init(contactsOf stations: [GroundModel.Station] = Fixture.stations()) throws {
      let outbox = Outbox(app: "ground")
      federate = GroundFederate(
        model: GroundModel(stations: stations, satellites: try Fixture.satellites()), outbox: outbox,
        peers: .init(storage: "satelliteStorage", outage: "outage"))
      outbox.connect(log: { _, _ in }) { [unowned self] leaf, content in said.append((leaf, content.payload)) }
      for entity in federate.entities { simulator.add(entity) }
      let clock = ClockMap(scenario: Fixture.start, wall: WallTime(nanosecondsSince1970: 0), scale: 60)
      simulator.initialize(clock: clock, end: Fixture.end, step: .seconds(60))
    }

    func hear(_ message: some Message, _ leaf: String, from app: String = "satelliteStorage") throws {
      try federate.hear(
        InboundMessage(address: Address(prefix: "p", app: app, leaf: leaf), payload: message.payload))
    }

    func run() {
      simulator.execute()
      while simulator.nextInstant() != nil { simulator.advance() }
    }
  }

  @Test("It tells its stations at the start, before anything else, and each link as it begins and ends")
  func words() throws {
    let stage = try Stage()
    try stage.hear(SatelliteReady(id: 0, name: "SAT 0", ssrCapacity: 280), "ready")
    stage.run()
    #expect(stage.said.prefix(12).map(\.leaf) == Array(repeating: "location", count: 12))
    let station = try GroundLocation.decode(stage.said[11].payload)
    #expect(
      station
        == GroundLocation(
          groundId: 11, latitude: 78.229772, longitude: 15.407786, elevAngle: 5, operational: true,
          downlinkRate: 0.78156, costPerSecond: 0.37, costMode: "discrete"))
    let links = stage.federate.model.links
    let starts = try stage.said.filter { $0.leaf == "linkStart" }.map { try LinkStart.decode($0.payload) }
    let charges = try stage.said.filter { $0.leaf == "linkCharge" }.map { try LinkCharge.decode($0.payload) }
    #expect(starts.map(\.start) == links.map(\.start) && starts.map(\.linkId) == links.map(\.linkId))
    #expect(charges.map(\.end) == links.compactMap(\.end) && charges.map(\.linkId) == links.map(\.linkId))
    #expect(charges.map(\.dataOffload) == links.map(\.offload.gigabits))
    #expect(charges.last?.cumulativeCosts == charges.last?.cumulativeCostBySat)
    #expect(stage.said.map(\.leaf).drop { $0 == "location" }.first == "linkStart")
  }

  @Test("A state or an outage that cannot be is refused with its member, its value and what is allowed")
  func impossibleInputs() throws {
    let stage = try Stage()
    var state = SatelliteState.example
    (state.commRange, state.groundId) = (true, 3)
    for (value, text) in [(-0.5, "-0.5"), (1e300, "1e+300")] {
      state.capacityUsed = value
      let error = #expect(throws: InputError.self) { try stage.hear(state, "location") }
      #expect(error?.description == "capacity_used is \(text); allowed: 0 to 1e12")
    }
    let report = OutageReport(
      groundId: 0, outageStart: Fixture.end, outageDuration: .zero, outageEnd: Fixture.start)
    let error = #expect(throws: InputError.self) { try stage.hear(report, "report", from: "outage") }
    #expect(error?.description == "outageEnd is 2018-01-21T00:00:00Z; allowed: not before outageStart")
    stage.run()
    #expect(stage.said.map(\.leaf) == Array(repeating: "location", count: 12))
  }

  @Test("A state whose range names no station, or whose station is not in range, opens nothing")
  func halfRanges() throws {
    let stage = try Stage()
    var state = SatelliteState.example
    state.id = 77
    (state.commRange, state.groundId) = (true, nil)
    try stage.hear(state, "location")
    (state.commRange, state.groundId) = (false, 3)
    try stage.hear(state, "location")
    #expect(stage.federate.model.links == [])
    (state.commRange, state.groundId) = (true, 3)
    try stage.hear(state, "location")
    #expect(stage.federate.model.links.map(\.groundId) == [3])
  }
}
