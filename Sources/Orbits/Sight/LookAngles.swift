import Glibc
public import Quantities

/// Where a satellite stands in the sky of a site, and how far away.
///
/// Geometric: no refraction (0.5 degrees at the horizon) and no light time (9 ms at 2,700 km).
public struct LookAngles: Hashable, Sendable {
  /// Azimuth from north through east, 0..<360 degrees; 0 at the zenith.
  public var azimuth: Angle
  /// Elevation above the horizon of the ellipsoid, -90...90 degrees.
  public var elevation: Angle
  /// Distance, km.
  public var rangeKilometres: Double
  /// Change of the distance, km/s; positive as the satellite recedes.
  public var rangeRateKilometresPerSecond: Double
}

extension GroundSite {
  /// Returns where a satellite in the Earth's frame stands in this site's sky.
  public func lookAngles(to state: EarthFixedState) -> LookAngles {
    let line = state.positionEarthFixed - positionEarthFixed
    let range = length(line)
    let (eastward, northward, upward) = (dot(line, east), dot(line, north), dot(line, up))
    let horizontal = (eastward * eastward + northward * northward).squareRoot()
    let turned = atan2(eastward, northward)
    // A tiny negative angle plus 2π rounds to 2π itself: that is north.
    let azimuth = turned < 0 ? turned + 2 * .pi : turned
    return LookAngles(
      azimuth: .radians(azimuth < 2 * .pi ? azimuth : 0), elevation: .radians(atan2(upward, horizontal)),
      rangeKilometres: range, rangeRateKilometresPerSecond: dot(line, state.velocityEarthFixed) / range)
  }
}
