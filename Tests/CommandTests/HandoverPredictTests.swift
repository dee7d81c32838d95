import Foundation
import JSON
import Quantities
import TestSupport
import Testing

@Suite struct HandoverPredictTests {
  static let sets = OrreryProcess.root.appending(path: "Scenarios/downlink/elements.tle").path
  static let common = ["handover", "predict", sets, "--at", "78.23,15.39", "--from", "2018-01-21T00:00:00Z", "--quiet"]

  static func run(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
    let process = try OrreryProcess(common + arguments)
    let status = process.end()
    return (status, process.output, process.errors)
  }

  @Test func `Two satellites over the pole take turns, with gaps between their passes`() throws {
    let run = try Self.run("--to", "PT6H", "--json")
    #expect(run.status == 0)
    let terminal = try #require(try JSONValue.parse(run.output)["terminals"]?.array?.first)
    let events = try #require(terminal["events"]?.array)
    let kinds = Set(events.compactMap { $0["event"]?.string })
    #expect(kinds == ["acquired", "handover", "lost"] || kinds == ["acquired", "lost"])
    let gaps = try #require(terminal["gaps"]?.array)
    let gapSeconds = try gaps.reduce(0) { sum, gap in
      let from = try ScenarioTime(try #require(gap["from"]?.string))
      return sum + (try ScenarioTime(try #require(gap["to"]?.string)) - from).seconds
    }
    let served = try #require(terminal["servedSeconds"]?.double)
    #expect(abs(served + gapSeconds - 21_600) < 1e-3)
    // Every rise and set is at the mask.
    for event in events where event["event"]?.string != "handover" {
      let side = event["event"]?.string == "acquired" ? event["to"] : event["from"]
      if event["time"]?.string != "2018-01-21T00:00:00Z" {
        #expect(abs((side?["elevationDegrees"]?.double ?? 0) - 10) < 1e-5)
      }
    }
  }

  @Test func `The table, CSV and JSON tell of the same events`() throws {
    let table = try Self.run("--to", "PT3H")
    let csv = try Self.run("--to", "PT3H", "--csv").output.split(separator: "\n")
    let json = try JSONValue.parse(try Self.run("--to", "PT3H", "--json").output)
    let events = try #require(json["terminals"]?.array?.first?["events"]?.array)
    #expect(csv.count == events.count + 1 && events.count > 2)
    for event in events {
      let time = try #require(event["time"]?.string)
      #expect(table.output.contains(time))
      #expect(csv.contains { $0.contains(time) })
    }
    #expect(table.output.contains("served "))
  }

  @Test func `Decided at ticks, every change is at one; bridged, none is a loss`() throws {
    let json = try JSONValue.parse(try Self.run("--to", "PT3H", "--sampled", "10", "--bridged", "--json").output)
    let events = try #require(json["terminals"]?.array?.first?["events"]?.array)
    let start = try ScenarioTime("2018-01-21T00:00:00Z")
    for event in events {
      let time = try ScenarioTime(try #require(event["time"]?.string))
      #expect((time - start).nanoseconds % 10_000_000_000 == 0)
      #expect(event["event"]?.string != "lost")
    }
  }

  @Test func `The plots are whole documents`() throws {
    let directory = try TemporaryDirectory()
    let (plot, sky) = (directory.path("h.svg"), directory.path("s.svg"))
    #expect(try Self.run("--to", "PT2H", "--plot", plot, "--sky", sky).status == 0)
    for path in [plot, sky] {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("<svg") && text.hasSuffix("</svg>\n") && text.contains("SUOMI NPP"))
    }
  }

  @Test(arguments: [
    (["--to", "PT0S"], "--from is not before --to"), (["--mask", "91"], "--mask \"91\": allowed: -5.0 to 90.0"),
    (["--at", "95,0"], "--at \"95,0\": allowed: LATITUDE,LONGITUDE"), (["--margin", "-1"], "--margin \"-1\""),
    (["--by", "luck"], "--by \"luck\": allowed: elevation, level"),
    (["--sampled", "5", "--by", "level"], "--sampled compares elevations"),
    (["--csv", "--json"], "--csv and --json shut each other out"),
  ])
  func `A wrong command line is answered with what is right`(arguments: [String], message: String) throws {
    let process = try OrreryProcess(Self.common + arguments)
    #expect(process.end() == 2)
    #expect(process.errors.contains(message), "\(process.errors)")
  }
}
