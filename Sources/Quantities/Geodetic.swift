/// A place above the WGS84 ellipsoid.
///
/// Latitude is geodetic, -90...90 degrees; longitude is east-positive, -180...180 degrees;
/// height is above the ellipsoid, in metres, and not above the sea.
public struct Geodetic: Hashable, Sendable {
  /// Geodetic latitude, north positive, in degrees.
  public var latitudeDegrees: Double
  /// Longitude, east positive, in degrees.
  public var longitudeDegrees: Double
  /// Height above the WGS84 ellipsoid, in metres.
  public var heightMetres: Double

  /// Creates a place from degrees and metres; the values are not checked.
  public init(latitudeDegrees: Double, longitudeDegrees: Double, heightMetres: Double = 0) {
    self.latitudeDegrees = latitudeDegrees
    self.longitudeDegrees = longitudeDegrees
    self.heightMetres = heightMetres
  }
}
