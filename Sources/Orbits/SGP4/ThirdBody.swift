import Glibc

/// The Sun or the Moon as it pulls on one orbit: its secular rates and its periodic terms.
///
/// Source: AIAA 2006-6753 code (dscom, dpper, dsinit); Hoots, Schumacher and Glover 2004, appendix B. Units:
/// radians, minutes. The coefficients belong to the epoch; only the body's own anomaly moves.
struct ThirdBody {
  /// The pull on eccentricity, inclination, node, perigee and anomaly that grows with time.
  let rates: SecularRates
  let motion, eccentricity, epochAnomaly: Double
  /// Factors of f2 and f3 (and sin f, where there are three) for each element.
  let ofEccentricity, ofInclination, ofNode: SIMD2<Double>
  let ofAnomaly, ofPerigee: SIMD3<Double>

  /// How a body moves and where its orbit lies.
  struct Path {
    /// Mean motion, radians a minute; eccentricity; mean anomaly at the epoch.
    let motion, eccentricity, epochAnomaly: Double
    /// Strength of the pull, from its mass and distance.
    let strength: Double
    /// Cosine and sine of its argument of perigee, inclination, and the satellite's node counted from its own.
    let cosPerigee, sinPerigee, cosInclination, sinInclination, cosNode, sinNode: Double
  }

  /// Works out the coefficients; it mirrors the published listing (dscom), hence its length.
  init(_ body: Path, on orbit: MeanElements) {
    let (cosI, sinI) = (cos(orbit.inclination), sin(orbit.inclination))
    let (cosW, sinW) = (cos(orbit.perigee), sin(orbit.perigee))
    let e = orbit.eccentricity
    let e2 = e * e
    let beta2 = 1 - e2
    let beta = beta2.squareRoot()

    // The body's perigee and quadrature directions, in axes of the satellite's node and orbit plane.
    let a1 = body.cosPerigee * body.cosNode + body.sinPerigee * body.cosInclination * body.sinNode
    let a3 = -body.sinPerigee * body.cosNode + body.cosPerigee * body.cosInclination * body.sinNode
    let a7 = -body.cosPerigee * body.sinNode + body.sinPerigee * body.cosInclination * body.cosNode
    let a8 = body.sinPerigee * body.sinInclination
    let a9 = body.sinPerigee * body.sinNode + body.cosPerigee * body.cosInclination * body.cosNode
    let a10 = body.cosPerigee * body.sinInclination
    let a2 = cosI * a7 + sinI * a8
    let a4 = cosI * a9 + sinI * a10
    let a5 = -sinI * a7 + cosI * a8
    let a6 = -sinI * a9 + cosI * a10

    // The same, turned to the satellite's perigee.
    let x1 = a1 * cosW + a2 * sinW
    let x2 = a3 * cosW + a4 * sinW
    let x3 = -a1 * sinW + a2 * cosW
    let x4 = -a3 * sinW + a4 * cosW
    let (x5, x6, x7, x8) = (a5 * sinW, a6 * sinW, a5 * cosW, a6 * cosW)

    let z31 = 12 * x1 * x1 - 3 * x3 * x3
    let z32 = 24 * x1 * x2 - 6 * x3 * x4
    let z33 = 12 * x2 * x2 - 3 * x4 * x4
    let z1 = 2 * (3 * (a1 * a1 + a2 * a2) + z31 * e2) + beta2 * z31
    let z2 = 2 * (6 * (a1 * a3 + a2 * a4) + z32 * e2) + beta2 * z32
    let z3 = 2 * (3 * (a3 * a3 + a4 * a4) + z33 * e2) + beta2 * z33
    let z11 = -6 * a1 * a5 + e2 * (-24 * x1 * x7 - 6 * x3 * x5)
    let z12 = -6 * (a1 * a6 + a3 * a5) + e2 * (-24 * (x2 * x7 + x1 * x8) - 6 * (x3 * x6 + x4 * x5))
    let z13 = -6 * a3 * a6 + e2 * (-24 * x2 * x8 - 6 * x4 * x6)
    let z21 = 6 * a2 * a5 + e2 * (24 * x1 * x5 - 6 * x3 * x7)
    let z22 = 6 * (a4 * a5 + a2 * a6) + e2 * (24 * (x2 * x5 + x1 * x6) - 6 * (x4 * x7 + x3 * x8))
    let z23 = 6 * a4 * a6 + e2 * (24 * x2 * x6 - 6 * x4 * x8)

    let s3 = body.strength / orbit.motion
    let s2 = -0.5 * s3 / beta
    let s4 = s3 * beta
    let s1 = -15 * e * s4
    let s5 = x1 * x3 + x2 * x4
    let s6 = x2 * x3 + x1 * x4
    let s7 = x2 * x4 - x1 * x3

    motion = body.motion
    eccentricity = body.eccentricity
    epochAnomaly = body.epochAnomaly
    ofEccentricity = SIMD2(2 * s1 * s6, 2 * s1 * s7)
    ofInclination = SIMD2(2 * s2 * z12, 2 * s2 * (z13 - z11))
    ofNode = SIMD2(-2 * s2 * z22, -2 * s2 * (z23 - z21))
    ofAnomaly = SIMD3(-2 * s3 * z2, -2 * s3 * (z3 - z1), -2 * s3 * (-21 - 9 * e2) * body.eccentricity)
    ofPerigee = SIMD3(2 * s4 * z32, 2 * s4 * (z33 - z31), -18 * s4 * body.eccentricity)

    // Within 3 degrees of the equator the node is not carried (its rate divides by sin i).
    let isEquatorial = orbit.inclination < 5.235_987_7e-2 || orbit.inclination > .pi - 5.235_987_7e-2
    let nodeRate = isEquatorial ? 0 : -body.motion * s2 * (z21 + z23) / sinI
    rates = SecularRates(
      eccentricity: s1 * body.motion * s5,
      inclination: s2 * body.motion * (z11 + z13),
      node: nodeRate,
      perigee: s4 * body.motion * (z31 + z33 - 6) - cosI * nodeRate,
      anomaly: -body.motion * s3 * (z1 + z3 - 14 - 6 * e2))
  }

