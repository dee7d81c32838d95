import Foundation
import Orbits
import Quantities
import Testing

@Suite struct AccessSearchTests {
  /// The elevation moves by less than 0.05 degrees a second: a microsecond is far below this.
  static let maskToleranceDegrees = 1e-3

  static let madrid = GroundSite(Geodetic(latitudeDegrees: 40.43, longitudeDegrees: -4.25, heightMetres: 830))
  static let svalbard = GroundSite(Geodetic(latitudeDegrees: 78.23, longitudeDegrees: 15.41, heightMetres: 450))

  /// One satellite of each kind, with the mean motion in revolutions a day.
  static func satellite(_ number: Int) throws -> Orbit {
    let test = try #require(try VerificationCase.all().first { $0.elements.catalogNumber == number })
    return try Orbit(test.elements)
  }

  func windows(
    _ orbit: Orbit, _ site: GroundSite, _ mask: Double, hours: Int, from start: ScenarioTime? = nil
  ) -> AccessReport {
    let start = start ?? orbit.sgp4.epoch
    return AccessSearch.windows(
      of: orbit, over: site, minimumElevation: .degrees(mask), from: start, to: start + .hours(hours))
  }

  func elevation(_ orbit: Orbit, _ site: GroundSite, _ time: ScenarioTime) throws -> Double {
    try orbit.lookAngles(from: site, at: time).elevation.degrees
  }

  /// Low, Molniya, Molniya, geostationary transfer, GPS, half-synchronous eccentric, inclined geosynchronous.
  @Test(arguments: [6251, 28057, 8195, 9880, 23599, 28129, 22674, 24208, 26975], [0.0, 10, 35])
  func windowsAreThoseOfADenseScan(number: Int, mask: Double) throws {
    let orbit = try Self.satellite(number)
    for site in [Self.madrid, Self.svalbard] {
      let report = windows(orbit, site, mask, hours: 24)
      #expect(report.failure == nil)
      var seconds = 0
      var inView: [Bool] = []
      while seconds < 86_400 {
        inView.append(try elevation(orbit, site, orbit.sgp4.epoch + .seconds(seconds)) >= mask)
        seconds += 20
      }
      for (index, isInView) in inView.enumerated() {
        let time = orbit.sgp4.epoch + .seconds(index * 20)
        #expect(report.windows.contains { $0.start <= time && time < $0.end } == isInView)
      }
    }
  }

  @Test(arguments: [6251, 28057, 8195, 28129, 24208])
  func edgesStandAtTheMaskAndCulminationsAreTheHighest(number: Int) throws {
    let orbit = try Self.satellite(number)
    let report = windows(orbit, Self.madrid, 10, hours: 48)
    for window in report.windows {
      let microsecond = TimeSpan.microsecond
      if !window.startsBeforeSpan {
        #expect(abs(try elevation(orbit, Self.madrid, window.start) - 10) <= Self.maskToleranceDegrees)
        #expect(try elevation(orbit, Self.madrid, window.start - microsecond) < 10 + 1e-12)
      }
      if !window.endsAfterSpan {
        #expect(abs(try elevation(orbit, Self.madrid, window.end) - 10) <= Self.maskToleranceDegrees)
        #expect(try elevation(orbit, Self.madrid, window.end - microsecond) >= 10 - 1e-12)
      }
      let top = window.culmination
      #expect(abs(try elevation(orbit, Self.madrid, top.time) - top.elevation.degrees) < 1e-6)
      #expect(window.start <= top.time && top.time <= window.end)
      let step = TimeSpan(nanoseconds: (window.end - window.start).nanoseconds / 200)
      for count in 0..<200 {
        let there = try elevation(orbit, Self.madrid, window.start + Int64(count) * step)
        #expect(there <= top.elevation.degrees + 1e-6)
      }
    }
  }

