import Federation
import Foundation
import Quantities
import Simulation
import TestSupport
import Testing

@testable import Scenario

@Suite struct ScenarioReaderTests {
  static let sound = BrokenScenarioTests.sound

  static func warnings(_ text: String) throws -> [String] {
    var warnings: [String] = []
    _ = try ScenarioReader.read(Array(text.utf8), file: "t.json") { warnings.append($0.description) }
    return warnings
  }

  @Test("All mistakes of a file are told at once, in the order of the text")
  func allMistakes() {
    let text = Self.sound.replacing("\"PT2H\"", with: "soon").replacing("343", with: "\"343\"")
      .replacing("groundId", with: "groundID").replacing("\"t\"", with: "\"\"").replacing("37.5665", with: "91")
    let problems = BrokenScenarioTests.problems(of: Array(text.utf8))
    #expect(
      problems.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
        "t.json:2:11: $.name:", "t.json:4:11: $.stop:",
        "t.json:13:41: $.satellites[0].recorder.capacityGigabits:", "t.json:17:5: $.stations[0].groundId:",
        "t.json:17:7: $.stations[0]:", "t.json:17:58: $.stations[0].latitudeDegrees:",
      ])
  }

  @Test("A leap second and a time without a zone are read, with a warning")
  func timeWarnings() throws {
    let leap = Self.sound.replacing("2018-01-21T00:00:00Z", with: "2016-12-31T23:59:60Z")
    #expect(
      try Self.warnings(leap) == [
        "t.json:3:12: warning: $.start: \"2016-12-31T23:59:60Z\" names a leap second, which is read as "
          + "2017-01-01T00:00:00Z",
        "t.json:9:19: warning: $.satellites[0].elements: of \"NOAA 20\" are 384 days newer than the run; "
          + "allowed: up to 14 days",
      ])
    let zoneless = Self.sound.replacing("2018-01-21T00:00:00Z", with: "2018-01-21 00:00")
    #expect(
      try Self.warnings(zoneless) == [
        "t.json:3:12: warning: $.start: \"2018-01-21 00:00\" names no zone and is read as UTC"
      ])
    #expect(try Self.warnings(Self.sound) == [])
    let fixed = Self.sound.replacing("126.978 }", with: "126.978, \"costMode\": \"fixed\" }")
    #expect(
      try Self.warnings(fixed) == [
        "t.json:17:108: warning: $.stations[0].costMode: \"fixed\" is read as continuous; some NOS-T programs read it "
          + "as discrete"
      ])
  }

  @Test("What would happen outside the run is warned of with its place")
  func outsideRun() throws {
    let script = { (at: String) in
      Self.sound.replacing("\"stop\"", with: "\"script\": [{at: \(at), topic: outage/x, payload: {}}], \"stop\"")
    }
    #expect(
      try Self.warnings(script("-PT1S")) == [
        "t.json:4:19: warning: $.script[0].at: \"-PT1S\" is before the start of the run: the message is never sent"
      ])
    #expect(
      try Self.warnings(script("PT2H0.000001S")) == [
        "t.json:4:19: warning: $.script[0].at: \"PT2H0.000001S\" is after the stop of the run: the message is never sent"
      ])
    for at in ["PT0S", "PT2H"] { #expect(try Self.warnings(script(at)) == []) }
    let first = Self.sound.replacing("\"stop\"", with: "\"firstState\": \"2019-01-01T00:00:00Z\", \"stop\"")
    #expect(
      try Self.warnings(first) == [
        "t.json:4:17: warning: $.firstState: \"2019-01-01T00:00:00Z\" is after the stop of the run: no rounds of states "
          + "are told"
      ])
  }

  @Test("A problem is shown with its line and a caret under its column")
  func rendering() {
    let problem = ScenarioProblem(
      file: "t", place: SourcePlace(line: 2, column: 3), path: "$.a", value: "1", reason: "is out of range")
    #expect(
      problem.rendered(in: "{\n  \"a\": 1\n}") == "t:2:3: $.a: 1 is out of range\n  2 |   \"a\": 1\n    |   ^")
  }

  @Test("A folder means its scenario.json; what cannot be read is said")
  func paths() throws {
    let folder = Shipped.root.appending(path: "Scenarios/downlink").path
    #expect(ScenarioReader.resolved(folder) == folder + "/scenario.json")
    let error = #expect(throws: ScenarioProblems.self) { try ScenarioReader.read("/nowhere/x.json") }
    #expect(
      error?.description
        == "/nowhere/x.json: cannot be read: No such file or directory; allowed: a scenario file, or a folder that "
        + "holds scenario.json")
  }

  @Test("A file cut anywhere is an answer, not an accident")
  func truncation() throws {
    let bytes = Array(try Shipped.text("downlink").utf8)
    var refused = 0
    for length in 0..<bytes.count {
      do {
        _ = try ScenarioReader.read(Array(bytes.prefix(length)), file: Shipped.path("downlink"))
      } catch {
        #expect(!error.problems.isEmpty)
        refused += 1
      }
    }
    // Only the line break after the last brace can be missing.
    #expect(refused == bytes.count - 1)
  }

  @Test("Three thousand mutated files are answers, not accidents")
  func mutations() throws {
    let bytes = Array(try Shipped.text("downlink").utf8)
    var generator = SeededGenerator(seed: 1, stream: "mutation")
    var (refused, read) = (0, 0)
    for _ in 0..<3_000 {
      var mutated = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&mutated, &generator) }
      do {
        let definition = try ScenarioReader.read(mutated, file: Shipped.path("downlink"))
        #expect(definition.start < definition.stop && definition.step > .zero)
        read += 1
      } catch {
        #expect(!error.problems.isEmpty && error.problems.allSatisfy { !$0.reason.isEmpty })
        refused += 1
      }
    }
    #expect(refused > 1_000 && read > 100)
  }

  /// Changes, inserts, removes or repeats a piece.
  private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let index = Int.random(in: 0..<bytes.count, using: &generator)
    let end = min(bytes.count, index + Int.random(in: 1...12, using: &generator))
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
    case 1:
      bytes.insert(Array("{}[],:\"'#/*-&!|>0123456789eE\n\t".utf8).randomElement(using: &generator) ?? 0, at: index)
    case 2: bytes.removeSubrange(index..<end)
    case 3: bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &generator))
    default: bytes.replaceSubrange(index..<end, with: Array("99999999999999999999".utf8))
    }
  }

  /// A scenario in JSON as YAML in block style: braces, brackets and commas become lines and indents.
  static let yaml = """
    $schema: ../../Schemas/scenario.schema.json
    name: downlink
    start: 2018-01-21T00:00:00Z
    stop: PT2H
    step: PT60S
    scale: 60 # a minute of the scenario in a second
    earth:
      ut1MinusUTCSeconds: 0.2068
      polarMotionXArcseconds: 0.0306
      polarMotionYArcseconds: 0.2703
    satellites:
      - id: 0
        name: SUOMI NPP
        elements: {file: elements.tle, name: SUOMI NPP}
        recorder:
          capacityGigabits: 280
          initialFraction: 0.30
          instrumentGigabitsPerSecond: 0.0125
        cost:
          mode: discrete
      - id: 1
        name: 'NOAA 20'
        elements:
          file: elements.tle
          name: NOAA 20
        recorder: {capacityGigabits: 343, initialFraction: 0.25, instrumentGigabitsPerSecond: 0.0125}
    stations:
    - file: stations.csv
    """

  @Test("The JSON and the YAML form of one scenario give the same run, record for record")
  func yamlAndJSON() throws {
    let yaml = try ScenarioReader.read(Array(Self.yaml.utf8), file: Shipped.path("downlink"))
    let json = try Shipped.definition("downlink")
    #expect(yaml.hash == json.hash)
    let (left, right) = (WholeRun(yaml), WholeRun(json))
    #expect(left.outcome == .completed(at: json.stop))
    #expect(left.messages == right.messages)
    #expect(left.report == right.report && left.report.links.count > 3)
    let header = RecordHeader(yaml, app: nil, version: "1")
    #expect(header == RecordHeader(json, app: nil, version: "1"))
  }

  @Test("A script's message is sent as it is written, at its time, and heard by all")
  func script() throws {
    let script = """
      "script": [
        { "at": "PT10M", "topic": "outage/report", "payload": {
          "groundId": 11, "outageStart": "2018-01-21T00:10:00Z", "outageDuration": "PT5M",
          "outageEnd": "2018-01-21T00:15:00Z" } },
        { "at": "PT20M", "topic": "outage/report", "payload": "not JSON at all" }
      ],
      "name"
      """
    let text = try Shipped.text("downlink").replacing("\"name\": \"downlink\"", with: "\(script): \"downlink\"")
    let definition = try ScenarioReader.read(Array(text.utf8), file: Shipped.path("downlink"))
    let run = WholeRun(definition)
    let sent = run.messages.filter { $0.topic == "orrery/outage/report" }
    #expect(sent.map(\.time) == [definition.start + .minutes(10), definition.start + .minutes(20)])
    #expect(sent.last.map { String(decoding: $0.payload, as: UTF8.self) } == "not JSON at all")
    #expect(run.report.stations.last?.outageTime == .minutes(5))
    #expect(run.log.filter { $0.contains("outage/report: dropped a bad message") }.count == 1)
  }
}
