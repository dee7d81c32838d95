import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

@Suite struct AccessScanTests {
  /// Both searches put an edge on a whole microsecond; their roundings may put it on the next.
  static let edgeToleranceMicroseconds: Int64 = 2
  /// The top of a pass is flat.
  static let topToleranceDegrees = 1e-4

  static let stations: [AccessScan.Station] = [
    station(40, -105, 1_650, mask: 10), station(78.2, 15.4, 450, mask: 5), station(-33.9, 18.4, 0, mask: 0),
    station(1.3, 103.8, 15, mask: 25), station(-90, 0, 2_835, mask: 10), station(0, 0, 0, mask: 60),
  ]

  static func station(_ latitude: Double, _ longitude: Double, _ height: Double, mask: Double) -> AccessScan.Station {
    let place = Geodetic(latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: height)
    return .init(site: GroundSite(place), minimumElevation: .degrees(mask))
  }

  @Test func contactsAreThoseOfTheSearchOneByOne() throws {
    let sets = try PropagatorTests.manySets(count: 90)
    try compare(sets, from: PropagatorTests.epoch, hours: 24, orientation: .utc)
  }

  @Test func contactsOfRealSatellitesAreThoseOfTheSearchOneByOne() throws {
    let sets = TwoLineElements(try Reference.text("gpredict.tle")).readings.map(\.elements)
    let start = try #require(sets.map(\.epoch).max())
    let orientation = try EarthOrientation(
      ut1MinusUTCSeconds: -0.3, polarMotionXArcseconds: 0.2, polarMotionYArcseconds: -0.4)
    try compare(sets, from: start, hours: 36, orientation: orientation)
  }

  func compare(_ sets: [ElementSet], from start: ScenarioTime, hours: Int, orientation: EarthOrientation) throws {
    let propagator = Propagator(sets)
    let scan = AccessScan(of: propagator, over: Self.stations, orientation: orientation)
    let end = start + .hours(hours)
    var count = 0
    scan.forEach(from: start, to: end) { finding in
      guard let orbit = try? Orbit(sets[finding.satellite], orientation: orientation) else { return }
      for (number, station) in Self.stations.enumerated() {
        let expected = AccessSearch.windows(
          of: orbit, over: station.site, minimumElevation: station.minimumElevation, from: start, to: end
        ).windows
        let found = finding.contacts.filter { $0.station == number }.map(\.window)
        let comment: Comment = "satellite \(finding.satellite), station \(number)"
        #expect(found.count == expected.count, comment)
        guard found.count == expected.count else { continue }
        count += found.count
        for (window, other) in zip(found, expected) {
          #expect(abs((window.start - other.start).nanoseconds) <= Self.edgeToleranceMicroseconds * 1_000, comment)
          #expect(abs((window.end - other.end).nanoseconds) <= Self.edgeToleranceMicroseconds * 1_000, comment)
          #expect(window.startsBeforeSpan == other.startsBeforeSpan, comment)
          #expect(window.endsAfterSpan == other.endsAfterSpan, comment)
          #expect(
            abs(window.culmination.elevation.degrees - other.culmination.elevation.degrees)
              <= Self.topToleranceDegrees, comment)
        }
      }
    }
    #expect(count > 300)
  }
}
