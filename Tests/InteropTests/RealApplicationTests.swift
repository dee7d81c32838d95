import Foundation
import JSON
import TestSupport
import Testing

/// Two applications of nost-tools 3.6.0, led by Orrery's manager over RabbitMQ.
@Suite(.serialized) struct RealApplicationTests {
  private static let apps = ["alpha", "beta"]

  /// A freeze of two seconds of wallclock, twice the speed, and an end a minute before the planned one.
  private static let plan = """
    "timeStatusInterval": "PT30S",
    "manager": {
      "requiredApps": ["alpha", "beta"], "commandLead": "PT2S",
      "updates": [{"at": "2018-01-21T00:24:00Z", "scale": 120}]
    },
    "script": [
      {"at": "2018-01-21T00:18:30Z", "topic": "manager/freeze", "payload": {"taskingParameters":
        {"simFreezeTime": "2018-01-21T00:21:00Z", "freezeDuration": "PT2S"}}},
      {"at": "2018-01-21T00:22:10Z", "topic": "manager/stop", "payload": {"taskingParameters":
        {"simStopTime": "2018-01-21T00:26:00Z"}}}
    ],
    """

  @Test(.realThing) func `Real applications obey every command of Orrery's manager`() throws {
    let server = try RabbitServer(prefixes: ["orrery"])
    let directory = try TemporaryDirectory()
    let configuration = NostConfiguration.short(server)
    let path = try configuration.write(in: directory)
    let scenario = try configuration.writeScenario(in: directory, adding: Self.plan)
    let observer = try NostTools.start("observer.py", [path])
    let apps = try Self.apps.map { try NostTools.start("application.py", [path, $0]) }
    for program in [observer] + apps { try program.waitUntilListening() }
    let manager = try OrreryProcess([
      "join", scenario, "--as", "manager", "--broker", "mqtt://127.0.0.1:\(server.mqttPort)",
    ])
    for app in apps {
      try app.wait(for: "the end of an application") { $0["new"]?.string == "TERMINATED" }
      expectObedience(of: app)
    }
    #expect(try manager.end(within: .seconds(30)) == 0, "\(manager.errors)")
    try OrreryProcess.wait(for: "everybody's last word") { lastWords(observer).count == 3 }
    let heard = observer.lines.filter { $0["app"] != nil }
    for line in heard {
      #expect(line["fault"] == .null || line["leaf"]?.string == "hello", "\(line["text"]?.string ?? "")")
    }
    expectCommands(of: heard)
    for app in Self.apps + ["manager"] { expectModes(of: app, heard) }
    try expectTimes(of: "manager", ahead: 0, heard)
    for (name, app) in zip(Self.apps, apps) { try expectTimes(of: name, ahead: aheadInFreeze(app), heard) }
  }

  /// What an application asks for: a freeze of two seconds of wallclock, and twice the speed.
  private static let requests = """
    [{"at": "2018-01-21T00:19:00Z", "freeze": "2018-01-21T00:21:00Z", "seconds": 2},
     {"at": "2018-01-21T00:22:00Z", "update": "2018-01-21T00:24:00Z", "scale": 120}]
    """

  @Test(.realThing)
  func `A real application's requests are granted by Orrery's manager`() throws {
    let server = try RabbitServer(prefixes: ["orrery"])
    let directory = try TemporaryDirectory()
    let path = try NostConfiguration.short(server).write(in: directory)
    let scenario = try NostConfiguration.short(server).writeScenario(
      in: directory,
      adding: "\"timeStatusInterval\": \"PT30S\", \"manager\": {\"requiredApps\": [\"alpha\", \"beta\"]},\n")
    let observer = try NostTools.start("observer.py", [path])
    let apps = [
      try NostTools.start("application.py", [path, "alpha", Self.requests]),
      try NostTools.start("application.py", [path, "beta"]),
    ]
    for program in [observer] + apps { try program.waitUntilListening() }
    let manager = try OrreryProcess([
      "join", scenario, "--as", "manager", "--broker", "mqtt://127.0.0.1:\(server.mqttPort)",
    ])
    for app in apps {
      try app.wait(for: "the end of an application") { $0["new"]?.string == "TERMINATED" }
      #expect(app.lines.contains { $0["event"]?.string == "time_scale_factor" && $0["new"]?.double == 120 })
    }
    #expect(try manager.end(within: .seconds(30)) == 0, "\(manager.errors)")
    try OrreryProcess.wait(for: "everybody's last word") { lastWords(observer).count == 3 }
    let heard = observer.lines.filter { $0["app"] != nil }
    let commands = heard.filter { $0["app"]?.string == "manager" }.compactMap { $0["leaf"]?.string }
      .filter { !$0.hasPrefix("status/") && $0 != "init" }
    #expect(commands == ["start", "freeze", "resume", "update", "stop"])
    for app in Self.apps + ["manager"] { expectModes(of: app, heard) }
    try expectTimes(of: "manager", ahead: 0, heard)
    for (name, app) in zip(Self.apps, apps) { try expectTimes(of: name, ahead: aheadInFreeze(app), heard) }
  }

  private func lastWords(_ observer: OrreryProcess) -> [JSONValue] {
    observer.lines.filter { $0["payload"]?["properties"]?["mode"]?.string == "TERMINATED" }
  }

  private static let modes = [
    "INITIALIZING", "INITIALIZED", "EXECUTING", "PAUSING", "PAUSED", "RESUMING", "EXECUTING", "TERMINATING",
    "TERMINATED",
  ]

