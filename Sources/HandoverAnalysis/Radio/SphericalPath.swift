import Glibc
public import Quantities

/// The line from a terminal to a satellite over the sphere of TR 38.811: R = 6,371 km, terminal at height zero.
///
/// Source: TR 38.811 6.6.2, equation 6.6-3. A real pass has ``LookAngles`` instead, on the ellipsoid: the radius
/// differs from 6,371 km by up to 14 km, which at 600 km of altitude is half a kilometre of range at 30 degrees.
public enum SphericalPath {
  /// Returns the slant range of a satellite seen at an elevation, km.
  public static func slantRangeKilometres(elevation: Angle, altitudeKilometres altitude: Double) -> Double {
    let radius = RadioConstants.earthRadiusKilometres
    let rise = radius * sin(elevation.radians)
    // d = sqrt(R² sin² a + h² + 2 h R) - R sin a
    return (rise * rise + altitude * altitude + 2 * altitude * radius).squareRoot() - rise
  }

  /// Returns the distance over the ground from the terminal to the sub-satellite point, km.
  public static func groundDistanceKilometres(elevation: Angle, altitudeKilometres altitude: Double) -> Double {
    let radius = RadioConstants.earthRadiusKilometres
    // g = acos(R cos a / (R + h)) - a
    let angle = acos(radius * cos(elevation.radians) / (radius + altitude)) - elevation.radians
    return radius * max(0, angle)
  }

  /// Returns the elevation of a satellite whose sub-satellite point is so many kilometres away over the ground.
  public static func elevation(groundDistanceKilometres distance: Double, altitudeKilometres altitude: Double) -> Angle
  {
    let radius = RadioConstants.earthRadiusKilometres
    let angle = distance / radius
    // tan a = (cos g - R / (R + h)) / sin g
    return .radians(atan2(cos(angle) - radius / (radius + altitude), sin(angle)))
  }
}
