import Glibc
public import Quantities

/// The ellipsoid of WGS 84 (NIMA TR8350.2), in km.
package enum WGS84 {
  package static let equatorialRadius = 6_378.137
  package static let flattening = 1 / 298.257_223_563
  package static let polarRadius = equatorialRadius * (1 - flattening)
  /// e² = f (2 - f) and e'² = e² / (1 - e²).
  package static let eccentricitySquared = flattening * (2 - flattening)
  static let secondEccentricitySquared = eccentricitySquared / (1 - eccentricitySquared)
}

extension Geodetic {
  /// The place as a vector from the Earth's centre in the Earth's frame, km.
  public var positionEarthFixed: SIMD3<Double> {
    let latitude = latitudeDegrees * (.pi / 180)
    let longitude = longitudeDegrees * (.pi / 180)
    let height = heightMetres / 1_000
    let sine = sin(latitude)
    // N = a / sqrt(1 - e² sin²φ)
    let normal = WGS84.equatorialRadius / (1 - WGS84.eccentricitySquared * sine * sine).squareRoot()
    let across = (normal + height) * cos(latitude)
    return SIMD3(
      across * cos(longitude), across * sin(longitude),
      (normal * (1 - WGS84.eccentricitySquared) + height) * sine)
  }

  /// Creates the place of a vector in the Earth's frame, km, on and above the surface, the poles included.
  ///
  /// Bowring's formula (1976), repeated until the parametric latitude stands still to 1e-15 rad: two or three
  /// rounds from the ground to beyond the Moon. The centre of the Earth has no place: it is answered, not trapped.
  public init(positionEarthFixed position: SIMD3<Double>) {
    let (a, b) = (WGS84.equatorialRadius, WGS84.polarRadius)
    let across = (position.x * position.x + position.y * position.y).squareRoot()
    var parametric = atan2(a * position.z, b * across)
    var latitude = 0.0
    for _ in 0..<10 {
      // tan φ = (z + e'² b sin³β) / (ρ - e² a cos³β), tan β = (b / a) tan φ
      let (sine, cosine) = (sin(parametric), cos(parametric))
      latitude = atan2(
        position.z + WGS84.secondEccentricitySquared * b * sine * sine * sine,
        across - WGS84.eccentricitySquared * a * cosine * cosine * cosine)
      let next = atan2(b * sin(latitude), a * cos(latitude))
      let change = abs(next - parametric)
      parametric = next
      if change < 1e-15 { break }
    }
    let (sine, cosine) = (sin(latitude), cos(latitude))
    // h = ρ cos φ + z sin φ - a sqrt(1 - e² sin²φ), good at the poles as well
    let height =
      across * cosine + position.z * sine - a * (1 - WGS84.eccentricitySquared * sine * sine).squareRoot()
    self.init(
      latitudeDegrees: latitude * (180 / .pi), longitudeDegrees: atan2(position.y, position.x) * (180 / .pi),
      heightMetres: height * 1_000)
  }
}
