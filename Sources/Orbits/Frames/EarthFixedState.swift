import Glibc
public import Quantities

/// A position and velocity in the Earth's rotating frame (ITRF), as an observer on the ground sees them.
public struct EarthFixedState: Hashable, Sendable {
  /// Position, km.
  public var positionEarthFixed: SIMD3<Double>
  /// Velocity relative to the rotating Earth, km/s.
  public var velocityEarthFixed: SIMD3<Double>

  /// Creates a state from kilometres and kilometres a second.
  public init(positionEarthFixed: SIMD3<Double>, velocityEarthFixed: SIMD3<Double>) {
    self.positionEarthFixed = positionEarthFixed
    self.velocityEarthFixed = velocityEarthFixed
  }
}

extension EarthOrientation {
  /// The Earth's rotation, in radians a second (AIAA 2006-6753, appendix C).
  public static let rotationRadiansPerSecond = 7.292_115_146_706_98e-5

  /// Turns a state of an instant from TEME into the Earth's frame.
  ///
  /// Source: AIAA 2006-6753, appendix C: R3(GMST82(UT1)) to the pseudo-Earth-fixed frame, polar motion to the
  /// ITRF, and the velocity less the Earth's rotation.
  public func earthFixed(_ state: TEMEState, at time: ScenarioTime) -> EarthFixedState {
    let angle = SiderealTime.radians(at: time, ut1MinusUTCSeconds: ut1MinusUTCSeconds)
    let (sine, cosine) = (sin(angle), cos(angle))
    let (r, v) = (state.positionTEME, state.velocityTEME)
    let (x, y) = (cosine * r.x + sine * r.y, cosine * r.y - sine * r.x)
    let turn = EarthOrientation.rotationRadiansPerSecond
    let (vx, vy) = (cosine * v.x + sine * v.y + turn * y, cosine * v.y - sine * v.x - turn * x)
    return EarthFixedState(
      positionEarthFixed: withPolarMotion(SIMD3(x, y, r.z)),
      velocityEarthFixed: withPolarMotion(SIMD3(vx, vy, v.z)))
  }

  /// Turns a vector from the pseudo-Earth-fixed frame into the ITRF: R2(-xp) R1(-yp), transposed.
  func withPolarMotion(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    guard polarMotionXArcseconds != 0 || polarMotionYArcseconds != 0 else { return vector }
    let arcsecond = Double.pi / 648_000
    let (sinX, cosX) = (sin(polarMotionXArcseconds * arcsecond), cos(polarMotionXArcseconds * arcsecond))
    let (sinY, cosY) = (sin(polarMotionYArcseconds * arcsecond), cos(polarMotionYArcseconds * arcsecond))
    let across = sinY * vector.y + cosY * vector.z
    return SIMD3(
      cosX * vector.x + sinX * across, cosY * vector.y - sinY * vector.z, cosX * across - sinX * vector.x)
  }
}
