import Foundation
import JSON
import Messages
import Scenario
import TestSupport
import Testing

@Suite struct RunCommandTests {
  @Test(arguments: [
    "downlink", "outages", "constellation", "nos-t-downlink", "handover-taipei", "handover-starlink",
  ])
  func `A shipped scenario gives its expected report`(name: String) throws {
    let run = try OrreryProcess.run("run", "Scenarios/\(name)", "--quiet")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    let expected = OrreryProcess.root.appending(path: "Scenarios/\(name)/report.txt")
    #expect(run.output == (try String(contentsOf: expected, encoding: .utf8)))
  }

  @Test func `Two runs of a scenario are recorded byte for byte alike, but for the wallclock`() throws {
    let directory = try TemporaryDirectory()
    var records: [[String]] = []
    for name in ["one", "two"] {
      let path = directory.path(name)
      #expect(try OrreryProcess.run("run", "Scenarios/outages", "--quiet", "--record", path).status == 0)
      records.append(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(withoutWall))
    }
    #expect(records[0].count > 1_000)
    #expect(records[0] == records[1])
  }

  /// A line of a record without the members that name wallclock times.
  private func withoutWall(_ line: Substring) -> String {
    String(line).replacing(/"(wall|startTime|resumeTime)":"[^"]*"/, with: "")
      .replacing(/"run":"[^"]*","seq"/, with: "\"seq\"")
      .replacing(/("simTime":"[^"]*"),"time":"[^"]*"/) { String($0.1) }
  }

  @Test func `The report of a record is the report of the run`() throws {
    let directory = try TemporaryDirectory()
    let record = directory.path("record")
    let run = try OrreryProcess.run("run", "Scenarios/constellation", "--json", "--record", record)
    let report = try OrreryProcess.run("report", record, "--json")
    #expect(run.status == 0 && report.status == 0)
    #expect(run.output == report.output)
    #expect(try JSONValue.parse(report.output)["isComplete"] == true)
  }

  @Test func `Ctrl-C ends a run with its report and a whole record`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("record")
    let process = try OrreryProcess(["run", "Scenarios/downlink", "--speed", "60", "--record", path])
    try OrreryProcess.wait(for: "the run") { (try? Data(contentsOf: URL(filePath: path)).count) ?? 0 > 10_000 }
    process.send(SIGINT)
    #expect(process.end() == 130)
    #expect(process.output.contains("incomplete"))
    let record = try Record(contentsOf: path)
    #expect(record.warning == nil)
    #expect(record.end?.outcome == .interrupted)
  }

  @Test func `Watching tells each link and outage in order`() throws {
    let run = try OrreryProcess.run("run", "Scenarios/outages", "--watch", "--until", "PT1H30M")
    let lines = run.errors.split(separator: "\n").dropLast()
    #expect(lines.contains("00:19:41  SUOMI NPP > Hawaii  link 0 begins, 98.8 Gb on board"))
    #expect(lines.contains("00:24:16  SUOMI NPP | Hawaii  link 0 ends: 102.2 Gb in 274 s, $48.38"))
    #expect(lines.contains("01:00:00  Svalbard goes out until 04:00:00"))
    let links = lines.filter { $0.contains(" link ") }
    #expect(links.map { $0.prefix(8) } == links.map { $0.prefix(8) }.sorted())
  }

  @Test(arguments: [
    ("2018-01-21T00:00:00Z", "PT0.000001S"), ("2199-12-31T23:00:00Z", "2200-01-01T00:00:00Z"),
    ("1900-01-01T00:00:00Z", "PT10M"),
  ])
  func `The shortest run, the last one and the first one end`(start: String, stop: String) throws {
    let directory = try TemporaryDirectory()
    let walker =
      "{pattern: delta, satellites: 2, planes: 1, phasing: 0, inclinationDegrees: 50, altitudeKilometres: 550}"
    let scenario = try directory.write(
      """
      {name: edge, start: "\(start)", stop: "\(stop)", stations: [], satellites: [{walker: \(walker),
        recorder: {capacityGigabits: 10, instrumentGigabitsPerSecond: 1}}]}
      """, to: "scenario.json")
    let run = try OrreryProcess.run("run", scenario, "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try JSONValue.parse(run.output)["isComplete"] == true)
  }

  @Test func `A record that cannot be written takes no report along`() throws {
    let run = try OrreryProcess.run("run", "Scenarios/downlink", "--quiet", "--record", "/dev/full")
    #expect(run.status == 3)
    #expect(run.errors == "orrery: /dev/full: could not be written: No space left on device\n")
    #expect(run.output.contains("Collected = downlinked + lost + stored"))
  }

  @Test func `Until ends a run early and counts as complete`() throws {
    let run = try OrreryProcess.run("run", "Scenarios/downlink", "--until", "PT30M", "--json")
    #expect(run.status == 0)
    #expect(try JSONValue.parse(run.output)["end"] == "2018-01-21T00:30:00Z")
  }

  @Test func `Every message of a run is valid by its schema`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("record")
    #expect(try OrreryProcess.run("run", "Scenarios/outages", "--quiet", "--record", path).status == 0)
    let checked = try check(record: path, in: directory)
    #expect(checked > 1_000)
  }

  /// Validates every message of a record with Python's jsonschema, and returns how many there were.
  private func check(record path: String, in directory: TemporaryDirectory) throws -> Int {
    let record = try Record(contentsOf: path)
    let roles: [String: Role] = [
      "satelliteStorage": .storage, "ground": .ground, "outage": .outage, "manager": .manager,
    ]
    let lines = try record.entries.map { entry in
      let address = try #require(Address(topic: entry.topic))
      let role = try #require(roles[address.app])
      let channel = try #require(Channel.of(role, address.leaf))
      return "\(channel.message.shape.name)\t\(String(decoding: entry.payload, as: UTF8.self))"
    }
    let messages = try directory.write(lines.joined(separator: "\n"), to: "messages")
    try Subprocess.shell(
      """
      /usr/bin/python3 - '\(OrreryProcess.root.path)/Schemas' '\(messages)' > count <<'END'
      import json, sys
      from jsonschema import Draft202012Validator, FormatChecker
      validators = {}
      count = 0
      for line in open(sys.argv[2], encoding="utf-8"):
          name, text = line.rstrip("\\n").split("\\t")
          if name not in validators:
              schema = json.load(open(f"{sys.argv[1]}/{name}.schema.json"))
              Draft202012Validator.check_schema(schema)
              validators[name] = Draft202012Validator(schema, format_checker=FormatChecker())
          validators[name].validate(json.loads(text))
          count += 1
      print(count)
      END
      """, in: directory)
    let count = try String(contentsOfFile: directory.path("count"), encoding: .utf8)
    return try #require(Int(count.trimmingCharacters(in: .whitespacesAndNewlines)))
  }
}
