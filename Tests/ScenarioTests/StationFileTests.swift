import Downlink
import Foundation
import Ground
import Quantities
import Scenario
import TestSupport
import Testing

@Suite struct StationFileTests {
  /// Reads a station file through a scenario that names it.
  static func stations(in file: String, folder: String, options: String = "") throws -> [ScenarioDefinition.Station] {
    let text = BrokenScenarioTests.sound.replacing(
      #"{ "groundId": 4, "name": "Seoul", "latitudeDegrees": 37.5665, "longitudeDegrees": 126.978 }"#,
      with: #"{ "file": "\#(file)"\#(options) }"#)
    return try ScenarioReader.read(Array(text.utf8), file: "\(folder)/t.json").stations
  }

  static func problems(_ csv: String) throws -> [String] {
    let folder = try TemporaryDirectory()
    try folder.write(csv, to: "s.csv")
    do {
      _ = try stations(in: "s.csv", folder: folder.url.path)
      return []
    } catch let error as ScenarioProblems {
      return error.problems.map { String($0.description.split(separator: "$.stations[0].file: ").last ?? "") }
    }
  }

  @Test("CSV: NOS-T's columns and others' in any order, quotes, CRLF, a byte order mark, and defaults of the scenario")
  func csv() throws {
    let folder = try TemporaryDirectory()
    try folder.write(
      "\u{FEFF}name,lon,LAT,altitude,costMode,operational\r\n\"Kiruna, Esrange\",21.06,67.88,402,continuous,False\r\n"
        + "\r\nWeilheim,11.08,47.88,,,\r\n", to: "s.csv")
    let stations = try Self.stations(
      in: "s.csv", folder: folder.url.path, options: #", "firstGroundId": 7, "minimumElevationDegrees": 3"#)
    #expect(stations.map(\.name) == ["Kiruna, Esrange", "Weilheim"])
    #expect(stations.map(\.station.groundId) == [7, 8])
    #expect(
      stations[0].station.position
        == Geodetic(latitudeDegrees: 67.88, longitudeDegrees: 21.06, heightMetres: 402))
    #expect(stations.map(\.station.minimumElevation.degrees) == [3, 3])
    #expect(stations.map(\.station.isOperational) == [false, true])
    #expect(stations.map(\.station.tariff.chargesDownlinks) == [false, true])
  }

  @Test(
    "A bad row is told with its line, its column, its value and what is allowed",
    arguments: [
      ("lat,lon\n91,0", "s.csv:2:1: latitude: \"91\" is not allowed; allowed: a number from -90 to 90"),
      ("lat,lon\n1", "s.csv:2:1: longitude: is missing; allowed: a number from -180 to 180"),
      ("lat,lon\nnan,0", "s.csv:2:1: latitude: \"nan\" is not allowed; allowed: a number from -90 to 90"),
      ("lat,lon,id\n1,2,1.5", "s.csv:2:1: groundId: 1.5 is not whole; allowed: a whole number from 0 to 999999999"),
      (
        "lat,lon,costMode\n1,2,discreet",
        "s.csv:2:1: mode: \"discreet\" is none of them; allowed: discrete, continuous, fixed"
      ),
      (
        "lat,lon,operational\n1,2,no", "s.csv:2:1: operational: \"no\" is none of them; allowed: true, false"
      ),
    ])
  func badRows(csv: String, problem: String) throws {
    #expect(try Self.problems(csv) == [problem])
  }

  static let shared = [
    "atlas.geojson", "aws.geojson", "dsn.geojson", "ksat.geojson", "leaf.geojson", "nen.geojson", "satnogs_2018-04.csv",
    "ssc.geojson", "viasat.geojson",
  ]

  @Test(
    "The station lists that others publish are read whole",
    .enabled(if: SharedData.has("groundstations"), Comment(rawValue: SharedData.absence)), arguments: shared)
  func publishedFiles(name: String) throws {
    let url = try #require(SharedData.file("groundstations/\(name)"))
    let text = try String(contentsOf: url, encoding: .utf8)
    let expected =
      name.hasSuffix("csv")
      ? text.split(whereSeparator: \.isNewline).count - 1 : text.components(separatedBy: "\"Point\"").count - 1
    let stations = try Self.stations(in: name, folder: url.deletingLastPathComponent().path)
    #expect(stations.count == expected && expected > 1)
    #expect(Set(stations.map(\.station.groundId)).count == expected)
    #expect(stations.allSatisfy { !$0.name.isEmpty && abs($0.station.position.latitudeDegrees) <= 90 })
  }

  @Test("A prefix keeps the names of several files apart")
  func namePrefix() throws {
    let folder = try TemporaryDirectory()
    try folder.write("name,lat,lon\nAwarua,-46.5,168.4\n,0,0\n", to: "s.csv")
    let stations = try Self.stations(in: "s.csv", folder: folder.url.path, options: #", "namePrefix": "SSC ""#)
    #expect(stations.map(\.name) == ["SSC Awarua", "SSC Station 1"])
  }

  @Test("More stations than a run may have are refused with their number")
  func tooMany() throws {
    let rows = (0...StationChoice.mostStations).map { "0,\(Double($0) / 100)" }
    let problems = try Self.problems("lat,lon\n" + rows.joined(separator: "\n"))
    #expect(problems.count == 1)
    #expect(problems.first?.contains("$.stations: ") == true)
    #expect(problems.first?.hasSuffix("holds 10001 stations; allowed: at most 10000") == true)
    #expect(try Self.problems("lat,lon\n" + rows.dropLast().joined(separator: "\n")) == [])
  }
}
