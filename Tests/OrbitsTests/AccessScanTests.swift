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
    var options = AccessScan.Options()
    options.orientation = orientation
    let scan = AccessScan(of: propagator, over: Self.stations, options: options)
    let end = start + .hours(hours)
    var count = 0
    scan.forEach(from: start, to: end) { finding in
      guard let orbit = try? Orbit(sets[finding.satellite], orientation: orientation) else { return }
      for (number, station) in Self.stations.enumerated() {
        let expected = AccessSearch.windows(
          of: orbit, over: station.site, minimumElevation: station.mask.lowest, from: start, to: end
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

  @Test func findingsAreTheSameWhateverTheThreads() throws {
    let sets = try PropagatorTests.manySets(count: 150)
    let scan = AccessScan(of: Propagator(sets), over: Self.stations)
    let end = PropagatorTests.epoch + .hours(6)
    let one = scan.contacts(from: PropagatorTests.epoch, to: end, threads: 1)
    #expect(one.count > 100)
    #expect(scan.contacts(from: PropagatorTests.epoch, to: end, threads: 3) == one)
  }

  @Test func aSatelliteThatFailsEndsWithTheSearchOneByOne() throws {
    let cases = try VerificationCase.all().filter { [28872, 29141, 33334].contains($0.elements.catalogNumber) }
    let start = try #require(cases.first).elements.epoch
    let scan = AccessScan(of: Propagator(cases.map(\.elements)), over: Self.stations)
    var failures = 0
    scan.forEach(from: start, to: start + .hours(12)) { finding in
      if finding.failure != nil { failures += 1 }
      for contact in finding.contacts {
        #expect(contact.window.end <= finding.failure?.time ?? .latest)
      }
    }
    #expect(failures >= 2)
  }

  @Test func shortPassesAreLeftOutWhenAskedFor() throws {
    let sets = try PropagatorTests.manySets(count: 30)
    let end = PropagatorTests.epoch + .hours(12)
    let all = AccessScan(of: Propagator(sets), over: Self.stations).contacts(from: PropagatorTests.epoch, to: end)
    var options = AccessScan.Options()
    options.minimumDuration = .minutes(5)
    let long = AccessScan(of: Propagator(sets), over: Self.stations, options: options)
      .contacts(from: PropagatorTests.epoch, to: end)
    #expect(long == all.filter { $0.window.end - $0.window.start >= .minutes(5) })
    #expect(!long.isEmpty && long.count < all.count)
  }

  @Test func refractionLetsASatelliteRiseEarlierAtTheSeemingMask() throws {
    let sets = try PropagatorTests.manySets(count: 30)
    let station = Self.station(47, 8, 500, mask: 0)
    let end = PropagatorTests.epoch + .hours(24)
    var options = AccessScan.Options()
    options.isRefracted = true
    let seeming = AccessScan(of: Propagator(sets), over: [station], options: options)
      .contacts(from: PropagatorTests.epoch, to: end)
    #expect(!seeming.isEmpty)
    for contact in seeming where !contact.window.startsBeforeSpan {
      let orbit = try Orbit(sets[contact.satellite])
      let rise = try orbit.lookAngles(from: station.site, at: contact.window.start).elevation
      #expect(abs(rise.degrees + Refraction.lift(atGeometricElevation: rise).degrees) < 1e-3)
      #expect((-0.6 ... -0.5).contains(rise.degrees))
    }
  }

  @Test func aHorizonByAzimuthCutsWindowsWhereItStands() throws {
    let sets = try PropagatorTests.manySets(count: 60)
    let place = Geodetic(latitudeDegrees: 47, longitudeDegrees: 8, heightMetres: 500)
    // A mountain in the south-east, a valley in the west.
    let points = [(0.0, 5.0), (90, 8), (120, 40), (150, 35), (180, 8), (270, 1), (300, 5)].map {
      ElevationMask.Point(azimuth: .degrees($0.0), elevation: .degrees($0.1))
    }
    let station = AccessScan.Station(site: GroundSite(place), mask: try ElevationMask(points))
    let (start, end) = (PropagatorTests.epoch, PropagatorTests.epoch + .hours(12))
    let contacts = AccessScan(of: Propagator(sets), over: [station]).contacts(from: start, to: end)
    var disagreements = 0
    var seen = 0
    for (satellite, set) in sets.enumerated() {
      guard let orbit = try? Orbit(set) else { continue }
      let windows = contacts.filter { $0.satellite == satellite }.map(\.window)
      for index in 0..<1_440 {
        let time = start + .seconds(30 * index)
        guard let look = try? orbit.lookAngles(from: station.site, at: time) else { continue }
        let isSeen = look.elevation >= station.mask.elevation(at: look.azimuth)
        if isSeen { seen += 1 }
        if isSeen != windows.contains(where: { $0.start <= time && time < $0.end }) { disagreements += 1 }
      }
    }
    #expect(seen > 1_000)
    #expect(disagreements == 0)
  }

  @Test(
    .enabled(if: SharedData.has("lookangles"), Comment(rawValue: SharedData.absence)),
    arguments: ["ISS", "ERS-1", "GPS_BIIA-10", "MOLNIYA_1-29"])
  func shadowsFallWherePredictHasThem(name: String) throws {
    let text = try SharedData.text("lookangles/predict_sat_\(name)_201509261800.test")
    let lines = text.replacing("\r", with: "").split(separator: "\n").map(String.init)
    let line1 = try #require(lines.first { $0.hasPrefix("1 ") })
    let line2 = try #require(lines.first { $0.hasPrefix("2 ") })
    let sgp4 = try SGP4(ElementSet.read(line1: line1, line2: line2, mode: .lenient).elements)
    let rows = lines.drop { $0 != "[data]" }.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
    var told = 0
    // The last column is how deep in the Earth's shadow the satellite is, in degrees; its Sun is good to half of one.
    for row in rows where row.count >= 15 && abs(row[14]) > 0.5 {
      let time = ScenarioTime(nanosecondsSince1970: Int64(row[0]) * 1_000_000_000)
      #expect(try Sunlight.reaches(sgp4.state(at: time).positionTEME, at: time) == (row[14] < 0))
      told += 1
    }
    #expect(told >= 10)
  }

  /// Towers of a degree all round, and a wall with gaps of a degree: against a grid of a fifth of a second.
  @Test(arguments: [(70.0, 5.0), (5.0, 85.0)])
  func narrowTowersAndGapsAreSeen(tower: Double, between: Double) throws {
    var points: [ElevationMask.Point] = []
    for azimuth in stride(from: 0.0, to: 360, by: 10) {
      for (shift, elevation) in [(0.0, between), (0.01, tower), (1.0, tower), (1.01, between)] {
        points.append(.init(azimuth: .degrees(azimuth + shift), elevation: .degrees(elevation)))
      }
    }
    let mask = try ElevationMask(points)
    let site = GroundSite(Geodetic(latitudeDegrees: 47.37, longitudeDegrees: 8.54, heightMetres: 400))
    let orbits = try VisibilityTimelineTests.fleet(count: 5, altitude: 550)
    let (from, to) = (VisibilityTimelineTests.epoch, VisibilityTimelineTests.epoch + .hours(6))
    let scan = AccessScan(of: Fleet(orbits).propagator, over: [.init(site: site, mask: mask)])
    let contacts = scan.contacts(from: from, to: to)
    #expect(contacts.count > 20)
    for (satellite, orbit) in orbits.enumerated() {
      let own = contacts.filter { $0.satellite == satellite }.map(\.window)
      var wrong = 0
      for tick in 0..<(6 * 3_600 * 5) {
        let time = from + TimeSpan(nanoseconds: Int64(tick) * 200_000_000)
        let look = try orbit.lookAngles(from: site, at: time)
        guard look.elevation.degrees > 4 else { continue }
        let margin = look.elevation.degrees - mask.elevation(at: look.azimuth).degrees
        guard abs(margin) > 0.5 else { continue }
        if (margin > 0) != own.contains(where: { $0.start <= time && time < $0.end }) { wrong += 1 }
      }
      #expect(wrong == 0, "satellite \(satellite)")
    }
  }

  @Test func aGeosynchronousSatelliteIsHighestWhereItIs() throws {
    let orbits =
      try VisibilityTimelineTests.fleet(count: 1, altitude: 35_786)
      + [
        Orbit(
          ElementSet(
            epoch: VisibilityTimelineTests.epoch, meanMotionRevolutionsPerDay: 1.0027, eccentricity: 0.0002,
            inclinationDegrees: 0.05, rightAscensionDegrees: 80, argumentOfPerigeeDegrees: 40,
            meanAnomalyDegrees: 100))
      ]
    let (from, to) = (VisibilityTimelineTests.epoch, VisibilityTimelineTests.epoch + .hours(24))
    for longitude in stride(from: -180.0, to: 180, by: 20) {
      let site = GroundSite(Geodetic(latitudeDegrees: 10, longitudeDegrees: longitude))
      let scan = AccessScan(of: Fleet(orbits).propagator, over: [.init(site: site, minimumElevation: .degrees(0))])
      for contact in scan.contacts(from: from, to: to) {
        let window = contact.window
        var highest = -90.0
        for minute in 0..<1_440 {
          let time = from + .minutes(minute)
          guard window.start <= time, time < window.end else { continue }
          highest = max(highest, try orbits[contact.satellite].lookAngles(from: site, at: time).elevation.degrees)
        }
        // Between two minutes it rises by less than a hundred-thousandth of a degree more.
        #expect(window.culmination.elevation.degrees > highest - 2e-5, "\(longitude), \(contact.satellite)")
        let told = try orbits[contact.satellite].lookAngles(from: site, at: window.culmination.time).elevation.degrees
        #expect(abs(told - window.culmination.elevation.degrees) < 2e-5)
      }
    }
  }
}
