public import Orbits

/// What kind of orbit a satellite is on.
///
/// Source: Space-Track's classes, whose gaps are filled so that every set has one: eccentricity 0.25 parts the
/// elliptical orbits from the others, 11.25 and 1.01 and 0.99 revolutions a day the others from each other.
public enum OrbitClass: String, CaseIterable, Sendable {
  /// Low: more than 11.25 revolutions a day.
  case low = "LEO"
  /// Medium: 1.01 to 11.25 revolutions a day.
  case medium = "MEO"
  /// Geosynchronous: 0.99 to 1.01 revolutions a day.
  case geosynchronous = "GEO"
  /// Highly elliptical: eccentricity from 0.25.
  case elliptical = "HEO"
  /// Beyond the geosynchronous ones: fewer than 0.99 revolutions a day.
  case beyond = "beyond"

  /// The eccentricity from which an orbit is highly elliptical.
  public static let ellipticalEccentricity = 0.25
  /// The mean motion above which an orbit is low, in revolutions a day: a period of 128 minutes.
  public static let lowRevolutionsPerDay = 11.25
  /// The mean motions of geosynchronous orbits, in revolutions a day.
  public static let geosynchronousRevolutionsPerDay = 0.99...1.01

  /// Classes a set by its mean motion and eccentricity.
  public init(_ set: ElementSet) {
    let motion = set.meanMotionRevolutionsPerDay
    if set.eccentricity >= OrbitClass.ellipticalEccentricity {
      self = .elliptical
    } else if motion > OrbitClass.lowRevolutionsPerDay {
      self = .low
    } else if OrbitClass.geosynchronousRevolutionsPerDay.contains(motion) {
      self = .geosynchronous
    } else {
      self = motion > OrbitClass.geosynchronousRevolutionsPerDay.upperBound ? .medium : .beyond
    }
  }
}
