import Foundation
import JSON
import TestSupport
import Testing

/// The clock of Orrery's applications beside that of the manager of nost-tools 3.6.0, which a real application asks to
/// freeze and to run faster.
@Suite(.serialized) struct RealClockTests {
  /// How far two clocks may lie apart, in seconds of wallclock, and on a machine that does much else. The original's
  /// come to lie a quarter of a second apart.
  private static let limit = NostTools.isLong ? 0.025 : 0.1

  /// At half a step of Orrery's applications, which are of a minute.
  private static let requests = """
    [{"at": "2018-01-21T00:19:00Z", "freeze": "2018-01-21T00:21:10Z", "seconds": 2},
     {"at": "2018-01-21T00:23:20Z", "update": "2018-01-21T00:24:30Z", "scale": 120}]
    """

  @Test(.realThing) func `A freeze and a change of scale leave the clock that of the real manager`() throws {
    let server = try RabbitServer(prefixes: ["orrery"])
    let directory = try TemporaryDirectory()
    var configuration = NostConfiguration.short(server)
    configuration.requiredApps = ["satelliteStorage", "ground", "alpha"]
    let path = try configuration.write(in: directory)
    let scenario = try configuration.writeScenario(in: directory, adding: "\"timeStatusInterval\": \"PT10S\",\n")
    let observer = try NostTools.start("observer.py", [path])
    let application = try NostTools.start("application.py", [path, "alpha", Self.requests])
    try observer.waitUntilListening()
    try application.waitUntilListening()
    let processes = try ["storage", "ground"].map {
      try OrreryProcess(["join", scenario, "--as", $0, "--broker", "mqtt://127.0.0.1:\(server.mqttPort)"])
    }
    let manager = try NostTools.start("manager.py", [path])
    try manager.wait(for: "the manager's end") { $0["mode"]?.string == "TERMINATED" }
    for process in processes { #expect(try process.end(within: .seconds(30)) == 0, "\(process.errors)") }
    try OrreryProcess.wait(for: "the manager's last word") {
      observer.lines.contains {
        $0["app"]?.string == "manager" && $0["payload"]?["properties"]?["mode"]?.string == "TERMINATED"
      }
    }
    let heard = observer.lines
    for app in ["satelliteStorage", "ground"] {
      for (event, first, scale) in [
        ("start", "00:18:10", 60.0), ("freeze", "00:21:40", 60), ("update", "00:24:40", 120),
      ] {
        let difference =
          try epoch(of: app, from: first, scale: scale, heard)
          - epoch(of: "manager", from: first, scale: scale, heard)
        print("\(app) after \(event): \((difference * 1e4).rounded() / 10) ms behind the real manager")
        #expect(abs(difference) < Self.limit, "\(app) after \(event)")
      }
    }
  }

  @Test(.realThing) func `An application that comes after the start takes the clock of the real manager`() throws {
    let server = try RabbitServer(prefixes: ["orrery"])
    let directory = try TemporaryDirectory()
    var configuration = NostConfiguration.short(server)
    configuration.requiredApps = ["satelliteStorage", "ground"]
    let path = try configuration.write(in: directory)
    let scenario = try configuration.writeScenario(in: directory, adding: "\"timeStatusInterval\": \"PT10S\",\n")
    let observer = try NostTools.start("observer.py", [path])
    try observer.waitUntilListening()
    func join(_ role: String) throws -> OrreryProcess {
      try OrreryProcess(["join", scenario, "--as", role, "--broker", "mqtt://127.0.0.1:\(server.mqttPort)"])
    }
    var processes = try ["storage", "ground"].map(join)
    let manager = try NostTools.start("manager.py", [path])
    try observer.wait(for: "the run") { $0["payload"]?["properties"]?["simTime"]?.string == "2018-01-21T00:19:00Z" }
    processes.append(try join("outage"))
    try manager.wait(for: "the manager's end") { $0["mode"]?.string == "TERMINATED" }
    for process in processes { #expect(try process.end(within: .seconds(30)) == 0, "\(process.errors)") }
    try OrreryProcess.wait(for: "the last word") {
      observer.lines.contains {
        $0["app"]?.string == "outage" && $0["payload"]?["properties"]?["mode"]?.string == "TERMINATED"
      }
    }
    let heard = observer.lines
    let difference =
      try epoch(of: "outage", from: "00:25:00", scale: 60, heard)
      - epoch(of: "manager", from: "00:25:00", scale: 60, heard)
    print("the late application: \((difference * 1e4).rounded() / 10) ms behind the real manager")
    #expect(abs(difference) < Self.limit)
  }

  /// The wallclock time of scenario time zero by the first ten statuses of an application from a time of day on, as
  /// the median over them, in seconds.
  private func epoch(of app: String, from first: String, scale: Double, _ heard: [JSONValue]) throws -> Double {
    let begin = try seconds(.string("2018-01-21T\(first)Z"))
    let stamps = try heard.filter { $0["app"]?.string == app && $0["leaf"]?.string == "status/time" }
      .map { try TimeStamp($0) }.filter { $0.scenario >= begin }.prefix(10)
    try #require(stamps.count == 10, "\(app) from \(first)")
    return stamps.map { $0.wall - $0.scenario / scale }.sorted()[stamps.count / 2]
  }
}
