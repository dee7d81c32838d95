import Catalog
import Foundation
import JSON
import Messages
import Orbits
import Quantities
import TestSupport
import Testing

@testable import orrery

/// `orrery elements`, run as a person runs it; no test asks anybody but a server of its own.
@Suite struct ElementsCommandTests {
  /// Three satellites: low, geosynchronous, elliptical.
  static func sets(_ change: (inout ElementSet) -> Void = { _ in }) throws -> [ElementSet] {
    let orbits = [("LOW", 25_544, 15.5, 0.001), ("GEO", 100_057, 1.0027, 0.0003), ("MOLNIYA", 400_001, 2.006, 0.7)]
    return try orbits.map { name, number, motion, eccentricity in
      var set = ElementSet(
        name: name, catalogNumber: number, internationalDesignator: "2026-001A",
        epoch: try ScenarioTime("2026-09-19T12:00:00Z"), meanMotionRevolutionsPerDay: motion,
        eccentricity: eccentricity, inclinationDegrees: 63.4, rightAscensionDegrees: 10, argumentOfPerigeeDegrees: 270,
        meanAnomalyDegrees: 20, bstar: 0.0001)
      change(&set)
      return set
    }
  }

  static func write(
    _ sets: [ElementSet], _ name: String, in directory: TemporaryDirectory, as format: ElementFormat = .json
  ) throws -> String {
    try directory.write(format.write(sets).text, to: name)
  }

