import Federation
import Messages
import Quantities
import SharedState
import TestSupport
import Testing

@Suite struct StateMirrorTests {
  private static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
  private static let apps = StateMirror.Apps(
    storage: "satelliteStorage", ground: "ground", outage: "outage", handover: ["handover"])

  private func message(_ app: String, _ leaf: String, _ message: some Message) -> InboundMessage {
    InboundMessage(address: Address(prefix: "p", app: app, leaf: leaf), content: Content(message))
  }

  private func state(_ id: Int, _ gigabits: Double, station: Int?, second: Int) -> InboundMessage {
    var state = SatelliteState.example
    (state.id, state.capacityUsed, state.commRange) = (id, gigabits, station != nil)
    (state.groundId, state.time) = (station, Self.start + .seconds(second))
    return message("satelliteStorage", "location", state)
  }

  private func charge(_ satellite: Int, link: Int, station: Int, end: Int, duration: Double) -> InboundMessage {
    message(
      "ground", "linkCharge",
      LinkCharge(
        groundId: station, satId: satellite, satName: "S", linkId: link, end: Self.start + .seconds(end),
        duration: duration, dataOffload: 1, downlinkCost: 1, cumulativeCostBySat: 1, cumulativeCosts: 1))
  }

  private func start(_ satellite: Int, link: Int, station: Int, second: Int) -> InboundMessage {
    message(
      "ground", "linkStart",
      LinkStart(
        groundId: station, satId: satellite, satName: "S", linkId: link, start: Self.start + .seconds(second), data: 1))
  }

  private func outage(_ station: Int, from: Int, to: Int) -> InboundMessage {
    message(
      "outage", "report",
      OutageReport(
        groundId: station, outageStart: Self.start + .seconds(from), outageDuration: .seconds(to - from),
        outageEnd: Self.start + .seconds(to)))
  }

  private var everything: [InboundMessage] {
    var station = GroundLocation.example
    station.groundId = 3
    var served = ServedTerminal.example
    served.time = Self.start
    var later = served
    (later.time, later.satId) = (Self.start + .seconds(60), nil)
    return [
      message("satelliteStorage", "ready", SatelliteReady(id: 1, name: "SUOMI NPP", ssrCapacity: 280)),
      state(1, 10, station: nil, second: 0), state(1, 20, station: 3, second: 60),
      state(2, 5, station: nil, second: 30),
      message("ground", "location", station), start(1, link: 0, station: 3, second: 10),
      charge(1, link: 0, station: 3, end: 30, duration: 20), start(1, link: 1, station: 3, second: 50),
      start(2, link: 0, station: 3, second: 55), outage(3, from: 100, to: 200), outage(3, from: 150, to: 300),
      message("outage", "restore", OutageRestore(groundId: 3, outageEnd: Self.start + .seconds(250))),
      message("handover", "served", served), message("handover", "served", later),
    ]
  }

  private func mirror(_ messages: [InboundMessage]) throws -> StateMirror {
    var mirror = StateMirror(of: Self.apps)
    for message in messages { try mirror.hear(message) }
    return mirror
  }

  @Test func `Whatever the order and however often things are said, they come to the same state`() throws {
    let expected = try mirror(everything).snapshot(at: Self.start + .seconds(120), mode: "EXECUTING")
    #expect(expected.satellites.map(\.id) == [1, 2] && expected.satellites[0].stored == .gigabits(20))
    #expect(expected.satellites[0].capacity == .gigabits(280) && expected.satellites[0].groundId == 3)
    #expect(expected.openLinks.map { [$0.satelliteId, $0.linkId] } == [[1, 1], [2, 0]])
    #expect(expected.stations.first?.contacts == [1, 2] && expected.stations.first?.isOperational == false)
    #expect(expected.terminals.count == 1 && expected.terminals[0].satelliteId == nil)
    var random = RandomSource(seed: 17)
    for _ in 0..<200 {
      let shuffled = (everything + everything.shuffled(using: &random).prefix(6)).shuffled(using: &random)
      #expect(try mirror(shuffled).snapshot(at: Self.start + .seconds(120), mode: "EXECUTING") == expected)
    }
  }

  @Test func `A station is out from the start of an outage to its end, as restored`() throws {
    let mirror = try mirror(everything)
    for (second, works) in [(99, true), (100, false), (199, false), (249, false), (250, true), (299, true)] {
      #expect(mirror.isOperational(station: 3, at: Self.start + .seconds(second)) == works, "second \(second)")
    }
    #expect(mirror.isOperational(station: 4, at: Self.start))
  }

