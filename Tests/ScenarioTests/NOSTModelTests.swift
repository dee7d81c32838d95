import Downlink
import Federation
import Foundation
import JSON
import Messages
import Orbits
import Outage
import Quantities
import Scenario
import TestSupport
import Testing

/// NOS-T's downlink example as it was published: its satellites, its stations, its two hours.
enum Example {
  static let start = ScenarioTime(CalendarDate(year: 2023, month: 1, day: 23, hour: 7, minute: 20))
  static func at(_ minutes: Int) -> ScenarioTime { start + .minutes(minutes) }

  /// The elements that version 1.1.5 shipped, of 2023-08-01.
  static let elements = "nos-t-downlink/elements_2023-08-01.tle"

  static func satellites() throws -> String {
    let file = try #require(SharedData.file(elements)).path
    return """
      satellites:
      - name: SUOMI NPP
        elements: {file: "\(file)", name: SUOMI NPP}
        recorder: {capacityGigabits: 280, initialFraction: 0.3, instrumentGigabitsPerSecond: 0.0125}
      - name: NOAA 20
        elements: {file: "\(file)", name: NOAA 20}
        recorder: {capacityGigabits: 343, initialFraction: 0.25, instrumentGigabitsPerSecond: 0.0125}
      """
  }

  /// Latitude and longitude in degrees; the last is Svalbard, which the example comments out.
  static let places = [
    (40.1625, -83.21), (43.8041, -120.5542), (19.8968, -155.5828), (-33.8688, 151.2093), (37.5665, 126.978),
    (26.0667, 50.5577), (-33.9249, 18.4241), (59.3293, 18.0686), (53.1424, -7.6921), (-53.1638, -70.9171),
    (1.2840, 103.8488), (78.229772, 15.407786),
  ]

  static func stations(_ count: Int) -> String {
    "stations:\n"
      + places.prefix(count).enumerated().map { id, place in
        let service =
          id == 11
          ? "minimumElevationDegrees: 5, downlinkGigabitsPerSecond: 0.3, dollarsPerSecond: 0.09, costMode: continuous"
          : "minimumElevationDegrees: 20, downlinkGigabitsPerSecond: 0.78156, dollarsPerSecond: 0.37"
        return "- {groundId: \(id), latitudeDegrees: \(place.0), longitudeDegrees: \(place.1), \(service)}\n"
      }.joined()
  }

  /// UT1-UTC of Skyfield 1.55's own table on that day, by which the golden values were computed.
  static func text(model: String = "nos-t", stations count: Int = 11, _ more: String = "") throws -> String {
    """
    name: NOS-T downlink
    prefix: downlink
    model: \(model)
    start: 2023-01-23T07:20:00Z
    stop: PT2H
    earth: {ut1MinusUTCSeconds: -0.0152548}
    \(more)
    \(try satellites())
    \(stations(count))
    """
  }

  static func definition(
    model: String = "nos-t", stations count: Int = 11, _ more: String = ""
  ) throws -> ScenarioDefinition {
    // The elements are half a year newer than the run, as in the example: that is warned of.
    try ScenarioReader.read(Array(try text(model: model, stations: count, more).utf8), file: "example.yaml")
  }

  /// Station 10 as a real run had it: out at 07:21 and once more at 07:44, back at 07:51.
  static let seenOutages = """
    outages:
      scheduled:
      - {groundId: 10, start: PT1M, duration: PT30M}
      - {groundId: 10, start: PT24M, duration: PT30M}
    """
}

@Suite(.enabled(if: SharedData.has(Example.elements), Comment(rawValue: SharedData.absence)))
struct NOSTModelTests {
  /// What the numbers of the example may be off. Unit: Gigabits, and dollars.
  static let tolerance = 1e-9

