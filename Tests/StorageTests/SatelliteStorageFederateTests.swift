import Downlink
import Federation
import Messages
import Orbits
import Quantities
import Simulation
import Storage
import Testing

@Suite struct SatelliteStorageFederateTests {
  static let start = Fixture.start
  static func after(_ seconds: Int) -> ScenarioTime { start + .seconds(seconds) }

  /// The federate in a simulator, with all that it says; the ground's table is told before the run.
  private final class Stage {
    let federate: SatelliteStorageFederate
    let simulator = Simulator()
    var said: [(leaf: String, payload: [UInt8])] = []
    var log: [String] = []

    init(mode: CostMode = .discrete, from first: ScenarioTime? = nil) throws {
      let outbox = Outbox(app: "satelliteStorage")
      federate = SatelliteStorageFederate(
        model: SatelliteStorageModel(satellites: try Fixture.satellites(mode: mode)), outbox: outbox,
        peers: .init(ground: "ground", outage: "outage"), publishingEvery: .seconds(1), from: first,
        clock: { [simulator] in simulator.clock })
      outbox.connect(log: { _, _ in }) { [unowned self] leaf, content in said.append((leaf, content.payload)) }
      for entity in federate.entities { simulator.add(entity) }
    }

    func run(minutes: Int, step: Int = 60) throws {
      let clock = ClockMap(scenario: start, wall: WallTime(nanosecondsSince1970: 0), scale: 60)
      simulator.initialize(clock: clock, end: start + .minutes(minutes), step: .seconds(step))
      for station in Fixture.stations {
        try hear(
          GroundLocation(
            groundId: station.groundId, latitude: station.position.latitudeDegrees,
            longitude: station.position.longitudeDegrees, elevAngle: station.minimumElevation.degrees,
            operational: true, downlinkRate: 0.78156, costPerSecond: 0.37, costMode: "discrete"), "location")
      }
      simulator.execute()
      while simulator.nextInstant() != nil { simulator.advance() }
    }

    func hear(_ message: some Message, _ leaf: String, from app: String = "ground") throws {
      try federate.hear(
        InboundMessage(address: Address(prefix: "p", app: app, leaf: leaf), payload: message.payload))
    }

    func messages<Kind: Message>(_ kind: Kind.Type, _ leaf: String) throws -> [Kind] {
      try said.filter { $0.leaf == leaf }.map { try kind.decode($0.payload) }
    }
  }

