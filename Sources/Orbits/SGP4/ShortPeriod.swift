import Glibc

/// The last part of SGP4: long-period terms, Kepler's equation, short-period terms, position and velocity.
///
/// Source: AIAA 2006-6753 code; Spacetrack Report No. 3, section 6. Units: Earth radii, minutes, radians.
struct ShortPeriod {
  /// cos i, sin i, 3 cos²i - 1, 1 - cos²i, 7 cos²i - 1.
  let cosI, sinI, con41, x1mth2, x7thm1: Double
  /// Factors of the long-period terms in y and in the mean longitude.
  let longPeriodY, longPeriodLongitude: Double

  init(inclination: Double) {
    cosI = cos(inclination)
    sinI = sin(inclination)
    let square = cosI * cosI
    con41 = 3 * square - 1
    x1mth2 = 1 - square
    x7thm1 = 7 * square - 1
    longPeriodY = -0.5 * WGS72.j3OverJ2 * sinI
    // 1 + cos i vanishes at 180 degrees: held off zero.
    let denominator = abs(1 + cosI) > 1.5e-12 ? 1 + cosI : 1.5e-12
    longPeriodLongitude = -0.25 * WGS72.j3OverJ2 * sinI * (3 + 5 * cosI) / denominator
  }

  /// Returns the state of perturbed mean elements whose mean motion belongs to the axis, in Earth radii.
  func state(of mean: MeanElements, axis: Double) throws(PropagationError) -> TEMEState {
    // Long-period terms: axN = e cos ω, ayN = e sin ω + yL, L = M + ω + Ω + LL
    let reciprocal = 1 / (axis * (1 - mean.eccentricity * mean.eccentricity))
    let ax = mean.eccentricity * cos(mean.perigee)
    let ay = mean.eccentricity * sin(mean.perigee) + reciprocal * longPeriodY
    let longitude = mean.anomaly + mean.perigee + mean.node + reciprocal * longPeriodLongitude * ax
    let (sinE, cosE) = ShortPeriod.kepler(longitude: withoutWholeTurns(longitude - mean.node), ax: ax, ay: ay)

    let eCosE = ax * cosE + ay * sinE
    let eSinE = ax * sinE - ay * cosE
    let e2 = ax * ax + ay * ay
    let parameter = axis * (1 - e2)
    guard parameter >= 0 else { throw .semilatusRectum(parameter) }

    // Distance, its rate, and the argument of latitude of the unperturbed ellipse.
    let r = axis * (1 - eCosE)
    let radialRate = axis.squareRoot() * eSinE / r
    let transverseRate = parameter.squareRoot() / r
    let beta = (1 - e2).squareRoot()
    let share = eSinE / (1 + beta)
    let sinU = axis / r * (sinE - ay - ax * share)
    let cosU = axis / r * (cosE - ax + ay * share)
    let (sin2U, cos2U) = (2 * cosU * sinU, 1 - 2 * sinU * sinU)

    // Short-period terms: k2 / p and k2 / p² with k2 = J2 / 2
    let first = 0.5 * WGS72.j2 / parameter
    let second = first / parameter
    let distance = r * (1 - 1.5 * second * beta * con41) + 0.5 * first * x1mth2 * cos2U
    let latitude = atan2(sinU, cosU) - 0.25 * second * x7thm1 * sin2U
    let node = mean.node + 1.5 * second * cosI * sin2U
    let inclination = mean.inclination + 1.5 * second * cosI * sinI * cos2U
    let radial = radialRate - mean.motion * first * x1mth2 * sin2U / WGS72.ke
    let transverse = transverseRate + mean.motion * first * (x1mth2 * cos2U + 1.5 * con41) / WGS72.ke
    guard distance >= 1 else { throw .decayed(distance) }

    return TEMEState(
      distance: distance, radialRate: radial, transverseRate: transverse, argumentOfLatitude: latitude, node: node,
      inclination: inclination)
  }

  /// Solves U = E + ay cos E - ax sin E for the sine and cosine of E, by Newton steps of at most 0.95 rad.
  ///
  /// As published, ten rounds at most, and the sine and cosine are those before the last step.
  private static func kepler(longitude: Double, ax: Double, ay: Double) -> (sine: Double, cosine: Double) {
    var anomaly = longitude
    var (sine, cosine, step) = (0.0, 1.0, 1.0)
    for _ in 0..<10 where abs(step) >= 1e-12 {
      (sine, cosine) = (sin(anomaly), cos(anomaly))
      step = (longitude - ay * cosine + ax * sine - anomaly) / (1 - cosine * ax - sine * ay)
      anomaly += max(-0.95, min(0.95, step))
    }
    return (sine, cosine)
  }
}

extension TEMEState {
  /// Creates the state at a distance, in Earth radii, on an orbit turned by node and inclination.
  fileprivate init(
    distance: Double, radialRate: Double, transverseRate: Double, argumentOfLatitude: Double, node: Double,
    inclination: Double
  ) {
    let (sinU, cosU) = (sin(argumentOfLatitude), cos(argumentOfLatitude))
    let (sinN, cosN) = (sin(node), cos(node))
    let (sinI, cosI) = (sin(inclination), cos(inclination))
    // M = (-sin Ω cos i, cos Ω cos i, sin i), N = (cos Ω, sin Ω, 0); U = M sin u + N cos u, V = M cos u - N sin u
    let (mx, my) = (-sinN * cosI, cosN * cosI)
    let (ux, uy, uz) = (mx * sinU + cosN * cosU, my * sinU + sinN * cosU, sinI * sinU)
    let (vx, vy, vz) = (mx * cosU - cosN * sinU, my * cosU - sinN * sinU, sinI * cosU)
    let radius = distance * WGS72.earthRadiusKilometres
    let radial = radialRate * WGS72.kilometresPerSecond
    let transverse = transverseRate * WGS72.kilometresPerSecond
    self.init(
      positionTEME: SIMD3(radius * ux, radius * uy, radius * uz),
      velocityTEME: SIMD3(
        radial * ux + transverse * vx, radial * uy + transverse * vy, radial * uz + transverse * vz))
  }
}
