import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

/// Against what other programs made of the same orbits; the files lie beside the project.
@Suite struct SharedReferenceTests {
  /// Half of the last digit printed (1e-6 degrees, 0.01 m, 1e-4 degrees of elevation) is 5e-7 degrees, 0.005 m and
  /// 5e-5 degrees; as much again is left for the small terms of the equinoxes, which GMST82 leaves out.
  static let goldenDegrees = 1e-6
  static let goldenMetres = 0.01
  static let goldenElevationDegrees = 1e-4

  @Test(
    .enabled(
      if: SharedData.has("nos-t-downlink/golden_subpoints_elevations.csv"), Comment(rawValue: SharedData.absence)))
  func subPointsAndElevationsAreThoseOfSkyfield() throws {
    // UT1-UTC of Skyfield 1.55's own table at 2023-01-23T08:20 UTC; it leaves out polar motion.
    let orientation = try EarthOrientation(ut1MinusUTCSeconds: -0.0152548)
    let text = try SharedData.text("nos-t-downlink/elements_2023-08-01.tle")
    let readings = TwoLineElements(text).readings
    var satellites: [String: Orbit] = [:]
    for reading in readings {
      satellites[try #require(reading.elements.name)] = try Orbit(reading.elements, orientation: orientation)
    }
    let sites = try SharedData.text("nos-t-downlink/grounds.csv").split(whereSeparator: \.isNewline).dropFirst().map {
      let fields = $0.split(separator: ",").compactMap { Double($0) }
      return GroundSite(Geodetic(latitudeDegrees: fields[1], longitudeDegrees: fields[2]))
    }
    let rows = try SharedData.text("nos-t-downlink/golden_subpoints_elevations.csv").split(whereSeparator: \.isNewline)
      .dropFirst()
    #expect(rows.count == 242)
    var worst = (degrees: 0.0, metres: 0.0, elevation: 0.0)
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let orbit = try #require(satellites[fields[1]])
      let time = try ScenarioTime(fields[0])
      let place = try orbit.geodetic(at: time)
      let numbers = fields[2..<17].compactMap { Double($0) }
      try #require(numbers.count == 15)
      worst.degrees = max(
        worst.degrees, abs(place.latitudeDegrees - numbers[0]), abs(place.longitudeDegrees - numbers[1]))
      worst.metres = max(worst.metres, abs(place.heightMetres - numbers[2]))
      for (site, elevation) in zip(sites, numbers[3...]) {
        let look = try orbit.lookAngles(from: site, at: time)
        worst.elevation = max(worst.elevation, abs(look.elevation.degrees - elevation))
      }
    }
    #expect(worst.degrees <= Self.goldenDegrees)
    #expect(worst.metres <= Self.goldenMetres)
    #expect(worst.elevation <= Self.goldenElevationDegrees)
  }

  struct Passes: Decodable {
    struct Station: Decodable { let lat, lon, alt_m: Double }
    struct Pass: Decodable { let aos, tca, los: String, max_el_deg: Double }
    let tle: [String]
    let station: Station
    let passes: [Pass]
  }

  /// UT1-UTC, x and y at 0 h of 2014-10-23, 24 and 25: IERS finals2000A (astropy-iers-data 0.2026.11.2).
  static let iers2014 = [
    23: (-0.3770269, 0.151183, 0.262566), 24: (-0.3782970, 0.149373, 0.261585), 25: (-0.3794815, 0.147243, 0.260336),
  ]