  /// The periodic change of the elements at an instant.
  struct Periodics {
    /// Change of eccentricity, inclination and mean anomaly.
    var eccentricity, inclination, anomaly: Double
    /// Change of perigee before, and of node times sin i: the caller divides.
    var perigee, node: Double

    static func + (left: Periodics, right: Periodics) -> Periodics {
      Periodics(
        eccentricity: left.eccentricity + right.eccentricity, inclination: left.inclination + right.inclination,
        anomaly: left.anomaly + right.anomaly, perigee: left.perigee + right.perigee, node: left.node + right.node)
    }
  }

  /// Returns the periodic terms after a number of minutes.
  func periodics(after t: Double) -> Periodics {
    // f = M + 2 e sin M, f2 = sin²f / 2 - 1/4, f3 = -sin f cos f / 2
    let anomaly = epochAnomaly + motion * t
    let f = anomaly + 2 * eccentricity * sin(anomaly)
    let sinF = sin(f)
    let f2 = 0.5 * sinF * sinF - 0.25
    let f3 = -0.5 * sinF * cos(f)
    return Periodics(
      eccentricity: ofEccentricity.x * f2 + ofEccentricity.y * f3,
      inclination: ofInclination.x * f2 + ofInclination.y * f3,
      anomaly: ofAnomaly.x * f2 + ofAnomaly.y * f3 + ofAnomaly.z * sinF,
      perigee: ofPerigee.x * f2 + ofPerigee.y * f3 + ofPerigee.z * sinF,
      node: ofNode.x * f2 + ofNode.y * f3)
  }
}

extension ThirdBody.Path {
  /// Returns the Sun as an orbit with a node sees it, on a day counted from 1900 January 0.5.
  static func sun(day: Double, node: Double) -> ThirdBody.Path {
    ThirdBody.Path(
      motion: 1.194_59e-5, eccentricity: 0.016_75,
      epochAnomaly: withoutWholeTurns(6.256_583_7 + 0.017_201_977 * day), strength: 2.986_479_7e-6,
      cosPerigee: 0.194_590_5, sinPerigee: -0.980_884_58, cosInclination: 0.917_448_67, sinInclination: 0.397_854_16,
      cosNode: cos(node), sinNode: sin(node))
  }

  /// Returns the Moon likewise; its inclination to the equator follows from its node on the ecliptic.
  static func moon(day: Double, node: Double) -> ThirdBody.Path {
    let eclipticNode = withoutWholeTurns(4.523_602_0 - 9.242_202_9e-4 * day)
    let (sine, cosine) = (sin(eclipticNode), cos(eclipticNode))
    let cosInclination = 0.913_751_64 - 0.035_680_96 * cosine
    let sinInclination = (1 - cosInclination * cosInclination).squareRoot()
    let sinEquatorNode = 0.089_683_511 * sine / sinInclination
    let cosEquatorNode = (1 - sinEquatorNode * sinEquatorNode).squareRoot()
    let longitude = 5.835_151_4 + 0.001_944_368_0 * day
    let turn = atan2(
      0.397_854_16 * sine / sinInclination, cosEquatorNode * cosine + 0.917_448_67 * sinEquatorNode * sine)
    let perigee = longitude + turn - eclipticNode
    return ThirdBody.Path(
      motion: 1.583_521_8e-4, eccentricity: 0.054_90,
      epochAnomaly: withoutWholeTurns(4.719_967_2 + 0.229_971_50 * day - longitude), strength: 4.796_806_5e-7,
      cosPerigee: cos(perigee), sinPerigee: sin(perigee),
      cosInclination: cosInclination, sinInclination: sinInclination,
      cosNode: cosEquatorNode * cos(node) + sinEquatorNode * sin(node),
      sinNode: sin(node) * cosEquatorNode - cos(node) * sinEquatorNode)
  }
}
