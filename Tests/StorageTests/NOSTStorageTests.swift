import Downlink
import Federation
import Messages
import Orbits
import Quantities
import Simulation
import Storage
import Testing

@Suite struct NOSTStorageTests {
  /// Twelve digits of amounts of about 100. Unit: Gigabits, and dollars.
  static let tolerance = 1e-9

  static func at(_ minutes: Int) -> ScenarioTime { Fixture.start + .minutes(minutes) }

  static func model(
    mode: CostMode = .discrete, capacity: Double = 280, step: TimeSpan = .seconds(60),
    stations: [SatelliteStorageModel.Station] = Fixture.stations
  ) throws -> NOSTStorageModel {
    var model = NOSTStorageModel(
      satellites: try Fixture.satellites(capacity: capacity, mode: mode), step: step, lookAhead: .seconds(60))
    model.initialize(at: Fixture.start)
    for station in stations { model.hear(.station(station)) }
    return model
  }

  /// The states that a model tells, step by step.
  static func states(
    _ model: inout NOSTStorageModel, minutes: Int, step: TimeSpan = .seconds(60)
  ) -> [[SatelliteStorageModel.SatelliteState]] {
    let end = at(minutes)
    var told: [[SatelliteStorageModel.SatelliteState]] = []
    while model.time < end {
      model.tick(by: min(step, end - model.time))
      _ = model.tock()
      told.append(model.states)
    }
    return told
  }

  @Test("Places and ranges are those of a minute after the stamp; the recorder's are of the stamp")
  func ahead() throws {
    var model = try Self.model()
    let orbits = try Fixture.satellites().map(\.orbit)
    var inRange = 0
    for state in Self.states(&model, minutes: 120).flatMap({ $0 }) {
      let later = state.time + .seconds(60)
      #expect(state.position == (try orbits[state.id].geodetic(at: later)))
      let rows = try Fixture.stations.filter {
        try orbits[state.id].lookAngles(from: GroundSite($0.position), at: later).elevation >= $0.minimumElevation
      }
      #expect(state.groundId == rows.first?.groundId)
      if state.groundId != nil { inRange += 1 }
      #expect(abs(state.stored.gigabits - 84 - 0.0125 * (state.time - Fixture.start).seconds) <= Self.tolerance)
    }
    #expect(inRange > 20)
  }

  @Test("The first row of the table wins, in the order in which stations were told, and is told once for all")
  func firstRow() throws {
    let all = Fixture.stations.map { station in
      var station = station
      station.minimumElevation = .degrees(-90)
      return station
    }
    var model = try Self.model(stations: [all[7], all[2], all[9]])
    var again = all[7]
    again.isOperational = false
    again.minimumElevation = .degrees(90)
    model.hear(.station(again))
    #expect(Self.states(&model, minutes: 2).flatMap { $0 }.allSatisfy { $0.groundId == 7 })
    model.hear(.outage(groundId: 7, Outage(start: Self.at(3), end: Self.at(30))))
    model.hear(.outage(groundId: 2, Outage(start: Self.at(3), end: Self.at(4))))
    model.hear(.outage(groundId: 7, Outage(start: Self.at(5), end: Self.at(6))))
    #expect(Self.states(&model, minutes: 7).map { $0.first?.groundId } == [9, 2, 2, 7, 7])
  }

  @Test("Links are counted at the instant itself, a minute after the range that is told")
  func linkCount() throws {
    var model = try Self.model()
    let told = Self.states(&model, minutes: 300).compactMap { $0.first { $0.id == 0 } }
    let rises = zip(told, told.dropFirst()).filter { $0.groundId == nil && $1.groundId != nil }.map(\.1.time)
    let counts = zip(told, told.dropFirst()).filter { $0.linkCount < $1.linkCount }.map(\.1.time)
    #expect(rises.count > 2)
    #expect(counts == rises.map { $0 + .seconds(60) })
  }

