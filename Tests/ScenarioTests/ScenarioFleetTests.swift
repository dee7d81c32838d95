import Catalog
import Downlink
import Foundation
import Ground
import JSON
import Orbits
import Quantities
import TestSupport
import Testing

@testable import Scenario

/// Satellites by the thousand: published shells, and whole files of element sets.
@Suite struct ScenarioFleetTests {
  static let start = ScenarioTime(CalendarDate(year: 2026, month: 9, day: 20))

  static func text(_ satellites: [String], stations: String = "[]") -> String {
    let entries = satellites.map { "- {\($0), recorder: {capacityGigabits: 9, instrumentGigabitsPerSecond: 0.01}}" }
    return """
      name: fleet
      start: \(start.iso8601)
      stop: PT2H
      satellites:
      \(entries.joined(separator: "\n"))
      stations: \(stations)
      """
  }

  /// Reads a scenario beside a file of element sets.
  static func read(
    _ satellites: String..., sets: [ElementSet] = []
  ) throws -> (satellites: [OrbitingSatellite], problems: [String]) {
    let directory = try TemporaryDirectory()
    if !sets.isEmpty {
      try Data(ElementFormat.json.write(sets).bytes).write(to: directory.url.appending(path: "sets.json"))
    }
    let path = try directory.write(text(satellites), to: "t.yaml")
    var problems: [ScenarioProblem] = []
    var definition: ScenarioDefinition?
    do throws(ScenarioProblems) {
      definition = try ScenarioReader.read(path) { problems.append($0) }
    } catch {
      problems = error.problems
    }
    let lines = problems.map { $0.description.replacing(directory.url.path + "/", with: "") }
    return (definition?.satellites ?? [], lines)
  }

  static func set(
    _ number: Int, _ name: String?, daysOld: Int = 1, bstar: Double = 0.0001, motion: Double = 15.2
  ) -> ElementSet {
    ElementSet(
      name: name, catalogNumber: number, epoch: start - .hours(24 * daysOld), meanMotionRevolutionsPerDay: motion,
      eccentricity: 0.001, inclinationDegrees: 51.6, rightAscensionDegrees: 10, argumentOfPerigeeDegrees: 20,
      meanAnomalyDegrees: 30, bstar: bstar)
  }

  static let sets = [
    set(101, "ALPHA-1"), set(102, "ALPHA-2"), set(103, "ALPHA-3"), set(201, "DEB"), set(202, "DEB"), set(301, nil),
  ]

  @Test(arguments: [("starlink", 4_408), ("oneweb", 720), ("kuiper", 3_236)])
  func `The published shells fly whole`(name: String, count: Int) throws {
    let (satellites, problems) = try Self.read("shells: {of: \(name)}")
    #expect(problems == [] && satellites.count == count)
    #expect(satellites.map(\.id) == Array(0..<count))
    #expect(satellites.allSatisfy { $0.elements.epoch == Self.start })
  }

  @Test func `Every so manyth place of a shell flies, numbered without gaps`() throws {
    let (satellites, problems) = try Self.read(
      "shells: {of: oneweb, every: 7, firstId: 100, epoch: 2026-09-19T00:00:00Z}")
    #expect(problems == [] && satellites.count == 103)
    #expect(satellites.map(\.id) == Array(100..<203))
    #expect(satellites.prefix(2).map(\.name) == ["ONEWEB-0101", "ONEWEB-0108"])
    #expect(satellites[0].elements.epoch == Self.start - .hours(24))
  }

  @Test func `All sets of a file fly under their names and numbers`() throws {
    let (satellites, problems) = try Self.read("catalogue: {file: sets.json}", sets: Self.sets)
    #expect(problems == [])
    #expect(satellites.map(\.id) == [101, 102, 103, 201, 202, 301])
    // A name that several bear is told apart by the number; where there is none the number is the name.
    #expect(satellites.map(\.name) == ["ALPHA-1", "ALPHA-2", "ALPHA-3", "DEB (201)", "DEB (202)", "301"])
    #expect(satellites[1].elements == Self.sets[1])
  }

  @Test(arguments: [
    ("names: [ALPHA-2]", [102]), ("names: ['ALPHA*']", [101, 102, 103]), ("numbers: [301, 101]", [101, 301]),
    ("names: [ALPHA-3, 'D*'], numbers: [101]", [101, 103, 201, 202]), ("every: 2", [101, 103, 202]),
    ("limit: 2", [101, 102]), ("every: 2, limit: 2", [101, 103]), ("names: ['ALPHA*'], every: 3", [101]),
  ])
  func `Of a file fly those that are wanted`(selection: String, numbers: [Int]) throws {
    let (satellites, problems) = try Self.read("catalogue: {file: sets.json, \(selection)}", sets: Self.sets)
    #expect(problems == [] && satellites.map(\.id) == numbers)
  }

