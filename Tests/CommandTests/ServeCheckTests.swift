import Foundation
import JSON
import TestSupport
import Testing

@testable import orrery

/// `orrery serve-check`, from positions to the tables.
@Suite struct ServeCheckTests {
  static let terminal = ["--ut", "25.0330,121.5654", "--min-elevation", "10"]

  static func check(
    _ path: String, in directory: TemporaryDirectory, _ more: [String]
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = try OrreryProcess(["serve-check", path, "--output-dir", directory.url.path] + terminal + more)
    let status = process.end()
    return (status, process.output, process.errors)
  }

  static func table(_ number: Int, in directory: TemporaryDirectory) throws -> [String] {
    try String(contentsOfFile: directory.path(ServeCheckFiles.names[number]), encoding: .utf8)
      .components(separatedBy: "\r\n")
  }

  @Test func `The precheck is its author's, line by line`() throws {
    let directory = try TemporaryDirectory()
    let path = try PositionsCommandTests.positions(in: directory)
    let check = try Self.check(path, in: directory, ["--sphere"])
    #expect(check.status == 0 && check.errors == "")
    let lines = check.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.prefix(5) == [
        "Times: 720", "Coverage points: 438 / 720 (ratio=0.608) using ELEV_MIN_DEG=10.0",
        "served_sat_timeseries.csv rows: 720", "handover_events.csv rows: 50",
        "Wrote: served_sat_timeseries.csv, handover_events.csv, max_elevation_per_time.csv",
      ])
    for line in [
      "Coverage ratio         0.608333", "Overlap ratio          0.577778", "Satellite to satellite 47",
      "Satellites that served 49", "Handovers from satellite to satellite are above 0: handover takes place.",
    ] { #expect(lines.contains(line[...])) }
    let events = try Self.table(1, in: directory)
    #expect(events.count == 52 && events.last == "")
    #expect(events[1] == "2800.0,0,-1,58,max_elevation_changed")
    let between = events.filter { !$0.contains(",-1,") }
    #expect(try Self.table(3, in: directory) == between)
    #expect(try Self.table(0, in: directory)[1] == "0.0,0,-1,nan,nan,0")
  }

