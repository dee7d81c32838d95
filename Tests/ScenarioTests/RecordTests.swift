import Foundation
import JSON
import Messages
import Quantities
import Scenario
import Simulation
import TestSupport
import Testing

@testable import Federation

@Suite struct RecordTests {
  static let wall = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_000)

  /// Writes a run's record; returns its path.
  static func record(
    _ messages: [PassingMessage], of definition: ScenarioDefinition, in folder: TemporaryDirectory, as name: String,
    at wall: WallTime = wall
  ) throws -> String {
    let path = folder.path(name)
    let header = RecordHeader(definition, app: nil, version: "1.2.3")
    let writer = try RecordWriter(path: path, header: header, wall: wall.calendar)
    for message in messages { writer.write(message) }
    try writer.close(.completed(at: definition.stop))
    return path
  }

  static func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("What is written is read back: header, every message with its bytes, and the end", arguments: Shipped.names)
  func roundTrip(name: String) throws {
    let folder = try TemporaryDirectory()
    let definition = try Shipped.definition(name)
    let run = WholeRun(definition)
    let record = try Record(contentsOf: Self.record(run.messages, of: definition, in: folder, as: "r.jsonl"))
    #expect(record.header == RecordHeader(definition, app: nil, version: "1.2.3"))
    #expect(record.warning == nil && record.end == RecordEnd(.completed, at: definition.stop))
    #expect(record.entries.count == run.messages.count)
    for (index, (entry, message)) in zip(record.entries, run.messages).enumerated() {
      let same =
        entry.sequence == index && entry.time == message.time && entry.isInbound == !message.isOwn
        && entry.topic == message.topic && entry.payload == message.payload && entry.wall == message.wall.calendar
      #expect(same)
    }
    // The report is the live one.
    #expect(record.report() == run.report)
  }

  /// The members that may differ between two runs.
  static func withoutWall(_ line: String) throws -> JSONValue {
    guard case .object(var object) = try JSONValue.parse(line) else { return .null }
    object["wall"] = nil
    guard var payload = object["payload"]?.object else { return .object(object) }
    if payload["run"] != nil { payload["run"] = "-" }
    for group in ["properties", "taskingParameters"] {
      guard var members = payload[group]?.object else { continue }
      for member in ["time", "startTime", "resumeTime"] where members[member] != nil { members[member] = "-" }
      payload[group] = .object(members)
    }
    object["payload"] = .object(payload)
    return .object(object)
  }

  @Test("Two runs are the same byte for byte but for wallclock times, whatever the host's clock says")
  func reproducible() throws {
    let folder = try TemporaryDirectory()
    var definition = try Shipped.definition("outages")
    definition.stop = definition.start + .hours(3)
    let runs = [WholeRun(definition), WholeRun(definition, clock: SystemClock())]
    let texts = try runs.enumerated().map { number, run in
      try Self.lines(
        Self.record(run.messages, of: definition, in: folder, as: "\(number).jsonl", at: SystemClock().now))
    }
    #expect(texts[0].count == texts[1].count && texts[0] != texts[1])
    for (left, right) in zip(texts[0], texts[1]) {
      #expect(try Self.withoutWall(left).compact == Self.withoutWall(right).compact)
    }
  }

  @Test("Bytes that are no JSON, JSON that would print otherwise, and JSON too deep are kept as they are")
  func oddPayloads() throws {
    let folder = try TemporaryDirectory()
    let payloads: [[UInt8]] = [
      [], [0xFF, 0x00], Array("{ \"a\": 1 }".utf8), Array("{\"a\":1.50}".utf8), Array("\"é\"".utf8),
      // Ends a record that cannot be read where one level more is one too many.
      Array((String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).utf8),
      Array((String(repeating: "[", count: 63) + String(repeating: "]", count: 63)).utf8),
    ]
    let sample = try #require(WholeRun(try Shipped.definition("downlink")).messages.first)
    #expect(sample.time == nil)
    let header = RecordHeader(try Shipped.definition("downlink"), app: "ground", version: "1")
    let path = folder.path("r.jsonl")
    let writer = try RecordWriter(path: path, header: header, wall: Self.wall.calendar)
    for payload in payloads {
      let address = Address(prefix: "p", app: "a", leaf: "é")
      writer.write(
        .init(
          time: nil, wall: Self.wall, isOwn: false, topic: address.topic, address: address,
          content: Content(payload: payload)))
    }
    try writer.close(.interrupted(at: nil))
    let record = try Record(contentsOf: path)
    #expect(record.entries.map(\.payload) == payloads)
    #expect(record.entries.allSatisfy { $0.isInbound && $0.time == nil && $0.topic == "p/a/é" })
    #expect(record.header.app == "ground" && record.end == RecordEnd(.interrupted, at: nil))
  }

  @Test("A record that breaks off is read as far as it goes, with a warning where a line is cut")
  func cutOff() throws {
    let folder = try TemporaryDirectory()
    let definition = try Shipped.definition("downlink")
    let run = WholeRun(definition)
    let whole = try String(
      contentsOfFile: Self.record(run.messages, of: definition, in: folder, as: "r.jsonl"), encoding: .utf8)
    let lines = whole.split(separator: "\n")
    let path = try folder.write(lines.prefix(101).joined(separator: "\n") + "\n", to: "whole-lines.jsonl")
    let record = try Record(contentsOf: path)
    #expect(record.entries.count == 100 && record.end == nil && record.warning == nil)
    #expect(!record.report().isComplete)
    let cut = try folder.write(String(whole.prefix(whole.count / 2)), to: "cut.jsonl")
    let half = try Record(contentsOf: cut)
    let warning = try #require(half.warning)
    #expect(warning.description == "\(cut):\(half.entries.count + 2): is cut off")
    #expect(half.entries.count > 100 && half.report().end < definition.stop)
  }

  @Test("What is no record is refused with its line and reason")
  func refusals() throws {
    let folder = try TemporaryDirectory()
    let definition = try Shipped.definition("downlink")
    let lines = try Self.lines(
      Self.record(Array(WholeRun(definition).messages.prefix(3)), of: definition, in: folder, as: "r.jsonl"))
    func reason(_ lines: [String]) throws -> String {
      let path = try folder.write(lines.joined(separator: "\n") + "\n", to: "bad.jsonl")
      let error = #expect(throws: RecordError.self) { try Record(contentsOf: path) }
      return error.map { $0.description.replacing(path, with: "bad") } ?? ""
    }
    #expect(try reason(["hello"]) == "bad:1: is no record: its first line should be a header")
    #expect(try reason([]) == "bad:1: is no record: its first line should be a header")
    #expect(
      try reason([lines[0].replacing("\"format\":1", with: "\"format\":2")] + lines[1...])
        == "bad:1: has format 2; this program reads up to 1")
    #expect(
      try reason([lines[0].replacing("\"seed\"", with: "\"sead\"")])
        == "bad:1: has a header that lacks what a record needs")
    #expect(try reason([lines[0], "{", lines[2]]) == "bad:2: is not JSON")
    #expect(
      try reason([lines[0], "{}", lines[2]]) == "bad:2: is no message: seq, wall, topic and payload are needed")
    #expect(try reason([lines[0], lines[4], lines[1]]) == "bad:2: ends the record before its end")
    let missing = #expect(throws: RecordError.self) { try Record(contentsOf: folder.path("nowhere")) }
    #expect(missing?.reason == "cannot be read: No such file or directory")
  }

  @Test("What is no record is neither replaced nor put aside")
  func stranger() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("my thesis\n", to: "r.jsonl")
    let header = RecordHeader(try Shipped.definition("downlink"), app: nil, version: "1")
    let text = "\(path):1: is no record, and is left as it is; allowed: a new file, or a record"
    let written = #expect(throws: RecordError.self) {
      try RecordWriter(path: path, header: header, wall: Self.wall.calendar)
    }
    let moved = #expect(throws: RecordError.self) {
      try RecordKeeping.makeRoom(at: path, .last, now: Self.wall.calendar) { _ in }
    }
    #expect((written?.description, moved?.description) == (text, text))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "my thesis\n")
    // An empty file, as a tool for temporary files makes it, is a place like any other.
    let empty = try folder.write("", to: "empty.jsonl")
    try RecordWriter(path: empty, header: header, wall: Self.wall.calendar).close(.missing([]))
    #expect(try Record(contentsOf: empty).entries.isEmpty)
  }

  @Test("A record that another run writes is left alone")
  func inUse() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path("r.jsonl")
    let header = RecordHeader(try Shipped.definition("downlink"), app: nil, version: "1")
    let writer = try RecordWriter(path: path, header: header, wall: Self.wall.calendar)
    let error = #expect(throws: RecordError.self) {
      try RecordWriter(path: path, header: header, wall: Self.wall.calendar)
    }
    #expect(error?.reason == "is being written by another run")
    let rule = try #require(KeepRule("0"))
    let kept = #expect(throws: RecordError.self) {
      try RecordKeeping.makeRoom(at: path, rule, now: Self.wall.calendar) { _ in }
    }
    #expect(kept?.reason == "is being written by another run")
    try writer.close(.missing([]))
    #expect(try Record(contentsOf: path).end == RecordEnd(.missing, at: nil))
  }

  @Test("A replay says everything again in order, on time, within its bounds, with commands moved to its own time")
  func replay() throws {
    let folder = try TemporaryDirectory()
    let definition = try Shipped.definition("downlink")
    let run = WholeRun(definition)
    let record = try Record(contentsOf: Self.record(run.messages, of: definition, in: folder, as: "r.jsonl"))
    var options = Replay.Options()
    #expect(Replay(record, options, begin: Self.wall).messages.map(\.due).allSatisfy { $0 == .zero })
    options.scale = 120
    let paced = Replay(record, options, begin: Self.wall).messages
    #expect(paced.count == run.messages.count && paced.map(\.due) == paced.map(\.due).sorted())
    // Two hours at 120 are a minute.
    #expect(paced.last?.due == .seconds(60))
    let start = try #require(paced.first { $0.topic.hasSuffix("manager/start") })
    let command = try StartCommand.decode(start.payload)
    #expect(command.startTime == Self.wall.calendar && command.timeScalingFactor == 120)
    // One run with its own name, in which no message is missing; the applications' times are the replay's.
    let name = RunName(startTime: Self.wall.calendar)
    let stamps = paced.compactMap { Content(payload: $0.payload).stamp }
    #expect(stamps.count > 100 && stamps.allSatisfy { $0.run == name })
    let last = try #require(
      paced.last { $0.topic.hasSuffix("storage/status/time") || $0.topic.hasSuffix("ground/status/time") })
    #expect(try TimeStatus.decode(last.payload).time == (Self.wall + .seconds(60)).calendar)
    options.prefix = "again"
    (options.from, options.to) = (definition.start + .minutes(30), definition.start + .minutes(60))
    let part = Replay(record, options, begin: Self.wall).messages
    #expect(part.count < paced.count && part.count > 60)
    // Without its start the replay is of no run: whoever hears it must not take it for stale.
    #expect(part.allSatisfy { Content(payload: $0.payload).stamp == nil })
    #expect(part.allSatisfy { $0.topic.hasPrefix("again/") && $0.due >= .seconds(15) && $0.due <= .seconds(30) })
    options.isInbound = true
    #expect(Replay(record, options, begin: Self.wall).messages.isEmpty)
  }
}
