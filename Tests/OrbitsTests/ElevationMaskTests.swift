import Orbits
import Quantities
import Testing

@Suite struct ElevationMaskTests {
  static func mask(_ points: [(Double, Double)]) throws -> ElevationMask {
    try ElevationMask(points.map { ElevationMask.Point(azimuth: .degrees($0.0), elevation: .degrees($0.1)) })
  }

  @Test(arguments: [(180.0, 20.0), (0, 20), (45, 15), (315, 25), (90, 10), (359, 20.111_111_111_111_11)])
  func aHorizonIsLinearBetweenItsPointsAndAcrossNorth(azimuth: Double, elevation: Double) throws {
    let mask = try Self.mask([(270, 30), (90, 10)])
    #expect(abs(mask.elevation(at: .degrees(azimuth)).degrees - elevation) < 1e-12)
    #expect(mask.lowest == .degrees(10) && !mask.isConstant)
  }

  @Test(
    arguments: [
      ([], "a horizon needs one point at least"),
      ([(360, 5)], "azimuth 360.0; allowed: 0 to below 360 degrees"),
      ([(10, 91)], "elevation 91.0; allowed: -90 to 90 degrees"),
      ([(10, 5), (10, 6)], "two points at azimuth 10.0"),
    ] as [([(Double, Double)], String)])
  func pointsThatMakeNoHorizonAreRefused(points: [(Double, Double)], message: String) {
    let error = #expect(throws: ElevationMaskError.self) { try Self.mask(points) }
    #expect(error?.description == message)
  }

  @Test func refractionAtTheHorizonIsHalfADegreeAndUndoesItself() {
    #expect(abs(Refraction.lift(atGeometricElevation: .degrees(-0.575)).degrees - 0.575) < 0.01)
    #expect(abs(Refraction.lift(atGeometricElevation: .degrees(45)).degrees - 0.0164) < 0.001)
    #expect(Refraction.lift(atGeometricElevation: .degrees(90)).degrees == 0)
    for degrees in stride(from: 0.0, through: 89, by: 0.5) {
      let geometric = Refraction.geometricElevation(atApparent: .degrees(degrees))
      #expect(abs(geometric.degrees + Refraction.lift(atGeometricElevation: geometric).degrees - degrees) < 1e-9)
    }
  }
}
