public import Orbits
import Quantities

/// Where a satellite's beam points, and so where the reference location of its cell moves over the ground.
///
/// TS 38.331 gives a UE the reference location at an epoch and the satellite's ephemeris, and leaves it to the UE to
/// carry the one on by the other (5.5.4.15a, SIB19). A direction held fixed in the satellite's orbital frame is what a
/// beam does that is not steered; straight down is the special case of a cell around the sub-satellite point.
public enum Boresight: Hashable, Sendable {
  /// To the sub-satellite point: along the normal of the ellipsoid.
  case nadir
  /// In a direction of the orbital frame.
  case fixed(OrbitalDirection)

  /// Returns where the beam meets the WGS84 ellipsoid, in the Earth's frame, km; nil where it misses it.
  public func referenceLocation(from state: EarthFixedState) -> SIMD3<Double>? {
    switch self {
    case .nadir:
      var place = Geodetic(positionEarthFixed: state.positionEarthFixed)
      place.heightMetres = 0
      return place.positionEarthFixed
    case .fixed(let direction):
      let frame = OrbitalFrame(state)
      return WGS84.firstPoint(from: state.positionEarthFixed, along: frame.earthFixed(direction))
    }
  }
}

/// A direction in a satellite's orbital frame.
public struct OrbitalDirection: Hashable, Sendable {
  /// The parts of the unit vector: forward in the plane of the orbit, to the right of it (against the orbit's
  /// normal), and down to the centre of the Earth.
  public let forward, across, down: Double

  /// Creates the direction of a vector, whatever its length; the centre of the Earth for no length at all.
  public init(forward: Double, across: Double, down: Double) {
    let size = length(SIMD3(forward, across, down))
    (self.forward, self.across, self.down) =
      size > 0 && size.isFinite ? (forward / size, across / size, down / size) : (0, 0, 1)
  }

  /// Creates the direction in which a satellite sees a place: what carries the place on from its epoch.
  public init(from state: EarthFixedState, to positionEarthFixed: SIMD3<Double>) {
    let frame = OrbitalFrame(state)
    let line = positionEarthFixed - state.positionEarthFixed
    self.init(forward: dot(line, frame.forward), across: dot(line, frame.across), down: dot(line, frame.down))
  }
}

/// The axes of a satellite's local vertical and local horizontal, in the Earth's frame.
struct OrbitalFrame {
  let forward, across, down: SIMD3<Double>

  /// The frame of the orbit's plane, which is that of the inertial velocity: v + ω × r.
  init(_ state: EarthFixedState) {
    let position = state.positionEarthFixed
    let turn = EarthOrientation.rotationRadiansPerSecond
    let velocity = state.velocityEarthFixed + SIMD3(-turn * position.y, turn * position.x, 0)
    down = unit(-position)
    // Across is the orbit's normal turned about: down × forward = across.
    across = unit(cross(down, velocity))
    forward = cross(across, down)
  }

  func earthFixed(_ direction: OrbitalDirection) -> SIMD3<Double> {
    direction.forward * forward + direction.across * across + direction.down * down
  }
}

extension WGS84 {
  /// Returns where a ray first meets the ellipsoid, km; nil where it does not.
  fileprivate static func firstPoint(from origin: SIMD3<Double>, along direction: SIMD3<Double>) -> SIMD3<Double>? {
    // On the unit sphere of (x/a, y/a, z/b): |o + s d|² = 1.
    let scale = SIMD3(equatorialRadius, equatorialRadius, polarRadius)
    let (o, d) = (origin / scale, direction / scale)
    let (square, half, rest) = (dot(d, d), dot(o, d), dot(o, o) - 1)
    let discriminant = half * half - square * rest
    guard discriminant >= 0, half < 0, rest > 0 else { return nil }
    // The nearer root, in the form that loses no digits: s = c / (-b' + sqrt(b'² - a c)).
    let distance = rest / (-half + discriminant.squareRoot())
    return origin + distance * direction
  }
}

/// Returns the vector product.
func cross(_ left: SIMD3<Double>, _ right: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(
    left.y * right.z - left.z * right.y, left.z * right.x - left.x * right.z, left.x * right.y - left.y * right.x)
}

/// Returns the vector of length one in a direction.
func unit(_ vector: SIMD3<Double>) -> SIMD3<Double> { vector / length(vector) }
