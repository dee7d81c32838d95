public import Quantities

/// Thresholds of events that follow from a link budget at two elevations.
///
/// A terminal should leave a satellite that has sunk to the one and may take a satellite that has risen to the other.
/// Levels are those without losses but the ones given; distances are over the ground to the sub-satellite point, on
/// the sphere of TR 38.811. All are rounded to the grids of the information elements.
public struct DefaultThresholds: Hashable, Sendable {
  /// The elevation at which the serving satellite is bad, 0...90 degrees.
  public let leaveElevation: Angle
  /// The elevation at which a neighbour is good, at least that at which the serving one is bad.
  public let enterElevation: Angle
  /// The RSRP at the two elevations before rounding, dBm.
  public let leaveRSRPDBm, enterRSRPDBm: Double
  /// The distance over the ground at the two elevations before rounding, metres.
  public let leaveDistanceMetres, enterDistanceMetres: Double

  /// Works the thresholds out.
  ///
  /// - Parameters:
  ///   - altitude: The satellites' altitude, km; the profile's own unless told.
  ///   - lossesDB: What is lost beside free space at an elevation, dB.
  /// - Throws: ``ParameterError`` for an altitude or an elevation that cannot be.
  public init(
    _ budget: LinkBudget, altitudeKilometres: Double? = nil, leaveElevation: Angle = .degrees(15),
    enterElevation: Angle = .degrees(27), lossesDB: (Angle) -> Double = { _ in 0 }
  ) throws(ParameterError) {
    let altitude = altitudeKilometres ?? budget.profile.altitudeKilometres
    try ParameterError.check(altitude, "altitudeKilometres", in: 100...50_000)
    try ParameterError.check(leaveElevation.degrees, "leaveElevation, degrees", in: 0...90)
    try ParameterError.check(enterElevation.degrees, "enterElevation, degrees", in: leaveElevation.degrees...90)
    func rsrp(_ elevation: Angle) -> Double {
      let range = SphericalPath.slantRangeKilometres(elevation: elevation, altitudeKilometres: altitude)
      return budget.rsrpDBm(rangeKilometres: range, lossesDB: lossesDB(elevation))
    }
    func distance(_ elevation: Angle) -> Double {
      1_000 * SphericalPath.groundDistanceKilometres(elevation: elevation, altitudeKilometres: altitude)
    }
    self.leaveElevation = leaveElevation
    self.enterElevation = enterElevation
    leaveRSRPDBm = rsrp(leaveElevation)
    enterRSRPDBm = rsrp(enterElevation)
    leaveDistanceMetres = distance(leaveElevation)
    enterDistanceMetres = distance(enterElevation)
  }

  /// A4, and the second threshold of A5: the neighbour is good.
  public var neighbour: RSRPThreshold { .nearest(to: enterRSRPDBm) }

  /// The first threshold of A5: the serving cell is bad.
  public var serving: RSRPThreshold { .nearest(to: leaveRSRPDBm) }

  /// The first threshold of D1 and D2: the serving cell's reference location is far; nil past the grid's 3,276.25 km.
  public var servingDistance: DistanceThreshold? { Self.onGrid(leaveDistanceMetres) }

  /// The second threshold of D1 and D2: the target's reference location is near; nil past the grid's end.
  public var targetDistance: DistanceThreshold? { Self.onGrid(enterDistanceMetres) }

  private static func onGrid(_ metres: Double) -> DistanceThreshold? {
    let nearest = DistanceThreshold.nearest(to: metres)
    return abs(nearest.value - metres) <= DistanceGrid.step / 2 ? nearest : nil
  }
}
