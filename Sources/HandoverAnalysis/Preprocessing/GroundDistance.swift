import Glibc
import Orbits
public import Quantities

/// How far a terminal is from a place on the ground.
///
/// Both follow from the square of a difference of vectors, which is smooth in time: so crossings are sought on it.
public enum GroundDistance: String, Hashable, Sendable, CaseIterable {
  /// Over a sphere of 6,371 km through latitudes and longitudes, as the documented files have it; heights do not count.
  ///
  /// Off by up to 0.7 % from the chord on the ellipsoid, below 1,000 km.
  case haversine
  /// Straight through the Earth, from where the terminal is to the place on WGS84.
  case chord

  /// The radius of the documented files, km.
  static let radiusKilometres = 6_371.0

  /// Returns the distance between two places, km.
  public func kilometres(from terminal: Geodetic, to place: Geodetic) -> Double {
    kilometres(ofSquare: square(anchor(of: terminal), anchor(of: place)))
  }

  /// The vector that stands for a place: of length one, or km from the centre of the Earth.
  func anchor(of place: Geodetic) -> SIMD3<Double> {
    guard self == .haversine else { return place.positionEarthFixed }
    let (latitude, longitude) = (place.latitudeDegrees * (.pi / 180), place.longitudeDegrees * (.pi / 180))
    let across = cos(latitude)
    return SIMD3(across * cos(longitude), across * sin(longitude), sin(latitude))
  }

  func square(_ left: SIMD3<Double>, _ right: SIMD3<Double>) -> Double {
    let line = left - right
    return dot(line, line)
  }

  /// d = 2 R asin(|u - v| / 2), which is the haversine formula.
  func kilometres(ofSquare square: Double) -> Double {
    let chord = square.squareRoot()
    return self == .chord ? chord : 2 * GroundDistance.radiusKilometres * asin(min(1, chord / 2))
  }

  func square(ofKilometres kilometres: Double) -> Double {
    let chord = self == .chord ? kilometres : 2 * sin(kilometres / (2 * GroundDistance.radiusKilometres))
    return chord * chord
  }
}
