internal import COrbitKernels
import Glibc

/// What one orbit looks like to the batch kernels: its kind, and its numbers in the order of their fields.
///
/// The scalar theory works the constants out; the kernels only evaluate them.
enum KernelOrbit {
  case near([Double])
  case deep([Double], resonance: [Double])
}

extension SGP4 {
  /// The orbit's constants for the batch kernels.
  var kernelOrbit: KernelOrbit {
    guard let deepSpace else { return .near(nearConstants) }
    return .deep(deepConstants(deepSpace), resonance: deepSpace.resonanceConstants(secular))
  }

  private var nearConstants: [Double] {
    var fields = KernelFields(count: Int(ORBIT_NEAR_FIELDS.rawValue))
    let (mean, rates, drag) = (secular.epoch, secular.rates, secular.fullDrag)
    let (day, minute) = Instants.parts(of: epoch)
    let axis = semimajorAxis(ofMotion: mean.motion).squareRoot()
    let factor = secular.bstar * (drag?.c5 ?? 0)
    fields[ORBIT_NEAR_EPOCH_DAY] = day
    fields[ORBIT_NEAR_EPOCH_MINUTE] = minute
    fields[ORBIT_NEAR_ANOMALY] = mean.anomaly
    fields[ORBIT_NEAR_ANOMALY_RATE] = rates.anomaly
    fields[ORBIT_NEAR_PERIGEE] = mean.perigee
    fields[ORBIT_NEAR_PERIGEE_RATE] = rates.perigee
    fields[ORBIT_NEAR_NODE] = mean.node
    fields[ORBIT_NEAR_NODE_RATE] = rates.node
    fields[ORBIT_NEAR_NODE_DRAG] = secular.nodeDrag
    fields[ORBIT_NEAR_SHIFT_RATE] = drag?.perigeeRate ?? 0
    fields[ORBIT_NEAR_SHIFT_FACTOR] = drag?.anomalyFactor ?? 0
    fields[ORBIT_NEAR_ETA] = drag?.eta ?? 0
    fields[ORBIT_NEAR_EPOCH_DEPTH] = drag?.epochCube ?? 0
    fields[ORBIT_NEAR_C1] = secular.c1
    fields[ORBIT_NEAR_D2] = drag?.d2 ?? 0
    fields[ORBIT_NEAR_D3] = drag?.d3 ?? 0
    fields[ORBIT_NEAR_D4] = drag?.d4 ?? 0
    fields[ORBIT_NEAR_ECCENTRICITY] = mean.eccentricity + factor * (drag?.epochSine ?? 0)
    fields[ORBIT_NEAR_ECCENTRICITY_RATE] = secular.bstar * secular.c4
    fields[ORBIT_NEAR_ECCENTRICITY_FACTOR] = factor
    fields[ORBIT_NEAR_T2] = mean.motion * 1.5 * secular.c1
    fields[ORBIT_NEAR_T3] = mean.motion * (drag?.t3 ?? 0)
    fields[ORBIT_NEAR_T4] = mean.motion * (drag?.t4 ?? 0)
    fields[ORBIT_NEAR_T5] = mean.motion * (drag?.t5 ?? 0)
    fields[ORBIT_NEAR_ROOT_AXIS] = axis
    fields[ORBIT_NEAR_INVERSE_ROOT_AXIS] = 1 / axis
    fields[ORBIT_NEAR_LONG_PERIOD_Y] = shortPeriod.longPeriodY
    fields[ORBIT_NEAR_LONG_PERIOD_LONGITUDE] = shortPeriod.longPeriodLongitude
    fields[ORBIT_NEAR_SIN_I] = shortPeriod.sinI
    fields[ORBIT_NEAR_COS_I] = shortPeriod.cosI
    fields[ORBIT_NEAR_CON41] = shortPeriod.con41
    fields[ORBIT_NEAR_X1MTH2] = shortPeriod.x1mth2
    fields[ORBIT_NEAR_X7THM1] = shortPeriod.x7thm1
    return fields.numbers
  }

