import Glibc
import Orbits
import Quantities

/// What is known of a satellite at the epoch of one of its element sets: the set, and those before it.
public struct ElementPast: Sendable {
  /// The names of the features, with their units.
  ///
  /// `age_days` is how far the prediction goes; `motion_drift` the change of the mean motion from the set before, and
  /// `published_drift` that which the set tells; `previous_*` how far the set before was off at this epoch, and
  /// `earlier_along_km` the one before that. `scaled_along_km` and `drift_along_km` are what the along-track error comes
  /// to if it grows with the square of the time as it did, or as the two drifts differ. What is unknown is 0.
  public static let featureNames = [
    "age_days", "bstar", "mean_motion", "eccentricity", "inclination_deg", "altitude_km", "motion_drift",
    "published_drift", "bstar_change", "previous_interval_days", "previous_radial_km", "previous_along_km",
    "previous_cross_km", "earlier_along_km", "scaled_along_km", "drift_along_km",
  ]

  private let set: ElementSet
  private let semimajorAxisKilometres: Double
  private var drift = 0.0
  private var bstarChange = 0.0
  private var intervalDays = 0.0
  private var previous = SIMD3<Double>.zero
  private var earlierAlong = 0.0

  /// Looks back from a set; sets of more than ten days before tell nothing.
  init(of index: Int, in sets: [ElementSet], _ theories: [SGP4?]) {
    set = sets[index]
    // n² a³ = μ (WGS72), n in rad/s
    let motion = set.meanMotionRevolutionsPerDay * (2 * .pi / 86_400)
    semimajorAxisKilometres = cbrt(398_600.8 / (motion * motion))
    guard index > 0, let theory = theories[index] else { return }
    let before = sets[index - 1]
    let days = (set.epoch - before.epoch).seconds / 86_400
    guard days <= 10 else { return }
    intervalDays = days
    drift = (set.meanMotionRevolutionsPerDay - before.meanMotionRevolutionsPerDay) / days
    bstarChange = set.bstar - before.bstar
    func residual(of place: Int) -> SIMD3<Double> {
      guard place >= 0, let old = theories[place] else { return .zero }
      return OrbitalResidual(of: old, against: theory, at: set.epoch)?.kilometres ?? .zero
    }
    previous = residual(of: index - 1)
    earlierAlong = residual(of: index - 2).y
  }

  /// The features for a prediction so many days ahead.
  func features(ageDays age: Double) -> [Double] {
    let publishedDrift = 2 * set.meanMotionDot
    let scale = intervalDays > 0 ? (age / intervalDays) * (age / intervalDays) : 0
    // Δs = a 2π Δṅ t² / 2
    let driftAlong = intervalDays > 0 ? semimajorAxisKilometres * .pi * (drift - publishedDrift) * age * age : 0
    return [
      age, set.bstar, set.meanMotionRevolutionsPerDay, set.eccentricity, set.inclinationDegrees,
      semimajorAxisKilometres - 6_378.135, drift, publishedDrift, bstarChange, intervalDays, previous.x, previous.y,
      previous.z, earlierAlong, previous.y * scale, driftAlong,
    ]
  }
}