  @Test func `The dummies of a NOS-T ground and what others say change nothing`() throws {
    let before = try mirror(everything).snapshot(at: Self.start, mode: "EXECUTING")
    let noise = [
      charge(1, link: 1, station: -1, end: 60, duration: 0), start(1, link: 9, station: -1, second: 60),
      message("stranger", "location", GroundLocation.example), message("ground", "hello", GroundLocation.example),
    ]
    #expect(try mirror(everything + noise).snapshot(at: Self.start, mode: "EXECUTING") == before)
  }

  @Test func `A message that cannot be read is an error, and changes nothing`() throws {
    var mirror = try mirror(everything)
    let before = mirror.snapshot(at: Self.start, mode: "EXECUTING")
    let broken = InboundMessage(
      address: Address(prefix: "p", app: "ground", leaf: "linkStart"), payload: Array(#"{"groundId": "x"}"#.utf8))
    #expect(throws: MessageError.self) { try mirror.hear(broken) }
    #expect(mirror.snapshot(at: Self.start, mode: "EXECUTING") == before)
  }

  @Test func `A link whose charge was lost is over when the next one begins, or its satellite is out of range`() throws
  {
    var mirror = try mirror([start(1, link: 0, station: 3, second: 10), start(2, link: 0, station: 3, second: 10)])
    #expect(mirror.contacts(ofStation: 3) == [1, 2])
    try mirror.hear(start(1, link: 1, station: 4, second: 50))
    #expect(mirror.contacts(ofStation: 3) == [2] && mirror.contacts(ofStation: 4) == [1])
    // Out of range when nobody has told that it was in range yet: the start may have come sooner than the state.
    for (second, station, isOpen) in [(20, nil, true), (30, 3, true), (40, nil, false)] as [(Int, Int?, Bool)] {
      try mirror.hear(state(2, 10, station: station, second: second))
      #expect((mirror.contacts(ofStation: 3) == [2]) == isOpen, "second \(second)")
    }
    try mirror.hear(start(1, link: 0, station: 3, second: 10))
    #expect(mirror.contacts(ofStation: 3).isEmpty, "an old start opens nothing")
  }

  @Test func `A bill counts from its coming on, and once`() throws {
    var mirror = try mirror([state(1, 10, station: 3, second: 20)])
    func satellite() -> Snapshot.Satellite? {
      mirror.snapshot(at: Self.start + .seconds(99), mode: "EXECUTING").satellites.first
    }
    let told = try #require(satellite()).cost.dollars
    #expect(satellite()?.told == Self.start + .seconds(20))
    for _ in 0..<2 { try mirror.hear(charge(1, link: 0, station: 3, end: 30, duration: 20)) }
    #expect(satellite()?.cost.dollars == told + 1)
    // A state of before that comes later holds nothing of it, and a bill of before is in what was told.
    try mirror.hear(state(1, 12, station: 3, second: 25))
    try mirror.hear(charge(1, link: 7, station: 3, end: 10, duration: 5))
    #expect(satellite()?.cost.dollars == told + 1)
    try mirror.hear(state(1, 5, station: nil, second: 40))
    #expect(satellite()?.cost.dollars == told)
    #expect(satellite()?.told == Self.start + .seconds(40))
  }

  @Test func `Who comes late knows the recorders' sizes from the scenario`() throws {
    var mirror = StateMirror(of: Self.apps, capacities: [1: .gigabits(280)])
    try mirror.hear(state(1, 70, station: nil, second: 10))
    #expect(mirror.fill(ofSatellite: 1) == 0.25)
  }

  @Test func `A change of a terminal counts before it is told of again`() throws {
    var (mirror, event) = (StateMirror(of: Self.apps), HandoverEvent.example)
    try mirror.hear(message("handover", "served", ServedTerminal.example))
    event.time = ServedTerminal.example.time + .seconds(10)
    (event.newSatId, event.number) = (5, 4)
    try mirror.hear(message("handover", "event", event))
    let terminal = mirror.snapshot(at: event.time, mode: "EXECUTING").terminals.first
    #expect(terminal?.satelliteId == 5 && terminal?.handovers == 4 && terminal?.elevation == nil)
    event.time = ServedTerminal.example.time
    event.newSatId = 6
    try mirror.hear(message("handover", "event", event))
    #expect(mirror.snapshot(at: event.time, mode: "EXECUTING").terminals.first?.satelliteId == 5)
  }

  @Test func `The fill of a recorder is known once its size and its content are`() throws {
    var mirror = StateMirror(of: Self.apps)
    #expect(mirror.fill(ofSatellite: 1) == nil)
    try mirror.hear(state(1, 70, station: nil, second: 0))
    #expect(mirror.fill(ofSatellite: 1) == nil)
    try mirror.hear(message("satelliteStorage", "ready", SatelliteReady(id: 1, name: "S", ssrCapacity: 280)))
    #expect(mirror.fill(ofSatellite: 1) == 0.25)
  }
}