  /// UT1 taken as UTC (0.38 s off) moves rise and set by up to 0.04 s and culminations by 0.02 s and 0.01 degrees;
  /// with the true UT1 what is left is STK's precession and nutation, and its printing of 0.001 s and 0.01 degrees.
  @Test(
    .enabled(if: SharedData.has("access/stk_bugsat1_arg_2014.json"), Comment(rawValue: SharedData.absence)),
    arguments: [(false, 0.04, 0.02, 0.015), (true, 0.01, 0.002, 0.006)])
  func passesAreThoseOfSTK(usesIERS: Bool, edgeSeconds: Double, topSeconds: Double, topDegrees: Double) throws {
    let url = try #require(SharedData.file("access/stk_bugsat1_arg_2014.json"))
    let reference = try JSONDecoder().decode(Passes.self, from: Data(contentsOf: url))
    let elements = try ElementSet.read(line1: reference.tle[0], line2: reference.tle[1], mode: .lenient).elements
    let site = GroundSite(
      Geodetic(
        latitudeDegrees: reference.station.lat, longitudeDegrees: reference.station.lon,
        heightMetres: reference.station.alt_m))
    var worst = (edge: 0.0, top: 0.0, elevation: 0.0)
    for pass in reference.passes {
      let rise = try ScenarioTime(pass.aos)
      let day = rise.calendarDate.day
      let (ut1, x, y) = try #require(Self.iers2014[day])
      let orientation =
        try usesIERS
        ? EarthOrientation(ut1MinusUTCSeconds: ut1, polarMotionXArcseconds: x, polarMotionYArcseconds: y) : .utc
      let found = AccessSearch.windows(
        of: try Orbit(elements, orientation: orientation), over: site, minimumElevation: .zero,
        from: rise - .minutes(20), to: rise + .minutes(40)
      ).windows
      try #require(found.count == 1)
      worst.edge = max(
        worst.edge, abs((found[0].start - rise).seconds), abs((found[0].end - (try ScenarioTime(pass.los))).seconds))
      worst.top = max(worst.top, abs((found[0].culmination.time - (try ScenarioTime(pass.tca))).seconds))
      worst.elevation = max(worst.elevation, abs(found[0].culmination.elevation.degrees - pass.max_el_deg))
    }
    #expect(worst.edge <= edgeSeconds)
    #expect(worst.top <= topSeconds)
    #expect(worst.elevation <= topDegrees)
  }

  /// KD2BD's program is good to 0.05 degrees and 5 km; its latitudes to 0.07 degrees.
  @Test(
    .enabled(if: SharedData.has("lookangles"), Comment(rawValue: SharedData.absence)),
    arguments: ["ISS", "ERS-1", "GPS_BIIA-10", "MOLNIYA_1-29"])
  func lookAnglesAreThoseOfPredict(name: String) throws {
    let text = try SharedData.text("lookangles/predict_sat_\(name)_201509261800.test")
    let lines = text.replacing("\r", with: "").split(separator: "\n").map(String.init)
    let line1 = try #require(lines.first { $0.hasPrefix("1 ") })
    let line2 = try #require(lines.first { $0.hasPrefix("2 ") })
    let orbit = try Orbit(ElementSet.read(line1: line1, line2: line2, mode: .lenient).elements)
    let site = GroundSite(Geodetic(latitudeDegrees: 63.9, longitudeDegrees: 10.9))
    let rows = lines.drop { $0 != "[data]" }.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
    #expect(rows.count >= 10)
    func turn(_ left: Double, _ right: Double) -> Double {
      abs((left - right + 540).truncatingRemainder(dividingBy: 360) - 180)
    }
    for row in rows where row.count >= 12 {
      let time = ScenarioTime(nanosecondsSince1970: Int64(row[0]) * 1_000_000_000)
      let place = try orbit.geodetic(at: time)
      let look = try orbit.lookAngles(from: site, at: time)
      #expect(abs(place.latitudeDegrees - row[1]) <= 0.07)
      #expect(turn(place.longitudeDegrees, row[2]) <= 0.05)
      #expect(turn(look.azimuth.degrees, row[4]) <= 0.05)
      #expect(abs(look.elevation.degrees - row[5]) <= 0.05)
      #expect(abs(look.rangeKilometres - row[11]) <= 5)
    }
  }
}
