import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

@testable import orrery

/// `orrery positions`, of constellations and of element sets.
@Suite struct PositionsCommandTests {
  static let constellation = ["--walker", "66/1/0", "--altitude-km", "600", "--inclination", "53"]
  static let span = ["--duration", "7200", "--step", "10"]

  /// The precheck's positions, written into a folder.
  static func positions(in directory: TemporaryDirectory, _ more: [String] = ["--sphere"]) throws -> String {
    let path = directory.path("positions.csv")
    let process = try OrreryProcess(["positions"] + constellation + span + more + ["--output", path])
    #expect(process.end() == 0, "\(process.errors)")
    return path
  }

  @Test func `Help has examples and units`() throws {
    let help = try OrreryProcess.run("positions", "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("Examples:\n  orrery positions"))
    #expect(help.output.contains("seconds") && help.output.contains("metres") && help.output.contains("degrees"))
  }

  @Test func `The sphere's satellites begin over Greenwich and are numbered ahead`() throws {
    let directory = try TemporaryDirectory()
    let path = try Self.positions(in: directory)
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(
      rows.prefix(3) == [
        "time,satId,lat,lon,alt", "0.000000,0,0.000000,0.000000,600000.000000",
        "0.000000,1,4.353805,3.288963,600000.000000",
      ])
    #expect(rows.count == 1 + 66 * 720)
    #expect(rows.last?.hasPrefix("7190.000000,65,") == true)
  }

  /// How far short-period terms of SGP4 and its equator move a satellite within its first second, degrees.
  static let osculation = 0.1

  @Test func `Over the ellipsoid the first satellite begins there as well, whatever the start`() throws {
    for start in ["2026-11-21T07:08:09Z", "2018-01-01T00:00:00Z"] {
      let process = try OrreryProcess(
        ["positions"] + Self.constellation + ["--duration", "1", "--step", "1", "--start", start])
      #expect(process.end() == 0, "\(process.errors)")
      let row = try #require(process.output.split(separator: "\n").dropFirst().first).split(separator: ",")
      #expect(row[1] == "0")
      for value in row[2...3] { #expect(abs(try #require(Double(value))) < Self.osculation) }
    }
  }

  @Test func `Positions of element sets have their numbers and lie where the orbit does`() throws {
    let directory = try TemporaryDirectory()
    let sets = try ElementsCommandTests.sets()
    let path = try ElementsCommandTests.write([sets[0]], "sets.json", in: directory)
    let process = try OrreryProcess([
      "positions", "--elements", path, "--start", sets[0].epoch.iso8601, "--duration", "PT30S", "--step", "PT10S",
    ])
    #expect(process.end() == 0, "\(process.errors)")
    let rows = process.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[0] } == ["0.000000", "10.000000", "20.000000"])
    let orbit = try Orbit(sets[0])
    for (index, row) in rows.enumerated() {
      let place = try orbit.geodetic(at: sets[0].epoch + .seconds(10 * index))
      #expect(row[1] == "\(sets[0].catalogNumber)")
      #expect(abs(try #require(Double(row[2])) - place.latitudeDegrees) < 1e-6)
      #expect(abs(try #require(Double(row[3])) - place.longitudeDegrees) < 1e-6)
      #expect(abs(try #require(Double(row[4])) - place.heightMetres) < 1e-3)
    }
  }

  @Test(arguments: [
    ("positions", "positions needs --walker T/P/F or --elements FILE, one of them"),
    ("positions --walker 66/1/0", "positions needs --altitude-km"),
    (
      "positions --elements x --start 2026-01-01T00:00:00Z --duration 1 --step 1 --sphere",
      "--sphere goes with --walker"
    ),
    ("positions --walker 66/1 WALKER", "--walker \"66/1\": allowed: T/P/F, such as 66/6/1"),
    ("positions --walker 66/7/0 WALKER", "--walker \"66/7/0\": allowed: planeCount (P) a divisor of T = 66"),
    ("positions --walker 6/6/6 WALKER", "--walker \"6/6/6\": allowed: phasing (F) 0..<6"),
    ("positions --walker 6/6/0 WALKER --start now", "--start \"now\": allowed: a time such as"),
  ])
  func `A wrong command line is answered with what is right`(line: String, answer: String) throws {
    let usual = "--altitude-km 600 --inclination 53 --duration 60 --step 10"
    let process = try OrreryProcess(line.replacing("WALKER", with: usual).split(separator: " ").map(String.init))
    #expect(process.end() == 2)
    #expect(process.errors.contains(answer), "\(process.errors)")
    #expect(process.output == "")
  }

  @Test(arguments: [("60", "10", 6), ("61", "10", 7), ("60", "P106000D", 1), ("0.5", "0.25", 2)])
  func `Instants are those before the end of the duration`(duration: String, step: String, count: Int) throws {
    let process = try OrreryProcess(
      ["positions", "--walker", "1/1/0", "--altitude-km", "600", "--inclination", "53", "--sphere"]
        + ["--duration", duration, "--step", step])
    #expect(process.end() == 0, "\(process.errors)")
    #expect(process.output.split(separator: "\n").count == 1 + count)
  }

  @Test(arguments: [("0", "10"), ("60", "0"), ("60", "-1"), ("P2Y", "1"), ("PT24H", "0.00001")])
  func `Spans that cannot be are refused`(duration: String, step: String) throws {
    let process = try OrreryProcess(
      ["positions"] + Self.constellation + ["--duration", duration, "--step", step])
    #expect(process.end() == 2)
  }

  @Test(arguments: [0, 0.5, -0.5, 1e-7, -1e-7, 179.999_999_9, -89.123_456_5, 600_000, 1e9, 1e12])
  func `Six decimals are those of the usual form`(value: Double) {
    var bytes: [UInt8] = []
    bytes.append(value, decimals: 6)
    #expect(String(decoding: bytes, as: UTF8.self) == value.fixed(6))
  }
}
