import Glibc

/// The secular effects of the Earth's zonal harmonics and of drag.
///
/// Source: AIAA 2006-6753, appendix B and code; Spacetrack Report No. 3, section 6. Units: Earth radii, minutes,
/// radians. The names in the comments are those of the report.
struct SecularMotion {
  /// The elements at the epoch, with Brouwer's mean motion.
  let epoch: MeanElements
  /// Rates of node, perigee and anomaly from J2, J2² and J4.
  let rates: SecularRates
  let nodeDrag: Double
  let bstar: Double
  let c1, c4: Double
  /// The terms left out below 220 km of perigee and in deep space.
  let fullDrag: FullDrag?

  /// What drag does to the elements up to an instant.
  struct Drag {
    /// Factor of the square root of the semimajor axis.
    var axis: Double
    /// Loss of eccentricity.
    var eccentricity: Double
    /// Gain of mean longitude, in units of the mean motion.
    var longitude: Double
  }

  init(epoch: MeanElements, bstar: Double, isDeepSpace: Bool) {
    let zonal = ZonalTerms(epoch)
    let atmosphere = Atmosphere(epoch, zonal)
    let (e0, eta) = (epoch.eccentricity, atmosphere.eta)
    // The terms in C3 and e0 η divide by the eccentricity: dropped for nearly circular orbits.
    let isNearlyCircular = e0 <= 1e-4
    self.epoch = epoch
    self.bstar = bstar
    rates = zonal.rates(epoch)
    c1 = bstar * atmosphere.c2
    c4 = atmosphere.c4
    // 21/2 n0 k2 θ / (a0² β0²) C1, the factor of t² in the node
    nodeDrag = 3.5 * zonal.beta2 * zonal.nodeFirstOrder * c1
    let isSimplified = isDeepSpace || zonal.perigee < 220 / WGS72.earthRadiusKilometres + 1
    fullDrag =
      isSimplified
      ? nil
      : FullDrag(
        atmosphere, c1: c1, axis: zonal.axis,
        perigeeRate: isNearlyCircular ? 0 : bstar * atmosphere.c3 * cos(epoch.perigee),
        anomalyFactor: isNearlyCircular ? 0 : -2.0 / 3 * atmosphere.coefficient * bstar / (e0 * eta),
        epochAnomaly: epoch.anomaly)
  }

  /// Returns the mean elements after a number of minutes, and what drag still has to do to them.
  func elements(after t: Double) -> (MeanElements, Drag) {
    var mean = epoch
    mean.anomaly += rates.anomaly * t
    mean.perigee += rates.perigee * t
    mean.node += rates.node * t + nodeDrag * t * t
    var drag = Drag(axis: 1 - c1 * t, eccentricity: bstar * c4 * t, longitude: 1.5 * c1 * t * t)
    fullDrag?.apply(after: t, bstar: bstar, to: &mean, &drag)
    return (mean, drag)
  }
}

/// The quantities of the zonal harmonics that do not change with time.
struct ZonalTerms {
  /// Semimajor axis and perigee distance, in Earth radii.
  let axis, perigee: Double
  /// β0² = 1 - e0².
  let beta2: Double
  /// θ = cos i0 and its square.
  let theta, theta2: Double
  /// 3 θ² - 1 and 1 - θ².
  let con41, x1mth2: Double
  /// The first-order rate of the node.
  let nodeFirstOrder: Double
  private let first, second, fourth: Double

  init(_ epoch: MeanElements) {
    axis = semimajorAxis(ofMotion: epoch.motion)
    perigee = axis * (1 - epoch.eccentricity)
    beta2 = 1 - epoch.eccentricity * epoch.eccentricity
    theta = cos(epoch.inclination)
    theta2 = theta * theta
    con41 = 3 * theta2 - 1
    x1mth2 = 1 - theta2
    let parameter = axis * beta2
    let inverse = 1 / (parameter * parameter)
    // 3 k2 n0 / p², 3 k2² n0 / p⁴, 5/4 k4 n0 / p⁴ with k2 = J2 / 2, k4 = -3/8 J4
    first = 1.5 * WGS72.j2 * inverse * epoch.motion
    second = 0.5 * first * WGS72.j2 * inverse
    fourth = -0.46875 * WGS72.j4 * inverse * inverse * epoch.motion
    nodeFirstOrder = -first * theta
  }

  /// Returns the secular rates of anomaly (with the mean motion), perigee and node.
  func rates(_ epoch: MeanElements) -> SecularRates {
    let beta = beta2.squareRoot()
    let theta4 = theta2 * theta2
    var rates = SecularRates()
    rates.anomaly =
      epoch.motion + 0.5 * first * beta * con41 + 0.0625 * second * beta * (13 - 78 * theta2 + 137 * theta4)
    rates.perigee =
      -0.5 * first * (1 - 5 * theta2) + 0.0625 * second * (7 - 114 * theta2 + 395 * theta4)
      + fourth * (3 - 36 * theta2 + 49 * theta4)
    rates.node =
      nodeFirstOrder + (0.5 * second * (4 - 19 * theta2) + 2 * fourth * (3 - 7 * theta2)) * theta
    return rates
  }
}

