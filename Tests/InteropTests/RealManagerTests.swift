import Foundation
import JSON
import TestSupport
import Testing

/// Orrery's three applications in processes of their own, led by the manager of nost-tools 3.6.0 over RabbitMQ.
@Suite(.serialized) struct RealManagerTests {
  /// The names of the roles, and of the applications that the scenario gives them.
  private static let apps = [("storage", "satelliteStorage"), ("ground", "ground"), ("outage", "outage")]

  @Test(.realThing) func `The real manager leads a downlink run of Orrery's applications`() throws {
    try lead { .short($0) }
  }

  @Test(.realThing, .long) func `The real manager leads two hours of Orrery's applications`() throws {
    try lead { .whole($0) }
  }

  /// Runs a federation under the real manager, and holds what it said and its books against a run in one process.
  private func lead(_ plan: (RabbitServer) -> NostConfiguration) throws {
    let server = try RabbitServer(prefixes: ["orrery"])
    let directory = try TemporaryDirectory()
    var configuration = plan(server)
    configuration.requiredApps = Self.apps.map(\.1)
    let scenario = try configuration.writeScenario(in: directory)
    let path = try configuration.write(in: directory)
    let alone = try OrreryProcess.run("run", scenario, "--json")
    #expect(alone.status == 0, "\(alone.errors)")

    let observer = try NostTools.start("observer.py", [path])
    try observer.waitUntilListening()
    var processes: [String: OrreryProcess] = [:]
    for (role, app) in Self.apps {
      processes[app] = try OrreryProcess([
        "join", scenario, "--as", role, "--broker", "mqtt://127.0.0.1:\(server.mqttPort)", "--record",
        directory.path(app),
      ])
    }
    let manager = try NostTools.start("manager.py", [path])
    try manager.wait(for: "the manager's end", within: .seconds(300)) { $0["mode"]?.string == "TERMINATED" }
    for (_, app) in Self.apps {
      let process = try #require(processes[app])
      #expect(try process.end(within: .seconds(30)) == 0, "\(app): \(process.errors)")
      let report = try OrreryProcess.run("report", directory.path(app), "--json")
      #expect(try OrreryProcess.ledger(report.output) == OrreryProcess.ledger(alone.output), "\(app)")
      try expectHeard(by: observer, from: app, record: directory.path(app))
    }
    #expect(try JSONValue.parse(alone.output)["links"]?.array?.isEmpty == false)
    try expectDecoded(by: observer)
  }

  /// What an application recorded as said is what the observer heard of it, in its order, each message once.
  private func expectHeard(by observer: OrreryProcess, from app: String, record: String) throws {
    let said = try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n")
      .map { try JSONValue.parse(String($0)) }
      .filter { $0["topic"]?.string?.hasPrefix("orrery/\(app)/") == true && $0["inbound"] == nil }
      .map { Said(leaf: $0["topic"]?.string?.replacing("orrery/\(app)/", with: ""), payload: $0["payload"]) }
    #expect(said.map(\.leaf).contains("status/ready"))
    var heard: [Said] = []
    try OrreryProcess.wait(for: "the observer to hear \(app) out") {
      heard = observer.lines.filter { $0["app"]?.string == app }
        .map { Said(leaf: $0["leaf"]?.string, payload: $0["payload"]) }
      return heard.count >= said.count
    }
    #expect(heard == said, "\(app)")
    let modes = heard.filter { $0.leaf == "status/mode" }.map { $0.payload?["properties"]?["mode"]?.string }
    #expect(modes == ["INITIALIZING", "INITIALIZED", "EXECUTING", "TERMINATING", "TERMINATED"])
  }

  /// Every message of the run is what the models of nost-tools and of the downlink example take.
  private func expectDecoded(by observer: OrreryProcess) throws {
    let heard = observer.lines.filter { $0["app"] != nil }
    for line in heard {
      #expect(line["fault"] == .null, "\(line["text"]?.string ?? "")")
    }
    let models = Set(heard.compactMap { $0["model"]?.string })
    let expected: Set<String> = [
      "InitCommand", "StartCommand", "StopCommand", "ReadyStatus", "ModeStatus", "TimeStatus", "SatelliteReady",
      "SatelliteAllReady", "SatelliteState", "GroundLocation", "LinkStart", "LinkCharge", "OutageReport",
      "OutageRestore", "SentStatus",
    ]
    #expect(models == expected)
  }

  /// A message by its place below PREFIX/APP and its content.
  private struct Said: Equatable {
    let leaf: String?
    let payload: JSONValue?
  }
}
