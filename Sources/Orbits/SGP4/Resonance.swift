import Glibc

/// The resonance of a one-day or half-day orbit with the Earth's tesseral harmonics.
///
/// Source: AIAA 2006-6753 code (dsinit, dspace). Units: radians, minutes. The mean longitude and motion are
/// integrated from the epoch in steps of 720 minutes at every call: the answer is a pure function of the time.
struct Resonance {
  let terms: Terms
  let epochMotion: Double
  /// The resonant longitude at the epoch, and what its rate has beyond the mean motion.
  let epochLongitude, rateOffset: Double
  let epochPerigee, perigeeRate: Double
  let siderealTimeAtEpoch: Double

  enum Terms {
    case oneDay(OneDayTerms)
    case halfDay(HalfDayTerms)
  }

  /// The Earth's rotation, radians a minute.
  static let earthRotation = 4.375_269_088_011_299_66e-3

  /// Creates the resonance of an orbit, or nothing where its motion is not near one or two turns a day.
  init?(
    epoch: MeanElements, zonalRates: SecularRates, thirdBodyRates: SecularRates, siderealTimeAtEpoch: Double
  ) {
    let theta = withoutWholeTurns(siderealTimeAtEpoch)
    if epoch.motion > 0.003_490_658_5, epoch.motion < 0.005_235_987_7 {
      terms = .oneDay(OneDayTerms(epoch))
      epochLongitude = withoutWholeTurns(epoch.anomaly + epoch.node + epoch.perigee - theta)
      rateOffset =
        zonalRates.anomaly + zonalRates.perigee + zonalRates.node - Resonance.earthRotation + thirdBodyRates.anomaly
        + thirdBodyRates.perigee + thirdBodyRates.node - epoch.motion
    } else if epoch.motion >= 8.26e-3, epoch.motion <= 9.24e-3, epoch.eccentricity >= 0.5 {
      terms = .halfDay(HalfDayTerms(epoch))
      epochLongitude = withoutWholeTurns(epoch.anomaly + 2 * epoch.node - 2 * theta)
      rateOffset =
        zonalRates.anomaly + thirdBodyRates.anomaly
        + 2 * (zonalRates.node + thirdBodyRates.node - Resonance.earthRotation) - epoch.motion
    } else {
      return nil
    }
    epochMotion = epoch.motion
    epochPerigee = epoch.perigee
    perigeeRate = zonalRates.perigee
    self.siderealTimeAtEpoch = siderealTimeAtEpoch
  }

  /// Replaces mean motion and anomaly by those of the integrated resonance.
  func apply(after t: Double, to mean: inout MeanElements) {
    let (longitude, motion) = integrated(to: t)
    let theta = withoutWholeTurns(siderealTimeAtEpoch + t * Resonance.earthRotation)
    mean.motion = motion
    switch terms {
    case .oneDay: mean.anomaly = longitude - mean.node - mean.perigee + theta
    case .halfDay: mean.anomaly = longitude - 2 * mean.node + 2 * theta
    }
  }

  /// Integrates longitude and motion from the epoch: whole steps of 720 minutes, then the rest by a Taylor series.
  private func integrated(to t: Double) -> (longitude: Double, motion: Double) {
    let step = t > 0 ? 720.0 : -720.0
    let halfSquare = 259_200.0
    var (time, longitude, motion) = (0.0, epochLongitude, epochMotion)
    while true {
      let rate = motion + rateOffset
      let (first, gradient) = acceleration(longitude: longitude, after: time)
      let second = gradient * rate
      let rest = t - time
      guard abs(rest) >= 720 else {
        return (
          longitude + rate * rest + first * rest * rest * 0.5, motion + first * rest + second * rest * rest * 0.5
        )
      }
      longitude += rate * step + first * halfSquare
      motion += first * step + second * halfSquare
      time += step
    }
  }

  /// The rate of the mean motion, and its derivative by the longitude.
  private func acceleration(longitude: Double, after time: Double) -> (rate: Double, gradient: Double) {
    switch terms {
    case .oneDay(let terms): terms.acceleration(longitude: longitude)
    case .halfDay(let terms): terms.acceleration(longitude: longitude, perigee: epochPerigee + perigeeRate * time)
    }
  }
}

