import Glibc
import Orbits
import Quantities

/// The way from one waypoint to the next: the normal of the ellipsoid turns evenly, the height changes evenly.
///
/// Units: km, seconds, radians.
struct TrackLeg: Hashable, Sendable {
  private let start: ScenarioTime
  let seconds: Double
  /// The normal at the start, and the direction in which it turns.
  private let normal, tangent: SIMD3<Double>
  /// By how much it turns.
  let angle: Double
  private let height, climb: Double

  init(from: TerminalTrack.Waypoint, to: TerminalTrack.Waypoint) {
    let (first, last) = (GroundSite(from.place).up, GroundSite(to.place).up)
    let pole = cross(first, last)
    (start, seconds, normal) = (from.time, (to.time - from.time).seconds, first)
    angle = first == last ? 0 : atan2(length(pole), dot(first, last))
    tangent = length(pole) == 0 ? .zero : unit(cross(pole, first))
    height = from.place.heightMetres / 1_000
    climb = (to.place.heightMetres - from.place.heightMetres) / 1_000
  }

  var isStill: Bool { angle == 0 && climb == 0 }

  /// The length, as it would be where the ellipsoid is flattest: a²/b is its greatest radius of curvature.
  var lengthKilometres: Double {
    let radius = WGS84.equatorialRadius * WGS84.equatorialRadius / WGS84.polarRadius + max(height, height + climb)
    return hypot(angle * radius, climb)
  }

  /// The part of the way that is done at a time of it.
  func part(at time: ScenarioTime) -> Double { (time - start).seconds / seconds }

  func place(at time: ScenarioTime) -> Geodetic {
    let part = part(at: time)
    let up = turned(by: angle * part).up
    return Geodetic(
      latitudeDegrees: atan2(up.z, hypot(up.x, up.y)) * (180 / .pi), longitudeDegrees: atan2(up.y, up.x) * (180 / .pi),
      heightMetres: (height + climb * part) * 1_000)
  }

  func motion(at time: ScenarioTime) -> SiteMotion {
    let part = part(at: time)
    let (up, forward) = turned(by: angle * part)
    let upRate = angle / seconds * forward
    let (high, climbRate) = (height + climb * part, climb / seconds)
    // N = a / sqrt(1 - e² n_z²), dN/dt = N³ e² n_z (dn_z/dt) / a²
    let square = WGS84.eccentricitySquared
    let radius = WGS84.equatorialRadius / (1 - square * up.z * up.z).squareRoot()
    let radiusRate =
      radius * radius * radius * square * up.z * upRate.z / (WGS84.equatorialRadius * WGS84.equatorialRadius)
    // r = ((N + h) n_x, (N + h) n_y, (N (1 - e²) + h) n_z)
    let scale = SIMD3(radius + high, radius + high, radius * (1 - square) + high)
    let scaleRate = SIMD3(radiusRate + climbRate, radiusRate + climbRate, radiusRate * (1 - square) + climbRate)
    return SiteMotion(position: scale * up, velocity: scaleRate * up + scale * upRate, up: up, upRate: upRate)
  }

  /// The normal turned by an angle, and the direction in which it turns on.
  private func turned(by angle: Double) -> (up: SIMD3<Double>, forward: SIMD3<Double>) {
    let (sine, cosine) = (sin(angle), cos(angle))
    return (cosine * normal + sine * tangent, cosine * tangent - sine * normal)
  }
}

/// A place in the Earth's frame that may move: km and km/s, and the normal of the ellipsoid with its change a second.
struct SiteMotion {
  let position, velocity, up, upRate: SIMD3<Double>

  init(position: SIMD3<Double>, velocity: SIMD3<Double>, up: SIMD3<Double>, upRate: SIMD3<Double>) {
    (self.position, self.velocity, self.up, self.upRate) = (position, velocity, up, upRate)
  }

  init(_ site: GroundSite) {
    self.init(position: site.positionEarthFixed, velocity: .zero, up: site.up, upRate: .zero)
  }

  /// Returns the sine of a satellite's elevation and its change a second.
  func sineOfElevation(of state: EarthFixedState) -> (value: Double, perSecond: Double) {
    let line = state.positionEarthFixed - position
    let velocity = state.velocityEarthFixed - velocity
    let range = length(line)
    // s = ρ·u / |ρ|, ds/dt = (v·u + ρ·(du/dt) - s ρ·v / |ρ|) / |ρ|
    let sine = dot(line, up) / range
    return (sine, (dot(velocity, up) + dot(line, upRate) - sine * dot(line, velocity) / range) / range)
  }

  /// Returns the distance of a satellite and its change a second.
  func range(to state: EarthFixedState) -> (value: Double, perSecond: Double) {
    let line = state.positionEarthFixed - position
    let range = length(line)
    return (range, dot(line, state.velocityEarthFixed - velocity) / range)
  }
}
