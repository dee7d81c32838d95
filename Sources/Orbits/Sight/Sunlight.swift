import Glibc
public import Quantities

/// The Sun, as far as shadows need it.
public enum Sunlight {
  /// Returns the direction to the Sun, a unit vector in the mean equator and equinox of date.
  ///
  /// Source: The Astronomical Almanac, section C, low-precision formulas: good to 0.01 degrees from 1950 to 2050.
  public static func direction(at time: ScenarioTime) -> SIMD3<Double> {
    let days = Double(time.nanosecondsSince1970 - 946_728_000_000_000_000) / 86.4e12
    let longitude = 280.460 + 0.985_647_4 * days
    let anomaly = (357.528 + 0.985_600_3 * days) * (.pi / 180)
    let ecliptic = (longitude + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly)) * (.pi / 180)
    let obliquity = (23.439 - 4e-7 * days) * (.pi / 180)
    return SIMD3(cos(ecliptic), cos(obliquity) * sin(ecliptic), sin(obliquity) * sin(ecliptic))
  }

  /// Whether a position, km in TEME, sees the centre of the Sun: the Earth is a sphere of its equatorial radius.
  public static func reaches(_ positionTEME: SIMD3<Double>, at time: ScenarioTime) -> Bool {
    let sun = direction(at: time)
    let along = dot(positionTEME, sun)
    guard along < 0 else { return true }
    let across = positionTEME - along * sun
    return length(across) > WGS84.equatorialRadius
  }
}
