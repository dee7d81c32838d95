import Federation
import HandoverAnalysis
import Messages
import Orbits
import Quantities
import Simulation
import Synchronization
import Testing

@testable import Handover

/// The application's words, without a node around it.
@Suite struct HandoverFederateTests {
  private static let run = RunName("2026-11-20T09:33:00Z")

  private final class LineLog: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// A federate with all that it says, driven sample by sample.
  private final class Stage {
    let federate: HandoverFederate
    private(set) var said: [(leaf: String, content: Content)] = []
    private let lines = LineLog()
    var log: [String] { lines.all }

    init(_ name: String = "handover", standbys: [String] = []) throws {
      let outbox = Outbox(app: name)
      var options = HandoverFederate.Options(apps: Cast.apps, instances: ["handover"] + standbys)
      options.prediction = nil
      let model = HandoverModel(try Cast.parameters([try Cast.a4(), try Cast.a5()]))
      federate = HandoverFederate(model: model, outbox: outbox, options: options)
      outbox.connect(log: { [lines] _, text in lines.add(text) }) { [unowned self] leaf, content in
        said.append((leaf, content))
      }
      federate.initialize(at: Cast.start)
    }

    /// Takes samples up to a time; rounds of who is served are told every minute.
    func play(to end: ScenarioTime) {
      let served = federate.entities[1]
      served.initialize(at: federate.nextEvent?.time ?? Cast.start)
      while let event = federate.nextEvent, event.time <= end {
        federate.execute(event)
        while let round = served.nextEvent, round.time <= event.time { served.execute(round) }
      }
    }

    func events() throws -> [HandoverEvent] {
      try said.filter { $0.leaf == "event" }.map { try $0.content.read(as: HandoverEvent.self) }
    }

    func states() throws -> [HandoverState] {
      try said.filter { $0.leaf == "state" }.map { try $0.content.read(as: HandoverState.self) }
    }

    /// Hears a state as the broker brings it.
    func hear(_ state: HandoverState, on app: String, stamp: Bool = true) throws {
      let content = Content(state, stamp: stamp ? Stamp(run: HandoverFederateTests.run, sequence: 0) : nil)
      try federate.hear(
        InboundMessage(address: Address(prefix: "p", app: app, leaf: "state"), content: content))
    }
  }

  @Test func `The state that an application left itself means nothing to it while it lives`() throws {
    let (plain, reconnected) = (try Stage(), try Stage())
    plain.play(to: Cast.start + .minutes(12))
    reconnected.play(to: Cast.start + .minutes(6))
    let left = try #require(try reconnected.states().first)
    try reconnected.hear(left, on: "handover")
    reconnected.play(to: Cast.start + .minutes(12))
    #expect(try reconnected.events() == plain.events())
    #expect(try plain.events().count > 2 && reconnected.log.isEmpty)
  }

  @Test func `One that starts again goes on from the state that it left, and changes nothing by that`() throws {
    let before = try Stage()
    before.play(to: Cast.start + .minutes(6))
    let left = try #require(try before.states().last)
    // It was told of other changes than a process would work out that does not know what had been said before.
    var told = left
    for service in told.services.indices { told.services[service].told += 3 }
    let again = try Stage()
    try again.hear(told, on: "handover")
    again.play(to: Cast.start + .minutes(12))
    #expect(again.log.contains { $0.contains("goes on from the state that it left at \(told.time)") })
    let events = try again.events()
    #expect(!events.isEmpty && events.allSatisfy { $0.time > told.time })
    for service in told.services {
      let own = events.filter { $0.policy == service.policy }
      #expect(own.map(\.number) == Array(service.told + 1..<service.told + 1 + own.count))
      #expect(own.first.map { $0.oldSatId == service.satId } ?? true)
    }
    // Who serves is in view, and goes on serving: the changes are those of one that was never away.
    let whole = try Stage()
    whole.play(to: Cast.start + .minutes(12))
    let later = try whole.events().filter { $0.time > told.time + .seconds(1) }
    #expect(events.map(\.newSatId) == later.map(\.newSatId))
    #expect(!events.contains { $0.reason == "serving_below_mask" && $0.time < told.time + .seconds(5) })
  }