  @Test("Nothing is lost past the capacity, and what is charged leaves the recorder with its cost")
  func noClamp() throws {
    var model = try Self.model(capacity: 84)
    _ = Self.states(&model, minutes: 10)
    #expect(model.states.map(\.stored.gigabits) == [91.5, 91.5])
    model.hear(.linkStart(satellite: 0, link: 0, groundId: 3, at: Self.at(4)))
    model.hear(
      .linkCharge(
        satellite: 0, link: 0, groundId: 3, at: Self.at(10), duration: .minutes(6), offload: .gigabits(80),
        cost: .dollars(12)))
    _ = Self.states(&model, minutes: 11)
    #expect(model.states.map(\.stored.gigabits) == [12.25, 92.25])
    #expect(model.states.map(\.cumulativeCost.dollars) == [12, 0] && model.cumulativeCosts.dollars == 12)
    // The start of a link that comes after its charge says nothing new.
    model.hear(.linkStart(satellite: 0, link: 0, groundId: 3, at: Self.at(4)))
    #expect(throws: LinkError.self) {
      try model.check(.linkStart(satellite: 0, link: 0, groundId: 3, at: Self.at(12)))
    }
    #expect(throws: LinkError.self) {
      try model.check(
        .linkCharge(
          satellite: 0, link: 0, groundId: 3, at: Self.at(2), duration: .minutes(6), offload: .zero, cost: .zero))
    }
  }

  @Test("Contracts are paid step by step, and turned round by station 11")
  func contracts() throws {
    var model = try Self.model(mode: .both)
    _ = Self.states(&model, minutes: 2)
    #expect(model.contracted.map(\.id) == [0, 1])
    #expect(abs(model.cumulativeCosts.dollars - 2 * 2 * 5.4) <= Self.tolerance)
    model.hear(.outage(groundId: 11, Outage(start: Self.at(2), end: Self.at(4))))
    _ = Self.states(&model, minutes: 4)
    #expect(model.contracted == [])
    _ = Self.states(&model, minutes: 5)
    #expect(model.contracted.map(\.id) == [0, 1])
    #expect(abs(model.cumulativeCosts.dollars - 2 * 3 * 5.4) <= Self.tolerance)
  }

  @Test("Ticking twice and tocking once is ticking once, whatever the step", arguments: [7, 60, 100])
  func tickTwice(seconds: Int) throws {
    let step = TimeSpan.seconds(seconds)
    var (once, twice) = (try Self.model(step: step), try Self.model(step: step))
    for _ in 0..<30 {
      once.tick(by: step)
      twice.tick(by: .seconds(1))
      twice.tick(by: step)
      #expect(once.tock() == twice.tock())
      #expect(once.states == twice.states && once.time == twice.time)
    }
  }

  @Test("A satellite that can no longer be propagated is told of once; with other elements it flies again")
  func failures() throws {
    let elements = try Fixture.elements(Fixture.decaying)
    let profile = SatelliteProfile(
      id: 5, name: "MINOTAUR", capacity: .gigabits(1), initial: .zero, instrumentRate: .zero)
    var model = NOSTStorageModel(
      satellites: [try OrbitingSatellite(profile, on: elements)], step: .seconds(60), lookAhead: .seconds(60))
    model.initialize(at: elements.epoch)
    for station in Fixture.stations { model.hear(.station(station)) }
    var failures: [SatelliteStorageModel.Failure] = []
    for _ in 0..<90 {
      model.tick(by: .seconds(60))
      failures += model.tock()
    }
    #expect(failures.map(\.name) == ["MINOTAUR"] && model.states.isEmpty)
    model.hear(.elements(satellite: 5, try Fixture.elements(Fixture.weather[0]), from: nil))
    model.tick(by: .seconds(60))
    #expect(model.tock() == [] && model.states.map(\.id) == [5])
  }

  // MARK: The federate

  /// The federate in a simulator, with all that it says and when.
  private final class Stage {
    let federate: NOSTStorageFederate
    let simulator = Simulator()
    private(set) var said: [(leaf: String, time: ScenarioTime, payload: [UInt8])] = []

    init(
      mode: CostMode = .discrete, step: TimeSpan = .seconds(60), interval: TimeSpan = .seconds(1),
      from first: ScenarioTime? = nil, scale: Double = 60, minutes: Int = 20
    ) throws {
      let outbox = Outbox(app: "satelliteStorage")
      federate = NOSTStorageFederate(
        model: NOSTStorageModel(
          satellites: try Fixture.satellites(mode: mode), step: step,
          lookAhead: NOSTStorageModel.lookAhead(ofRoundsEvery: interval)),
        outbox: outbox, peers: .init(ground: "ground", outage: "outage"), publishingEvery: interval, from: first,
        clock: { [simulator] in simulator.clock })
      outbox.connect(log: { _, _ in }) { [unowned self] leaf, content in
        said.append((leaf, simulator.time, content.payload))
      }
      for entity in federate.entities { simulator.add(entity) }
      let clock = ClockMap(scenario: Fixture.start, wall: WallTime(nanosecondsSince1970: 0), scale: scale)
      simulator.initialize(clock: clock, end: NOSTStorageTests.at(minutes), step: step)
    }

    func run() {
      simulator.execute()
      while simulator.nextInstant() != nil { simulator.advance() }
    }

    /// When the first satellite told its state, in seconds after the start; the stamp is the time itself.
    var rounds: [Double] {
      get throws {
        try said.filter { $0.leaf == "location" }.compactMap { entry in
          let state = try SatelliteState.decode(entry.payload)
          #expect(state.time == entry.time)
          return state.id == 0 ? (entry.time - Fixture.start).seconds : nil
        }
      }
    }
  }

  @Test("It names its satellites, and tells their states at the end of each step, not at the start")
  func words() throws {
    let stage = try Stage()
    #expect(stage.said.map(\.leaf) == ["ready", "ready", "allReady"])
    stage.run()
    #expect(try stage.rounds == (1...20).map { Double($0) * 60 })
    #expect(stage.federate.model.lookAhead == .seconds(60))
    #expect(stage.federate.settlesAfter == ["outage"])
  }

  @Test("Of rounds that fall due in one step the last speaks for all; a round is told at a step's end")
  func rounds() throws {
    let often = try Stage(interval: TimeSpan(nanoseconds: 100_000_000), minutes: 3)
    often.run()
    #expect(try often.rounds == [60, 120, 180])
    #expect(often.federate.model.lookAhead == .seconds(6))
    let fine = try Stage(step: .seconds(10), minutes: 4)
    fine.run()
    #expect(try fine.rounds == [10, 60, 120, 180, 240])
    let uneven = try Stage(step: .seconds(35), minutes: 4)
    uneven.run()
    #expect(try uneven.rounds == [35, 70, 140, 210, 240])
    let late = try Stage(from: Self.at(2) + .seconds(30), minutes: 5)
    late.run()
    #expect(try late.rounds == [180, 240, 300])
  }

  @Test("A change of scale changes how many steps a round takes")
  func changeOfScale() throws {
    let stage = try Stage(step: .seconds(10), minutes: 6)
    stage.simulator.setTimeScale(120, at: Fixture.start + .minutes(2))
    stage.run()
    #expect(try stage.rounds == [10, 60, 120, 240, 360])
  }

  @Test("Who pays a contract is told after every step, before the states")
  func contractWords() throws {
    let stage = try Stage(mode: .continuous, interval: .seconds(3), minutes: 4)
    stage.run()
    #expect(
      stage.said.dropFirst(3).map(\.leaf)
        == [
          "linkCharge", "linkCharge", "location", "location", "linkCharge", "linkCharge", "linkCharge", "linkCharge",
          "location", "location", "linkCharge", "linkCharge",
        ])
    let last = try #require(stage.said.last { $0.leaf == "linkCharge" })
    let charge = try LinkCharge.decode(last.payload)
    #expect(charge.groundId == 100 && charge.satId == 1 && charge.linkId == 0 && charge.end == Self.at(4))
    #expect(abs(charge.cumulativeCostBySat - 4 * 5.4) <= Self.tolerance)
    #expect(abs(charge.cumulativeCosts - 8 * 5.4) <= Self.tolerance)
  }

  @Test("It hears charges and refuses what cannot be")
  func hearing() throws {
    let stage = try Stage()
    func hear(_ message: some Message, _ leaf: String) throws {
      try stage.federate.hear(
        InboundMessage(address: Address(prefix: "p", app: "ground", leaf: leaf), payload: message.payload))
    }
    var charge = LinkCharge.example
    (charge.groundId, charge.linkId) = (-1, -1)
    try hear(charge, "linkCharge")
    (charge.groundId, charge.linkId, charge.end) = (3, 0, Self.at(3))
    (charge.duration, charge.dataOffload, charge.downlinkCost) = (60, 40, 22.2)
    try hear(charge, "linkCharge")
    charge.dataOffload = -1
    #expect(throws: InputError.self) { try hear(charge, "linkCharge") }
    stage.run()
    let states = try stage.said.filter { $0.leaf == "location" }.map { try SatelliteState.decode($0.payload) }
    let last = try #require(states.last { $0.id == 0 })
    #expect(abs(last.capacityUsed - 59) <= Self.tolerance && last.cumulativeCostBySat == 22.2)
  }
}
