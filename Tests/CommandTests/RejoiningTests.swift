import Foundation
import JSON
import Quantities
import Scenario
import TestSupport
import Testing

/// Applications that come to a run late, or again after they were killed, as processes over a real broker.
@Suite(.serialized) struct RejoiningTests {
  private static let names = [
    "storage": "satelliteStorage", "ground": "ground", "outage": "outage", "manager": "manager",
  ]

  @Test func `Applications that are killed go on from their records, and every ledger is that of one process`() throws {
    let federation = try Federation()
    try federation.start("storage", "ground", "outage", "manager")
    for (role, minute) in [("storage", 40), ("ground", 80)] {
      try federation.wait(untilMinute: minute)
      try federation.kill(role)
      // A link of the second satellite begins in the time of the first death, and one of both in that of the second.
      try federation.wait(untilMinute: minute + 10)
      try federation.start(role)
    }
    try federation.end()
    for role in ["storage", "ground", "outage", "manager"] {
      #expect(try federation.books(of: role) == federation.booksOfOne(), "\(role)")
      #expect(try federation.deliveries(of: role).allSatisfy { $0["missing"] == 0 }, "\(role)")
    }
    for role in ["storage", "ground"] {
      let errors = try federation.process(role).errors
      #expect(errors.contains(/joined [0-9.]+ s after the start, with its record of [0-9]+ messages/))
      #expect(!errors.contains("said in another run"))
    }
    let report = try JSONValue.parse(federation.process("manager").output)
    #expect(report["joins"]?.array?.map { $0["app"] } == ["satelliteStorage", "ground"])
  }