  @Test("It names each satellite and then says that all are named, before anything else")
  func ready() throws {
    let stage = try Stage()
    try stage.run(minutes: 1)
    #expect(stage.said.prefix(3).map(\.leaf) == ["ready", "ready", "allReady"])
    #expect(
      try stage.messages(SatelliteReady.self, "ready") == [
        SatelliteReady(id: 0, name: "SUOMI NPP", ssrCapacity: 280),
        SatelliteReady(id: 1, name: "NOAA 20", ssrCapacity: 280),
      ])
  }

  @Test(
    "Heartbeats begin at the start, come each interval of the wallclock, and hold at the time they are stamped with")
  func heartbeats() throws {
    let stage = try Stage(from: Self.after(90))
    try stage.run(minutes: 5)
    let satellites = try Fixture.satellites()
    let states = try stage.messages(SatelliteState.self, "location")
    let rounds = states.filter { $0.id == 0 }.map(\.time)
    #expect(rounds == [90, 150, 210, 270].map(Self.after))
    for state in states {
      let place = try satellites[state.id].orbit.geodetic(at: state.time)
      // A hundredth of a millimetre.
      #expect(abs(state.latitude - place.latitudeDegrees) <= 1e-10)
      #expect(abs(state.longitude - place.longitudeDegrees) <= 1e-10)
      #expect(abs(state.altitude - place.heightMetres) <= 1e-5)
      // 84 Gb and what the instruments have added at 0.0125 Gb/s.
      #expect(abs(state.capacityUsed - (84 + 0.0125 * (state.time - Self.start).seconds)) <= 1e-9)
    }
  }

  /// The state of the wire: the step must not show, neither in the heartbeats nor in the changes between them.
  @Test("What is said does not depend on the step", arguments: [1, 7, 10])
  func stepsChangeNothing(step: Int) throws {
    let (coarse, fine) = (try Stage(), try Stage())
    try coarse.run(minutes: 60)
    try fine.run(minutes: 60, step: step)
    let (left, right) = (
      try coarse.messages(SatelliteState.self, "location"), try fine.messages(SatelliteState.self, "location")
    )
    #expect(left.count == right.count && left.count > 122)
    for (left, right) in zip(left, right) {
      var rounded = right
      rounded.capacityUsed = left.capacityUsed
      #expect(left == rounded)
      #expect(abs(left.capacityUsed - right.capacityUsed) <= SatelliteStorageModelTests.tolerance)
    }
  }

  @Test("Fixed contracts charge continuously, with each round of states", arguments: CostMode.allCases)
  func contracts(mode: CostMode) throws {
    let stage = try Stage(mode: mode)
    try stage.run(minutes: 2)
    let charges = try stage.messages(LinkCharge.self, "linkCharge")
    guard mode.chargesContract else { return #expect(charges == []) }
    #expect(charges.map(\.groundId) == Array(repeating: 100, count: 6))
    #expect(charges.map(\.end) == [0, 0, 60, 60, 120, 120].map(Self.after))
    for charge in charges {
      let expected = 0.09 * (charge.end - Self.start).seconds
      #expect(abs(charge.cumulativeCostBySat - expected) <= 1e-9)
      #expect(abs(charge.cumulativeCosts - 2 * expected) <= 1e-9)
    }
  }

  static func charge(
    groundId: Int = 0, link: Int = 0, end: ScenarioTime = after(60), duration: Double = 10, offload: Double = 1,
    cost: Double = 1
  ) -> LinkCharge {
    LinkCharge(
      groundId: groundId, satId: 0, satName: "SUOMI NPP", linkId: link, end: end, duration: duration,
      dataOffload: offload, downlinkCost: cost, cumulativeCostBySat: 0, cumulativeCosts: 0)
  }

  @Test(
    "A charge that cannot be is refused with its member, its value and what is allowed",
    arguments: [
      (charge(link: -1), "linkId is -1; allowed: 0 or more"),
      (charge(duration: -1), "duration is -1.0; allowed: 0 to 1e12"),
      (charge(offload: -0.5), "dataOffload is -0.5; allowed: 0 to 1e12"),
      (charge(offload: 1e300), "dataOffload is 1e+300; allowed: 0 to 1e12"),
      (charge(cost: -1e-9), "downlinkCost is -1e-09; allowed: 0 to 1e12"),
      (charge(duration: 1e11), "duration is 100000000000.0; allowed: at most a hundred years"),
    ])
  func impossibleCharges(charge: LinkCharge, text: String) throws {
    let stage = try Stage()
    try stage.run(minutes: 1)
    let error = #expect(throws: InputError.self) { try stage.hear(charge, "linkCharge") }
    #expect(error?.description == text)
    #expect(stage.federate.model.groundTimes[0] == [])
  }

  @Test("A link that begins again after its end, or ends before it began, is refused and changes nothing")
  func impossibleLinks() throws {
    let stage = try Stage()
    try stage.run(minutes: 10)
    func start(_ seconds: Int, at groundId: Int = 0) -> LinkStart {
      LinkStart(
        groundId: groundId, satId: 0, satName: "SUOMI NPP", linkId: 0, start: Self.after(seconds), data: 84)
    }
    // While it runs its beginning may be corrected.
    for seconds in [60, 90] { try stage.hear(start(seconds), "linkStart") }
    let early = #expect(throws: LinkError.self) { try stage.hear(Self.charge(end: Self.after(89)), "linkCharge") }
    #expect(
      early?.description
        == "link 0 of satellite 0 ends at 2018-01-21T00:01:29Z; allowed: not before its beginning at 2018-01-21T00:01:30Z"
    )
    try stage.hear(Self.charge(end: Self.after(120), duration: 30), "linkCharge")
    let before = stage.federate.model.groundTimes
    let again = #expect(throws: LinkError.self) { try stage.hear(start(300), "linkStart") }
    #expect(
      again?.description
        == "link 0 of satellite 0 begins again at 2018-01-21T00:05:00Z; allowed: no second beginning of a link that "
        + "ended at 2018-01-21T00:02:00Z, unless it has been taken back")
    #expect(throws: LinkError.self) { try stage.hear(start(90, at: 1), "linkStart") }
    try stage.hear(start(90), "linkStart")
    #expect(stage.federate.model.groundTimes == before)
    try stage.hear(Self.charge(end: Self.after(90), duration: 0, offload: 0, cost: 0), "linkCharge")
    try stage.hear(start(300), "linkStart")
    #expect(stage.federate.model.groundTimes[0]?.map(\.start) == [Self.after(300)])
  }

  @Test("Stations and outages that cannot be are refused")
  func impossibleStations() throws {
    let stage = try Stage()
    try stage.run(minutes: 1)
    var station = GroundLocation.example
    station.downlinkRate = -1
    let rate = #expect(throws: InputError.self) { try stage.hear(station, "location") }
    #expect(rate?.description == "downlinkRate is -1.0; allowed: 0 to 1e6 Gigabits a second")
    station = .example
    station.elevAngle = 91
    let mask = #expect(throws: InputError.self) { try stage.hear(station, "location") }
    #expect(mask?.description == "elevAngle is 91.0; allowed: -90 to 90 degrees")
    station = .example
    station.altitude = 1e300
    let height = #expect(throws: InputError.self) { try stage.hear(station, "location") }
    #expect(height?.description == "altitude is 1e+300; allowed: -10 km to 100 km, in metres")
    let report = OutageReport(
      groundId: 0, outageStart: Self.after(60), outageDuration: .seconds(-60), outageEnd: Self.start)
    let outage = #expect(throws: InputError.self) { try stage.hear(report, "report", from: "outage") }
    #expect(outage?.description == "outageEnd is 2018-01-21T00:00:00Z; allowed: not before outageStart")
  }

  @Test("Of more stations than there may be the rest is refused, and those that are known may still change")
  func tooManyStations() throws {
    let stage = try Stage()
    try stage.run(minutes: 1)
    func station(_ groundId: Int, rate: Double = 1) -> GroundLocation {
      var station = GroundLocation.example
      (station.groundId, station.downlinkRate, station.latitude) = (groundId, rate, -89)
      return station
    }
    let known = stage.federate.model.stations.count
    for number in known..<StationChoice.mostStations { try stage.hear(station(100 + number), "location") }
    let error = #expect(throws: InputError.self) { try stage.hear(station(99), "location") }
    #expect(error?.description == "groundId is 99; allowed: at most 10000 stations")
    try stage.hear(station(5_000, rate: 2), "location")
    #expect(stage.federate.model.stations.count == StationChoice.mostStations)
    #expect(
      stage.federate.model.stations.contains {
        $0.station.groundId == 5_000 && $0.station.downlinkRate.gigabitsPerSecond == 2
      })
  }

  @Test("The dummies of a NOS-T ground, and whatever is far off or unknown, are taken without a word")
  func harmlessOddities() throws {
    let stage = try Stage()
    try stage.run(minutes: 1)
    func link(_ groundId: Int, _ satellite: Int, _ number: Int, _ time: ScenarioTime) -> LinkStart {
      LinkStart(groundId: groundId, satId: satellite, satName: "?", linkId: number, start: time, data: 0)
    }
    for start in [
      link(-1, 0, -1, ScenarioTime(nanosecondsSince1970: 0)), link(.max, .min, .max, .latest),
      link(0, 1, .max, .earliest), link(5, 1, 7, .latest),
    ] { try stage.hear(start, "linkStart") }
    for charge in [
      Self.charge(groundId: -1, link: -1, end: ScenarioTime(nanosecondsSince1970: 0), duration: 0),
      Self.charge(groundId: .max, link: .max, end: .earliest, duration: 3e9), Self.charge(link: 9, end: .latest),
    ] { try stage.hear(charge, "linkCharge") }
    for (from, to) in [(ScenarioTime.earliest, ScenarioTime.latest), (.latest, .latest), (.earliest, .earliest)] {
      let report = OutageReport(groundId: .max, outageStart: from, outageDuration: .zero, outageEnd: to)
      try stage.hear(report, "report", from: "outage")
      try stage.hear(OutageRestore(groundId: .min, outageEnd: to), "restore", from: "outage")
    }
    for id in [0, 1] {
      let balance = try #require(stage.federate.model.balance(ofSatellite: id, at: Self.after(60)))
      let rest = balance.collected - balance.stored - balance.downlinked - balance.lost
      #expect(abs(rest.gigabits) <= SatelliteStorageModelTests.tolerance)
    }
  }
}