  @Test(.enabled(if: SharedData.has("serving/handover_events.csv"), "\(SharedData.absence)"))
  func `The tables are the stored ones`() throws {
    let directory = try TemporaryDirectory()
    _ = try Self.check(try PositionsCommandTests.positions(in: directory), in: directory, ["--sphere"])
    func stored(_ number: Int) throws -> [String] {
      try SharedData.text("serving/\(ServeCheckFiles.names[number])").split(whereSeparator: \.isNewline).map(
        String.init)
    }
    for number in [1, 2] {
      let mine = try Self.table(number, in: directory)
      #expect(mine == (try stored(number)) + [""])
    }
    // This one has been saved anew by its author: times without a fraction, and fifteen digits.
    let (mine, theirs) = (try Self.table(0, in: directory).dropLast(), try stored(0))
    try #require(mine.count == 721 && theirs.count == 721)
    for (mine, theirs) in zip(mine, theirs).dropFirst() {
      for (mine, theirs) in zip(mine.split(separator: ","), theirs.split(separator: ",")) {
        let (mine, theirs) = (try #require(Double(mine)), try #require(Double(theirs)))
        #expect(mine == theirs || abs(mine / theirs - 1) < 1e-14 || (mine.isNaN && theirs.isNaN))
      }
    }
  }

  @Test func `Help has examples and units`() throws {
    let help = try OrreryProcess.run("serve-check", "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("Examples:\n  orrery serve-check"))
    #expect(help.output.contains("seconds") && help.output.contains("metres") && help.output.contains("degrees"))
  }

  @Test func `A policy changes the count, and the reasons are told apart over the ellipsoid`() throws {
    let directory = try TemporaryDirectory()
    let sphere = try PositionsCommandTests.positions(in: directory)
    let held = try Self.check(
      sphere, in: directory, ["--sphere", "--json", "--hysteresis", "2", "--dwell", "30", "--hold", "2"])
    let report = try JSONValue.parse(held.output)
    #expect(report["handovers"] == 48 && report["satelliteHandovers"] == 47 && report["coveredTimes"] == 440)
    #expect(report["policy"]?["holdTicks"] == 2)
    let ellipsoid = try Self.check(try PositionsCommandTests.positions(in: directory, []), in: directory, ["--json"])
    #expect(try JSONValue.parse(ellipsoid.output)["handovers"] == 50)
    let reasons = Set(try Self.table(1, in: directory).dropFirst().compactMap { $0.split(separator: ",").last })
    #expect(reasons == ["coverage_acquired", "coverage_lost", "max_elevation_changed"])
  }

  @Test func `A plot is XML, twice the same, with a band a service and a mark a handover`() throws {
    let directory = try TemporaryDirectory()
    let path = try PositionsCommandTests.positions(in: directory)
    let drawings = try ["a.svg", "b.svg"].map { name in
      let check = try Self.check(path, in: directory, ["--sphere", "--plot", directory.path(name)])
      #expect(check.status == 0)
      return try String(contentsOfFile: directory.path(name), encoding: .utf8)
    }
    #expect(drawings[0] == drawings[1])
    let shape = try #require(XMLShape(drawings[0]))
    // Of 49 services the last begins at the last instant and has no width; the legend has a band as well.
    #expect(shape.count("rect", of: "faint") == 49)
    #expect(shape.notes.count { $0.contains(" to ") } == 50)
    #expect(shape.notes.contains("2950.0 s: 57 to 56"))
    #expect(shape.texts.contains("Elevation, deg") && shape.texts.contains("Time, min"))
  }

  @Test(arguments: [
    ("time,satId,lat\n", ":1:1: \"time,satId,lat\" is not the header; allowed: time,satId,lat,lon,alt"),
    ("0,1,2,3\n", ":2:8: 4 columns; allowed: time,satId,lat,lon,alt"),
    ("0,1,2,3,4,5\n", ":2:11: a sixth column; allowed: time,satId,lat,lon,alt"),
    ("0,1,2,3,4\n\n0,x,2,3,4\n", ":4:3: satId is \"x\"; allowed: a whole number, 0 to 999999999"),
    ("0,1.5,2,3,4\n", ":2:3: satId is \"1.5\"; allowed: a whole number, 0 to 999999999"),
    ("0,1,91,3,4\r\n", ":2:5: lat is \"91\"; allowed: degrees, -90 to 90"),
    ("0,1,2,nan,4\n", ":2:7: lon is \"nan\"; allowed: degrees, -360 to 360"),
    ("0,1,2,3,\n", ":2:9: alt is \"\"; allowed: metres, -10000 to 1000000000"),
    ("0,1,2,3,\u{1B}[2J\n", ":2:9: alt is \"?[2J\"; allowed: metres"),
    ("10,1,2,3,4\n0,1,2,3,4\n", ":3:1: time 0.0 comes after 10.0; allowed: times that ascend"),
    ("0,1,2,3,4\n0,1,2,3,4\n", "satId 1 stands twice at time 0.0"),
    (String(repeating: "1", count: 5_000), ":2:1: a line of more than 1024 bytes; allowed: time,satId"),
  ])
  func `A row that cannot be is told with its place and what could`(rows: String, answer: String) throws {
    let directory = try TemporaryDirectory()
    let text = rows.hasPrefix("time") ? rows : PositionsFile.header + "\n" + rows
    let check = try Self.check(try directory.write(text, to: "bad.csv"), in: directory, [])
    #expect(check.status == 3)
    #expect(check.errors.contains("bad.csv"))
    #expect(check.errors.contains(answer), "\(check.errors)")
    #expect(check.output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == ["bad.csv"])
  }

  @Test(arguments: ["", "time,satId,lat,lon,alt\n", "\u{FEFF}time,satId,lat,lon,alt\r\n\r\n"])
  func `A file without positions ends with 1`(text: String) throws {
    let directory = try TemporaryDirectory()
    let check = try Self.check(try directory.write(text, to: "empty.csv"), in: directory, [])
    #expect(check.status == 1)
    #expect(check.errors.hasSuffix("empty.csv has no positions\n"))
  }

  @Test func `A file that is not there, or is a folder, is told in the system's words`() throws {
    let directory = try TemporaryDirectory()
    for (path, words) in [("none.csv", "No such file or directory"), (".", "Is a directory")] {
      let check = try Self.check(directory.path(path), in: directory, [])
      #expect(check.status == 3)
      #expect(check.errors.contains(words), "\(check.errors)")
    }
  }

  @Test func `Line ends, blanks and a missing last one make no difference`() throws {
    let directory = try TemporaryDirectory()
    let rows = ["0,7,25,121,600000", "0,3,20,121,600000", "10,3,25,121.5,600000"]
    let plain = ([PositionsFile.header] + rows).joined(separator: "\n")
    let ornate = ([PositionsFile.header] + rows).joined(separator: "\r\n\r\n").replacing(",", with: " , ")
      .replacing("time , satId , lat , lon , alt", with: PositionsFile.header)
    let outputs = try [plain, ornate].map { text in
      let check = try Self.check(try directory.write(text, to: "p.csv"), in: directory, ["--json"])
      #expect(check.status == 0, "\(check.errors)")
      return check.output
    }
    #expect(outputs[0] == outputs[1])
    #expect(try JSONValue.parse(outputs[0])["satelliteHandovers"] == 1)
  }

  @Test(arguments: [
    ("serve-check x.csv", "serve-check needs --ut LATITUDE,LONGITUDE[,METRES]"),
    ("serve-check x.csv --ut 91,0", "--ut \"91,0\": allowed: LATITUDE,LONGITUDE"),
    ("serve-check x.csv --ut 1,1 --hysteresis -1", "--hysteresis \"-1\": allowed: 0.0 to 90.0"),
    ("serve-check x.csv --ut 1,1 --dwell soon", "--dwell \"soon\": allowed: seconds, or a duration such as PT10S"),
    ("serve-check x.csv --ut 1,1 --dwell -5", "--dwell \"-5\": allowed: seconds from 0 on"),
    ("serve-check x.csv --ut 1,1 --hold 1.5", "--hold \"1.5\": allowed: 0 to 1000000"),
    ("serve-check x.csv --ut 1,1 --output-dir /nowhere", "--output-dir \"/nowhere\": allowed: a folder that is there"),
  ])
  func `A wrong command line is answered with what is right`(line: String, answer: String) throws {
    let process = try OrreryProcess(line.split(separator: " ").map(String.init))
    #expect(process.end() == 2)
    #expect(process.errors.contains(answer), "\(process.errors)")
    #expect(process.output == "")
  }

}
