import Foundation
import JSON
import Orbits
import Quantities
import TestSupport
import Testing

@testable import orrery

@Suite struct PassesCommandTests {
  static let start = ScenarioTime(nanosecondsSince1970: 1_767_225_600_000_000_000)

  static func contact(_ source: inout RandomSource, within span: TimeSpan) -> Contact {
    let rise = start + .seconds(Int(source.next() % UInt64(span.seconds)))
    let culmination = AccessWindow.Culmination(
      time: rise + .microsecond, elevation: .degrees(Double(source.next() % 9_000) / 97))
    let window = AccessWindow(
      start: rise, end: rise + .seconds(1 + Int(source.next() % 900)), startsBeforeSpan: source.next() % 2 == 0,
      endsAfterSpan: source.next() % 2 == 0, culmination: culmination)
    return Contact(
      satellite: Int(source.next() % 20_000), station: Int(source.next() % 200), window: window,
      isSunlit: [nil, true, false][Int(source.next() % 3)])
  }

  @Test func `A contact takes 40 bytes and comes back as it was`() {
    #expect(MemoryLayout<CompactContact>.stride == 40)
    var source = RandomSource(seed: 1)
    for _ in 0..<1_000 {
      let contact = Self.contact(&source, within: .hours(24))
      #expect(CompactContact(contact).contact == contact)
    }
  }

  @Test(arguments: [TimeSpan.seconds(3), .hours(24), .hours(24 * 366)])
  func `A log gives the contacts back by rise, satellite and station`(span: TimeSpan) {
    var source = RandomSource(seed: 2)
    let contacts = (0..<9_000).map { _ in Self.contact(&source, within: span) }
    var log = PassLog(from: Self.start, to: Self.start + span)
    for contact in contacts { log.append(contact) }
    let sorted = contacts.sorted {
      ($0.window.start, $0.satellite, $0.station) < ($1.window.start, $1.satellite, $1.station)
    }
    let logged = log.runs.flatMap { $0.map(\.contact) }
    func keys(_ contacts: [Contact]) -> [[Int64]] {
      contacts.map { [$0.window.start.nanosecondsSince1970, Int64($0.satellite), Int64($0.station)] }
    }
    #expect(log.count == contacts.count)
    #expect(keys(logged) == keys(sorted))
    #expect(Set(logged) == Set(contacts))
  }

  @Test(arguments: ["--csv", "--json", "--ical", "--quiet"])
  func `The same passes are the same bytes on any number of threads`(format: String) throws {
    let directory = try TemporaryDirectory()
    let sets = try ElementsCommandTests.write(ElementsCommandTests.sets(), "sets.json", in: directory)
    let outputs = try ["1", "2", "7"].map { threads in
      try OrreryProcess.run("passes", sets, "--at", "47,8", "--to", "P3D", "--threads", threads, format).output
    }
    #expect(outputs[0].count > 1_000)
    #expect(Set(outputs).count == 1)
  }

  @Test func `CSV and JSON tell the same`() throws {
    let directory = try TemporaryDirectory()
    let sets = try ElementsCommandTests.write(ElementsCommandTests.sets(), "sets.json", in: directory)
    let stations = try directory.write("id,name,lat,lon,alt_m\n3,Here,47,8,400\n", to: "stations.csv")
    let words = ["passes", sets, "--stations", stations, "--to", "P3D", "--sunlight"]
    let csv = try OrreryProcess(words + ["--csv"])
    let json = try OrreryProcess(words + ["--json"])
    #expect(csv.end() == 0 && json.end() == 0)
    let rows = csv.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let objects = try #require(try JSONValue.parse(json.output).array)
    #expect(objects.count > 5 && rows.count == objects.count + 1)
    for (row, object) in zip(rows.dropFirst(), objects) {
      let values = try #require(object.object).members.map(\.value)
      #expect(values.map { $0.string ?? $0.compact } == row)
    }
  }

  @Test func `Nothing found is an empty list`() throws {
    let directory = try TemporaryDirectory()
    let sets = try ElementsCommandTests.write(
      [ElementsCommandTests.sets()[1]], "sets.json", in: directory)
    let words = ["passes", sets, "--at", "0,0", "--mask", "90", "--to", "PT1S"]
    let json = try OrreryProcess(words + ["--json"])
    #expect(json.end() == 0)
    #expect(json.output == "[]\n")
    let csv = try OrreryProcess(words + ["--csv", "--sunlight"])
    #expect(csv.end() == 0)
    #expect(csv.output.hasSuffix(",setAzimuthDegrees,sunlit\n"))
  }

