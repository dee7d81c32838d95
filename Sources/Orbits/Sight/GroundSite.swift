import Glibc
public import Quantities

/// A place on the ground from which satellites are looked at: its position and its east, north and up.
public struct GroundSite: Hashable, Sendable {
  /// The place on the WGS84 ellipsoid.
  public let geodetic: Geodetic
  /// Position in the Earth's frame, km.
  public let positionEarthFixed: SIMD3<Double>
  /// Unit vectors of the local horizon in the Earth's frame; up is normal to the ellipsoid.
  public let east, north, up: SIMD3<Double>

  /// Creates a site from its place.
  public init(_ geodetic: Geodetic) {
    let latitude = geodetic.latitudeDegrees * (.pi / 180)
    let longitude = geodetic.longitudeDegrees * (.pi / 180)
    let (sinLat, cosLat) = (sin(latitude), cos(latitude))
    let (sinLon, cosLon) = (sin(longitude), cos(longitude))
    self.geodetic = geodetic
    positionEarthFixed = geodetic.positionEarthFixed
    east = SIMD3(-sinLon, cosLon, 0)
    north = SIMD3(-sinLat * cosLon, -sinLat * sinLon, cosLat)
    up = SIMD3(cosLat * cosLon, cosLat * sinLon, sinLat)
  }
}

/// A number and how fast it changes.
public struct Rated: Hashable, Sendable {
  /// The number.
  public var value: Double
  /// Its change a second.
  public var perSecond: Double
}

extension GroundSite {
  /// Returns the sine of a satellite's elevation and its derivative: what a search for passes needs, and no more.
  public func sineOfElevation(of state: EarthFixedState) -> Rated {
    let line = state.positionEarthFixed - positionEarthFixed
    let velocity = state.velocityEarthFixed
    let range = length(line)
    // s = ρ·u / |ρ|, ds/dt = (v·u - s ρ·v / |ρ|) / |ρ|
    let sine = dot(line, up) / range
    return Rated(value: sine, perSecond: (dot(velocity, up) - sine * dot(line, velocity) / range) / range)
  }
}

/// Returns the scalar product.
package func dot(_ left: SIMD3<Double>, _ right: SIMD3<Double>) -> Double {
  left.x * right.x + left.y * right.y + left.z * right.z
}

/// Returns the length of a vector.
package func length(_ vector: SIMD3<Double>) -> Double { dot(vector, vector).squareRoot() }
