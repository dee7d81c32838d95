import Downlink
import Federation
import Foundation
import JSON
import Messages
import Orbits
import Quantities
import Scenario
import Simulation
import Synchronization
import Testing
import Transport

/// A federation of several processes in one: nodes over one bus, by the wallclock, in virtual time.
struct FederationRun {
  struct Part: Sendable {
    var outcome: RunOutcome
    var messages: [PassingMessage]
    var log: [String]
    var ingress: Ingress
  }

  private(set) var parts: [Role: Part] = [:]
  let report: RunReport

  /// - Parameter disturb: is given a bus client of a stranger after each message that passes.
  init(
    _ definition: ScenarioDefinition, roles: [Role] = [.ground, .storage, .outage, .manager],
    disturb: @escaping @Sendable (InProcessClient, TransportMessage) throws -> Void = { _, _ in }
  ) throws {
    let bus = InProcessBus()
    let time = VirtualTime(nodes: roles.count)
    let (tap, stranger) = (bus.client(named: "tap"), bus.client(named: "stranger"))
    stranger.start { _ in }
    tap.start { event in
      guard case .message(let message) = event else { return }
      time.noteTraffic()
      do { try disturb(stranger, message) } catch { Issue.record("\(error)") }
    }
    tap.subscribe(to: try TopicFilter("#"), quality: .atLeastOnce)
    let results = Mutex<[Role: Part]>([:])
    for (index, role) in roles.enumerated() {
      let client = bus.client(named: role.rawValue)
      time.live(index) { clock in
        let part = Self.live(role, definition, client, clock)
        results.withLock { $0[role] = part }
      }
    }
    time.waitForAll()
    parts = results.withLock { $0 }
    var ledger = RunLedger(.init(definition))
    for message in parts[.manager]?.messages ?? [] {
      ledger.hear(message.inbound, at: message.wall)
    }
    report = ledger.report(isComplete: true)
  }

  private static func live(
    _ role: Role, _ definition: ScenarioDefinition, _ client: InProcessClient, _ clock: VirtualTime.Clock
  ) -> Part {
    var options = RunAssembly.Options()
    (options.cast, options.pacing, options.hearsEverything) = (.one(role), .wallclock, role == .manager)
    let lines = Mutex<[String]>([])
    let node = RunAssembly(definition, options).node(transport: client, clock: clock) { level, text in
      lines.withLock { $0.append("\(level) \(text)") }
    }
    var messages: [PassingMessage] = []
    node.observer = { messages.append($0) }
    let outcome = node.run()
    return Part(outcome: outcome, messages: messages, log: lines.withLock { $0 }, ingress: node.ingress)
  }
}

@Suite struct FederationRunTests {
  /// Sums of some ten thousand terms of about 100 keep eleven digits. Unit: Gigabits, and dollars.
  static let tolerance = 1e-9