  @Test func `An azimuth that SGP4 has not is none`() throws {
    var log = PassLog(from: Self.start, to: Self.start + .hours(1))
    var source = RandomSource(seed: 3)
    var contact = Self.contact(&source, within: .hours(1))
    (contact.satellite, contact.station, contact.isSunlit) = (0, 0, nil)
    log.append(contact)
    let site = GroundSite(Geodetic(latitudeDegrees: 47, longitudeDegrees: 8))
    let passes = PassList(
      satellites: [("A, B", 1)], stations: [("Here", 7, .init(site: site, minimumElevation: .degrees(10)))],
      orbits: [.failure(.meanMotion(-1))], orientation: .utc, tellsSunlight: false, threads: 2, log: log)
    func text(_ format: PassFormat) -> String {
      var bytes: [UInt8] = []
      format.write(passes) {
        bytes += $0
        return true
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(text(.csv(passes)).split(separator: "\n")[1].hasPrefix("\"A, B\",Here,7,"))
    #expect(text(.csv(passes)).hasSuffix(",,\n"))
    #expect(try JSONValue.parse(text(.json(passes))).array?.first?["setAzimuthDegrees"] == .null)
    #expect(text(.table(passes, colour: false)).contains("? - ?"))
    #expect(text(.calendar()).contains("A\\, B over Here"))
  }

  @Test func `What is refused is not followed by more`() {
    var log = PassLog(from: Self.start, to: Self.start + .hours(24))
    var source = RandomSource(seed: 4)
    for _ in 0..<20_000 { log.append(Self.contact(&source, within: .hours(24))) }
    let site = GroundSite(Geodetic(latitudeDegrees: 47, longitudeDegrees: 8))
    let station = ("Here", 7, AccessScan.Station(site: site, minimumElevation: .degrees(10)))
    let passes = PassList(
      satellites: Array(repeating: ("A", 1), count: 20_000), stations: Array(repeating: station, count: 200),
      orbits: Array(repeating: .failure(.meanMotion(-1)), count: 20_000), orientation: .utc, tellsSunlight: false,
      threads: 1, log: log)
    var calls = 0
    PassFormat.csv(passes).write(passes) { _ in
      calls += 1
      return calls < 3
    }
    #expect(calls == 3)
  }
}

@Suite struct ElementWarningTests {
  @Test(arguments: [["passes", "--at", "47,8"], ["propagate", "--step", "PT1H"]])
  func `Old sets and satellites that end are told in a few lines`(words: [String]) throws {
    let directory = try TemporaryDirectory()
    let sets = try ElementsCommandTests.sets()
    let newest = sets[0].epoch
    let falling = (0..<20).map { number in
      var set = sets[0]
      (set.name, set.catalogNumber, set.bstar, set.meanMotionRevolutionsPerDay) = (
        "F\(number)", 1_000 + number, 0.5, 16
      )
      set.epoch = newest - (number < 5 ? .hours(24 * 20) : .zero)
      return set
    }
    let path = try ElementsCommandTests.write(sets + falling, "sets.json", in: directory)
    let told = try OrreryProcess(words + [path, "--to", "P1D"])
    #expect(told.end() == 0)
    let lines = told.errors.split(separator: "\n").map(String.init)
    try #require(lines.count == 5)
    #expect(
      lines[0] == "warning: 5 of 23 element sets are more than 14 days from their epoch at 2026-09-20T12:00:00Z: "
        + "F0, 1000; F1, 1001; F2, 1002; and 2 more; the farthest by 21 days")
    #expect(lines[1].hasPrefix("warning: F0 has no states from 2026-09-19T12:00:00Z on: SGP4 error "))
    #expect(lines[3].hasPrefix("warning: F2 has no states from "))
    #expect(lines[4] == "warning: 20 of 23 satellites have no states up to the end, 20 of them have decayed")

    let quiet = try OrreryProcess(words + [path, "--to", "P1D", "--quiet"])
    #expect(quiet.end() == 0)
    #expect(quiet.errors == "" && quiet.output == told.output)
    let fresh = try OrreryProcess(words + [path, "--to", "P1D", "--max-age", "P30D", "--satellite", "F0,F1"])
    #expect(fresh.end() == 0)
    #expect(fresh.errors.split(separator: "\n").count == 2)
  }

  @Test func `An age is asked for in words that are told`() throws {
    let directory = try TemporaryDirectory()
    let sets = try ElementsCommandTests.write(ElementsCommandTests.sets(), "sets.json", in: directory)
    for words in [["propagate", sets], ["passes", sets, "--at", "1,1"]] {
      let wrong = try OrreryProcess(words + ["--max-age", "old"])
      #expect(wrong.end() == 2)
      #expect(wrong.errors.hasPrefix("orrery: --max-age \"old\": allowed: \(TimeSpan.allowedForms)"))
    }
    let scenario = try OrreryProcess.run("passes", "Scenarios/downlink", "--max-age", "P1D")
    #expect(scenario.status == 2)
    #expect(scenario.errors.contains("--max-age goes with --stations or --at"))
  }
}
