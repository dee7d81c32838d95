import HandoverAnalysis
import Orbits
import Quantities
import Testing

@Suite struct BoresightTests {
  static let epoch = ScenarioTime(nanosecondsSince1970: 1_770_000_000_000_000_000)

  /// A polar satellite at 600 km through a revolution, whose beam sweeps every latitude.
  static func states() throws -> [EarthFixedState] {
    let constellation = try WalkerConstellation(
      .star, satelliteCount: 1, planeCount: 1, phasing: 0, inclinationDegrees: 97.8, altitudeKilometres: 600,
      epoch: epoch)
    let orbit = try Orbit(constellation.elementSets(prefix: "A")[0])
    return try (0..<96).map { try orbit.earthFixed(at: epoch + .minutes($0)) }
  }

  /// How far a point may be from the ellipsoid: a millimetre.
  static let surfaceToleranceMetres = 1e-3

  @Test(arguments: [
    Boresight.nadir, .fixed(OrbitalDirection(forward: 0, across: 0, down: 1)),
    .fixed(OrbitalDirection(forward: 0.3, across: -0.4, down: 1)),
    .fixed(OrbitalDirection(forward: -1.2, across: 0.5, down: 1)),
  ])
  func `Every reference location is on the ellipsoid, and the satellite is above its horizon`(beam: Boresight) throws {
    for state in try Self.states() {
      let point = try #require(beam.referenceLocation(from: state))
      let place = Geodetic(positionEarthFixed: point)
      #expect(abs(place.heightMetres) < Self.surfaceToleranceMetres)
      #expect(GroundSite(place).lookAngles(to: state).elevation.degrees > 0)
    }
  }

  @Test func `The nadir is where the satellite stands in the zenith`() throws {
    for state in try Self.states() {
      let point = try #require(Boresight.nadir.referenceLocation(from: state))
      let elevation = GroundSite(Geodetic(positionEarthFixed: point)).lookAngles(to: state).elevation
      #expect(elevation.degrees > 90 - 1e-5)
    }
  }

  @Test func `A place seen from an epoch is where the fixed beam points then, and is carried along later`() throws {
    let states = try Self.states()
    // Over the equator at the epoch, so that the place is in view of whoever is near it.
    let below = Geodetic(positionEarthFixed: states[0].positionEarthFixed)
    let point = Geodetic(
      latitudeDegrees: below.latitudeDegrees + 1, longitudeDegrees: below.longitudeDegrees + 2
    ).positionEarthFixed
    let beam = Boresight.fixed(OrbitalDirection(from: states[0], to: point))
    let back = try #require(beam.referenceLocation(from: states[0]))
    #expect(distanceKilometres(back, point) < 1e-6)
    // It keeps its distance from the satellite, but for the flattening, and moves with it over the ground.
    let later = try #require(beam.referenceLocation(from: states[1]))
    let ground = Boresight.nadir
    let moved = distanceKilometres(
      try #require(ground.referenceLocation(from: states[0])),
      try #require(ground.referenceLocation(from: states[1])))
    #expect(abs(distanceKilometres(later, point) - moved) < 0.02 * moved)
  }

  @Test func `A beam past the limb, or away from the Earth, meets nothing`() throws {
    let state = try Self.states()[0]
    #expect(
      Boresight.fixed(OrbitalDirection(forward: 3, across: 0, down: 1)).referenceLocation(from: state) == nil)
    #expect(
      Boresight.fixed(OrbitalDirection(forward: 0, across: 0, down: -1)).referenceLocation(from: state) == nil)
  }

  @Test func `Forward is where the satellite goes, and across is to the right`() throws {
    let state = try Self.states()[10]
    let ahead = try #require(
      Boresight.fixed(OrbitalDirection(forward: 0.2, across: 0, down: 1)).referenceLocation(from: state))
    let below = try #require(Boresight.nadir.referenceLocation(from: state))
    let step = ahead - below
    #expect((step * state.velocityEarthFixed).sum() > 0)
    let aside = try #require(
      Boresight.fixed(OrbitalDirection(forward: 0, across: 0.2, down: 1)).referenceLocation(from: state))
    // Right of a velocity, seen from above: v × up.
    let (v, up) = (state.velocityEarthFixed, state.positionEarthFixed)
    let right = SIMD3(v.y * up.z - v.z * up.y, v.z * up.x - v.x * up.z, v.x * up.y - v.y * up.x)
    #expect(((aside - below) * right).sum() > 0)
  }

  private func distanceKilometres(_ one: SIMD3<Double>, _ two: SIMD3<Double>) -> Double {
    let line = one - two
    return (line * line).sum().squareRoot()
  }
}
