import Downlink
import Federation
import Ground
import Messages
import Quantities
import Simulation
import Testing

@Suite struct NOSTGroundTests {
  /// Twelve digits of amounts of about 100. Unit: Gigabits, and dollars.
  static let tolerance = 1e-9

  /// Stations 0 to 11; number 11 is on a fixed contract.
  static func model() -> NOSTGroundModel {
    var stations = (0..<12).map { id in
      GroundModel.Station(
        groundId: id, position: Geodetic(latitudeDegrees: Double(id), longitudeDegrees: 0),
        minimumElevation: .degrees(20), downlinkRate: .gigabitsPerSecond(id == 11 ? 0.3 : 0.78156),
        tariff: Tariff(rate: .dollarsPerSecond(0.37), chargesDownlinks: id != 11))
    }
    stations.reverse()
    var model = NOSTGroundModel(stations: stations)
    model.initialize(at: Fixture.start)
    return model
  }

  static func at(_ minutes: Int) -> ScenarioTime { Fixture.start + .minutes(minutes) }

  static func state(_ minutes: Int, _ groundId: Int?, _ stored: Double, id: Int = 0) -> NOSTGroundModel.Input {
    .satelliteState(
      id: id, name: "SAT \(id)", isInRange: groundId != nil, groundId: groundId, stored: .gigabits(stored),
      at: at(minutes))
  }

  /// The start of a link; nil for another event.
  static func start(_ event: GroundModel.Event) -> Link? {
    guard case .linkStart(let link) = event else { return nil }
    return link
  }

  static func charge(_ event: GroundModel.Event) -> (link: Link, satelliteCost: Money, allCosts: Money)? {
    guard case .linkCharge(let link, let satelliteCost, let allCosts) = event else { return nil }
    return (link, satelliteCost, allCosts)
  }

