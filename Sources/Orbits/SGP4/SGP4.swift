import Glibc
public import Quantities

/// A satellite's position and velocity in the true equator, mean equinox frame of the instant.
public struct TEMEState: Hashable, Sendable {
  /// Position, km.
  public var positionTEME: SIMD3<Double>
  /// Velocity, km/s.
  public var velocityTEME: SIMD3<Double>

  /// Creates a state from kilometres and kilometres a second.
  public init(positionTEME: SIMD3<Double>, velocityTEME: SIMD3<Double>) {
    self.positionTEME = positionTEME
    self.velocityTEME = velocityTEME
  }
}

/// The SGP4 and SDP4 theories, ready for one element set: the reference that faster kernels are held against.
///
/// Source: Vallado, Crawford, Hujsak and Kelso, Revisiting Spacetrack Report #3, AIAA 2006-6753, in its
/// improved mode ('i') with WGS 72. Units inside: Earth radii, minutes, radians. A state is a pure function of
/// the time: nothing is remembered from one call to the next.
/// Omits: error 5 (sub-orbital epoch elements), which the paper has taken out of use.
public struct SGP4: Sendable {
  /// The instant of the element set.
  public let epoch: ScenarioTime
  /// Whether the lunar, solar and resonance terms apply: periods from 225 minutes up.
  public var isDeepSpace: Bool { deepSpace != nil }

  let secular: SecularMotion
  let deepSpace: DeepSpace?
  let shortPeriod: ShortPeriod

  /// The farthest time from the epoch that ``state(minutesSinceEpoch:)`` takes: 600 years.
  public static let reachMinutes = 600 * 365.25 * 1_440

  /// Prepares the theory for an element set and proves that there is a state at its epoch.
  /// - Throws: ``PropagationError`` as the reference does for the state at the epoch.
  public init(_ elements: ElementSet) throws(PropagationError) {
    let eccentricity = elements.eccentricity
    guard eccentricity >= 0, eccentricity < 1 else { throw .meanEccentricity(eccentricity) }
    let inclination = elements.inclinationDegrees * (.pi / 180)
    let kozai = elements.meanMotionRevolutionsPerDay * (2 * .pi / 1_440)
    guard kozai > 0 else { throw .meanMotion(kozai) }
    let motion = MeanMotion(eccentricity: eccentricity, inclination: inclination).brouwer(fromKozai: kozai)
    guard motion > 0 else { throw .meanMotion(motion) }
    let mean = MeanElements(
      motion: motion, eccentricity: eccentricity, inclination: inclination,
      node: elements.rightAscensionDegrees * (.pi / 180), perigee: elements.argumentOfPerigeeDegrees * (.pi / 180),
      anomaly: elements.meanAnomalyDegrees * (.pi / 180))
    let isDeep = 2 * .pi / motion >= 225
    epoch = elements.epoch
    secular = SecularMotion(epoch: mean, bstar: elements.bstar, isDeepSpace: isDeep)
    shortPeriod = ShortPeriod(inclination: inclination)
    deepSpace =
      isDeep
      ? DeepSpace(
        epoch: mean, zonalRates: secular.rates, epochJulianDate: elements.epoch.julianDate)
      : nil
    _ = try state(minutesSinceEpoch: 0)
  }

  /// Returns the state at an instant.
  /// - Throws: ``PropagationError`` where the theory has none.
  public func state(at time: ScenarioTime) throws(PropagationError) -> TEMEState {
    try state(minutesSinceEpoch: (time - epoch).minutes)
  }

  /// Returns the state a number of minutes after the epoch, or before it when negative.
  ///
  /// A resonant orbit costs one integration step for each 720 minutes. Traps beyond ``reachMinutes``.
  /// - Throws: ``PropagationError`` where the theory has none, checked in the order of the paper.
  public func state(minutesSinceEpoch t: Double) throws(PropagationError) -> TEMEState {
    precondition(abs(t) <= SGP4.reachMinutes, "SGP4 propagates no farther than 600 years from the epoch")
    var (mean, drag) = secular.elements(after: t)
    deepSpace?.addSecular(after: t, to: &mean)
    guard mean.motion > 0 else { throw .meanMotion(mean.motion) }
    let axis = semimajorAxis(ofMotion: mean.motion) * drag.axis * drag.axis
    mean.motion = WGS72.ke / pow(axis, 1.5)
    mean.eccentricity -= drag.eccentricity
    guard mean.eccentricity < 1, mean.eccentricity >= -0.001 else { throw .meanEccentricity(mean.eccentricity) }
    mean.eccentricity = max(mean.eccentricity, 1e-6)
    mean.anomaly += secular.epoch.motion * drag.longitude
    mean.reduceAngles()
    guard let deepSpace else { return try shortPeriod.state(of: mean, axis: axis) }
    deepSpace.addPeriodics(after: t, to: &mean)
    guard mean.eccentricity >= 0, mean.eccentricity <= 1 else { throw .perturbedEccentricity(mean.eccentricity) }
    return try ShortPeriod(inclination: mean.inclination).state(of: mean, axis: axis)
  }
}

extension MeanElements {
  /// Takes the whole turns out of the angles, keeping the mean longitude of their sum.
  fileprivate mutating func reduceAngles() {
    let longitude = withoutWholeTurns(anomaly + perigee + node)
    node = withoutWholeTurns(node)
    perigee = withoutWholeTurns(perigee)
    anomaly = withoutWholeTurns(longitude - perigee - node)
  }
}

extension TimeSpan {
  /// The length in minutes, to the nearest double: whole minutes and the rest are converted apart.
  var minutes: Double {
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 60_000_000_000)
    return Double(whole) + Double(rest) / 6e10
  }
}

extension ScenarioTime {
  /// The Julian date in one double, good to 20 µs, as the published code holds the epoch.
  ///
  /// The verification states carry that rounding (4e-6 km after a month of resonance), so it is kept.
  var julianDate: Double {
    let (days, rest) = nanosecondsSince1970.quotientAndRemainder(dividingBy: 86_400_000_000_000)
    return 2_440_587.5 + Double(days) + Double(rest) / 86.4e12
  }
}