  @Test("The published run: 84.75 Gb at 07:21, 113.25 Gb at 07:59, down in 420 s for 53.613925994 dollars")
  func publishedValues() throws {
    let run = WholeRun(try Example.definition(Example.seenOutages))
    #expect(run.log == [])
    let states = try run.messages(SatelliteState.self, "satelliteStorage/location")
    let first = try #require(states.first)
    #expect(first.id == 0 && first.time == Example.at(1) && first.capacityUsed == 84.75)
    #expect(!first.commRange && first.groundId == nil && first.totalLinkCount == 0)
    // As captured from the real example with these elements, to a thousandth of the golden tolerance.
    #expect(abs(first.latitude - -9.253616575108909) <= 1e-6 && abs(first.longitude - 93.08816785032411) <= 1e-6)
    #expect(abs(first.altitude - 831_213.962703238) <= 0.1)
    let start = try #require(run.messages(LinkStart.self, "ground/linkStart").first { $0.satId == 0 })
    #expect(start.groundId == 0 && start.linkId == 0 && start.start == Example.at(39))
    #expect(abs(start.data - 113.25) <= Self.tolerance)
    let charge = try #require(run.messages(LinkCharge.self, "ground/linkCharge").first { $0.satId == 0 })
    #expect(charge.end == Example.at(46) && charge.duration == 420 && charge.linkId == 0)
    #expect(abs(charge.dataOffload - 113.25) <= Self.tolerance)
    #expect(abs(charge.downlinkCost - 53.613925994165456) <= Self.tolerance)
    #expect(charge.cumulativeCostBySat == charge.downlinkCost && charge.cumulativeCosts == charge.downlinkCost)
    let captured = try #require(states.first { $0.id == 1 && $0.time == Example.at(94) })
    #expect(captured.commRange && captured.groundId == 1 && captured.totalLinkCount == 1)
    #expect(abs(captured.capacityUsed - 156.25) <= Self.tolerance)
    let station = try #require(run.report.stations.first { $0.groundId == 10 })
    #expect(station.outages == 1 && station.outageTime == .minutes(30) && station.contacts == 0)
  }

  // MARK: Against the golden elevations

  /// A row of the golden table: a satellite at a minute.
  struct Row {
    var latitude, longitude, altitude: Double
    var elevations: [Double]
  }

  static func golden() throws -> [String: [Row]] {
    let lines = try SharedData.text("nos-t-downlink/golden_subpoints_elevations.csv").split(whereSeparator: \.isNewline)
    return lines.dropFirst().reduce(into: [:]) { rows, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = fields[2..<17].compactMap { Double($0) }
      rows[String(fields[1]), default: []].append(
        Row(latitude: numbers[0], longitude: numbers[1], altitude: numbers[2], elevations: Array(numbers[3...])))
    }
  }

  /// A link by the golden elevations.
  struct GoldenLink {
    var satellite, link, station: Int
    var start: ScenarioTime, data: Double
    var end: ScenarioTime?
    var offload = 0.0, cost = 0.0
  }

  /// Works the example out of the elevations of each minute, step by step, as its programs do.
  static func links(of satellite: Int, capacity: Double, used fraction: Double, _ rows: [Row], stations: Int)
    -> [GoldenLink]
  {
    var used = fraction
    var links: [GoldenLink] = []
    for minute in 1..<rows.count - 1 {
      used += 0.0125 * 60 / capacity
      let station = (0..<stations).first { rows[minute + 1].elevations[$0] >= ($0 == 11 ? 5 : 20) }
      let isOpen = links.last.map { $0.end == nil } ?? false
      if let station, !isOpen {
        links.append(
          GoldenLink(
            satellite: satellite, link: links.count, station: station, start: Example.at(minute), data: used * capacity)
        )
      } else if station == nil, isOpen, var link = links.popLast() {
        let rate = link.station == 11 ? 0.3 : 0.78156
        let duration = (Example.at(minute) - link.start).seconds
        link.end = Example.at(minute)
        link.offload = min(duration * rate, link.data)
        let seconds = link.offload < duration * rate ? link.offload / rate : duration
        link.cost = link.station == 11 ? 0 : seconds * 0.37
        used = max(0, used - link.offload / capacity)
        links.append(link)
      }
    }
    return links
  }

