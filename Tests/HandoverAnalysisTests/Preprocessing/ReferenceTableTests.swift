import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

@testable import HandoverAnalysis

/// Reference locations worked out from element sets, and events between samples, beside the orbits themselves.
@Suite struct ReferenceTableTests {
  /// A millimetre, in km.
  static let millimetre = 1e-6
  static let start = ElementHistoryTests.epoch
  static let terminal = Geodetic(latitudeDegrees: 24.9442, longitudeDegrees: 121.3714, heightMetres: 50)

  /// A plane of satellites that pass over the terminal one after another, and one of another constellation above them.
  static let sets: [ElementSet] = (0..<24).map { number in
    var set = ElementHistoryTests.set(days: 0)
    set.catalogNumber = number + 1
    set.meanAnomalyDegrees = Double(number) * 15
    // An hour after the epoch the plane lies over the terminal.
    set.rightAscensionDegrees = 288.24
    if number % 6 == 5 { set.meanMotionRevolutionsPerDay = 13.1 }
    return set
  }

  static func table(
    _ measure: GroundDistance = .haversine, afterMinutes minutes: Int = 0, count: Int = 720
  ) -> ReferenceTable {
    let satellites = sets.enumerated().map { number, set in
      ReferenceTable.Satellite(
        name: "S\(number)", catalogNumber: set.catalogNumber, constellation: number % 6 == 5 ? "high" : "low")
    }
    return ReferenceTable(
      of: Propagator(sets), satellites: satellites, at: terminal, measure: measure,
      from: start + .minutes(minutes), count: count)
  }

  @Test func `Every point is on the ellipsoid, below its satellite, and never farther than the satellite`() throws {
    let table = Self.table(.chord, count: 180)
    let home = Self.terminal.positionEarthFixed
    for (satellite, set) in Self.sets.enumerated() {
      let orbit = try Orbit(set)
      for (index, time) in table.times.enumerated() {
        let point = table.referenceLocation(satellite, index).positionEarthFixed
        let exact = try #require(Boresight.nadir.referenceLocation(from: try orbit.earthFixed(at: time)))
        #expect(length(point - exact) < Self.millimetre)
        #expect(abs(table[.distance, satellite, index] - length(exact - home)) < Self.millimetre)
        #expect(table[.distance, satellite, index] <= table[.range, satellite, index])
      }
    }
  }

  @Test func `Both distances agree within what the sphere is off`() {
    let (sphere, chord) = (Self.table(count: 60), Self.table(.chord, count: 60))
    for satellite in Self.sets.indices {
      for index in sphere.times.indices where sphere[.distance, satellite, index] < 1_000 {
        let (arc, line) = (sphere[.distance, satellite, index], chord[.distance, satellite, index])
        #expect(abs(arc / line - 1) < 0.007)
      }
    }
  }

  @Test func `Crossings between samples are those of the orbits`() throws {
    let table = Self.table(.chord)
    var detector = D2Detector()
    var count = 0
    for serving in 0..<23 {
      let target = serving + 1
      detector.pairing = .pair(serving: serving, target: target)
      let thresholds = try D2Thresholds(servingKilometres: 500, targetKilometres: 900)
      let margins = EventMargins(thresholds.event)
      for event in detector.detections(in: table, [thresholds])[0].events {
        for (mark, isEntry) in [(event.entry, true), (event.exit, false)] where isEntry || event.ending == .left {
          // A millisecond earlier the condition does not hold on the orbits, a millisecond later it does.
          for (shift, holds) in [(-1_000_000, false), (1_000_000, true)] where mark.time > table.times[0] {
            let time = mark.time + TimeSpan(nanoseconds: Int64(shift))
            let pair = MeasuredPair(
              serving: try Self.distance(serving, time) * 1_000, neighbour: try Self.distance(target, time) * 1_000)
            let truth = margins.truth(of: pair)
            #expect((isEntry ? truth.entering : truth.leaving) == holds)
          }
          count += 1
        }
      }
    }
    #expect(count > 4)
  }