/// The three harmonics that pull on a one-day orbit.
struct OneDayTerms {
  let del1, del2, del3: Double

  init(_ epoch: MeanElements) {
    let (cosI, sinI) = (cos(epoch.inclination), sin(epoch.inclination))
    let e2 = epoch.eccentricity * epoch.eccentricity
    let inverseAxis = pow(epoch.motion / WGS72.ke, 2.0 / 3)
    let g200 = 1 + e2 * (-2.5 + 0.8125 * e2)
    let g310 = 1 + 2 * e2
    let g300 = 1 + e2 * (-6 + 6.609_37 * e2)
    let f220 = 0.75 * (1 + cosI) * (1 + cosI)
    let f311 = 0.9375 * sinI * sinI * (1 + 3 * cosI) - 0.75 * (1 + cosI)
    let f330 = 1.875 * (1 + cosI) * (1 + cosI) * (1 + cosI)
    let common = 3 * epoch.motion * epoch.motion * inverseAxis * inverseAxis
    del1 = common * f311 * g310 * 2.146_074_8e-6 * inverseAxis
    del2 = 2 * common * f220 * g200 * 1.789_167_9e-6
    del3 = 3 * common * f330 * g300 * 2.212_301_5e-7 * inverseAxis
  }

  func acceleration(longitude: Double) -> (rate: Double, gradient: Double) {
    let first = longitude - 0.131_309_08
    let second = 2 * (longitude - 2.884_319_8)
    let third = 3 * (longitude - 0.374_480_87)
    return (
      del1 * sin(first) + del2 * sin(second) + del3 * sin(third),
      del1 * cos(first) + 2 * del2 * cos(second) + 3 * del3 * cos(third)
    )
  }
}

/// The ten harmonics that pull on an eccentric half-day orbit.
struct HalfDayTerms {
  let d2201, d2211, d3210, d3222, d4410, d4422, d5220, d5232, d5421, d5433: Double

  /// Works out the ten amplitudes; it mirrors the published listing (dsinit), hence its length.
  init(_ epoch: MeanElements) {
    let (c, s) = (cos(epoch.inclination), sin(epoch.inclination))
    let (c2, s2) = (c * c, s * s)
    let e = EccentricityFunctions(epoch.eccentricity)

    let f220 = 0.75 * (1 + 2 * c + c2)
    let f221 = 1.5 * s2
    let f321 = 1.875 * s * (1 - 2 * c - 3 * c2)
    let f322 = -1.875 * s * (1 + 2 * c - 3 * c2)
    let f441 = 35 * s2 * f220
    let f442 = 39.375 * s2 * s2
    let f522 = 9.84375 * s * (s2 * (1 - 2 * c - 5 * c2) + 0.333_333_33 * (-2 + 4 * c + 6 * c2))
    let f523 = s * (4.921_875_12 * s2 * (-2 - 4 * c + 10 * c2) + 6.562_500_12 * (1 + 2 * c - 3 * c2))
    let f542 = 29.53125 * s * (2 - 8 * c + c2 * (-12 + 8 * c + 10 * c2))
    let f543 = 29.53125 * s * (-2 - 8 * c + c2 * (12 + 8 * c - 10 * c2))

    let inverseAxis = pow(epoch.motion / WGS72.ke, 2.0 / 3)
    let second = 3 * epoch.motion * epoch.motion * inverseAxis * inverseAxis
    let third = second * inverseAxis
    let fourth = third * inverseAxis
    let fifth = fourth * inverseAxis
    d2201 = second * 1.789_167_9e-6 * f220 * e.g201
    d2211 = second * 1.789_167_9e-6 * f221 * e.g211
    d3210 = third * 3.739_379_2e-7 * f321 * e.g310
    d3222 = third * 3.739_379_2e-7 * f322 * e.g322
    d4410 = 2 * fourth * 7.363_695_3e-9 * f441 * e.g410
    d4422 = 2 * fourth * 7.363_695_3e-9 * f442 * e.g422
    d5220 = fifth * 1.142_863_9e-7 * f522 * e.g520
    d5232 = fifth * 1.142_863_9e-7 * f523 * e.g532
    d5421 = 2 * fifth * 2.176_580_3e-9 * f542 * e.g521
    d5433 = 2 * fifth * 2.176_580_3e-9 * f543 * e.g533
  }