  @Test func `The commands have help, and a wrong one is answered with what is right`() throws {
    for command in ["fetch", "convert", "diff", "info", "send"] {
      let help = try OrreryProcess.run("elements", command, "--help")
      #expect(help.status == 0)
      #expect(help.output.contains("Usage: orrery elements \(command)"))
      #expect(help.output.contains("Examples:\n  orrery elements \(command)") || command == "convert")
    }
    #expect(try OrreryProcess.run("elements").output.contains("  diff      Compares two files"))
    #expect(try OrreryProcess.run("help", "elements").status == 0)
    let wrong = try OrreryProcess.run("elements", "fetsh")
    #expect(wrong.status == 2)
    #expect(
      wrong.errors
        == "orrery: elements has no command \"fetsh\"; did you mean fetch?\nTry: orrery elements --help\n")
    #expect(try OrreryProcess.run("element").errors.contains("did you mean elements?"))
  }

  @Test(arguments: [
    (["fetch"], "elements fetch needs one of --group, --catnr and --url"),
    (["fetch", "--group", "a", "--catnr", "5"], "elements fetch needs one of --group, --catnr and --url"),
    (["fetch", "--catnr", "x"], "--catnr \"x\": allowed: a catalogue number, 1...999999999"),
    (["fetch", "--url", "ftp://x"], "--url \"ftp://x\": allowed: http://... and https://..."),
    (["convert", "a"], "elements convert needs OUT or --to FORMAT"),
    (["convert", "a", "b"], "the name \"b\" tells no format: --to one of json, csv, kvn, xml, tle, 3le"),
    (["convert", "a", "--to", "pdf"], "--to \"pdf\": allowed: json, csv, kvn, xml, tle, 3le"),
    (["diff", "a"], "elements diff needs OLD NEW"),
    (["diff", "a", "b", "--distance", "far"], "--distance \"far\": allowed: a number from 0"),
    (["info", "a", "--max-age", "P1Y"], "--max-age \"P1Y\": allowed: \(TimeSpan.allowedForms)"),
  ])
  func `A wrong command line is answered with what is right`(words: [String], message: String) throws {
    let process = try OrreryProcess(["elements"] + words)
    #expect(process.end() == 2)
    #expect(process.errors == "orrery: \(message)\nTry: orrery elements \(words[0]) --help\n")
  }

  @Test func `Info says how many, how old, on which orbits`() throws {
    let directory = try TemporaryDirectory()
    let path = try Self.write(try Self.sets(), "sets.json", in: directory)
    let text = try OrreryProcess.run("elements", "info", path, "--at", "2026-10-10T00:00:00Z")
    #expect(text.status == 0)
    #expect(
      text.output == """
        \(path): json, 3 sets, 0 errors
        Epochs      2026-09-19T12:00:00Z to 2026-09-19T12:00:00Z
        Orbits      LEO 1, GEO 1, HEO 1; deep space 2
        At          2026-10-10T00:00:00Z
                    3 of 3 element sets are more than 14 days from their epoch at 2026-10-10T00:00:00Z: LOW, 25544; \
        GEO, 100057; MOLNIYA, 400001; the farthest by 20.5 days

        """)
    let run = try OrreryProcess.run(
      "elements", "info", path, "--json", "--at", "2026-10-10T00:00:00Z", "--max-age", "P30D")
    let json = try JSONValue.parse(run.output)
    #expect(json["count"] == 3)
    #expect(json["errors"] == 0)
    #expect(json["epochs"]?["newest"] == "2026-09-19T12:00:00Z")
    #expect(json["orbits"] == ["LEO": 1, "MEO": 0, "GEO": 1, "HEO": 1, "beyond": 0, "nearEarth": 1, "deepSpace": 2])
    #expect(json["health"]?["old"] == 0)
    #expect(json["problems"] == [])
  }

  @Test func `A bad set is told with its place, and the rest described`() throws {
    let directory = try TemporaryDirectory()
    let good = ElementFormat.csv.write(try Self.sets()).text
    let path = try directory.write(
      good + good.split(separator: "\n")[1].replacing("63.4", with: "263.4") + "\n", to: "sets.csv")
    let info = try OrreryProcess.run("elements", "info", path)
    #expect(info.status == 3)
    #expect(
      info.errors == "\(path): line 5, column 53: INCLINATION: \"263.4\": out of range; allowed: 0...180 degrees\n")
    let json = try JSONValue.parse(try OrreryProcess.run("elements", "info", path, "--json").output)
    #expect(json["count"] == 3)
    #expect(json["errors"] == 1)
    #expect(json["problems"]?.array?.first?["line"] == 5)
  }

  @Test(.enabled(if: SharedData.has("nos-t-downlink/satellites.json"), Comment(rawValue: SharedData.absence)))
  func `Shifted columns are refused, and read with --lenient`() throws {
    let directory = try TemporaryDirectory()
    let text = try SharedData.text("nos-t-downlink/satellites.json")
    let lines = text.split(separator: "\n").filter { $0.contains("37849") && !$0.contains("note") }
      .map { $0.split(separator: "\"")[1].replacing("\\t", with: "\t") }
    let path = try directory.write(lines.joined(separator: "\n") + "\n", to: "shifted.tle")
    let strict = try OrreryProcess.run("elements", "convert", path, directory.path("out.json"))
    #expect(strict.status == 3)
    #expect(strict.errors.contains("\(path): line 1, column 59: \"\\t\": not a printable ASCII character"))
    #expect(!FileManager.default.fileExists(atPath: directory.path("out.json")))
    let lenient = try OrreryProcess.run("elements", "convert", path, directory.path("out.json"), "--lenient")
    #expect(lenient.status == 0)
    #expect(lenient.errors.contains("warning: line 1, column 59"))
    #expect(
      ElementFile(try AtomicFile.read(directory.path("out.json"))).sets.map(\.eccentricity) == [0.0001371, 0.0001371])
  }

  @Test func `Files are converted from any format into any other, over pipes as well`() throws {
    let directory = try TemporaryDirectory()
    let sets = try Self.sets()
    var path = try Self.write(sets, "0.json", in: directory)
    for (index, name) in ["csv", "kvn", "xml", "json"].enumerated() {
      let next = directory.path("\(index + 1).\(name)")
      let run = try OrreryProcess.run("elements", "convert", path, next)
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      path = next
    }
    #expect(ElementFile(try AtomicFile.read(path)).sets == sets)
    let pipe = try OrreryProcess(["elements", "convert", "-", "--to", "csv"], input: path)
    #expect(pipe.end() == 0)
    #expect(ElementFile(pipe.output).sets == sets)
  }

  @Test func `What a TLE cannot carry is told, and the rest written`() throws {
    let directory = try TemporaryDirectory()
    let path = try Self.write(try Self.sets(), "sets.json", in: directory)
    let run = try OrreryProcess.run("elements", "convert", path, directory.path("sets.3le"))
    #expect(run.status == 3)
    #expect(
      run.errors
        == "\(directory.path("sets.3le")): MOLNIYA, 400001: a TLE has no room for the number 400001; allowed: numbers up to 339999; "
        + "or write json, csv, kvn or xml\n")
    let written = ElementFile(try AtomicFile.read(directory.path("sets.3le")))
    #expect(written.sets.map(\.catalogNumber) == [25_544, 100_057])
    #expect(written.sets.map(\.name) == ["LOW", "GEO"])
  }

  @Test func `Diff shows what was added, removed and modified`() throws {
    let directory = try TemporaryDirectory()
    let old = try Self.sets()
    var new = Array(try Self.sets().dropFirst())
    new[0].inclinationDegrees += 0.01
    new.append(
      try #require(
        try Self.sets {
          $0.catalogNumber = 7; $0.name = "NEW"
        }.first))
    let paths = [
      try Self.write(old, "old.json", in: directory), try Self.write(new, "new.csv", in: directory, as: .csv),
    ]
    let run = try OrreryProcess.run("elements", "diff", paths[0], paths[1])
    #expect(run.status == 0)
    #expect(run.output.hasSuffix("1 added, 1 removed, 1 modified, 1 unchanged\n"))
    #expect(run.output.contains("added          7  NEW        2026-09-19T12:00:00"))
    #expect(
      run.output.contains(
        "modified  100057  GEO        2026-09-19T12:00:00   0.00       0.0100   0.00000000     0.0000000"))
    let json = try JSONValue.parse(try OrreryProcess.run("elements", "diff", paths[0], paths[1], "--json").output)
    #expect(json["modified"]?.array?.first?["quantities"] == ["inclination"])
    #expect((json["modified"]?.array?.first?["distanceKilometres"]?.double ?? 0) > 1)
    let far = try OrreryProcess.run("elements", "diff", paths[0], paths[1], "--distance", "1000", "--quiet")
    #expect(far.output == "1 added, 1 removed, 0 modified, 2 unchanged\n")
  }

  @Test func `Sets are fetched, kept, and written in the format of the name`() throws {
    let directory = try TemporaryDirectory()
    let server = try TestWebServer(body: ElementFormat.json.write(try Self.sets()).bytes)
    let cache = ["--cache", directory.path("cache")]
    func fetch(_ words: String...) throws -> (Int32, String, String) {
      let process = try OrreryProcess(["elements", "fetch"] + words + cache)
      let status = process.end()
      return (status, process.output, process.errors)
    }
    let first = try fetch("--url", server.url("/sets"), "--output", directory.path("sets.csv"))
    #expect(first.0 == 0)
    #expect(first.2.hasSuffix("sets.csv: 3 sets of \(server.url("/sets")), fetched\n"))
    #expect(ElementFile(try AtomicFile.read(directory.path("sets.csv"))).sets == (try Self.sets()))
    let second = try fetch("--url", server.url("/sets"), "--quiet")
    #expect(second.2.isEmpty)
    #expect(ElementFile(second.1).sets.count == 3)
    #expect(server.requests.count == 1)
    #expect(server.requests.first?.headers["user-agent"]?.hasPrefix("Orrery/\(orreryVersion) (") == true)
    let third = try fetch("--url", server.url("/sets"), "--ttl", "PT0S", "--quiet")
    #expect(third.0 == 0)
    #expect(server.requests.count == 2)
    let missing = try fetch("--url", server.url("/nodata"))
    #expect(missing.0 == 1)
    #expect(
      missing.2 == "orrery: \(server.url("/nodata")): CelesTrak has no such satellite or group: \"No GP data found\"\n")
  }

  @Test func `Without a network the program's own sets are given, and said to be old`() throws {
    let directory = try TemporaryDirectory()
    let run = try OrreryProcess.run(
      "elements", "fetch", "--group", "stations", "--offline", "--cache", directory.path("cache"), "--output",
      directory.path("stations.tle"))
    #expect(run.status == 0)
    #expect(
      run.errors.contains(
        "note: offline; the program's own sets are used: 3 real sets of January 2018, epochs 2018-01-"))
    #expect(run.errors.contains("warning: 3 of 3 element sets are more than 14 days from their epoch at "))
    #expect(
      ElementFile(try AtomicFile.read(directory.path("stations.tle"))).sets.map(\.catalogNumber) == [
        25_544, 37_820, 41_765,
      ])
    let none = try OrreryProcess.run(
      "elements", "fetch", "--group", "nix", "--offline", "--cache", directory.path("cache"))
    #expect(none.status == 1)
    #expect(none.errors.hasPrefix("orrery: group nix: offline; there is no copy in "))
  }

  // MARK: send

  static let scenario = """
    { "name": "two", "start": "2026-09-19T12:00:00Z", "stop": "PT2H", "satellites": [
      { "id": 7, "name": "A", "elements": { "file": "sets.json", "name": "LOW" },
        "recorder": { "capacityGigabits": 1, "instrumentGigabitsPerSecond": 0.1 } },
      { "id": 9, "name": "GEO", "elements": { "file": "sets.json", "name": "GEO" },
        "recorder": { "capacityGigabits": 1, "instrumentGigabitsPerSecond": 0.1 } } ],
      "stations": [{ "groundId": 0, "latitudeDegrees": 0, "longitudeDegrees": 0 }] }
    """

  @Test func `Each satellite of a scenario is sent the newest set with its number or its name`() throws {
    let directory = try TemporaryDirectory()
    _ = try Self.write(try Self.sets(), "sets.json", in: directory)
    let scenario = try directory.write(Self.scenario, to: "scenario.json")
    var sets = try Self.sets { $0.epoch = $0.epoch + .hours(6) }
    sets[0].name = "RENAMED"
    // Without a number of its own in the file a satellite is known by its name.
    sets[1].catalogNumber = 0
    let path = try Self.write(try Self.sets() + sets, "new.json", in: directory)
    let result = try OrreryProcess.run("elements", "send", path, scenario, "--at", "PT30M")
    #expect(result.status == 0)
    #expect(result.errors.hasSuffix("sent elements of 2 of 2 satellites\n"))
    let lines = result.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("orrery/catalog/elements {") })
    let messages = try lines.map { line in
      try SatelliteElements.decode(line.dropFirst("orrery/catalog/elements ".count).utf8)
    }
    #expect(messages.map(\.id) == [7, 9])
    #expect(messages.map(\.time) == Array(repeating: try ScenarioTime("2026-09-19T12:30:00Z"), count: 2))
    #expect(messages.map(\.elements.epoch) == [sets[0].epoch, sets[1].epoch])
    #expect(messages[0].elements.meanMotionRevolutionsPerDay == 15.5)
    let unset = try OrreryProcess.run("elements", "send", path, scenario, "--quiet", "--prefix", "other")
    #expect(unset.output.hasPrefix(#"other/catalog/elements {"id":7,"time":null,"#))
    #expect(unset.errors == "")
  }

  @Test func `What is of no satellite of the scenario, and a time that is none, is told`() throws {
    let directory = try TemporaryDirectory()
    let path = try Self.write(try Self.sets(), "sets.json", in: directory)
    let scenario = try directory.write(Self.scenario, to: "scenario.json")
    let stranger = try Self.write([try Self.sets()[2]], "stranger.json", in: directory)
    let none = try OrreryProcess.run("elements", "send", stranger, scenario)
    #expect(none.status == 3)
    #expect(none.errors == "\(stranger) has no set of a satellite of two, by catalogue number or by name\n")
    let time = try OrreryProcess.run("elements", "send", path, scenario, "--at", "noon")
    #expect(time.status == 2)
    #expect(
      time.errors.contains("--at \"noon\": allowed: a time, or a duration after 2026-09-19T12:00:00Z such as PT30M"))
  }
}
