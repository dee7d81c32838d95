import Federation
import Messages
import Quantities
import Simulation
import Testing

@Suite struct HostileMessageTests {
  /// How many of each kind come on each topic.
  static let count = 100

  /// Payloads that are no message of any kind.
  static let payloads: [(kind: String, bytes: [UInt8])] = [
    ("nothing", []),
    ("half a message", Array(#"{"taskingParameters":{"simStart"#.utf8)),
    ("no JSON", Array("hello".utf8)),
    ("no object", Array("[1,2,3]".utf8)),
    ("no members", Array("{}".utf8)),
    (
      "nulls",
      Array(#"{"taskingParameters":null,"name":null,"properties":null,"groundId":null,"satId":null,"id":null}"#.utf8)
    ),
    (
      "wrong types",
      Array(#"{"taskingParameters":7,"name":[],"properties":"x","groundId":{},"satId":true,"id":1.5}"#.utf8)
    ),
    ("not UTF-8", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]),
    ("NUL bytes", [0, 0, 0, 0]),
    ("huge numbers", Array(#"{"groundId":1e999}"#.utf8)),
    ("too deep", Array(repeating: UInt8(ascii: "["), count: 100_000)),
    ("twice the same", Array(#"{"name":"a","name":"b","properties":{"mode":"PAUSED"}}"#.utf8)),
  ]

  static let interests: [Interest: any Message.Type] = [
    Interest(app: "ground", leaf: "location"): GroundLocation.self,
    Interest(app: "ground", leaf: "linkStart"): LinkStart.self,
    Interest(app: "ground", leaf: "linkCharge"): LinkCharge.self,
    Interest(app: "outage", leaf: "report"): OutageReport.self,
    Interest(app: "outage", leaf: "restore"): OutageRestore.self,
    Interest(app: "satelliteStorage", leaf: "ready"): SatelliteReady.self,
    Interest(app: "satelliteStorage", leaf: "location"): SatelliteState.self,
  ]

  static let topics =
    ["init", "start", "stop", "update", "freeze", "resume"].map { "manager/\($0)" } + ["stranger/status/mode"]
    + interests.keys.map { "\($0.app)/\($0.leaf)" }.sorted()

  @Test("A hundred bad messages of each kind on each topic are counted, logged up to a limit, and change nothing")
  func badMessages() {
    let probe = Probe("a", hears: Self.interests)
    let bench = Bench([probe])
    for topic in Self.topics {
      for (_, bytes) in Self.payloads { bench.publish(bytes, under: topic, after: 0, times: Self.count / 2) }
    }
    bench.start(after: 1)
    for topic in Self.topics {
      for (_, bytes) in Self.payloads { bench.publish(bytes, under: topic, after: 3, times: Self.count / 2) }
    }
    #expect(bench.node.run() == .completed(at: FederationNodeTests.after(300)))
    let each = Self.count * Self.payloads.count
    #expect(bench.node.ingress.bad == Dictionary(uniqueKeysWithValues: Self.topics.map { ("test/\($0)", each) }))
    #expect(bench.log.count == Ingress.loggedPerTopic * Self.topics.count)
    #expect(bench.modes == FederationNodeTests.life.map { "a \($0)" })
    #expect(!probe.diary.contains { $0.contains("/") })
    #expect(probe.diary.count { $0 == "tock" } == 5)
  }

  @Test("A bad message is logged with its topic, its place and what is allowed")
  func logLine() {
    let bench = Bench([Probe("a")])
    bench.publish(Array(#"{"taskingParameters":{"simStopTime":"noon"}}"#.utf8), under: "manager/stop", after: 0)
    for _ in 0..<25 {
      bench.publish(Array(#"{"name":"x","properties":{"mode":"DANCING"}}"#.utf8), under: "x/status/mode", after: 0)
    }
    bench.start(after: 1)
    #expect(bench.node.run() == .completed(at: FederationNodeTests.after(300)))
    #expect(
      bench.log.first
        == "warning test/manager/stop: dropped a bad message: StopCommand $.taskingParameters.simStopTime: \"noon\" "
        + "is not allowed; allowed: an ISO 8601 date and time such as 2018-01-21T00:00:00Z, from 1900 to 2200")
    #expect(bench.log.count == 21)
    #expect(
      bench.log.last
        == "warning test/x/status/mode: dropped a bad message: ModeStatus $.properties.mode: \"DANCING\" is not "
        + "allowed; allowed: UNDEFINED, INITIALIZING, INITIALIZED, EXECUTING, PAUSING, PAUSED, RESUMING, "
        + "TERMINATING, TERMINATED; further ones of this topic are only counted")
  }

  /// Each of these ended the process by an overflow or hung it.
  @Test("Well-formed commands that lead out of what can be counted are ignored, before and in the run")
  func commandsOutOfReach() {
    let bench = Bench([Probe("a")])
    func start(_ from: ScenarioTime, _ to: ScenarioTime, _ wall: ScenarioTime?, _ scale: Double) -> StartCommand {
      StartCommand(startTime: wall, simStartTime: from, simStopTime: to, timeScalingFactor: scale)
    }
    for command in [
      start(.earliest, .latest, nil, 1e6), start(Bench.start, .latest, nil, 1),
      start(Bench.start, Bench.start + .hours(24), .latest, 1),
      start(Bench.start, Bench.start + .hours(1), nil, 1e-300),
      start(.latest, .earliest, .earliest, 1),
    ] { bench.publish(command, under: "manager/start", after: 0) }
    bench.start(after: 1)
    for scale in [.leastNonzeroMagnitude, 1e-300, 1e-9, 1e300] {
      bench.publish(
        UpdateCommand(timeScalingFactor: scale, simUpdateTime: Bench.start), under: "manager/update", after: 3)
    }
    bench.publish(StopCommand(simStopTime: .latest), under: "manager/stop", after: 3)
    bench.publish(
      ResumeCommand(resumeTime: .latest, simResumeTime: .latest), under: "manager/resume", after: 3)
    bench.publish(FreezeCommand(simFreezeTime: .latest), under: "manager/freeze", after: 3)
    bench.publish(
      ResumeCommand(resumeTime: .earliest, simResumeTime: .earliest), under: "manager/resume", after: 4)
    #expect(bench.node.run() == .completed(at: FederationNodeTests.after(300)))
    #expect(bench.log.count == 11)
    #expect(bench.node.ingress.badTotal == 0)
  }
}
