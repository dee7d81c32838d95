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

  static func track(_ text: String) throws -> (status: Int32, output: String, errors: String, path: String) {
    let directory = try TemporaryDirectory()
    let path = directory.path("way.csv")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let process = try OrreryProcess([
      "handover", "predict", sets, "--track", path, "--from", "2018-01-21T00:00:00Z", "--to", "PT3H", "--json",
      "--quiet",
    ])
    let status = process.end()
    return (status, process.output, process.errors, path)
  }

  @Test(arguments: [
    "time,lat,lon,alt\n0,78.23,15.39,0\n",
    "time,lat,lon\r\n\r\n2018-01-20T00:00:00Z,78.23,15.39\r\n9e4,78.23,15.39\r\n",
  ]) func `A track that stands still has the events of the place`(text: String) throws {
    let moving = try Self.track(text)
    #expect(moving.status == 0, "\(moving.errors)")
    let fixed = try JSONValue.parse(try Self.run("--to", "PT3H", "--json").output)
    let still = try JSONValue.parse(moving.output)
    let (one, other) = (
      try #require(fixed["terminals"]?.array?.first?["events"]?.array),
      try #require(still["terminals"]?.array?.first?["events"]?.array)
    )
    #expect(one.count > 2 && one.map { $0["time"] } == other.map { $0["time"] })
    #expect(other.allSatisfy { abs(($0["latitudeDegrees"]?.double ?? 0) - 78.23) < 1e-9 })
  }

  @Test func `A terminal that flies has the mask where it is`() throws {
    let flight = try Self.track("time,lat,lon,alt\n0,78.23,15.39,0\n600,78,13,11000\n2018-01-21T03:00:00Z,60,5,11000\n")
    #expect(flight.status == 0)
    let events = try #require(try JSONValue.parse(flight.output)["terminals"]?.array?.first?["events"]?.array)
    #expect(events.count > 2)
    for event in events where event["event"]?.string == "lost" {
      #expect(abs((event["from"]?["elevationDegrees"]?.double ?? 0) - 10) < 1e-5)
      #expect((event["latitudeDegrees"]?.double ?? 90) < 78.23)
    }
  }

  @Test(arguments: [
    ("", ": the number of waypoints is 0; allowed: from 1 on"),
    ("time,lat,lon\n", ": the number of waypoints is 0; allowed: from 1 on"),
    ("lat,lon\n", ":1: \"lat,lon\" is not the header; allowed: time,lat,lon or time,lat,lon,alt"),
    ("time,lat,lon\n0,1\n", ":2: 2 columns; allowed: 3, as the header has"),
    ("time,lat,lon,alt\n0,1,2\n", ":2: 3 columns; allowed: 4, as the header has"),
    (
      "time,lat,lon\nnoon,1,2\n",
      ":2: time is \"noon\"; allowed: a time such as 2026-07-24T00:00:00Z, or seconds after --from, "
        + "-1000000000 to 1000000000"
    ),
    ("time,lat,lon\n0,x\u{1B},2\n", ":2: lat is \"x?\"; allowed: degrees"),
    ("time,lat,lon,alt\n0,1,2,\n", ":2: alt is \"\"; allowed: metres"),
    ("time,lat,lon\n\n0,91,2\n", ":3: latitude is 91.0 degrees; allowed: -90 to 90 degrees"),
    (
      "time,lat,lon\n0,1,2\n\n0,1,2\n", ":4: time is 2018-01-21T00:00:00Z; allowed: after 2018-01-21T00:00:00Z"
    ),
    ("time,lat,lon\n0,1,2\n60,2,2\n", ":3: speed on the way there is 1862 m/s; allowed: 0 to 1000 m/s"),
  ]) func `A wrong track is answered with its line and what is right`(text: String, message: String) throws {
    let run = try Self.track(text)
    #expect(run.status == 3)
    #expect(run.errors == "orrery: \(run.path)\(message)\n")
  }

  @Test func `A track that is not there is told of`() throws {
    let process = try OrreryProcess(["handover", "predict", Self.sets, "--track", "/nowhere/way.csv", "--quiet"])
    #expect(process.end() == 3)
    #expect(process.errors == "orrery: /nowhere/way.csv: No such file or directory\n")
  }

  @Test func `Every event tells how sure its time is, in all forms, and a greater tolerance is surer`() throws {
    let json = try JSONValue.parse(try Self.run("--to", "PT3H", "--json").output)
    #expect(json["toleranceSeconds"]?.double == 5)
    let events = try #require(json["terminals"]?.array?.first?["events"]?.array)
    let loose = try JSONValue.parse(try Self.run("--to", "PT3H", "--json", "--tolerance", "60").output)
    let looser = try #require(loose["terminals"]?.array?.first?["events"]?.array)
    let csv = try Self.run("--to", "PT3H", "--csv").output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(csv[0].suffix(2) == ["timeDeviationSeconds", "confidence"])
    #expect(events.count > 2 && csv.count == events.count + 1)
    for (index, event) in events.enumerated() {
      let confidence = try #require(event["confidence"]?.double)
      #expect((0...1).contains(confidence) && confidence <= looser[index]["confidence"]?.double ?? 0)
      #expect(Double(csv[index + 1].last ?? "") == confidence)
      #expect(event["timeDeviationSeconds"]?.double == Double(csv[index + 1].dropLast().last ?? ""))
    }
    #expect(try Self.run("--to", "PT3H").output.contains("Deviation  Confidence"))
  }

  @Test func `Levels with losses are asked for by name`() throws {
    let run = try Self.run(
      "--to", "PT3H", "--by", "rsrp", "--band", "Ka", "--surroundings", "urban", "--blocked", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let events = try #require(try JSONValue.parse(run.output)["terminals"]?.array?.first?["events"]?.array)
    #expect(events.count > 2)
  }

  @Test(arguments: [
    (["--to", "PT0S"], "--from is not before --to"), (["--mask", "91"], "--mask \"91\": allowed: -5.0 to 90.0"),
    (["--at", "95,0"], "--at \"95,0\": allowed: LATITUDE,LONGITUDE"), (["--margin", "-1"], "--margin \"-1\""),
    (["--by", "luck"], "--by \"luck\": allowed: elevation, level, rsrp"),
    (["--by", "rsrp", "--surroundings", "sea"], "allowed: dense-urban, urban, suburban, rural"),
    (["--tolerance", "0"], "--tolerance \"0\": allowed: 0.001 to 3600.0 seconds"),
    (["--sampled", "5", "--by", "level"], "--sampled compares elevations"),
    (["--csv", "--json"], "--csv and --json shut each other out"),
  ])
  func `A wrong command line is answered with what is right`(arguments: [String], message: String) throws {
    let process = try OrreryProcess(Self.common + arguments)
    #expect(process.end() == 2)
    #expect(process.errors.contains(message), "\(process.errors)")
  }
}