  private static func distance(_ satellite: Int, _ time: ScenarioTime) throws -> Double {
    let point = try #require(Boresight.nadir.referenceLocation(from: try Orbit(sets[satellite]).earthFixed(at: time)))
    return length(point - terminal.positionEarthFixed)
  }

  @Test(arguments: [D2Detector.Pairing.highest, .held], [D2Detector.Times.interpolated, .sampled])
  func `Events of a pair never overlap, and each is over before its satellite's service is`(
    pairing: D2Detector.Pairing, times: D2Detector.Times
  ) throws {
    let table = Self.table()
    var detector = D2Detector()
    (detector.pairing, detector.times) = (pairing, times)
    let wide = try D2Thresholds(servingKilometres: 400, targetKilometres: 1_200)
    let events = detector.detections(in: table, [wide])[0].events
    let stints = table.stints(
      minimumElevation: .degrees(10), areHeld: pairing == .held, areSampled: times == .sampled)
    #expect(pairing == .highest || !events.isEmpty)
    #expect(
      zip(stints, stints.dropFirst()).allSatisfy {
        $0.end <= $1.begin && $0.satellite != $1.satellite || $0.end < $1.begin
      })
    for event in events {
      #expect(event.serving != event.target && event.duration >= .zero)
      let stint = stints.first {
        $0.satellite == event.serving && $0.begin <= event.entry.time.nanosecondsSince1970
          && event.exit.time.nanosecondsSince1970 <= $0.end
      }
      #expect(stint != nil)
    }
    for (first, second) in zip(events, events.dropFirst()) { #expect(first.entry.time <= second.entry.time) }
    let pairs = Dictionary(grouping: events) { [$0.serving, $0.target] }
    for events in pairs.values {
      #expect(zip(events, events.dropFirst()).allSatisfy { $0.exit.time <= $1.entry.time })
    }
  }

  @Test func `Who is highest at each time serves, and who is held serves until it sets`() {
    let table = Self.table()
    for (areHeld, areSampled) in [(false, true), (true, true)] {
      for stint in table.stints(minimumElevation: .degrees(10), areHeld: areHeld, areSampled: areSampled) {
        for node in stint.inner {
          let elevation = table[.elevation, stint.satellite, node]
          #expect(elevation >= 10)
          let highest = table.satellites.indices.map { table[.elevation, $0, node] }.max() ?? 0
          #expect(areHeld || elevation == highest)
        }
      }
    }
  }

  @Test func `An event that is open at the end is closed there, and a satellite that goes missing closes its own`()
    throws
  {
    var table = Self.table(count: 60)
    for index in table.times.indices {
      table[.distance, 0, index] = 600
      table[.distance, 1, index] = 200
    }
    var detector = D2Detector()
    detector.pairing = .pair(serving: 0, target: 1)
    let open = try #require(detector.detections(in: table, [.documented])[0].events.first)
    #expect(open.entry.time == table.times[0] && open.exit.time == table.times[59] && open.ending == .endOfData)
    for index in 20..<30 { table[.distance, 1, index] = .nan }
    let events = detector.detections(in: table, [.documented])[0].events
    #expect(events.map(\.ending) == [.unmeasured, .endOfData])
    #expect(events[0].exit.time == table.times[19] && events[1].entry.time == table.times[30])
  }

  @Test func `Thresholds are on the grid of the information elements`() throws {
    #expect(try D2Thresholds(servingKilometres: 500, targetKilometres: 300) == .documented)
    #expect(throws: GridError.self) { try D2Thresholds(servingKilometres: 5_000, targetKilometres: 3_000) }
    #expect(throws: GridError.self) { try D2Thresholds(servingKilometres: .nan, targetKilometres: 300) }
    #expect(throws: GridError.self) { try D2Thresholds(servingKilometres: 500.01, targetKilometres: 300) }
  }
}
