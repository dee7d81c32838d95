import Orbits
import Quantities
import Testing

@Suite struct FramesTests {
  /// GMST82 without the equation of the equinoxes' small terms leaves 9e-6 km in the published case.
  static let positionToleranceKilometres = 2e-5
  /// The same angle over the speed: 9e-6 km of 10,000 km, times 7 km/s.
  static let velocityToleranceKilometresPerSecond = 2e-8
  /// A nanometre: rounding of doubles at the Earth's radius, in degrees and metres.
  static let roundTripDegrees = 1e-12
  static let roundTripMetres = 1e-6

  @Test func thePublishedStateTurnsIntoThePublishedOne() throws {
    let time = try ScenarioTime("2004-04-06T07:51:28.386009Z")
    let orientation = try EarthOrientation(
      ut1MinusUTCSeconds: -0.4399619, polarMotionXArcseconds: -0.140682, polarMotionYArcseconds: 0.333309)
    // AIAA 2006-6753, appendix C.
    let state = TEMEState(
      positionTEME: SIMD3(5_094.18016210, 6_127.64465950, 6_380.34453270),
      velocityTEME: SIMD3(-4.746131487, 0.785818041, 5.531931288))
    let fixed = orientation.earthFixed(state, at: time)
    let position = fixed.positionEarthFixed - SIMD3(-1_033.4793830, 7_901.2952754, 6_380.3565958)
    let velocity = fixed.velocityEarthFixed - SIMD3(-3.225636520, -2.872451450, 5.531924446)
    #expect(position.greatestMagnitude <= Self.positionToleranceKilometres)
    #expect(velocity.greatestMagnitude <= Self.velocityToleranceKilometresPerSecond)
  }

  @Test func siderealTimeTellsNanosecondsApart() throws {
    let time = try ScenarioTime("2026-05-04T12:34:56.789Z")
    let later = time + TimeSpan(nanoseconds: 1_000)
    let turned = SiderealTime.radians(at: later) - SiderealTime.radians(at: time)
    // One microsecond turns the Earth by 7.292116e-11 rad; a third of a nanosecond is left to rounding.
    #expect(abs(turned - 7.292116e-11) < 2.5e-14)
    // 280.46062 degrees at J2000.0 (Aoki et al. 1982: 67310.54841 s).
    let epoch = SiderealTime.radians(at: try ScenarioTime("2000-01-01T12:00:00Z"))
    #expect(abs(epoch * 180 / .pi - 67_310.54841 / 240) < 1e-12)
    #expect(
      SiderealTime.radians(at: time, ut1MinusUTCSeconds: 0.5)
        == SiderealTime.radians(at: time + TimeSpan(nanoseconds: 500_000_000)))
  }

  @Test(arguments: [
    (0.91, 0.0, 0.0, "ut1MinusUTCSeconds is 0.91; allowed: -0.9...0.9"),
    (-Double.infinity, 0, 0, "ut1MinusUTCSeconds is -inf; allowed: -0.9...0.9"),
    (Double.nan, 0, 0, "ut1MinusUTCSeconds is nan; allowed: -0.9...0.9"),
    (0, 1.5, 0, "polarMotionXArcseconds is 1.5; allowed: -1.0...1.0"),
    (0, 0, -2, "polarMotionYArcseconds is -2.0; allowed: -1.0...1.0"),
  ])
  func anImpossibleOrientationIsRefused(ut1: Double, x: Double, y: Double, message: String) {
    let error = #expect(throws: EarthOrientationError.self) {
      try EarthOrientation(ut1MinusUTCSeconds: ut1, polarMotionXArcseconds: x, polarMotionYArcseconds: y)
    }
    #expect(error?.description == message)
  }

  @Test(arguments: [-5_000.0, 0, 8_848, 550_000, 35_786_000, 4e8])
  func placesReturnFromTheEarthsFrame(heightMetres: Double) {
    for latitude in [-90.0, -89.999_999, -60, -1e-9, 0, 1e-6, 33.3, 45, 89.9, 90] {
      for longitude in [-179.9, -90, 0, 12.5, 180] {
        let place = Geodetic(latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: heightMetres)
        let back = Geodetic(positionEarthFixed: place.positionEarthFixed)
        #expect(abs(back.latitudeDegrees - latitude) <= Self.roundTripDegrees)
        // At the poles every longitude is right.
        #expect(abs(latitude) > 89.999 || abs(back.longitudeDegrees - longitude) <= Self.roundTripDegrees)
        #expect(abs(back.heightMetres - heightMetres) <= Self.roundTripMetres * max(1, heightMetres / 1e8))
      }
    }
  }

  @Test func theCentreOfTheEarthIsAnswered() {
    #expect(Geodetic(positionEarthFixed: SIMD3(0, 0, 0)).heightMetres.isFinite)
  }

  @Test func lookAnglesFollowTheCompass() {
    let site = GroundSite(Geodetic(latitudeDegrees: 0, longitudeDegrees: 0))
    func angles(_ east: Double, _ north: Double, _ up: Double) -> LookAngles {
      let line = site.east * east + site.north * north + site.up * up
      return site.lookAngles(
        to: EarthFixedState(positionEarthFixed: site.positionEarthFixed + line, velocityEarthFixed: line * 0.01))
    }
    let tolerance = 1e-9  // degrees: rounding at 6,378 km
    for (look, azimuth) in [
      (angles(0, 100, 0), 0.0), (angles(100, 0, 0), 90), (angles(0, -100, 0), 180), (angles(-100, 0, 0), 270),
    ] {
      #expect(abs(look.azimuth.degrees - azimuth) < tolerance)
      #expect(abs(look.elevation.degrees) < tolerance)
    }
    let overhead = angles(0, 0, 500)
    #expect(abs(overhead.elevation.degrees - 90) < tolerance)
    #expect(abs(overhead.rangeKilometres - 500) < 1e-9)
    #expect(abs(overhead.rangeRateKilometresPerSecond - 5) < 1e-9)
  }
}
