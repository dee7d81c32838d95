import Glibc

/// The constants of WGS 72 that element sets are fitted with (AIAA 2006-6753, section III.B).
///
/// Units of SGP4: Earth radii, minutes, radians.
enum WGS72 {
  /// Gravitational parameter, km³/s².
  static let mu = 398_600.8
  /// Equatorial radius, km.
  static let earthRadiusKilometres = 6_378.135
  /// Square root of the gravitational parameter, Earth radii^1.5 a minute.
  static let ke =
    60 / (earthRadiusKilometres * earthRadiusKilometres * earthRadiusKilometres / mu).squareRoot()
  /// Zonal harmonics.
  static let j2 = 0.001_082_616
  static let j3 = -0.000_002_538_81
  static let j4 = -0.000_001_655_97
  static let j3OverJ2 = j3 / j2
  /// One Earth radius a minute, in km/s.
  static let kilometresPerSecond = earthRadiusKilometres * ke / 60
}

/// The two mean motions of SGP4: Kozai's, which element sets publish, and Brouwer's, which the theory uses.
///
/// Both in radians a minute. Source: Hoots and Roehrich, Spacetrack Report No. 3, section 5.
struct MeanMotion {
  /// δ·a² of the conversion: three quarters of J2 (3 cos²i - 1) / (1 - e²)^1.5.
  private let obliquity: Double

  init(eccentricity: Double, inclination: Double) {
    let cosine = cos(inclination)
    let square = 1 - eccentricity * eccentricity
    obliquity = 0.75 * WGS72.j2 * (3 * cosine * cosine - 1) / (square.squareRoot() * square)
  }

  /// Returns Brouwer's mean motion n0″ = n0 / (1 + δ0).
  func brouwer(fromKozai motion: Double) -> Double {
    motion / (1 + correction(ofKozai: motion))
  }

  /// Returns the Kozai mean motion whose Brouwer motion is the given one.
  ///
  /// Fixed-point iteration of n0 = n0″ (1 + δ0(n0)); δ0 is below 0.002, so ten rounds reach the last digit.
  func kozai(fromBrouwer motion: Double) -> Double {
    (0..<10).reduce(motion) { guess, _ in motion * (1 + correction(ofKozai: guess)) }
  }

  private func correction(ofKozai motion: Double) -> Double {
    let axis = semimajorAxis(ofMotion: motion)
    let first = obliquity / (axis * axis)
    // a0 = a1 (1 - δ1² - δ1 (1/3 + 134/81 δ1²))
    let corrected = axis * (1 - first * first - first * (1.0 / 3 + 134 * first * first / 81))
    return obliquity / (corrected * corrected)
  }
}

/// Returns the semimajor axis, in Earth radii, of a mean motion: a = (ke / n)^(2/3).
func semimajorAxis(ofMotion motion: Double) -> Double { pow(WGS72.ke / motion, 2.0 / 3) }

/// Returns an angle less its whole turns, with the sign it had.
func withoutWholeTurns(_ angle: Double) -> Double { angle.truncatingRemainder(dividingBy: 2 * .pi) }