  @Test("The published pass: 113.25 Gb at 07:59, 420 s, all of it down for 53.613925994 dollars")
  func publishedPass() throws {
    var model = Self.model()
    let start = try #require(model.hear(Self.state(39, 0, 113.25)).first.flatMap(Self.start))
    #expect(start.start == Self.at(39) && start.data.gigabits == 113.25 && start.linkId == 0 && start.groundId == 0)
    for minute in 40..<46 { #expect(model.hear(Self.state(minute, 0, 113.25 + Double(minute - 39) * 0.75)) == []) }
    let charge = try #require(model.hear(Self.state(46, nil, 118.5)).first.flatMap(Self.charge))
    #expect(charge.link.end == Self.at(46) && charge.link.offload.gigabits == 113.25)
    #expect(abs(charge.link.cost.dollars - 53.613925994165456) <= Self.tolerance)
    #expect(charge.satelliteCost == charge.link.cost && charge.allCosts == charge.link.cost)
  }

  @Test("A pass that is too short for what is on board is paid for whole, one at a station on contract is free")
  func shortPass() throws {
    var model = Self.model()
    _ = model.hear(Self.state(1, 1, 154.75))
    let paid = try #require(model.hear(Self.state(4, nil, 157)).first.flatMap(Self.charge))
    #expect(abs(paid.link.offload.gigabits - 140.6808) <= Self.tolerance)
    #expect(abs(paid.link.cost.dollars - 66.6) <= Self.tolerance)
    _ = model.hear(Self.state(5, 11, 20))
    let free = try #require(model.hear(Self.state(6, nil, 20)).first.flatMap(Self.charge))
    #expect(abs(free.link.offload.gigabits - 18) <= Self.tolerance)
    #expect(free.link.cost == .zero && free.link.linkId == 1 && free.allCosts == paid.link.cost)
  }

  @Test("A hand-over without a gap stays one link of the first station")
  func handOver() throws {
    var model = Self.model()
    let events = [
      Self.state(1, 3, 50), Self.state(2, 3, 51), Self.state(3, 7, 52), Self.state(4, 99, 53), Self.state(5, nil, 54),
    ].flatMap { model.hear($0) }
    #expect(events.count == 2)
    let charge = try #require(events.last.flatMap(Self.charge))
    #expect(charge.link.groundId == 3 && charge.link.start == Self.at(1) && charge.link.end == Self.at(5))
  }

  @Test("A state that comes again or late changes nothing, nor does one of a station that is not known")
  func repetitions() {
    var model = Self.model()
    #expect(model.hear(Self.state(1, 99, 50)) == [])
    for _ in 0..<7 { _ = model.hear(Self.state(2, 3, 50)) }
    #expect(model.openLinks.map(\.start) == [Self.at(2)])
    #expect(model.hear(Self.state(1, nil, 50)) == [])
    #expect(model.hear(Self.state(-9, 3, 50, id: 7)) == [])
    #expect(model.hear(Self.state(2, nil, 50)) == [])
    #expect(model.hear(Self.state(3, nil, 50)).count == 1)
    #expect(model.hear(Self.state(3, nil, 50)) == [])
  }

  @Test("A link that runs at the end is never charged; what is told of the end itself counts")
  func end() {
    var model = Self.model()
    _ = model.hear(Self.state(1, 3, 50))
    _ = model.hear(Self.state(1, 3, 50, id: 1))
    model.finish(at: Self.at(2))
    #expect(model.hear(Self.state(3, nil, 50)) == [])
    #expect(model.hear(Self.state(2, nil, 50, id: 1)).count == 1)
    #expect(model.openLinks.map(\.satelliteId) == [0])
  }

  @Test("Stamps of three centuries make no crash")
  func anyStamp() throws {
    var model = Self.model()
    model.initialize(at: .earliest)
    for (time, station) in [(ScenarioTime.earliest, 3), (.latest, nil)] {
      _ = model.hear(
        .satelliteState(
          id: 0, name: "", isInRange: station != nil, groundId: station, stored: .gigabits(1e12), at: time))
    }
    #expect(model.openLinks == [])
  }

  @Test("What satellites tell of contracts takes the place of the ground's own sums")
  func contracts() throws {
    var model = Self.model()
    _ = model.hear(Self.state(1, 1, 154.75))
    _ = model.hear(.contract(satellite: 0, satelliteCost: .dollars(5), allCosts: .dollars(7)))
    let charge = try #require(model.hear(Self.state(4, nil, 157)).first.flatMap(Self.charge))
    #expect(abs(charge.satelliteCost.dollars - 71.6) <= Self.tolerance)
    #expect(abs(charge.allCosts.dollars - 73.6) <= Self.tolerance)
  }

  @Test("The federate tells its stations at the start and links as they are told of; what cannot be is refused")
  func words() throws {
    let outbox = Outbox(app: "ground")
    let federate = NOSTGroundFederate(
      model: Self.model(), outbox: outbox, peers: .init(storage: "satelliteStorage", outage: "outage"))
    var said: [String] = []
    outbox.connect(log: { _, _ in }) { leaf, _ in said.append(leaf) }
    let simulator = Simulator()
    for entity in federate.entities { simulator.add(entity) }
    simulator.initialize(
      clock: ClockMap(scenario: Fixture.start, wall: WallTime(nanosecondsSince1970: 0), scale: 60),
      end: Self.at(5), step: .seconds(60))
    simulator.execute()
    simulator.advance()
    #expect(said == Array(repeating: "location", count: 12))
    func hear(_ message: some Message, _ leaf: String, from app: String = "satelliteStorage") throws {
      try federate.hear(InboundMessage(address: Address(prefix: "p", app: app, leaf: leaf), payload: message.payload))
    }
    var state = SatelliteState.example
    (state.commRange, state.groundId) = (true, 3)
    try hear(state, "location")
    state.capacityUsed = -1
    let amount = #expect(throws: InputError.self) { try hear(state, "location") }
    #expect(amount?.description == "capacity_used is -1.0; allowed: 0 to 1e12")
    var charge = LinkCharge.example
    charge.cumulativeCosts = -2
    let cost = #expect(throws: InputError.self) { try hear(charge, "linkCharge") }
    #expect(cost?.description == "cumulativeCosts is -2.0; allowed: 0 to 1e15")
    let report = OutageReport(
      groundId: 3, outageStart: Fixture.start, outageDuration: .minutes(9), outageEnd: Self.at(9))
    try hear(report, "report", from: "outage")
    #expect(!federate.model.isOperational(3, at: Self.at(1)) && federate.model.isOperational(4, at: Self.at(1)))
    #expect(said.count == 13 && said.last == "linkStart")
    #expect(federate.settlesAfter == ["satelliteStorage", "outage"])
  }
}
