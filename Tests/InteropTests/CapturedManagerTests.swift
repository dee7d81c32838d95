import Foundation
import JSON
import Quantities
import TestSupport
import Testing

/// Orrery's applications in processes of their own, led over mosquitto by what a manager of nost-tools 1.1.5 said.
@Suite(.enabled(if: SharedData.has(CapturedManager.capture), Comment(rawValue: SharedData.absence)))
struct CapturedManagerTests {
  private static let apps = [("storage", "satelliteStorage"), ("ground", "ground"), ("outage", "outage")]

  @Test func `A manager of the first generation leads a whole run`() throws {
    try lead(speedup: 20)
  }

  @Test(.long) func `A manager of the first generation leads a whole run at its own speed`() throws {
    try lead(speedup: 1)
  }

  private func lead(speedup: Double) throws {
    let broker = try TestBroker()
    let directory = try TemporaryDirectory()
    let scenario = try OrreryProcess.downlink(in: directory) {
      $0.replacing("\"stop\": \"PT2H\"", with: "\"stop\": \"PT1H\", \"prefix\": \"nost\"")
    }
    let alone = try OrreryProcess.run("run", scenario, "--json")
    #expect(try JSONValue.parse(alone.output)["links"]?.array?.isEmpty == false)
    var processes: [String: OrreryProcess] = [:]
    for (role, app) in Self.apps {
      processes[app] = try OrreryProcess([
        "join", scenario, "--as", role, "--broker", "mqtt://127.0.0.1:\(broker.port)", "--record",
        directory.path(app),
      ])
    }
    let manager = try CapturedManager(
      port: broker.port, start: try ScenarioTime("2018-01-21T00:00:00Z"), speedup: speedup)
    let calls = try manager.lead(Self.apps.map(\.1))
    for (_, app) in Self.apps {
      let process = try #require(processes[app])
      #expect(try process.end(within: .seconds(60)) == 0, "\(app): \(process.errors)")
      let report = try OrreryProcess.run("report", directory.path(app), "--json")
      #expect(try OrreryProcess.ledger(report.output) == OrreryProcess.ledger(alone.output), "\(app)")
      let record = try String(contentsOfFile: directory.path(app), encoding: .utf8)
      #expect(record.split(separator: "nost/\(app)/status/ready").count - 1 >= calls, "every call is answered")
    }
  }
}