  @Test(arguments: [6251, 28057, 8195, 24208, 28626])
  func windowsOfASplitSpanJoinToThoseOfTheWhole(number: Int) throws {
    let orbit = try Self.satellite(number)
    let start = orbit.sgp4.epoch
    let whole = windows(orbit, Self.madrid, 5, hours: 24).windows
    for splitSeconds in [1, 3_600, 40_001, 86_399] {
      let middle = start + .seconds(splitSeconds) + TimeSpan(nanoseconds: 123_000)
      let parts = [(start, middle), (middle, start + .hours(24))].map {
        AccessSearch.windows(
          of: orbit, over: Self.madrid, minimumElevation: .degrees(5), from: $0.0, to: $0.1
        ).windows
      }
      var joined = parts[0]
      var rest = parts[1][...]
      if let last = joined.last, last.endsAfterSpan, let first = rest.first {
        #expect(first.startsBeforeSpan)
        #expect(last.end == first.start)
        joined[joined.count - 1].end = first.end
        joined[joined.count - 1].endsAfterSpan = first.endsAfterSpan
        rest = rest.dropFirst()
      }
      joined += rest
      #expect(joined.map(\.start) == whole.map(\.start))
      #expect(joined.map(\.end) == whole.map(\.end))
      #expect(joined.map(\.startsBeforeSpan) == whole.map(\.startsBeforeSpan))
      #expect(joined.map(\.endsAfterSpan) == whole.map(\.endsAfterSpan))
    }
  }

  /// A mask a millionth of a degree under the culmination is found, a millionth above it is not.
  @Test(arguments: [6251, 28057, 8195, 23599, 28129])
  func grazingPassesAreFoundAndMissesAreNot(number: Int) throws {
    let orbit = try Self.satellite(number)
    let start = orbit.sgp4.epoch
    for window in windows(orbit, Self.madrid, 0, hours: 24).windows
    where !window.startsBeforeSpan && !window.endsAfterSpan {
      let top = window.culmination.elevation.degrees
      for (mask, isFound) in [(top - 1e-6, true), (top + 1e-6, false)] {
        let found = windows(orbit, Self.madrid, mask, hours: 24, from: start).windows
          .contains { $0.start < window.end && window.start < $0.end }
        #expect(found == isFound)
      }
    }
  }

  @Test func aGeostationarySatelliteIsAlwaysOrNeverInView() throws {
    let orbit = try Self.satellite(28626)
    let place = try orbit.geodetic(at: orbit.sgp4.epoch)
    for (offset, count) in [(0.0, 1), (40, 1), (120, 0)] {
      let site = GroundSite(
        Geodetic(latitudeDegrees: 20, longitudeDegrees: place.longitudeDegrees + offset))
      let found = windows(orbit, site, 10, hours: 24).windows
      #expect(found.count == count)
      #expect(found.allSatisfy { $0.startsBeforeSpan && $0.endsAfterSpan })
      #expect(found.allSatisfy { $0.end - $0.start == .hours(24) })
    }
  }

  @Test func aDecayedSatelliteEndsItsWindowsAtTheFailure() throws {
    // 28872 is lost 50 to 55 minutes after its epoch.
    let orbit = try Self.satellite(28872)
    let first = windows(orbit, Self.madrid, 0, hours: 24)
    let failure = try #require(first.failure)
    #expect(failure.error.code == 6)
    #expect(throws: PropagationError.self) { try orbit.earthFixed(at: failure.time) }
    _ = try orbit.earthFixed(at: failure.time - .microsecond)
    // A site under the end of the flight, and deep enough to look up at it to the last.
    var place = try orbit.geodetic(at: failure.time - .microsecond)
    place.heightMetres = -100_000
    let site = GroundSite(place)
    let report = windows(orbit, site, 0, hours: 24)
    #expect(report.failure == failure)
    #expect(report.windows.last?.end == failure.time)
    #expect(report.windows.last?.endsAfterSpan == false)
    let after = windows(orbit, site, 0, hours: 1, from: failure.time + .minutes(1))
    #expect(after.windows.isEmpty)
    #expect(after.failure?.time == failure.time + .minutes(1))
    #expect(windows(orbit, site, 0, hours: 0).failure == nil)
  }

  @Test func anEmptySpanHasNoWindows() throws {
    let orbit = try Self.satellite(6251)
    #expect(windows(orbit, Self.madrid, -90, hours: 0).windows.isEmpty)
    #expect(windows(orbit, Self.madrid, -90, hours: -5).windows.isEmpty)
    #expect(windows(orbit, Self.madrid, -90, hours: 5).windows.count == 1)
  }
}