/// The power-law atmosphere of SGP4, seen from one orbit: s, ξ, η and the coefficients C2 to C5.
struct Atmosphere {
  /// The lower edge s of the atmosphere and ξ = 1 / (a0 - s), in Earth radii.
  let s, xi: Double
  let eta: Double
  /// (q0 - s)⁴ ξ⁴.
  let coefficient: Double
  let c2, c3, c4, c5: Double

  init(_ epoch: MeanElements, _ zonal: ZonalTerms) {
    let height = Atmosphere.edgeKilometres(perigeeKilometres: (zonal.perigee - 1) * WGS72.earthRadiusKilometres)
    let (a0, e0, n0) = (zonal.axis, epoch.eccentricity, epoch.motion)
    s = height / WGS72.earthRadiusKilometres + 1
    xi = 1 / (a0 - s)
    eta = a0 * e0 * xi
    let eta2 = eta * eta
    let eEta = e0 * eta
    let psi2 = abs(1 - eta2)
    let depth = (120 - height) / WGS72.earthRadiusKilometres
    coefficient = depth * depth * depth * depth * pow(xi, 4)
    let coefficient1 = coefficient / pow(psi2, 3.5)
    c2 =
      coefficient1 * n0
      * (a0 * (1 + 1.5 * eta2 + eEta * (4 + eta2)) + 0.375 * WGS72.j2 * xi / psi2 * zonal.con41
        * (8 + 3 * eta2 * (8 + eta2)))
    c3 = e0 > 1e-4 ? -2 * coefficient * xi * WGS72.j3OverJ2 * n0 * sin(epoch.inclination) / e0 : 0
    let secular = -3 * zonal.con41 * (1 - 2 * eEta + eta2 * (1.5 - 0.5 * eEta))
    let periodic = 0.75 * zonal.x1mth2 * (2 * eta2 - eEta * (1 + eta2)) * cos(2 * epoch.perigee)
    c4 =
      2 * n0 * coefficient1 * a0 * zonal.beta2
      * (eta * (2 + 0.5 * eta2) + e0 * (0.5 + 2 * eta2) - WGS72.j2 * xi / (a0 * psi2) * (secular + periodic))
    c5 = 2 * coefficient1 * a0 * zonal.beta2 * (1 + 2.75 * (eta2 + eEta) + eEta * eta2)
  }

  /// Returns the height of the edge s: 78 km, lowered with perigees below 156 km, never below 20 km.
  private static func edgeKilometres(perigeeKilometres: Double) -> Double {
    if perigeeKilometres < 98 { return 20 }
    return perigeeKilometres < 156 ? perigeeKilometres - 78 : 78
  }
}

/// The drag terms of higher order, for perigees from 220 km up.
struct FullDrag {
  let perigeeRate, anomalyFactor: Double
  let eta, c5: Double
  let epochCube, epochSine: Double
  let d2, d3, d4: Double
  let t3, t4, t5: Double

  init(
    _ atmosphere: Atmosphere, c1: Double, axis: Double, perigeeRate: Double, anomalyFactor: Double,
    epochAnomaly: Double
  ) {
    let (s, xi) = (atmosphere.s, atmosphere.xi)
    let c1Squared = c1 * c1
    self.perigeeRate = perigeeRate
    self.anomalyFactor = anomalyFactor
    eta = atmosphere.eta
    c5 = atmosphere.c5
    epochCube = cube(1 + eta * cos(epochAnomaly))
    epochSine = sin(epochAnomaly)
    d2 = 4 * axis * xi * c1Squared
    let third = d2 * xi * c1 / 3
    d3 = (17 * axis + s) * third
    d4 = 0.5 * third * axis * xi * (221 * axis + 31 * s) * c1
    t3 = d2 + 2 * c1Squared
    t4 = 0.25 * (3 * d3 + c1 * (12 * d2 + 10 * c1Squared))
    t5 = 0.2 * (3 * d4 + 12 * c1 * d3 + 6 * d2 * d2 + 15 * c1Squared * (2 * d2 + c1Squared))
  }

  func apply(
    after t: Double, bstar: Double, to mean: inout MeanElements, _ drag: inout SecularMotion.Drag
  ) {
    // δω = B* C3 cos ω0 t, δM = -2/3 (q0 - s)⁴ B* ξ⁴ / (e0 η) ((1 + η cos M)³ - (1 + η cos M0)³)
    let shift = perigeeRate * t + anomalyFactor * (cube(1 + eta * cos(mean.anomaly)) - epochCube)
    mean.anomaly += shift
    mean.perigee -= shift
    let (t2, cubeOfTime) = (t * t, t * t * t)
    drag.axis -= d2 * t2 + d3 * cubeOfTime + d4 * t2 * t2
    drag.eccentricity += bstar * c5 * (sin(mean.anomaly) - epochSine)
    drag.longitude += t3 * cubeOfTime + t2 * t2 * (t4 + t * t5)
  }
}

private func cube(_ value: Double) -> Double { value * value * value }