  @Test func `What came later than it was to be used is told with who is served`() throws {
    let stage = try Stage()
    stage.play(to: Cast.start + .minutes(6))
    var location = SatelliteState.example
    location.time = Cast.start
    try stage.federate.hear(Cast.message(Cast.apps.storage, "location", location))
    stage.play(to: Cast.start + .minutes(8))
    let served = try stage.said.filter { $0.leaf == "served" }.map { try $0.content.read(as: ServedTerminal.self) }
    #expect(served.first?.totals.lateMessages == 0)
    #expect(served.last?.totals.lateMessages == 1)
    #expect(stage.log.count { $0.contains("came later than it was to be used") } == 1)
  }

  @Test(arguments: [
    (
      HandoverState(instance: "handover2", version: .max, services: [], time: Cast.start), "handover2", true,
      "version is 9223372036854775807; allowed: 0 to 549755813888"
    ),
    (
      HandoverState(instance: "handover2", version: -1, services: [], time: Cast.start), "handover2", true,
      "version is -1; allowed: 0 to 549755813888"
    ),
    (
      HandoverState(
        instance: "handover2", version: 1,
        services: [.init(terminal: "Taipei", policy: "A4", satId: 1_000, told: .max)], time: Cast.start), "handover2",
      true,
      "told is 9223372036854775807; allowed: 0 to 549755813888"
    ),
    (
      HandoverState(instance: "handover", version: 1, services: [], time: .latest), "handover2", true,
      "instance is handover; allowed: handover2"
    ),
    (
      HandoverState(instance: "handover2", version: 1, services: [], time: .latest), "handover2", false,
      "run is missing; allowed: the run's name, and seq"
    ),
  ])
  func `A state that cannot be is refused, and the application goes on`(
    state: HandoverState, app: String, isStamped: Bool, text: String
  ) throws {
    let stage = try Stage(standbys: ["handover2"])
    stage.play(to: Cast.start + .minutes(2))
    let error = #expect(throws: InputError.self) { try stage.hear(state, on: app, stamp: isStamped) }
    #expect(error?.description == text)
    try stage.federate.hear(
      Cast.message("handover2", "instance", HandoverInstance(name: "handover2", isPresent: false)))
    let count = try stage.events().count
    stage.play(to: Cast.start + .minutes(12))
    #expect(try stage.events().count > count)
  }

  @Test func `A standby says nothing until the last will of the one that speaks comes, and then what is left`() throws {
    let (first, second) = (
      try Stage("handover", standbys: ["handover2"]), try Stage("handover2", standbys: ["handover2"])
    )
    let address = Address(prefix: "p", app: "handover", leaf: "instance")
    func instance(_ isPresent: Bool) -> InboundMessage {
      InboundMessage(address: address, content: Content(HandoverInstance(name: "handover", isPresent: isPresent)))
    }
    try second.federate.hear(instance(true))
    first.play(to: Cast.start + .minutes(5))
    for state in try first.states() { try second.hear(state, on: "handover") }
    second.play(to: Cast.start + .minutes(7))
    #expect(try second.events().isEmpty)
    try second.federate.hear(instance(false))
    second.play(to: Cast.start + .minutes(12))
    let whole = try Stage()
    whole.play(to: Cast.start + .minutes(12))
    func key(_ event: HandoverEvent) -> String { "\(event.policy)/\(event.number)" }
    let told = try first.events() + second.events()
    #expect(Set(told.map(key)).count == told.count)
    #expect(Set(told) == Set(try whole.events()))
    #expect(try second.states().first?.version == first.states().last.map { $0.version + 1 })
  }
}
