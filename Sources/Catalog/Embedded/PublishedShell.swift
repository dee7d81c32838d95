public import Orbits
public import Quantities

/// A shell of a constellation as its operator was licensed to fly it: a pattern, not the satellites that fly today.
public struct PublishedShell: Hashable, Sendable {
  /// What the names of its satellites begin with.
  public let prefix: String
  /// How its planes are spread.
  public let pattern: WalkerConstellation.Pattern
  /// Number of planes.
  public let planeCount: Int
  /// Satellites in each plane.
  public let satellitesPerPlane: Int
  /// Inclination, degrees.
  public let inclinationDegrees: Double
  /// Altitude, km.
  public let altitudeKilometres: Double

  /// The number of satellites.
  public var satelliteCount: Int { planeCount * satellitesPerPlane }

  /// Starlink's first generation, 4,408 satellites, by inclination 53, 53.2, 70, 97.6 and 97.6 degrees.
  ///
  /// Source: SpaceX's third modification, IBFS SAT-MOD-20200417-00037, granted by DA 21-34 (8 January 2021, ten
  /// satellites at 560 km and 97.6 degrees) and FCC 21-48 (27 April 2021, the rest). Planes and satellites a plane also
  /// in Bassa et al., Astronomy & Astrophysics 657, A75 (2022), table 1.
  public static let starlink = [
    PublishedShell("STARLINK-A", .delta, 72, 22, 53.0, 550), PublishedShell("STARLINK-B", .delta, 72, 22, 53.2, 540),
    PublishedShell("STARLINK-C", .delta, 36, 20, 70.0, 570), PublishedShell("STARLINK-D", .delta, 6, 58, 97.6, 560),
    PublishedShell("STARLINK-E", .delta, 4, 43, 97.6, 560),
  ]

  /// OneWeb's first constellation: 720 satellites in 18 near-polar planes, at 1,200 km.
  ///
  /// Source: WorldVu's petition, IBFS SAT-LOI-20160428-00041, granted by FCC 17-77 (22 June 2017) and restated in
  /// DA 22-970, paragraph 2; the inclination stands in attachment B of the modification SAT-MPL-20200526-00062, which
  /// DA 23-362 (28 April 2023) granted in part, with 716 satellites in other planes.
  public static let oneWeb = [PublishedShell("ONEWEB", .star, 18, 40, 87.9, 1_200)]

  /// Kuiper's first system: 3,236 satellites in 98 planes.
  ///
  /// Source: Kuiper Systems' application, IBFS SAT-LOA-20190704-00057, granted by FCC 20-102 (released on 30 July
  /// 2020). Planes and satellites a plane also in Bassa et al., table 1.
  public static let kuiper = [
    PublishedShell("KUIPER-A", .delta, 34, 34, 51.9, 630), PublishedShell("KUIPER-B", .delta, 36, 36, 42.0, 610),
    PublishedShell("KUIPER-C", .delta, 28, 28, 33.0, 590),
  ]

  private init(
    _ prefix: String, _ pattern: WalkerConstellation.Pattern, _ planeCount: Int, _ satellitesPerPlane: Int,
    _ inclinationDegrees: Double, _ altitudeKilometres: Double
  ) {
    (self.prefix, self.pattern, self.planeCount) = (prefix, pattern, planeCount)
    self.satellitesPerPlane = satellitesPerPlane
    (self.inclinationDegrees, self.altitudeKilometres) = (inclinationDegrees, altitudeKilometres)
  }

  /// Returns the pattern as it stands at an instant. The phasing from plane to plane is not published: one step is
  /// taken.
  public func constellation(at epoch: ScenarioTime) throws(WalkerError) -> WalkerConstellation {
    try WalkerConstellation(
      pattern, satelliteCount: satelliteCount, planeCount: planeCount, phasing: 1,
      inclinationDegrees: inclinationDegrees, altitudeKilometres: altitudeKilometres, epoch: epoch)
  }

  /// The element sets of the pattern at an instant.
  func elementSets(at epoch: ScenarioTime) -> [ElementSet] {
    do {
      return try constellation(at: epoch).elementSets(prefix: prefix)
    } catch {
      preconditionFailure("the published shell \(prefix) is no constellation: \(error)")
    }
  }
}