  /// Whether an application of nost-tools told the same modes: two of its threads tell of changes, and each reads the mode
  /// again as it does, so that what stands at a place may be the mode of the place before or after.
  private static func areModesOfPeer(_ told: [String]) -> Bool {
    told.count == modes.count && told.first == modes.first && told.last == modes.last
      && told.indices.allSatisfy { modes[max(0, $0 - 1)...min(modes.count - 1, $0 + 1)].contains(told[$0]) }
  }

  /// What the application itself said of its simulator.
  private func expectObedience(of app: OrreryProcess) {
    let lines = app.lines
    let modes = lines.filter { $0["event"]?.string == "mode" }.compactMap { $0["new"]?.string }
    #expect(Self.areModesOfPeer(modes), "\(modes)")
    let scale = lines.firstIndex { $0["event"]?.string == "time_scale_factor" }
    #expect(scale.map { lines[$0]["new"]?.double } == 120)
    #expect(scale.flatMap { time(before: $0, in: lines) } == "2018-01-21 00:24:00+00:00")
    #expect(lines.contains { $0["event"]?.string == "duration" && $0["new"]?.string == "0:08:00" })
    #expect(time(before: lines.count, in: lines) == "2018-01-21 00:26:00+00:00")
  }

  private func time(before index: Int, in lines: [JSONValue]) -> String? {
    lines[..<index].last { $0["event"]?.string == "time" }?["new"]?.string
  }

  private func expectCommands(of heard: [JSONValue]) {
    let commands = heard.filter { $0["app"]?.string == "manager" }.compactMap { $0["leaf"]?.string }
      .filter { !$0.hasPrefix("status/") && $0 != "init" }
    #expect(commands == ["start", "freeze", "resume", "update", "stop", "stop"])
  }

  private func expectModes(of app: String, _ heard: [JSONValue]) {
    let modes = heard.filter { $0["app"]?.string == app && $0["leaf"]?.string == "status/mode" }
      .compactMap { $0["payload"]?["properties"]?["mode"]?.string }
    #expect(app == "manager" ? modes == Self.modes : Self.areModesOfPeer(modes), "\(app): \(modes)")
  }

  /// The wallclock time by which the stamp nearest to the map may lie behind it: what else runs delays a stamp.
  private static let delay = 0.25

  /// Every stamp of a status stands on the clock map that the commands make, or behind it, but by as much earlier as
  /// the application stood ahead in the freeze: those of nost-tools cut a step short for it, and never fall back.
  private func expectTimes(of app: String, ahead: Double, _ heard: [JSONValue]) throws {
    let map = try CommandedClock(heard)
    let stamps = try heard.filter { $0["app"]?.string == app && $0["leaf"]?.string == "status/time" }
      .map { try TimeStamp($0) }
    for (minutes, earliest) in [(18..<21, 0), (22..<24, -ahead), (25..<26, -ahead)] {
      let least = try #require(
        stamps.filter { minutes.contains($0.minute) }.map { map.lateness(of: $0) }.min(), "\(app), \(minutes)")
      #expect(least > earliest - 0.001 && least < Self.delay, "\(app), minutes \(minutes)")
    }
  }

  /// How far ahead of the freeze an application of nost-tools stood in it, in seconds of wallclock.
  private func aheadInFreeze(_ app: OrreryProcess) throws -> Double {
    let lines = app.lines
    // Its time stands still while it is paused; that it is may be told before the last step has been.
    let resumption = try #require(lines.firstIndex { $0["new"]?.string == "RESUMING" })
    let paused = try seconds(.string(try #require(time(before: resumption, in: lines))))
    let ahead = (paused - (try seconds("2018-01-21T00:21:00Z"))) / 60
    // A step is of ten seconds; one that begins late is cut as well.
    #expect(ahead >= 0 && ahead < 1)
    return ahead
  }
}

/// The map from scenario time to wallclock that a manager's commands make, in seconds since 1970.
private struct CommandedClock {
  private struct Anchor {
    var scenario: Double, wall: Double, scale: Double
  }

  private var anchors: [Anchor] = []

  /// Reads the commands in the order of their times.
  init(_ heard: [JSONValue]) throws {
    func command(_ leaf: String) throws -> JSONValue {
      let line = heard.last { $0["app"]?.string == "manager" && $0["leaf"]?.string == leaf }
      return try #require(line?["payload"]?["taskingParameters"], "\(leaf)")
    }
    let start = try command("start"), resume = try command("resume"), update = try command("update")
    let scale = try #require(start["timeScalingFactor"]?.double)
    anchors.append(
      Anchor(scenario: try seconds(start["simStartTime"]), wall: try seconds(start["startTime"]), scale: scale))
    anchors.append(
      Anchor(scenario: try seconds(resume["simResumeTime"]), wall: try seconds(resume["resumeTime"]), scale: scale))
    let change = try seconds(update["simUpdateTime"])
    anchors.append(
      Anchor(scenario: change, wall: wall(at: change), scale: try #require(update["timeScalingFactor"]?.double)))
  }

  private func wall(at scenario: Double) -> Double {
    let anchor = anchors.last { $0.scenario <= scenario } ?? anchors[0]
    return anchor.wall + (scenario - anchor.scenario) / anchor.scale
  }

  /// How many seconds of wallclock a stamp lies behind the map.
  func lateness(of stamp: TimeStamp) -> Double { stamp.wall - wall(at: stamp.scenario) }
}
