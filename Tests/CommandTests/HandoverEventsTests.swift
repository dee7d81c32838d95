import Foundation
import JSON
import TestSupport
import Testing

@Suite struct HandoverEventsTests {
  static let common = [
    "handover", "events", HandoverPredictTests.sets, "--at", "78.23,15.39", "--from", "2018-01-21T00:00:00Z", "--quiet",
    "--to", "PT6H", "--minimum-service", "PT30M",
  ]

  static func run(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = try OrreryProcess(common + arguments)
    let status = process.end()
    return (status, process.output, process.errors)
  }

  @Test func `The table, CSV and JSON tell of the same events`() throws {
    let options = ["--altitude-km", "825", "--enter", "12", "--leave", "10"]
    let json = try JSONValue.parse(try Self.run(options + ["--json"]).output)
    let occurrences = try #require(json["terminals"]?.array?.first?["occurrences"]?.array)
    let csv = try Self.run(options + ["--csv"]).output.split(separator: "\n")
    let table = try Self.run(options).output
    #expect(csv.count == occurrences.count + 1)
    for occurrence in occurrences {
      let time = try #require(occurrence["time"]?.string)
      #expect(table.contains(time) && csv.contains { $0.contains(time) })
    }
    #expect(table.contains("A3: ") && table.contains("D2: "))
  }

  @Test func `The plot has the levels of those who serve, and when that changes`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("e.svg")
    #expect(try Self.run(["--plot", path]).status == 0)
    let svg = try String(contentsOfFile: path, encoding: .utf8)
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("Level, dBm") && svg.contains("SUOMI NPP") && svg.contains("Coverage acquired or lost"))
  }

  @Test(arguments: [
    (["--events", "A9"], "--events \"A9\": allowed: A3, A4, A5, D2"),
    (["--event-time-to-trigger", "41"], "TimeToTrigger"),
    (["--hysteresis", "0.7"], "Hysteresis"),
    (["--leave", "0", "--enter", "1", "--altitude-km", "20000", "--events", "D2"], "D2 cannot be"),
  ])
  func `What no information element can carry is refused`(arguments: [String], message: String) throws {
    let run = try Self.run(arguments)
    #expect(run.status != 0 && run.errors.contains(message), "\(run.errors)")
  }
}