  func acceleration(longitude: Double, perigee: Double) -> (rate: Double, gradient: Double) {
    let (g22, g32, g44, g52, g54) = (5.768_639_6, 0.952_408_98, 1.801_499_8, 1.050_833_0, 4.410_889_8)
    let (longitude2, perigee2) = (2 * longitude, 2 * perigee)
    let (a, b) = (perigee2 + longitude - g22, longitude - g22)
    let (c, d) = (perigee + longitude - g32, -perigee + longitude - g32)
    let (e, f) = (perigee2 + longitude2 - g44, longitude2 - g44)
    let (g, h) = (perigee + longitude - g52, -perigee + longitude - g52)
    let (i, j) = (perigee + longitude2 - g54, -perigee + longitude2 - g54)
    var rate = d2201 * sin(a) + d2211 * sin(b) + d3210 * sin(c) + d3222 * sin(d)
    rate += d4410 * sin(e) + d4422 * sin(f) + d5220 * sin(g) + d5232 * sin(h)
    rate += d5421 * sin(i) + d5433 * sin(j)
    var gradient = d2201 * cos(a) + d2211 * cos(b) + d3210 * cos(c) + d3222 * cos(d)
    gradient += d5220 * cos(g) + d5232 * cos(h)
    gradient += 2 * (d4410 * cos(e) + d4422 * cos(f) + d5421 * cos(i) + d5433 * cos(j))
    return (rate, gradient)
  }
}

/// The polynomials in the eccentricity of the half-day harmonics, fitted by pieces from 0.5 up.
private struct EccentricityFunctions {
  let g201, g211, g310, g322, g410, g422, g520, g521, g532, g533: Double

  init(_ e: Double) {
    func cubic(_ c0: Double, _ c1: Double, _ c2: Double, _ c3: Double) -> Double {
      c0 + c1 * e + c2 * (e * e) + c3 * (e * (e * e))
    }
    g201 = -0.306 - (e - 0.64) * 0.440
    if e <= 0.65 {
      g211 = 3.616 - 13.2470 * e + 16.2900 * (e * e)
      g310 = cubic(-19.302, 117.3900, -228.4190, 156.5910)
      g322 = cubic(-18.9068, 109.7927, -214.6334, 146.5816)
      g410 = cubic(-41.122, 242.6940, -471.0940, 313.9530)
      g422 = cubic(-146.407, 841.8800, -1_629.014, 1_083.4350)
      g520 = cubic(-532.114, 3_017.977, -5_740.032, 3_708.2760)
    } else {
      g211 = cubic(-72.099, 331.819, -508.738, 266.724)
      g310 = cubic(-346.844, 1_582.851, -2_415.925, 1_246.113)
      g322 = cubic(-342.585, 1_554.908, -2_366.899, 1_215.972)
      g410 = cubic(-1_052.797, 4_758.686, -7_193.992, 3_651.957)
      g422 = cubic(-3_581.690, 16_178.110, -24_462.770, 12_422.520)
      g520 =
        e > 0.715
        ? cubic(-5_149.66, 29_936.92, -54_087.36, 31_324.56) : 1_464.74 - 4_664.75 * e + 3_763.64 * (e * e)
    }
    if e < 0.7 {
      g533 = cubic(-919.22770, 4_988.6100, -9_064.7700, 5_542.21)
      g521 = cubic(-822.71072, 4_568.6173, -8_491.4146, 5_337.524)
      g532 = cubic(-853.66600, 4_690.2500, -8_624.7700, 5_341.4)
    } else {
      g533 = cubic(-37_995.780, 161_616.52, -229_838.20, 109_377.94)
      g521 = cubic(-51_752.104, 218_913.95, -309_468.16, 146_349.42)
      g532 = cubic(-40_023.880, 170_470.89, -242_699.48, 115_605.82)
    }
  }
}
