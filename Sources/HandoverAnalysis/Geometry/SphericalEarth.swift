import Glibc
public import Orbits
public import Quantities

/// The Earth of the serving-satellite precheck: a sphere that turns evenly, with circular orbits around it.
///
/// It is there to reproduce figures that were made with it, to the last bit: every formula keeps the order in which the
/// figures were worked out. Source: the precheck's own position trace and tables. Omits the flattening (a terminal at
/// 25 degrees north stands 3.8 km too high), the drift of nodes (J2), drag; for anything else the ellipsoid and SGP4
/// are there.
public enum SphericalEarth {
  /// The radius, m: the equator's of WGS84.
  public static let radiusMetres = 6_378_137.0
  /// The gravitational parameter, m³/s² (WGS84).
  public static let gravitationalParameter = 3.986_004_418e14
  /// How fast it turns, rad/s.
  public static let rotationRadiansPerSecond = 7.292_115_9e-5

  /// A place over the sphere.
  public struct Place: Hashable, Sendable {
    /// Geocentric latitude and east longitude, degrees.
    public var latitudeDegrees, longitudeDegrees: Double
    /// Height above the sphere, m.
    public var heightMetres: Double

    /// Creates a place from degrees and metres; the values are not checked.
    public init(latitudeDegrees: Double, longitudeDegrees: Double, heightMetres: Double = 0) {
      (self.latitudeDegrees, self.longitudeDegrees) = (latitudeDegrees, longitudeDegrees)
      self.heightMetres = heightMetres
    }

    /// The vector from the centre in the turning frame, m.
    var positionMetres: SIMD3<Double> {
      let latitude = latitudeDegrees * .pi / 180
      let longitude = longitudeDegrees * .pi / 180
      let radius = radiusMetres + heightMetres
      return SIMD3(
        radius * cos(latitude) * cos(longitude), radius * cos(latitude) * sin(longitude), radius * sin(latitude))
    }
  }

  /// A place from which satellites are looked at, with its horizon.
  public struct Site: Hashable, Sendable {
    /// The place.
    public let place: Place
    private let positionMetres: SIMD3<Double>
    private let sineOfLatitude, cosineOfLatitude, sineOfLongitude, cosineOfLongitude: Double

    /// Creates a site from its place.
    public init(_ place: Place) {
      self.place = place
      positionMetres = place.positionMetres
      let latitude = place.latitudeDegrees * .pi / 180
      let longitude = place.longitudeDegrees * .pi / 180
      (sineOfLatitude, cosineOfLatitude) = (sin(latitude), cos(latitude))
      (sineOfLongitude, cosineOfLongitude) = (sin(longitude), cos(longitude))
    }

    /// Returns where a satellite at a place stands in this site's sky.
    public func sight(of satellite: Place) -> Sight {
      let line = satellite.positionMetres - positionMetres
      let (x, y, z) = (line.x, line.y, line.z)
      let east = -sineOfLongitude * x + cosineOfLongitude * y
      let north =
        -sineOfLatitude * cosineOfLongitude * x - sineOfLatitude * sineOfLongitude * y + cosineOfLatitude * z
      let up = cosineOfLatitude * cosineOfLongitude * x + cosineOfLatitude * sineOfLongitude * y + sineOfLatitude * z
      let elevation = atan2(up, (east * east + north * north).squareRoot()) * 180 / .pi
      let azimuth = atan2(east, north) * 180 / .pi
      return Sight(
        azimuth: .degrees(azimuth < 0 ? azimuth + 360 : azimuth), elevation: .degrees(elevation),
        rangeKilometres: (x * x + y * y + z * z).squareRoot() / 1_000)
    }
  }

  /// Where a satellite stands in a sky.
  public struct Sight: Hashable, Sendable {
    /// Azimuth from north through east, and elevation above the plane that touches the sphere.
    public var azimuth, elevation: Angle
    /// Distance, km.
    public var rangeKilometres: Double
  }
}

/// A Walker constellation on circular orbits over the sphere, its first node above Greenwich at the epoch.
///
/// Node and anomaly are those of ``WalkerConstellation``; the altitude is above the sphere. θ = n t + φ with
/// n = sqrt(μ / r³), turned by the inclination about the line of nodes and by node - ω t about the axis.
public struct SphericalConstellation: Hashable, Sendable {
  /// The pattern, inclination and altitude.
  public let constellation: WalkerConstellation
  private let radiusMetres, meanMotion, sineOfInclination, cosineOfInclination: Double

  /// Puts a constellation on the sphere.
  public init(_ constellation: WalkerConstellation) {
    self.constellation = constellation
    radiusMetres = SphericalEarth.radiusMetres + constellation.altitudeKilometres * 1_000
    meanMotion = (SphericalEarth.gravitationalParameter / (radiusMetres * radiusMetres * radiusMetres)).squareRoot()
    let inclination = constellation.inclinationDegrees * .pi / 180
    (sineOfInclination, cosineOfInclination) = (sin(inclination), cos(inclination))
  }

  /// Returns where every satellite is so many seconds after the epoch, plane by plane.
  public func places(afterSeconds seconds: Double) -> [SphericalEarth.Place] {
    (0..<constellation.satelliteCount).map { place(of: $0, afterSeconds: seconds) }
  }

  /// Returns where a satellite is so many seconds after the epoch.
  public func place(of satellite: Int, afterSeconds seconds: Double) -> SphericalEarth.Place {
    let count = constellation.satelliteCount
    let (plane, slot) = satellite.quotientAndRemainder(dividingBy: count / constellation.planeCount)
    let units = (slot * constellation.planeCount + plane * constellation.phasing) % count
    let theta = meanMotion * seconds + 2 * .pi * Double(units) / Double(count)
    let (along, across) = (radiusMetres * cos(theta), radiusMetres * sin(theta))
    let (y, z) = (across * cosineOfInclination, across * sineOfInclination)
    let spread = constellation.pattern == .delta ? 2 * Double.pi : Double.pi
    let node =
      spread * Double(plane) / Double(constellation.planeCount)
      + constellation.firstRightAscensionDegrees * .pi / 180
    let turn = node - SphericalEarth.rotationRadiansPerSecond * seconds
    let (sine, cosine) = (sin(turn), cos(turn))
    let (fixedX, fixedY) = (cosine * along - sine * y, sine * along + cosine * y)
    let distance = (fixedX * fixedX + fixedY * fixedY + z * z).squareRoot()
    return SphericalEarth.Place(
      latitudeDegrees: asin(max(-1, min(1, z / distance))) * 180 / .pi,
      longitudeDegrees: atan2(fixedY, fixedX) * 180 / .pi, heightMetres: distance - SphericalEarth.radiusMetres)
  }
}