  @Test func `Old sets, newer ones, decayed satellites and those without a number are told in a line each`() throws {
    let others =
      (0..<500).map { Self.set(1_000 + $0, "OLD \($0)", daysOld: 20) } + [
        Self.set(102, "ALPHA-2", daysOld: 3), Self.set(400, "GONE", daysOld: 10, bstar: 0.5, motion: 16.4),
      ]
    let (satellites, problems) = try Self.read("catalogue: {file: sets.json}", sets: Self.sets + others)
    #expect(satellites.count == 506 && !satellites.contains { $0.id == 400 })
    #expect(satellites.first { $0.id == 102 }?.elements.epoch == Self.start - .hours(24))
    let place = "t.yaml:5:15: warning: $.satellites[0].catalogue: sets.json: "
    #expect(
      problems == [
        "\(place)1 sets are left out: newer ones of the same satellites count",
        "\(place)500 of 507 element sets are more than 14 days from their epoch at \(Self.start): OLD 0, 1000; "
          + "OLD 1, 1001; OLD 2, 1002; and 497 more; the farthest by 20 days",
        "\(place)1 of 507 satellites have decayed at \(Self.start): GONE, 400",
        "\(place)1 of 507 satellites have no position at the start and are left out",
      ])
    let nameless = try Self.read("catalogue: {file: sets.json}", sets: Self.sets + [Self.set(0, "ANALYST")])
    #expect(nameless.problems == ["\(place)1 of 7 sets have no catalogue number and are left out"])
    #expect(nameless.satellites.count == 6)
  }

  @Test(arguments: [
    (
      "catalogue: {file: sets.json, names: [ALPHA-1, BETA-1, 'GAMMA*']}",
      [
        "t.yaml:5:50: $.satellites[0].catalogue.names[1]: \"BETA-1\" names no element set of sets.json; allowed: a name "
          + "of the file, or the beginning of one and *",
        "t.yaml:5:58: $.satellites[0].catalogue.names[2]: \"GAMMA*\" names no element set of sets.json; allowed: a name "
          + "of the file, or the beginning of one and *",
      ]
    ),
    (
      "catalogue: {file: sets.json, numbers: [101, 999]}",
      [
        "t.yaml:5:48: $.satellites[0].catalogue.numbers[1]: 999 is the number of no element set of sets.json; allowed: "
          + "a catalogue number of the file"
      ]
    ),
    (
      "catalogue: {file: sets.json, every: 0}",
      [
        "t.yaml:5:40: $.satellites[0].catalogue.every: 0 is out of range; allowed: a whole number from 1 to 99999"
      ]
    ),
    (
      "shells: {of: starlnk}",
      [
        "t.yaml:5:17: $.satellites[0].shells.of: \"starlnk\" is none of them; allowed: kuiper, oneweb, starlink; did you "
          + "mean \"starlink\"?"
      ]
    ),
    (
      "shells: {of: oneweb, firstId: 999999900}",
      [
        "t.yaml:5:34: $.satellites[0].shells.firstId: 999999900 leads 720 satellites past the largest number; allowed: "
          + "at most 999999280"
      ]
    ),
  ])
  func `What is wrong with a fleet is told in its place`(entry: String, expected: [String]) throws {
    let (satellites, problems) = try Self.read(entry, sets: Self.sets)
    #expect(satellites.isEmpty && problems == expected)
  }

  @Test func `Thousands of numbers and names that come twice are told in a dozen lines`() throws {
    let (_, problems) = try Self.read("shells: {of: kuiper}", "shells: {of: kuiper}")
    #expect(problems.count == 12)
    #expect(problems.contains { $0.contains("gives the id 0 to \"KUIPER-A-0101\" and \"KUIPER-A-0101\"") })
    #expect(problems.contains { $0.contains("gives 3231 more numbers twice; allowed: its own id for each") })
    #expect(problems.contains { $0.contains("uses 3231 more names twice") })
  }

  @Test func `A station file of a hundred and seventeen gives as many stations`() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<117).map { "Site \($0),\(Double($0) - 58),\(Double($0 * 3) - 170)" }
    try directory.write((["name,latitude,longitude"] + rows).joined(separator: "\n"), to: "sites.csv")
    let text = Self.text(["shells: {of: oneweb, every: 100}"], stations: "[{file: sites.csv}]")
    let definition = try ScenarioReader.read(Array(text.utf8), file: directory.path("t.yaml"))
    #expect(definition.stations.map(\.station.groundId) == Array(0..<117))
    #expect(Set(definition.stations.map(\.name)).count == 117)
  }

  @Test func `The schema takes every kind of fleet, and refuses what the reader refuses`() throws {
    func json(_ entry: String) throws -> JSONValue { try ScenarioSchemaTests.json(Self.text([entry])) }
    let right = [
      "shells: {of: starlink, every: 3, firstId: 7}",
      "catalogue: {file: a.tle, names: ['A*'], numbers: [5], every: 2, limit: 9}",
    ]
    let wrong = [
      "shells: {of: iridium}", "shells: {every: 3}", "catalogue: {names: [A]}", "catalogue: {file: a, every: 0}",
      "catalogue: {file: a, name: b}",
    ]
    let results = try ScenarioSchemaTests.validate(try (right + wrong).map(json))
    #expect(results == right.map { _ in true } + wrong.map { _ in false })
  }

  @Test(
    "The whole public catalogue is read as a scenario, with a handful of warnings",
    .enabled(if: SharedData.has("catalog/active_2026-07-24.3le"), Comment(rawValue: SharedData.absence)))
  func publicCatalogue() throws {
    let file = try #require(SharedData.file("catalog/active_2026-07-24.3le")).path
    let text = Self.text(["catalogue: {file: \(file)}"]).replacing("2026-09-20", with: "2026-07-24")
    var warnings: [String] = []
    let definition = try ScenarioReader.read(Array(text.utf8), file: "t.yaml") { warnings.append($0.description) }
    #expect(definition.satellites.count == 16_125 || definition.satellites.count == 16_126)
    #expect((1...4).contains(warnings.count))
  }
}
