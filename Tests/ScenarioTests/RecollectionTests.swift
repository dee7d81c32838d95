import Federation
import Messages
import Quantities
import Scenario
import Simulation
import TestSupport
import Testing

/// What a record that broke off tells the next process of its application.
@Suite struct RecollectionTests {
  private static let wall = RecordTests.wall

  /// Writes a record of a run at 60 that began a second after the wallclock time, and breaks off; reads it back.
  private func record(of definition: ScenarioDefinition, _ commands: [(any Message, String)] = []) throws -> Record {
    let folder = try TemporaryDirectory()
    let path = folder.path("r.jsonl")
    let header = RecordHeader(definition, app: "ground", version: "1.2.3")
    let start = StartCommand(
      startTime: (Self.wall + .seconds(1)).calendar, simStartTime: definition.start, simStopTime: definition.stop,
      timeScalingFactor: 60)
    do {
      let writer = try RecordWriter(path: path, header: header, wall: Self.wall.calendar)
      for (message, leaf) in [(start, "start")] + commands {
        let address = Address(prefix: definition.prefix, app: "manager", leaf: leaf)
        writer.write(
          PassingMessage(
            time: nil, wall: Self.wall, isOwn: false, topic: address.topic, address: address,
            content: Content(payload: message.payload)))
      }
    }
    return try #require(Record.brokenOff(at: path, header))
  }

  @Test("The run of a record goes on until its end by its own clock, and while that stands")
  func goingOn() throws {
    let definition = try Shipped.definition("downlink")
    let record = try record(of: definition)
    #expect(record.clock(goingOnAt: Self.wall + .seconds(120)) != nil)
    #expect(record.clock(goingOnAt: Self.wall + .seconds(122)) == nil)
    let freeze = FreezeCommand(simFreezeTime: definition.start + .minutes(5))
    let frozen = try self.record(of: definition, [(freeze, "freeze")])
    #expect(frozen.clock(goingOnAt: Self.wall + .seconds(122)) != nil)
    let update = UpdateCommand(timeScalingFactor: 120, simUpdateTime: definition.start + .minutes(60))
    let faster = try self.record(of: definition, [(update, "update")])
    #expect(faster.clock(goingOnAt: Self.wall + .seconds(92)) == nil)
    #expect(faster.clock(goingOnAt: Self.wall + .seconds(90))?.scale(at: definition.stop) == 120)
  }

  @Test("A record is of the run that is so named or so timed, and of no other")
  func sameRun() throws {
    let definition = try Shipped.definition("downlink")
    let record = try record(of: definition)
    let name = RunName(startTime: (Self.wall + .seconds(1)).calendar)
    func pair(_ seconds: Int) -> ClockEstimate.Pair {
      .init(scenario: definition.start + .minutes(10), wall: Self.wall + .seconds(11 + seconds))
    }
    #expect(record.recollection(joining: pair(0), nil)?.source == "its record of 1 messages")
    #expect(record.recollection(joining: pair(60), name.joined(after: .seconds(9))) != nil)
    #expect(record.recollection(joining: pair(60), RunName("2027-01-15T09:00:00Z")) == nil)
    #expect(record.recollection(joining: pair(60), nil) == nil)
  }

  @Test("A file that is there and is no whole record is told of before it is replaced; an empty one is not")
  func unreadable() throws {
    let folder = try TemporaryDirectory()
    let header = RecordHeader(try Shipped.definition("downlink"), app: "ground", version: "1")
    var lines: [String] = []
    let path = try folder.write("no record\n", to: "r.jsonl")
    #expect(Record.brokenOff(at: path, header) { lines.append($0) }?.header == nil)
    #expect(lines.count == 1 && lines[0].contains("r.jsonl:1: is no record"))
    let empty = try folder.write("", to: "empty.jsonl")
    #expect(Record.brokenOff(at: empty, header) { lines.append($0) }?.header == nil)
    #expect(Record.brokenOff(at: folder.path("absent"), header) { lines.append($0) }?.header == nil)
    #expect(lines.count == 1)
  }
}
