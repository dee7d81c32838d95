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

  /// Starlink's first generation. Source: FCC 21-48 (27 April 2021), paragraph 4, table of the modified orbits.
  public static let starlink = [
    PublishedShell("STARLINK-A", .delta, 72, 22, 53.0, 550), PublishedShell("STARLINK-B", .delta, 72, 22, 53.2, 540),
    PublishedShell("STARLINK-C", .delta, 36, 20, 70.0, 570), PublishedShell("STARLINK-D", .delta, 6, 58, 97.6, 560),
    PublishedShell("STARLINK-E", .delta, 4, 43, 97.6, 560),
  ]

  /// OneWeb's first constellation. Source: FCC 17-77 (22 June 2017): 720 satellites in 18 planes.
  public static let oneWeb = [PublishedShell("ONEWEB", .star, 18, 40, 87.9, 1_200)]

  /// Kuiper's first system. Source: FCC 20-102 (29 July 2020): 3,236 satellites in 98 planes.
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
}
