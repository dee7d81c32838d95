import HandoverAnalysis
import Orbits
import Quantities
import Testing

@Suite struct SatelliteAssistanceTests {
  static let epoch = TestSite.epoch

  static func orbit() throws -> Orbit {
    let walker = try WalkerConstellation(
      .delta, satelliteCount: 1, planeCount: 1, phasing: 0, inclinationDegrees: 53, altitudeKilometres: 600,
      epoch: epoch)
    return try Orbit(walker.elementSets(prefix: "A")[0])
  }

  static func assistance(_ beam: Boresight = .nadir, validity: Double = 60_000) throws -> SatelliteAssistance {
    try SatelliteAssistance(of: orbit(), beam: beam, epoch: epoch, validity: try SyncValidity(validity))
  }

  @Test func `Service ends when T430 expires, or at t-Service where that is sooner`() throws {
    var told = try Self.assistance()
    #expect(told.servesUntil == Self.epoch + .seconds(60))
    #expect(told.serves(at: Self.epoch + .seconds(59)) && !told.serves(at: Self.epoch + .seconds(60)))
    told.serviceEnd = Self.epoch + .seconds(20)
    #expect(!told.serves(at: Self.epoch + .seconds(20)) && told.serves(at: Self.epoch + .seconds(19)))
    told.serviceEnd = Self.epoch + .seconds(200)
    #expect(told.servesUntil == told.validUntil)
  }

  @Test(arguments: [
    Boresight.nadir, .fixed(OrbitalDirection(forward: 0.4, across: -0.3, down: 1)),
  ])
  func `The reference location is carried on to where the beam then points`(beam: Boresight) throws {
    let (told, orbit) = (try Self.assistance(beam), try Self.orbit())
    for second in [0, 10, 60] {
      let time = Self.epoch + .seconds(second)
      let carried = try #require(told.referenceLocation(at: time))
      let truth = try #require(beam.referenceLocation(from: try orbit.earthFixed(at: time)))
      let line = carried - truth
      // The nadir is geodetic and the direction carried on is fixed in the orbital frame: they part slowly. A beam that
      // is fixed keeps to the ephemeris.
      let bound = beam == .nadir ? 0.02 + 0.01 * Double(second) : 0.001 + 0.001 * Double(second)
      #expect((line * line).sum().squareRoot() < bound)
    }
  }

  @Test func `A cell that stays has the reference location that it tells, and a distance from it`() throws {
    var told = try Self.assistance()
    let place = TestSite.site.positionEarthFixed
    told.movingReferenceLocation = nil
    #expect(told.referenceDistanceMetres(from: TestSite.site, at: Self.epoch) == nil)
    told.referenceLocation = place + SIMD3(0, 0, 30)
    #expect(told.referenceDistanceMetres(from: TestSite.site, at: Self.epoch + .seconds(30)) == 30_000)
  }
}