  static func expectSame(_ left: RunReport, _ right: RunReport, sourceLocation: SourceLocation = #_sourceLocation) {
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= tolerance }
    #expect(left.start == right.start && left.end == right.end, sourceLocation: sourceLocation)
    #expect(left.links.count == right.links.count, sourceLocation: sourceLocation)
    for (a, b) in zip(left.links, right.links) {
      #expect(
        a.satelliteId == b.satelliteId && a.linkId == b.linkId && a.groundId == b.groundId && a.start == b.start
          && a.end == b.end && near(a.downlinked.gigabits, b.downlinked.gigabits)
          && near(a.cost.dollars, b.cost.dollars),
        sourceLocation: sourceLocation)
    }
    for (a, b) in zip(left.satellites, right.satellites) {
      #expect(
        a.id == b.id && a.links == b.links && near(a.collected.gigabits, b.collected.gigabits)
          && near(a.downlinked.gigabits, b.downlinked.gigabits) && near(a.lost.gigabits, b.lost.gigabits)
          && near(a.stored.gigabits, b.stored.gigabits) && near(a.cost.dollars, b.cost.dollars),
        sourceLocation: sourceLocation)
    }
    #expect(
      left.stations.map(\.outages) == right.stations.map(\.outages)
        && left.stations.map(\.outageTime) == right.stations.map(\.outageTime), sourceLocation: sourceLocation)
  }

  static func outages(hours: Int = 3) throws -> ScenarioDefinition {
    var definition = try Shipped.definition("outages")
    definition.stop = definition.start + .hours(hours)
    return definition
  }

  @Test("Four processes come to the report of one")
  func fourProcesses() throws {
    let definition = try Self.outages()
    let federation = try FederationRun(definition)
    for (role, part) in federation.parts {
      #expect(part.outcome == .completed(at: definition.stop), "\(role)")
      #expect(part.log == [], "\(role)")
    }
    #expect(federation.parts.count == 4)
    Self.expectSame(federation.report, WholeRun(definition).report)
    #expect(federation.report.links.count > 6)
  }

  /// The outages' run, in which a satellite is told to fly by other elements: in time, and late.
  static func withNewElements() throws -> ScenarioDefinition {
    var definition = try Self.outages()
    let satellites = definition.satellites
    func message(_ minute: Int, _ place: Int, from: Int?, meanAnomaly: Double) -> ScriptedMessage {
      var elements = satellites[place].elements
      elements.meanAnomalyDegrees = meanAnomaly
      return ScriptedMessage(
        time: definition.start + .minutes(minute), app: "catalog", leaf: "elements",
        payload: SatelliteElements(
          id: satellites[place].id, time: from.map { definition.start + .minutes($0) }, elements: elements
        ).payload)
    }
    definition.script += [
      message(5, 0, from: 50, meanAnomaly: 200), message(100, 1, from: 60, meanAnomaly: 100),
      message(120, 0, from: 125, meanAnomaly: 20), message(120, 1, from: nil, meanAnomaly: 300),
    ]
    return definition
  }

  @Test("A federation flies by new elements without a restart, and four processes come to the report of one")
  func newElements() throws {
    let definition = try Self.withNewElements()
    let federation = try FederationRun(definition)
    for (role, part) in federation.parts {
      #expect(part.outcome == .completed(at: definition.stop), "\(role)")
      #expect(part.log == [], "\(role)")
    }
    let whole = WholeRun(definition)
    Self.expectSame(federation.report, whole.report)
    #expect(whole.report.balances && federation.report.balances)
    #expect(whole.report.links.map(\.start) != WholeRun(try Self.outages()).report.links.map(\.start))
  }

  @Test("A process without a wire, in which no message becomes bytes, does what one with a wire does")
  func withoutWire() throws {
    let definition = try Self.withNewElements()
    let (wired, alone) = (WholeRun(definition), WholeRun(definition, transport: nil))
    #expect(wired.messages.map(\.topic) == alone.messages.map(\.topic))
    #expect(wired.messages.map(\.payload) == alone.messages.map(\.payload))
    #expect(wired.report.json == alone.report.json)
  }

  @Test("One application that is lost is the only one to be missed at the end")
  func lostApplication() throws {
    let definition = try Self.outages(hours: 1)
    // The outage application is there for the call and gone for the run.
    let federation = try FederationRun(definition, roles: [.ground, .storage, .manager]) { stranger, message in
      guard message.topic == "orrery/manager/init" else { return }
      try stranger.publish(
        TransportMessage(
          topic: "orrery/outage/status/ready", payload: ReadyStatus(name: "outage").payload, quality: .atLeastOnce))
    }
    for (role, part) in federation.parts {
      #expect(part.outcome == .completed(at: definition.stop), "\(role)")
      #expect(part.log == ["warning ended without the last words of outage"], "\(role)")
    }
    #expect(federation.parts.count == 3)
  }

  @Test(
    "A stop in the command lead, at the start or before it, ends every process at the start", arguments: [0, 86_400])
  func stopBeforeTheStart(seconds: Int) throws {
    let definition = try Self.outages(hours: 1)
    let stop = StopCommand(simStopTime: definition.start - .seconds(seconds))
    let federation = try FederationRun(definition) { stranger, message in
      guard message.topic == "orrery/manager/start" else { return }
      try stranger.publish(
        TransportMessage(topic: "orrery/manager/stop", payload: stop.payload, quality: .atLeastOnce))
    }
    // The manager takes its own topics for its own words, and goes on.
    for role in [Role.storage, .ground, .outage] {
      #expect(federation.parts[role]?.outcome == .completed(at: definition.start), "\(role)")
    }
    #expect(federation.report.links == [])
  }

  /// Payloads that are no message, and messages that cannot be.
  static let bad: [[UInt8]] = [
    "", "{", "[1]", "{}", #"{"taskingParameters":null}"#, #"{"name":7,"properties":[],"groundId":"x","satId":{}}"#,
    #"{"groundId":1e999}"#, "\u{0}\u{0}", String(repeating: "[", count: 5_000),
  ].map { Array($0.utf8) }

  static let impossible: [(topic: String, payload: String)] = [
    (
      "ground/linkCharge",
      #"{"groundId":0,"satId":0,"satName":"","linkId":0,"end":"1900-01-01T00:00:00Z","duration":9e9,"dataOffload":1,"downlinkCost":1,"cumulativeCostBySat":0,"cumulativeCosts":0}"#
    ),
    (
      "ground/linkCharge",
      #"{"groundId":0,"satId":0,"satName":"","linkId":9,"end":"2018-01-21T00:10:00Z","duration":-9e9,"dataOffload":5,"downlinkCost":1,"cumulativeCostBySat":0,"cumulativeCosts":0}"#
    ),
    ("ground/linkStart", #"{"groundId":0,"satId":0,"satName":"","linkId":-1,"start":"2018-01-21T00:10:00Z","data":1}"#),
    (
      "outage/report",
      #"{"groundId":3,"outageStart":"2018-01-21T01:00:00Z","outageDuration":"-PT1M","outageEnd":"2018-01-21T00:59:00Z"}"#
    ),
    (
      "manager/start",
      #"{"taskingParameters":{"simStartTime":"1900-01-01T00:00:00Z","simStopTime":"2200-01-01T00:00:00Z","timeScalingFactor":1e-300}}"#
    ),
  ]

  @Test("A hundred bad messages of each kind on each topic change nothing in the report of the federation")
  func badMessages() throws {
    let definition = try Self.outages(hours: 1)
    let topics =
      ["location", "linkStart", "linkCharge"].map { "ground/\($0)" } + ["outage/report", "outage/restore"]
      + ["satelliteStorage/ready", "satelliteStorage/location"]
      + ["init", "start", "stop", "update", "freeze", "resume"].map { "manager/\($0)" } + ["stranger/status/mode"]
    let heartbeats = Mutex(0)
    let federation = try FederationRun(definition) { stranger, message in
      // In four portions, each below what a queue takes, in the middle of the run.
      guard message.payload.starts(with: #"{"id":0,"name":"SUOMI NPP""#.utf8),
        heartbeats.withLock({ count in
          count += 1
          return (40..<44).contains(count)
        })
      else { return }
      for _ in 0..<25 {
        for topic in topics {
          for payload in Self.bad {
            try stranger.publish(TransportMessage(topic: "orrery/\(topic)", payload: payload, quality: .atLeastOnce))
          }
        }
        for (topic, payload) in Self.impossible {
          try stranger.publish(
            TransportMessage(topic: "orrery/\(topic)", payload: Array(payload.utf8), quality: .atLeastOnce))
        }
      }
    }
    Self.expectSame(federation.report, WholeRun(definition).report)
    let each = 100 * Self.bad.count
    let storage = try #require(federation.parts[.storage])
    #expect(storage.ingress.bad["orrery/ground/location"] == each)
    #expect(storage.ingress.bad["orrery/ground/linkStart"] == each + 100)
    #expect(storage.ingress.bad["orrery/ground/linkCharge"] == each + 200)
    #expect(storage.ingress.bad["orrery/outage/report"] == each + 100)
    #expect(storage.ingress.bad["orrery/outage/restore"] == each)
    let ground = try #require(federation.parts[.ground])
    #expect(ground.ingress.bad["orrery/satelliteStorage/ready"] == each)
    #expect(ground.ingress.bad["orrery/satelliteStorage/location"] == each)
    for part in federation.parts.values where part.ingress.received > 0 {
      #expect(part.outcome == .completed(at: definition.stop))
      for command in ["init", "start", "stop", "update", "freeze", "resume"] {
        #expect([nil, each].contains(part.ingress.bad["orrery/manager/\(command)"]))
      }
    }
    #expect(ground.ingress.bad["orrery/manager/init"] == each)
  }

  @Test(
    "What an application heard, said again to a fresh one, makes it say the same", arguments: [Role.ground, .storage])
  func replayOfInbound(role: Role) throws {
    let definition = try Self.outages()
    let first = try #require(FederationRun(definition).parts[role])
    let time = VirtualTime(nodes: 2)
    let bus = InProcessBus()
    let (client, player, tap) = (bus.client(named: "node"), bus.client(named: "player"), bus.client(named: "tap"))
    player.start { _ in }
    tap.start { if case .message = $0 { time.noteTraffic() } }
    tap.subscribe(to: try TopicFilter("#"), quality: .atLeastOnce)
    let said = Mutex<[PassingMessage]>([])
    time.live(0) { clock in
      // The same words at the same wallclock times, and in the same order where the application itself spoke then.
      var own = 0
      // Who listens has to have subscribed before the first word.
      clock.wait(until: clock.now) { _ in }
      for message in first.messages {
        if message.isOwn {
          own += 1
          continue
        }
        while clock.now < message.wall { clock.wait(until: message.wall) { _ in } }
        for _ in 0..<10 where said.withLock({ $0.count }) < own { clock.wait(until: clock.now) { _ in } }
        do {
          try player.publish(TransportMessage(topic: message.topic, payload: message.payload, quality: .atLeastOnce))
        } catch {
          Issue.record("\(error)")
        }
      }
    }
    time.live(1) { clock in
      var options = RunAssembly.Options()
      (options.cast, options.pacing) = (.one(role), .wallclock)
      let node = RunAssembly(definition, options).node(transport: client, clock: clock) { _, _ in }
      node.observer = { message in if message.isOwn { said.withLock { $0.append(message) } } }
      _ = node.run()
    }
    time.waitForAll()
    func comparable(_ messages: [PassingMessage]) -> [String] {
      messages.filter { !$0.topic.contains("/status/") }.map {
        "\($0.topic) \(String(decoding: $0.payload, as: UTF8.self))"
      }
    }
    let (original, again) = (comparable(first.messages.filter(\.isOwn)), comparable(said.withLock { $0 }))
    #expect(original.count == again.count && original.count > 12)
    #expect(zip(original, again).first { $0 != $1 }.map { "\($0)\n\($1)" } == nil)
  }
}
