import Foundation
import JSON
import Messages
import Quantities
import TestSupport
import Testing

/// Applications that hand terminals over, as processes over a real broker.
@Suite(.serialized) struct HandoverFederationTests {
  /// A shell whose satellites fill up, stations one of which goes out, and a terminal under three policies.
  private static let scenario = """
    {
      "name": "handed-over", "start": "2026-07-24T00:00:00Z", "stop": "PT20M", "step": "PT10S", "scale": 30,
      "timeStatusInterval": "PT30S",
      "satellites": [{
        "walker": {"pattern": "delta", "satellites": 240, "planes": 24, "phasing": 13, "inclinationDegrees": 53,
          "altitudeKilometres": 550},
        "recorder": {"capacityGigabits": 60, "initialFraction": 0.6, "instrumentGigabitsPerSecond": 0.02}
      }],
      "stations": [{"groundId": 0, "latitudeDegrees": 25, "longitudeDegrees": 121.2, "simultaneousContacts": 2,
        "downlinkGigabitsPerSecond": 1, "dollarsPerSecond": 0.1}],
      "outages": {"scheduled": [{"groundId": 0, "start": "PT6M", "duration": "PT5M"}]},
      "handover": {
        "terminals": [{"name": "Taipei", "latitudeDegrees": 25.033, "longitudeDegrees": 121.5654}],
        "policies": [
          {"name": "A4", "measurements": [{"event": "A4"}]}, {"name": "A5", "measurements": [{"event": "A5"}]},
          {"name": "highest", "elevation": {}}
        ],
        "prediction": {"interval": "PT5M"}, "standbys": ["handover2"]
      }
    }
    """

  private static let roles = ["storage", "ground", "outage", "manager"]

  private final class Bed {
    let broker: TestBroker
    let directory: TemporaryDirectory
    let path: String
    var processes: [String: OrreryProcess] = [:]

    init() throws {
      broker = try TestBroker()
      directory = try TemporaryDirectory()
      path = directory.path("scenario.json")
      try directory.write(HandoverFederationTests.scenario, to: "scenario.json")
    }

    func start(_ roles: [String]) throws {
      for role in roles {
        var arguments = ["join", path, "--as", role, "--broker", "mqtt://127.0.0.1:\(broker.port)"]
        if role == "manager" { arguments += ["--record", directory.path(role)] }
        processes[role] = try OrreryProcess(arguments)
      }
    }

    func process(_ role: String) throws -> OrreryProcess { try #require(processes[role]) }

    func end() throws {
      for (role, process) in processes {
        try OrreryProcess.wait(for: "the end of \(role)", within: .seconds(120)) { !process.isRunning }
        #expect(process.end() == 0, "\(role): \(process.errors)")
      }
    }

    /// What was said under a leaf of an application, without what differs from run to run.
    func said(_ app: String, _ leaf: String, in record: String = "manager") throws -> [JSONValue] {
      try String(contentsOfFile: directory.path(record), encoding: .utf8).split(separator: "\n").dropFirst()
        .compactMap { try? JSONValue.parse(String($0)) }
        .filter { $0["topic"]?.string == "orrery/\(app)/\(leaf)" }
        .compactMap { line in
          guard case .object(var members)? = line["payload"] else { return nil }
          (members["run"], members["seq"]) = (nil, nil)
          return .object(members)
        }
    }

    /// Waits until the manager's record has come to a minute of the run.
    func wait(untilMinute minute: Int) throws {
      let wanted = try ScenarioTime("2026-07-24T00:00:00Z") + .minutes(minute)
      try OrreryProcess.wait(for: "minute \(minute)", within: .seconds(60)) {
        let text = (try? String(contentsOfFile: directory.path("manager"), encoding: .utf8)) ?? ""
        let last = text.split(separator: "\n").last { $0.contains("\"time\":\"") }
        let time = last.flatMap { try? JSONValue.parse(String($0)) }?["time"]?.string
        return time.flatMap { try? ScenarioTime($0) }.map { $0 >= wanted } ?? false
      }
    }

    /// What one process says in the same scenario.
    func alone() throws {
      let run = try OrreryProcess.run("run", path, "--record", directory.path("alone"), "--quiet")
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test func `A process of its own decides as one process does that holds all models`() throws {
    let bed = try Bed()
    try bed.alone()
    try bed.start(["storage", "ground", "outage", "handover", "handover2", "manager"])
    try bed.end()
    for leaf in ["event", "measurement", "prediction", "served"] {
      let expected = try bed.said("handover", leaf, in: "alone")
      #expect(try bed.said("handover", leaf) == expected, "\(leaf)")
      #expect(!expected.isEmpty, "\(leaf)")
      #expect(try bed.said("handover2", leaf).isEmpty, "\(leaf)")
    }
    // The loads that the federation tells are in the decisions: not everything is free.
    let scores = try bed.said("handover", "event").compactMap { $0["factors"]?["resources"]?.double }
    #expect(scores.contains { $0 < 1 } && Set(scores).count > 1)
  }

  @Test func `A standby takes over when the last will of the one that spoke comes, and the one that returns is silent`()
    throws
  {
    let bed = try Bed()
    try bed.alone()
    try bed.start(["storage", "ground", "outage", "handover", "handover2", "manager"])
    try bed.wait(untilMinute: 5)
    let first = try bed.process("handover")
    first.send(SIGKILL)
    first.end()
    try OrreryProcess.wait(for: "the takeover", within: .seconds(60)) {
      (try? bed.process("handover2").errors.contains("takes over from handover")) ?? false
    }
    try bed.wait(untilMinute: 10)
    try bed.start(["handover"])
    try bed.end()
    #expect(try !bed.process("handover2").errors.contains("goes on from what"))
    // Together they told every change once, in the order of time, as one process does.
    let expected = try bed.said("handover", "event", in: "alone")
    let (before, after) = (try bed.said("handover", "event"), try bed.said("handover2", "event"))
    #expect(!before.isEmpty && !after.isEmpty)
    func key(_ event: JSONValue) -> String {
      "\(event["terminal"]?.string ?? "")/\(event["policy"]?.string ?? "")/\(event["number"]?.int ?? 0)"
    }
    let told = Dictionary((before + after).map { (key($0), $0) }) { first, _ in first }
    #expect(told == Dictionary(expected.map { (key($0), $0) }) { first, _ in first })
    #expect(before.count + after.count - told.count <= 1)
    // The totals at the end are those of one process.
    func last(_ app: String, _ record: String) throws -> [JSONValue] {
      try bed.said(app, "served", in: record).suffix(3)
    }
    let (final, whole) = (try last("handover2", "manager"), try last("handover", "alone"))
    #expect(final == whole)
    let versions = try bed.said("handover", "state") + bed.said("handover2", "state")
    let numbers = versions.compactMap { $0["version"]?.int }
    #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
  }
}
