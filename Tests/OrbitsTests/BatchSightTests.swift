import Orbits
import Quantities
import TestSupport
import Testing

/// What the batch sees from and over the ground, against one satellite at a time.
@Suite struct BatchSightTests {
  static let degreeTolerance = 1e-9
  static let metreTolerance = 1e-4
  static let kilometreTolerance = 1e-6
  static let speedTolerance = 1e-9

  static let sites = [(78.2, 15.4, 450.0), (-33.9, 18.4, 0), (0, 179.9, 3_000), (90, 0, 0)].map {
    GroundSite(Geodetic(latitudeDegrees: $0.0, longitudeDegrees: $0.1, heightMetres: $0.2))
  }

  @Test(arguments: InstructionSet.available) func placesAndLookAnglesAreThoseOfOneOrbit(set: InstructionSet) throws {
    let orientation = try EarthOrientation(
      ut1MinusUTCSeconds: 0.2, polarMotionXArcseconds: 0.3, polarMotionYArcseconds: -0.1)
    let sets = try PropagatorTests.manySets(count: 75)
    let propagator = Propagator(sets)
    let ephemeris = Ephemeris(satellites: sets.count)
    let track = GroundTrack(satellites: sets.count, orientation: orientation)
    let sky = Sky(satellites: sets.count, sites: Self.sites, orientation: orientation)
    for hours in [0, 7, 30] {
      let time = PropagatorTests.epoch + .hours(hours)
      propagator.propagate(to: time, into: ephemeris, with: set)
      track.update(from: ephemeris, at: time, with: set)
      sky.update(from: ephemeris, at: time, with: set)
      let earthFixed = propagator.earthFixed(at: time, orientation: orientation)
      for (satellite, elements) in sets.enumerated() {
        guard let orbit = try? Orbit(elements, orientation: orientation), let state = try? orbit.earthFixed(at: time)
        else {
          #expect(track[satellite] == nil)
          #expect(earthFixed[satellite] == nil)
          continue
        }
        let place = try orbit.geodetic(at: time)
        let found = try #require(track[satellite])
        #expect(abs(found.latitudeDegrees - place.latitudeDegrees) <= Self.degreeTolerance)
        #expect(abs(turn(found.longitudeDegrees - place.longitudeDegrees)) <= Self.degreeTolerance)
        #expect(abs(found.heightMetres - place.heightMetres) <= Self.metreTolerance)
        let fixed = try #require(earthFixed[satellite])
        #expect((fixed.positionEarthFixed - state.positionEarthFixed).greatestMagnitude <= Self.kilometreTolerance)
        #expect((fixed.velocityEarthFixed - state.velocityEarthFixed).greatestMagnitude <= Self.speedTolerance)
        for (index, site) in Self.sites.enumerated() {
          let look = site.lookAngles(to: state)
          let seen = try #require(sky[satellite: satellite, site: index])
          #expect(abs(turn(seen.azimuth.degrees - look.azimuth.degrees)) <= 1e-7)
          #expect(abs(seen.elevation.degrees - look.elevation.degrees) <= 1e-8)
          #expect(abs(seen.rangeKilometres - look.rangeKilometres) <= Self.kilometreTolerance)
          #expect(abs(seen.rangeRateKilometresPerSecond - look.rangeRateKilometresPerSecond) <= Self.speedTolerance)
        }
      }
    }
  }

  @Test func aSatelliteWithoutAStateHasNoPlace() throws {
    var sets = try PropagatorTests.manySets(count: 20)
    sets[3].eccentricity = 2
    let propagator = Propagator(sets)
    let ephemeris = Ephemeris(satellites: sets.count)
    let track = GroundTrack(satellites: sets.count)
    let sky = Sky(satellites: sets.count, sites: Self.sites)
    propagator.propagate(to: PropagatorTests.epoch, into: ephemeris)
    track.update(from: ephemeris, at: PropagatorTests.epoch)
    sky.update(from: ephemeris, at: PropagatorTests.epoch)
    #expect(track[3] == nil && track[4] != nil)
    #expect(sky[satellite: 3, site: 0] == nil && sky[satellite: 4, site: 0] != nil)
  }

  @Test func aSeriesOfSightsIsThatOfOneOrbit() throws {
    let orientation = try EarthOrientation(
      ut1MinusUTCSeconds: 0.2, polarMotionXArcseconds: 0.3, polarMotionYArcseconds: -0.1)
    let sets = try PropagatorTests.manySets(count: 75)
    let propagator = Propagator(sets)
    let instants = (0..<60).map { PropagatorTests.epoch + $0 * TimeSpan.minutes(31) }
    for site in Self.sites {
      let series = SightSeries(instants, over: site, orientation: orientation)
      for (satellite, elements) in sets.enumerated() {
        for range in [0..<60, 7..<7, 7..<8, 13..<46, 59..<60] {
          var seen: [Int] = []
          let orbit = try? Orbit(elements, orientation: orientation)
          series.look(at: satellite, of: propagator, during: range) { instant, degrees, kilometres in
            seen.append(instant)
            guard let state = try? orbit?.earthFixed(at: instants[instant]) else { return }
            let look = site.lookAngles(to: state)
            #expect(abs(degrees - look.elevation.degrees) <= 1e-8)
            #expect(abs(kilometres - look.rangeKilometres) <= Self.kilometreTolerance)
          }
          #expect(seen == range.filter { instant in (try? orbit?.earthFixed(at: instants[instant])) != nil })
        }
      }
    }
  }

  func turn(_ degrees: Double) -> Double { (degrees / 360 - (degrees / 360).rounded()) * 360 }
}