  @Test func `Satellites that are killed without a record begin anew, and the manager's ledger is that of one process`()
    throws
  {
    let federation = try Federation(recording: ["manager"])
    try federation.start("storage", "ground", "outage", "manager")
    try federation.wait(untilMinute: 40)
    try federation.kill("storage")
    try federation.wait(untilMinute: 50)
    try federation.start("storage")
    // Everybody says that storage tells of other recorders than its links come to, and nothing else is amiss.
    try federation.end(expecting: ["storage": 4, "ground": 4, "outage": 4, "manager": 4])
    let (books, whole) = (try federation.books(of: "manager"), try federation.booksOfOne())
    for part in ["satellites", "stations", "links", "totals"] { #expect(books[part] == whole[part], "\(part)") }
    let report = try JSONValue.parse(federation.process("manager").output)
    let places = (report["discrepancies"]?.array ?? []).compactMap { $0["finding"]?.string }
    #expect(places.count == 1 && places[0].hasPrefix("tells otherwise of what is on board: "), "\(places)")
    let errors = try federation.process("storage").errors
    #expect(errors.contains(/joined [0-9.]+ s after the start, with its initial state/))
    // It says again, under the same numbers, that its satellites are ready, but nothing of a start that it has not heard.
    let starts = try federation.record("manager").filter { $0["topic"] == "orrery/satelliteStorage/status/mode" }
      .filter { $0["payload"]?["properties"]?["mode"] == "EXECUTING" }
    #expect(starts.count == 2)
  }

  @Test func `Stations that are killed without a record work out the same links anew`() throws {
    let federation = try Federation("downlink", recording: ["manager", "storage"])
    try federation.start("storage", "ground", "manager")
    try federation.wait(untilMinute: 40)
    try federation.kill("ground")
    try federation.wait(untilMinute: 50)
    try federation.start("ground")
    try federation.end()
    for role in ["manager", "storage"] {
      #expect(try federation.books(of: role) == federation.booksOfOne(), "\(role)")
    }
    let errors = try federation.process("ground").errors
    #expect(errors.contains("with its initial state"))
  }

  @Test(arguments: ["ground", "storage"])
  func `Who comes late takes the manager's clock within a status interval`(role: String) throws {
    let other = role == "ground" ? "storage" : "ground"
    let federation = try Federation("downlink", speed: 60, minutes: 9) {
      $0.replacing(
        "\"scale\": 60,",
        with: "\"scale\": 60, \"timeStatusInterval\": \"PT30S\","
          + "manager: {requiredApps: [\"\(Self.names[other] ?? "")\"]},")
    }
    try federation.start(other, "manager")
    try federation.wait(untilMinute: 3)
    try federation.start(role)
    try federation.end()
    #expect(try federation.books(of: "manager") == federation.booksOfOne())
    // Half a second between statuses, a quarter of one that a start is waited for; the rest is a loaded machine.
    let entries = try federation.record(role)
    let connected = try Self.seconds(try #require(entries.first { $0["inbound"] == true })["wall"])
    let joined = try Self.seconds(
      try #require(entries.first { $0["payload"]?["properties"]?["mode"] == "INITIALIZED" && $0["inbound"] == nil })[
        "wall"])
    #expect(joined - connected < 0.5 + 0.25 + 1)
    let clocks = try Dictionary(
      grouping: federation.record("manager").filter { $0["topic"]?.string?.hasSuffix("/status/time") == true },
      by: { $0["payload"]?["name"]?.string ?? "" }
    ).mapValues { entries in
      try Dictionary(
        entries.map {
          let pair = $0["payload"]?["properties"]
          return (try Self.seconds(pair?["simTime"]), try Self.seconds(pair?["time"]))
        }, uniquingKeysWith: { $1 })
    }
    let manager = try #require(clocks["manager"])
    let late = try #require(clocks[Self.names[role] ?? ""])
    let differences = late.compactMap { time, wall in manager[time].map { wall - $0 } }.sorted()
    #expect(differences.count >= 10)
    #expect(abs(differences[differences.count / 2]) < 0.1, "median in seconds")
  }

  private static func seconds(_ date: JSONValue?) throws -> Double {
    Double(try ScenarioTime(try #require(date?.string)).nanosecondsSince1970) / 1e9
  }
}

/// A scenario as processes with records over a broker of its own.
private final class Federation {
  private let broker: TestBroker
  private let directory: TemporaryDirectory
  private let scenario: String
  private let speed: Int, minutes: Int
  private let recording: Set<String>?
  private var processes: [String: OrreryProcess] = [:]

  /// - Parameters:
  ///   - speed: scenario seconds in a wallclock second.
  ///   - minutes: the scenario time after which the run stops.
  ///   - recording: who keeps a record; nil for everybody.
  ///   - change: what the scenario has otherwise than the shipped one.
  init(
    _ name: String = "outages", speed: Int = 720, minutes: Int = 120, recording: Set<String>? = nil,
    _ change: ((String) -> String)? = nil
  ) throws {
    broker = try TestBroker()
    let directory = try TemporaryDirectory()
    self.directory = directory
    scenario = try change.map { try OrreryProcess.downlink(in: directory, $0) } ?? "Scenarios/\(name)"
    (self.speed, self.minutes, self.recording) = (speed, minutes, recording)
  }

  func start(_ roles: String...) throws {
    for role in roles {
      var arguments = ["join", scenario, "--as", role, "--broker", "mqtt://127.0.0.1:\(broker.port)", "--json"]
      arguments += ["--until", "PT\(minutes)M"]
      if role == "manager" { arguments += ["--speed", "\(speed)"] }
      if recording?.contains(role) ?? true { arguments += ["--record", directory.path(role)] }
      processes[role] = try OrreryProcess(arguments)
    }
  }

  func process(_ role: String) throws -> OrreryProcess { try #require(processes[role]) }

  func kill(_ role: String) throws {
    let process = try process(role)
    process.send(SIGKILL)
    process.end()
  }

  /// Waits for all processes; each is to end with exit code 0, unless said.
  func end(expecting codes: [String: Int32] = [:]) throws {
    for (role, process) in processes {
      try OrreryProcess.wait(for: "the end of \(role)", within: .seconds(120)) { !process.isRunning }
      #expect(process.end() == codes[role] ?? 0, "\(role): \(process.errors)")
    }
  }

  /// Waits until the manager has come to a minute of the run.
  func wait(untilMinute minute: Int) throws {
    let time = try ScenarioTime("2018-01-21T00:00:00Z") + .minutes(minute)
    try OrreryProcess.wait(for: "minute \(minute)", within: .seconds(60)) {
      let last = (try? record("manager"))?.last { $0["time"]?.string != nil }?["time"]?.string
      return last.flatMap { try? ScenarioTime($0) }.map { $0 >= time } ?? false
    }
  }

  /// The lines of a record but its header.
  func record(_ role: String) throws -> [JSONValue] {
    try String(contentsOfFile: directory.path(role), encoding: .utf8).split(separator: "\n").dropFirst()
      .compactMap { try? JSONValue.parse(String($0)) }
  }

  /// What a process, and its record, make of the run.
  func books(of role: String) throws -> JSONValue {
    let output = try process(role).output
    let report = try OrreryProcess.run("report", directory.path(role), "--json")
    #expect(try Self.books(report.output) == Self.books(output), "\(role)")
    #expect(try Record(contentsOf: directory.path(role)).end?.outcome == .completed, "\(role)")
    return try Self.books(output)
  }

  func booksOfOne() throws -> JSONValue {
    try Self.books(OrreryProcess.run("run", scenario, "--json", "--until", "PT\(minutes)M").output)
  }

  func deliveries(of role: String) throws -> [JSONValue] {
    try JSONValue.parse(process(role).output)["deliveries"]?.array ?? []
  }

  /// A report without what only a run of several processes tells.
  private static func books(_ report: String) throws -> JSONValue {
    guard case .object(var members) = try OrreryProcess.ledger(report) else { return .null }
    members["joins"] = nil
    return .object(members)
  }
}