  @Test(
    "Every link of the two hours is that of the golden elevations: same times, 1e-9 Gb and dollars",
    .enabled(
      if: SharedData.has("nos-t-downlink/golden_subpoints_elevations.csv"), Comment(rawValue: SharedData.absence)),
    arguments: [11, 12])
  func goldenLinks(stations: Int) throws {
    let golden = try Self.golden()
    let run = WholeRun(try Example.definition(stations: stations))
    let starts = try run.messages(LinkStart.self, "ground/linkStart")
    let charges = try run.messages(LinkCharge.self, "ground/linkCharge")
    let expected = [("SUOMI NPP", 280, 0.3), ("NOAA 20", 343, 0.25)].enumerated().flatMap { id, satellite in
      Self.links(
        of: id, capacity: satellite.1, used: satellite.2, golden[satellite.0] ?? [], stations: stations)
    }
    #expect(expected.count == (stations == 11 ? 4 : 6) && expected.allSatisfy { $0.end != nil })
    #expect(starts.count == expected.count && charges.count == expected.count)
    for link in expected {
      let start = try #require(starts.first { $0.satId == link.satellite && $0.linkId == link.link })
      #expect(start.start == link.start && start.groundId == link.station)
      #expect(abs(start.data - link.data) <= Self.tolerance)
      let charge = try #require(charges.first { $0.satId == link.satellite && $0.linkId == link.link })
      #expect(charge.end == link.end && charge.groundId == link.station)
      #expect(charge.duration == (charge.end - link.start).seconds)
      #expect(abs(charge.dataOffload - link.offload) <= Self.tolerance)
      #expect(abs(charge.downlinkCost - link.cost) <= Self.tolerance)
    }
    let report = run.report
    #expect(
      abs(report.satellites.reduce(0) { $0 + $1.cost.dollars } - expected.reduce(0) { $0 + $1.cost }) <= Self.tolerance)
    for satellite in report.satellites {
      let down = expected.filter { $0.satellite == satellite.id }.reduce(0) { $0 + $1.offload }
      #expect(abs(satellite.downlinked.gigabits - down) <= Self.tolerance)
      #expect(abs(satellite.stored.gigabits - (satellite.initial.gigabits + 90 - down)) <= Self.tolerance)
    }
  }

  @Test(
    "The place that is told with a time is the golden one of a minute later",
    .enabled(
      if: SharedData.has("nos-t-downlink/golden_subpoints_elevations.csv"), Comment(rawValue: SharedData.absence)))
  func goldenPlaces() throws {
    let golden = try Self.golden()
    let states = try WholeRun(try Example.definition()).messages(SatelliteState.self, "satelliteStorage/location")
    #expect(states.count == 240)
    for (id, name) in ["SUOMI NPP", "NOAA 20"].enumerated() {
      let rows = try #require(golden[name])
      for minute in 1..<120 {
        let state = try #require(states.first { $0.id == id && $0.time == Example.at(minute) })
        let row = rows[minute + 1]
        #expect(abs(state.latitude - row.latitude) <= ShippedScenarioTests.golden.degrees)
        #expect(abs(state.longitude - row.longitude) <= ShippedScenarioTests.golden.degrees)
        #expect(abs(state.altitude - row.altitude) <= ShippedScenarioTests.golden.metres)
        let station = (0..<11).first { row.elevations[$0] >= 20 }
        #expect(state.groundId == station && state.commRange == (station != nil))
      }
    }
  }

  // MARK: Runs

  /// The shipped scenario with outages, a contract and station 11 out, by the example's arithmetic.
  static func outages() throws -> ScenarioDefinition {
    var definition = try Shipped.definition("outages")
    (definition.model, definition.stationChoice) = (.nosT, .first)
    definition.stop = definition.start + .hours(5)
    definition.satellites[0] = try OrbitingSatellite(
      Self.contracted(definition.satellites[0].profile), on: definition.satellites[0].elements,
      orientation: definition.orientation)
    definition.outages.append(
      .init(groundId: 11, outage: Outage(start: definition.start + .seconds(1_810), end: definition.start + .hours(1))))
    return definition
  }

  private static func contracted(_ profile: SatelliteProfile) -> SatelliteProfile {
    var profile = profile
    (profile.costMode, profile.fixedRate) = (.both, .dollarsPerSecond(0.09))
    return profile
  }

  @Test("Four processes come to the report of one", arguments: [60, 25])
  func fourProcesses(step: Int) throws {
    var definition = try Self.outages()
    definition.step = .seconds(step)
    let federation = try FederationRun(definition)
    for (role, part) in federation.parts {
      #expect(part.outcome == .completed(at: definition.stop), "\(role)")
      #expect(part.log == [], "\(role)")
    }
    let whole = WholeRun(definition)
    FederationRunTests.expectSame(federation.report, whole.report)
    #expect(whole.report.links.count > 6 && whole.report.balances && federation.report.balances)
    // What the satellites and the ground tell of all costs at the end is what the report adds up.
    let contract = try #require(whole.messages(LinkCharge.self, "satelliteStorage/linkCharge").last)
    let late = whole.report.links.filter { $0.end >= contract.end }.reduce(0) { $0 + $1.cost.dollars }
    let sum = whole.report.satellites.reduce(0) { $0 + $1.cost.dollars }
    #expect(abs(contract.cumulativeCosts - (sum - late)) <= Self.tolerance)
    #expect(whole.report.satellites[0].contractCost > .zero && contract.end == definition.stop)
  }

  @Test("Steps of any length look a minute ahead and tell once a second of wallclock", arguments: [7, 20, 90, 600])
  func steps(seconds: Int) throws {
    let definition = try Example.definition("step: PT\(seconds)S")
    let run = WholeRun(definition)
    let orbit = definition.satellites[1].orbit
    let states = try run.messages(SatelliteState.self, "satelliteStorage/location").filter { $0.id == 1 }
    for state in states {
      let place = try orbit.geodetic(at: state.time + .seconds(60))
      #expect(abs(state.latitude - place.latitudeDegrees) <= 1e-9)
      #expect(abs(state.longitude - place.longitudeDegrees) <= 1e-9)
      let steps = (state.time - definition.start).nanoseconds % definition.step.nanoseconds
      #expect(steps == 0 || state.time == definition.stop)
    }
    #expect(abs(states.count - min(121, 7_200 / seconds + 1)) <= 1)
    #expect(run.report.balances && run.report.links.allSatisfy { ($0.end - $0.start).seconds >= Double(seconds) })
  }

  @Test("The same bytes on every rerun, and a record tells the same report")
  func reruns() throws {
    let definition = try Self.outages()
    let (run, again) = (WholeRun(definition), WholeRun(definition))
    #expect(run.messages.map(\.payload) == again.messages.map(\.payload))
    let folder = try TemporaryDirectory()
    let path = try RecordTests.record(run.messages, of: definition, in: folder, as: "run.jsonl")
    let record = try Record(contentsOf: path)
    #expect(record.header.cast.model == .nosT && record.header.cast.step == definition.step)
    #expect(record.report() == run.report)
    // A record of before there was a choice is one of the exact model.
    let old = try RecordTests.lines(path).joined(separator: "\n").replacing(
      #","model":"nos-t","step":"PT1M""#, with: "", maxReplacements: 1)
    let read = try Record(contentsOf: folder.write(old, to: "old.jsonl"))
    #expect(read.header.cast.model == .exact && read.report() != run.report)
  }

  @Test("A link that runs at the end is not charged, and the report does not miss it")
  func openLink() throws {
    let definition = try Example.definition()
    var short = definition
    short.stop = Example.at(43)
    let run = WholeRun(short)
    #expect(try run.messages(LinkStart.self, "ground/linkStart").count == 2)
    #expect(run.report.links.map(\.groundId) == [10] && run.report.balances)
    #expect(run.report.model == .nosT && run.report.json["model"]?.string == "nos-t")
    #expect(WholeRun(try Example.definition(model: "exact")).report.json["model"]?.string == "exact")
  }

  // MARK: Scenarios

  static func problems(_ more: String, stations: String? = nil) throws -> [String] {
    var text = try Example.text(more)
    if let stations { text = text.replacingOccurrences(of: "- {groundId: 3,", with: "- {\(stations), groundId: 3,") }
    do throws(ScenarioProblems) {
      _ = try ScenarioReader.read(Array(text.utf8), file: "t.yaml")
      return []
    } catch {
      return error.problems.filter { $0.severity == .error }.map(\.description)
    }
  }

  @Test("What the example cannot do is refused with place, value and what is allowed")
  func refused() throws {
    #expect(try Self.problems("") == [] && Self.problems("stationChoice: first") == [])
    #expect(
      try Self.problems("stationChoice: highest").first?.hasPrefix(
        #"t.yaml:7:16: $.stationChoice: "highest" is not what the model nos-t does; allowed: first, or leave the key out"#
      ) == true)
    #expect(
      try Self.problems("", stations: "simultaneousContacts: 2").first?.contains(
        "$.stations[3].simultaneousContacts: 2 is not counted by the model nos-t: a station speaks to any number of "
          + "satellites; allowed: to leave the key out") == true)
    #expect(
      try Self.problems("stateInterval: P2D").first?.contains(
        #"$.stateInterval: "P2D" is too long for the model nos-t, which looks 60 times as far ahead; allowed: at most P1D"#
      ) == true)
    let unknown = #expect(throws: ScenarioProblems.self) { try Example.definition(model: "nost") }
    #expect(
      unknown?.problems.first?.description.hasPrefix(
        #"example.yaml:3:8: $.model: "nost" is none of them; allowed: exact, nos-t; did you mean "nos-t"?"#) == true)
  }

  @Test("The model belongs to what names a scenario; the default one is as if it were not named")
  func fingerprint() throws {
    let exact = try Example.definition(model: "exact")
    var other = exact
    (other.model, other.stationChoice) = (.nosT, .first)
    let plain = try Example.text(model: "exact").replacingOccurrences(of: "model: exact\n", with: "")
    let unnamed = try ScenarioReader.read(Array(plain.utf8), file: "t.yaml")
    #expect(unnamed.hash == exact.hash && unnamed.model == .exact && unnamed.stationChoice == .highest)
    let choice = try Example.definition(model: "exact", "stationChoice: first")
    #expect(try Example.definition().hash != choice.hash)
    #expect(try Example.definition().stationChoice == .first)
  }
}
