import Downlink
import Federation
import Foundation
import Messages
import Orbits
import Quantities
import Scenario
import Storage
import TestSupport
import Testing

@Suite struct ShippedScenarioTests {
  /// Sums of some ten thousand terms of about 100 keep eleven digits. Unit: Gigabits, and dollars.
  static let tolerance = 1e-9

  @Test("At every tock collected = stored + downlinked + lost, and costs are their entries", arguments: Shipped.names)
  func conservation(name: String) throws {
    let definition = try Shipped.definition(name)
    var tocks = 0
    let run = WholeRun(definition) { node in
      guard let storage = node.simulatedStorage else { return }
      tocks += 1
      for satellite in definition.satellites {
        guard let balance = storage.model.balance(ofSatellite: satellite.id, at: storage.model.time) else { return }
        let rest = balance.collected - balance.stored - balance.downlinked - balance.lost
        #expect(abs(rest.gigabits) <= Self.tolerance)
        #expect(balance.stored >= .zero && balance.stored <= satellite.profile.capacity)
      }
    }
    #expect(run.outcome == .completed(at: definition.stop))
    #expect(tocks == Int((definition.stop - definition.start).seconds / definition.step.seconds))
    #expect(run.log == [])
    let report = run.report
    #expect(!report.links.isEmpty)
    for satellite in report.satellites {
      let rest = satellite.collected - satellite.stored - satellite.downlinked - satellite.lost
      #expect(abs(rest.gigabits) <= Self.tolerance)
      let own = report.links.filter { $0.satelliteId == satellite.id }
      #expect(abs(own.reduce(0) { $0 + $1.cost.dollars } - satellite.downlinkCost.dollars) <= Self.tolerance)
      #expect(abs(own.reduce(0) { $0 + $1.downlinked.gigabits } - satellite.downlinked.gigabits) <= Self.tolerance)
      #expect(own.count == satellite.links)
    }
    for station in report.stations {
      let own = report.links.filter { $0.groundId == station.groundId }
      #expect(abs(own.reduce(0) { $0 + $1.downlinked.gigabits } - station.downlinked.gigabits) <= Self.tolerance)
      #expect(own.count == station.contacts)
    }
    // The last charge of the ground says what all has cost: the ledger's sum for satellites that it knows.
    let charges = try run.messages(LinkCharge.self, "ground/linkCharge")
    let byCharges = Dictionary(grouping: charges) { "\($0.satId)/\($0.linkId)" }.values.compactMap(\.last)
    let sum = report.satellites.reduce(0) { $0 + $1.downlinkCost.dollars }
    #expect(abs(byCharges.reduce(0) { $0 + $1.downlinkCost } - sum) <= Self.tolerance)
  }

