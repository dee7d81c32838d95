import Glibc
import Quantities

/// The times of a scan: from the start in equal steps, and the end.
struct ScanGrid {
  let start: Int64
  /// Seconds after the start.
  let seconds: [Double]
  let instants: Instants
  /// The step, in seconds; the last one may be shorter.
  let step: Double
  /// Sine and cosine of the sidereal time.
  let sine, cosine: [Double]

  /// The Earth's turning against the mean equinox, radians a second: 2 pi 1.00273790935 a day.
  static let siderealRate = 7.292_115_855_3e-5

  init(from start: Int64, to end: Int64, step: Double, orientation: EarthOrientation) {
    let length = Double(end - start) * 1e-6
    let whole = Int((length / step).rounded(.up))
    var seconds = (0..<whole).map { Double($0) * step }
    seconds.append(length)
    self.start = start
    self.step = step
    self.seconds = seconds
    let times = seconds.map { ScenarioTime(microseconds: start + Int64(($0 * 1e6).rounded())) }
    instants = Instants(times)
    let angles = times.map { SiderealTime.radians(at: $0, ut1MinusUTCSeconds: orientation.ut1MinusUTCSeconds) }
    sine = angles.map { sin($0) }
    cosine = angles.map { cos($0) }
  }

  var count: Int { seconds.count }

  /// Returns sine and cosine of the sidereal time at a number of seconds near a point of the grid.
  func sidereal(at time: Double, near point: Int) -> (sine: Double, cosine: Double) {
    let angle = (time - seconds[point]) * ScanGrid.siderealRate
    let z = angle * angle
    // Taylor: at most 0.1 rad, half an hour.
    let s = angle * (1 + z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5_040))))
    let c = 1 + z * (-0.5 + z * (1 / 24 + z * (-1 / 720 + z * (1 / 40_320))))
    return (sine[point] * c + cosine[point] * s, cosine[point] * c - sine[point] * s)
  }

  /// Returns the point of the grid at or before a time.
  func point(before time: Double) -> Int { max(0, min(count - 1, Int(time / step))) }
}

/// A station as the scan sees it: in the frame of the turning Earth without polar motion.
struct ScanStation {
  let position, up: SIMD3<Double>
  let direction: SIMD3<Double>
  let radius: Double
  let mask: Double
  let sineOfMask: Double

  init(_ site: GroundSite, minimumElevation: Angle, orientation: EarthOrientation) {
    position = orientation.withoutPolarMotion(site.positionEarthFixed)
    up = orientation.withoutPolarMotion(site.up)
    radius = length(position)
    direction = position / radius
    mask = minimumElevation.radians
    sineOfMask = sin(mask)
  }
}

/// How fast and how far a satellite can move between two points of a grid.
struct Reach {
  /// Bound on the rate at which its direction from the Earth's centre turns against the ground, radians a second.
  let rate: Double
  /// Bound on the distance from the centre, km.
  let apogee: Double
  /// Bound on the relative change of that distance, a second.
  let climb: Double
  /// Bound on the latitude, radians.
  let latitude: Double

  /// Bounds for as long as mean elements drift no farther than they do between sets: 5 % in the motion, and in the
  /// eccentricity 0.002, or 0.02 where Sun and Moon pull.
  init(_ sgp4: SGP4) {
    let mean = sgp4.secular.epoch
    let e = min(0.99, mean.eccentricity + (sgp4.isDeepSpace ? 0.02 : 0.002))
    let square = 1 - e * e
    // At perigee: n (1 + e)^2 / (1 - e^2)^1.5; nothing bound turns faster than escape speed at the surface.
    let turning = mean.motion / 60 * (1 + e) * (1 + e) / (square * square.squareRoot())
    rate = min(1.05 * turning, 11.2 / 6_378) + 7.3e-5
    let axis = semimajorAxis(ofMotion: mean.motion) * WGS72.earthRadiusKilometres
    apogee = axis * (1 + e) * 1.01 + 50
    // dr/dt is at most e sqrt(mu / p), and r at least the perigee's or the Earth's surface.
    let radial = e * (WGS72.mu / (axis * square)).squareRoot() + 0.05
    climb = radial / max(axis * (1 - e) * 0.98, 6_400)
    let inclination = min(mean.inclination, .pi - mean.inclination)
    latitude = inclination + (sgp4.isDeepSpace ? 0.05 : 0.005)
  }
}

extension EarthOrientation {
  /// Turns a vector from the ITRF back into the pseudo-Earth-fixed frame.
  func withoutPolarMotion(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    let arcsecond = Double.pi / 648_000
    let (sinX, cosX) = (sin(polarMotionXArcseconds * arcsecond), cos(polarMotionXArcseconds * arcsecond))
    let (sinY, cosY) = (sin(polarMotionYArcseconds * arcsecond), cos(polarMotionYArcseconds * arcsecond))
    let across = sinX * vector.x + cosX * vector.z
    return SIMD3(
      cosX * vector.x - sinX * vector.z, cosY * vector.y + sinY * across, cosY * across - sinY * vector.y)
  }
}
