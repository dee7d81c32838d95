import Foundation
import JSON
import MosquittoTransport
import Quantities
import TestSupport
import Testing

/// Orrery's four processes over a RabbitMQ that is killed in mid-run and started again some seconds later.
@Suite(.serialized) struct PowerCutTests {
  private static let apps = [
    ("storage", "satelliteStorage"), ("ground", "ground"), ("outage", "outage"), ("manager", "manager"),
  ]
  /// Whom the manager waits for: a real application beside ours, too.
  private static let manager = """
    "manager": {"requiredApps": ["satelliteStorage", "ground", "outage", "alpha"]},

    """
  /// How soon after the server accepts MQTT again everybody must be back: left alone, and beside all other tests.
  private static let patience = Duration.seconds(3), patienceInCompany = Duration.seconds(15)

  @Test(.realThing)
  func `A server that is away for a moment costs no message`() throws {
    try run(plan: { .short($0) }, speed: 20, away: 1, isBesideAlpha: true, patience: Self.patienceInCompany)
  }

  @Test(.realThing, .long, arguments: [1.0, 15, 60])
  func `A server that is away for long costs no message`(seconds: Double) throws {
    try run(plan: { .whole($0) }, speed: 60, away: seconds, isBesideAlpha: false, patience: Self.patience)
  }

  /// Runs a federation whose server is killed as its first link stands; the server is away for some seconds of
  /// wallclock at least.
  private func run(
    plan: (RabbitServer) -> NostConfiguration, speed: Double, away: Double, isBesideAlpha: Bool, patience: Duration
  ) throws {
    let server = try RabbitServer(prefixes: ["orrery"])
    let directory = try TemporaryDirectory()
    let configuration = plan(server)
    let status = "\"timeStatusInterval\": \"PT10S\",\n"
    let alone = try OrreryProcess.run("run", configuration.writeScenario(in: directory, adding: status), "--json")
    let scenario = try configuration.writeScenario(in: directory, adding: status + (isBesideAlpha ? Self.manager : ""))
    let path = try configuration.write(in: directory)
    let alpha = isBesideAlpha ? try NostTools.start("application.py", [path, "alpha"]) : nil
    try alpha?.waitUntilListening()
    let processes = try Self.apps.map { role, app in
      try OrreryProcess(
        [
          "join", scenario, "--as", role, "--broker", "mqtt://127.0.0.1:\(server.mqttPort)", "--record",
          directory.path(app),
        ] + (role == "manager" ? ["--speed", "\(speed)"] : []))
    }
    func record(_ app: String) -> [JSONValue] {
      let text = (try? String(contentsOfFile: directory.path(app), encoding: .utf8)) ?? ""
      return text.split(separator: "\n").compactMap { try? JSONValue.parse(String($0)) }
    }
    func scenarioSeconds() -> Double {
      let time = record("manager").last { $0["time"]?.string != nil }?["time"]
      return (try? seconds(time)) ?? 0
    }
    try OrreryProcess.wait(for: "a link") { record("ground").contains { $0["topic"] == "orrery/ground/linkStart" } }
    server.kill()
    let cut = scenarioSeconds()
    try OrreryProcess.wait(for: "the run to go on alone", within: .seconds(away + 60)) {
      scenarioSeconds() - cut >= away * speed
    }
    let accepting = try server.restart()
    for (process, (_, app)) in zip(processes, Self.apps) {
      try OrreryProcess.wait(for: "\(app) to be back", within: patience - (.now - accepting)) {
        process.errors.contains("connected again")
      }
    }
    for (process, (_, app)) in zip(processes, Self.apps) {
      #expect(try process.end(within: .seconds(180)) == 0, "\(app): \(process.errors)")
      let report = try OrreryProcess.run("report", directory.path(app), "--json")
      #expect(try books(report.output) == books(alone.output), "\(app)")
      try expectDeliveries(JSONValue.parse(report.output), app)
      if isBesideAlpha { try expectDeliveriesOfAlpha(JSONValue.parse(report.output), record(app), app) }
    }
    // Who keeps a record hears everything, from the start on until the run is over for it.
    let end = try seconds(.string(configuration.stop))
    func isOfRun(_ entry: JSONValue) -> Bool {
      (try? entry["time"]?.string.map { try seconds(.string($0)) < end }) ?? false
    }
    for (_, speaker) in Self.apps {
      let said = record(speaker).filter { isOf(speaker, $0) && $0["inbound"] == nil && isOfRun($0) }.map(message)
      #expect(!said.isEmpty)
      for (_, hearer) in Self.apps where hearer != speaker {
        let heard = record(hearer).filter { isOf(speaker, $0) }.map(message)
        let lost = Set(said).subtracting(heard).count
        #expect(lost == 0, "\(hearer) missed \(lost) of \(said.count) messages of \(speaker)")
      }
    }
  }

  /// Of what our applications say nothing is missing.
  private func expectDeliveries(_ report: JSONValue, _ app: String) throws {
    let deliveries = try #require(report["deliveries"]?.array)
    #expect(deliveries.count { $0["isNumbered"] == true } >= 10, "\(app)")
    for delivery in deliveries where delivery["isNumbered"] == true {
      #expect(delivery["missing"] == 0, "\(app): \(delivery)")
    }
  }

  /// What is missing of the real application's times is counted, and named by the times between which it is missing.
  private func expectDeliveriesOfAlpha(_ report: JSONValue, _ record: [JSONValue], _ app: String) throws {
    let deliveries = try #require(report["deliveries"]?.array)
    let topic = "orrery/alpha/status/time"
    let times = try record.filter { $0["topic"]?.string == topic && $0["inbound"] == true }
      .map { try seconds($0["payload"]?["properties"]?["simTime"]) }
    let beats = Set(times).sorted()
    let missing = zip(beats, beats.dropFirst()).reduce(0) { $0 + Int((($1.1 - $1.0) / 10).rounded()) - 1 }
    let delivery = try #require(deliveries.first { $0["topic"]?.string == topic })
    print("\(app): \(missing) of alpha's times are missing, and \(delivery["gaps"] ?? .null)")
    #expect(delivery["missing"]?.int == missing && delivery["isNumbered"] == false)
    #expect((missing > 0) == (delivery["gaps"]?.array?.isEmpty == false))
  }

  private func isOf(_ app: String, _ entry: JSONValue) -> Bool {
    entry["topic"]?.string?.hasPrefix("orrery/\(app)/") == true
  }

  private func message(_ entry: JSONValue) -> [JSONValue?] { [entry["topic"], entry["payload"]] }

  /// A report without how often the broker was away, which a run in one process cannot tell, and without the hash of
  /// the scenario, which names the real application.
  private func books(_ report: String) throws -> JSONObject {
    var books = try #require(try OrreryProcess.ledger(report).object)
    books["brokerAbsences"] = nil
    books["scenarioHash"] = nil
    return books
  }
}