  @Test("The catalogue has ten thousand satellites over twenty stations; the books of a part of them close")
  func catalogue() throws {
    var definition = try Shipped.definition("catalogue")
    #expect(definition.satellites.count == 10_035 && definition.stations.count == 20)
    #expect(definition.stateInterval.seconds * definition.scale == 60)
    definition.satellites = stride(from: 0, to: definition.satellites.count, by: 400).map { definition.satellites[$0] }
    definition.stop = definition.start + .minutes(20)
    definition.step = .seconds(60)
    let run = WholeRun(definition)
    #expect(run.outcome == .completed(at: definition.stop))
    #expect(run.report.balances && run.report.links.count > 10)
    #expect(
      run.report.satellites.contains { $0.stored < $0.initial }
        && run.report.satellites.contains { $0.stored > $0.initial })
  }

  @Test("What is told and what it comes to do not depend on the step", arguments: [1, 7, 10])
  func stepsChangeNothing(step: Int) throws {
    var definition = try Shipped.definition("outages")
    definition.stop = definition.start + .hours(4)
    let coarse = WholeRun(definition)
    definition.step = .seconds(step)
    let fine = WholeRun(definition)
    let (left, right) = (
      try coarse.messages(SatelliteState.self, "satelliteStorage/location"),
      try fine.messages(SatelliteState.self, "satelliteStorage/location")
    )
    #expect(left.count == right.count && left.count > 480)
    for (left, right) in zip(left, right) {
      #expect(left.id == right.id && left.time == right.time && left.groundId == right.groundId)
      #expect(left.latitude == right.latitude && left.longitude == right.longitude && left.altitude == right.altitude)
      #expect(left.totalLinkCount == right.totalLinkCount)
      #expect(abs(left.capacityUsed - right.capacityUsed) <= Self.tolerance)
      #expect(abs(left.cumulativeCostBySat - right.cumulativeCostBySat) <= Self.tolerance)
    }
    #expect(coarse.report.links.map(\.start) == fine.report.links.map(\.start))
    #expect(coarse.report.links.map(\.end) == fine.report.links.map(\.end))
    for (left, right) in zip(coarse.report.satellites, fine.report.satellites) {
      #expect(abs(left.downlinked.gigabits - right.downlinked.gigabits) <= Self.tolerance)
      #expect(abs(left.cost.dollars - right.cost.dollars) <= Self.tolerance)
    }
  }

  @Test("Satellites and ground say the same: each link begins and ends where the range changes")
  func rangesAndLinks() throws {
    let run = WholeRun(try Shipped.definition("outages"))
    let states = try run.messages(SatelliteState.self, "satelliteStorage/location")
    for link in run.report.links {
      let before = states.last { $0.id == link.satelliteId && $0.time < link.start }
      let at = states.first { $0.id == link.satelliteId && $0.time == link.start }
      #expect(at?.groundId == link.groundId && at?.commRange == true)
      #expect(before?.groundId != link.groundId || link.start == run.report.start)
      guard link.end < run.report.end else { continue }
      #expect(states.contains { $0.id == link.satelliteId && $0.time == link.end && $0.groundId != link.groundId })
    }
    #expect(run.report.links.count > 20)
  }

  /// Rows of Skyfield's table are printed to 1e-6 degrees and 0.01 m; what the run may be off is the project's aim.
  static let golden = (degrees: 2e-4, metres: 0.1)

  @Test(
    "The satellites of NOS-T's 2023 case are where Skyfield sees them, minute by minute",
    .enabled(
      if: SharedData.has("nos-t-downlink/golden_subpoints_elevations.csv"), Comment(rawValue: SharedData.absence)))
  func downlinkOf2023() throws {
    let folder = try #require(SharedData.file("nos-t-downlink")).path
    // UT1-UTC of Skyfield 1.55's own table on that day; it leaves out polar motion.
    let text = """
      name: NOS-T 2023
      start: 2023-01-23T07:20:00Z
      stop: 2023-01-23T09:20:00Z
      earth: {ut1MinusUTCSeconds: -0.0152548}
      satellites:
      - name: SUOMI NPP
        elements: {file: elements_2023-08-01.tle, number: 37849}
        recorder: {capacityGigabits: 280, initialFraction: 0.3, instrumentGigabitsPerSecond: 0.0125}
      - name: NOAA 20
        elements: {file: elements_2023-08-01.tle, number: 43013}
        recorder: {capacityGigabits: 343, initialFraction: 0.25, instrumentGigabitsPerSecond: 0.0125}
      stations:
      - file: grounds.csv
      """
    let definition = try ScenarioReader.read(Array(text.utf8), file: "\(folder)/scenario.yaml")
    let run = WholeRun(definition)
    let states = try run.messages(SatelliteState.self, "satelliteStorage/location")
    let rows = try SharedData.text("nos-t-downlink/golden_subpoints_elevations.csv").split(whereSeparator: \.isNewline)
      .dropFirst()
    #expect(rows.count == 242)
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let (time, numbers) = (try ScenarioTime(fields[0]), fields[2..<5].compactMap { Double($0) })
      let number = fields[1].contains("NOAA") ? 1 : 0
      let state = try #require(states.first { $0.id == number && $0.time == time })
      try #require(numbers.count == 3)
      #expect(abs(state.latitude - numbers[0]) <= Self.golden.degrees)
      #expect(abs(state.longitude - numbers[1]) <= Self.golden.degrees)
      #expect(abs(state.altitude - numbers[2]) <= Self.golden.metres)
    }
    // A minute after the start, as in NOS-T's own run: 84 + 0.75 Gb, less what its Singapore pass has not yet taken.
    #expect(states.first { $0.id == 0 && $0.time == definition.start + .minutes(1) }?.capacityUsed == 84.75)
  }
}

extension FederationNode {
  /// The satellites of a process that holds everybody.
  fileprivate var simulatedStorage: SatelliteStorageFederate? {
    applications.lazy.compactMap { $0 as? SatelliteStorageFederate }.first
  }
}