  private func deepConstants(_ deepSpace: DeepSpace) -> [Double] {
    var fields = KernelFields(count: Int(ORBIT_DEEP_FIELDS.rawValue))
    let (mean, rates, pulls) = (secular.epoch, secular.rates, deepSpace.rates)
    let (day, minute) = Instants.parts(of: epoch)
    let axis = semimajorAxis(ofMotion: mean.motion).squareRoot()
    fields[ORBIT_DEEP_EPOCH_DAY] = day
    fields[ORBIT_DEEP_EPOCH_MINUTE] = minute
    fields[ORBIT_DEEP_PERIGEE] = mean.perigee
    fields[ORBIT_DEEP_PERIGEE_RATE] = rates.perigee + pulls.perigee
    fields[ORBIT_DEEP_NODE] = mean.node
    fields[ORBIT_DEEP_NODE_RATE] = rates.node + pulls.node
    fields[ORBIT_DEEP_NODE_DRAG] = secular.nodeDrag
    fields[ORBIT_DEEP_INCLINATION] = mean.inclination
    fields[ORBIT_DEEP_INCLINATION_RATE] = pulls.inclination
    fields[ORBIT_DEEP_ECCENTRICITY] = mean.eccentricity
    fields[ORBIT_DEEP_ECCENTRICITY_LOSS] = secular.bstar * secular.c4 - pulls.eccentricity
    fields[ORBIT_DEEP_C1] = secular.c1
    fields[ORBIT_DEEP_T2] = mean.motion * 1.5 * secular.c1
    fields[ORBIT_DEEP_ROOT_AXIS] = axis
    fields[ORBIT_DEEP_INVERSE_ROOT_AXIS] = 1 / axis
    fields[ORBIT_DEEP_INVERSE_MOTION] = 1 / mean.motion
    fields[ORBIT_DEEP_SIDEREAL] = deepSpace.resonance?.siderealTimeAtEpoch ?? 0
    (fields[ORBIT_DEEP_NODE_MULTIPLE], fields[ORBIT_DEEP_PERIGEE_MULTIPLE]) =
      switch deepSpace.resonance?.terms {
      case nil: (0, 0)
      case .oneDay: (1, 1)
      case .halfDay: (2, 0)
      }
    fields.put(deepSpace.sun, from: ORBIT_DEEP_SUN_ANOMALY)
    fields.put(deepSpace.moon, from: ORBIT_DEEP_MOON_ANOMALY)
    return fields.numbers
  }
}

extension DeepSpace {
  /// The record of the resonance; without one, the mean anomaly and its whole rate in its place.
  fileprivate func resonanceConstants(_ secular: SecularMotion) -> [Double] {
    var numbers = [Double](repeating: 0, count: Int(ORBIT_RESONANCE_FIELDS.rawValue))
    numbers[Int(ORBIT_RESONANCE_MOTION.rawValue)] = secular.epoch.motion
    guard let resonance else {
      numbers[Int(ORBIT_RESONANCE_LONGITUDE.rawValue)] = secular.epoch.anomaly
      numbers[Int(ORBIT_RESONANCE_RATE_OFFSET.rawValue)] = secular.rates.anomaly + rates.anomaly
      return numbers
    }
    numbers[Int(ORBIT_RESONANCE_LONGITUDE.rawValue)] = resonance.epochLongitude
    numbers[Int(ORBIT_RESONANCE_RATE_OFFSET.rawValue)] = resonance.rateOffset
    numbers[Int(ORBIT_RESONANCE_PERIGEE.rawValue)] = resonance.epochPerigee
    numbers[Int(ORBIT_RESONANCE_PERIGEE_RATE.rawValue)] = resonance.perigeeRate
    let (kind, amplitudes): (Double, [Double]) =
      switch resonance.terms {
      case .oneDay(let terms): (1, [terms.del1, terms.del2, terms.del3])
      case .halfDay(let terms):
        (
          2,
          [
            terms.d2201, terms.d2211, terms.d3210, terms.d3222, terms.d4410, terms.d4422, terms.d5220, terms.d5232,
            terms.d5421, terms.d5433,
          ]
        )
      }
    numbers[Int(ORBIT_RESONANCE_KIND.rawValue)] = kind
    for (index, amplitude) in amplitudes.enumerated() {
      numbers[Int(ORBIT_RESONANCE_AMPLITUDES.rawValue) + index] = amplitude
    }
    return numbers
  }
}

/// Numbers by the fields of a kernel.
private struct KernelFields {
  var numbers: [Double]

  init(count: Int) { numbers = [Double](repeating: 0, count: count) }

  subscript(field: orbit_near_field) -> Double {
    get { numbers[Int(field.rawValue)] }
    set { numbers[Int(field.rawValue)] = newValue }
  }

  subscript(field: orbit_deep_field) -> Double {
    get { numbers[Int(field.rawValue)] }
    set { numbers[Int(field.rawValue)] = newValue }
  }

  /// Writes a body's anomaly and its thirteen factors: f2 and f3, then sin f where there is one.
  mutating func put(_ body: ThirdBody, from field: orbit_deep_field) {
    let factors = [
      body.epochAnomaly, body.ofEccentricity.x, body.ofEccentricity.y, body.ofInclination.x, body.ofInclination.y,
      body.ofNode.x, body.ofNode.y, body.ofPerigee.x, body.ofPerigee.y, body.ofPerigee.z, body.ofAnomaly.x,
      body.ofAnomaly.y, body.ofAnomaly.z,
    ]
    numbers.replaceSubrange(Int(field.rawValue)..<Int(field.rawValue) + factors.count, with: factors)
  }
}
