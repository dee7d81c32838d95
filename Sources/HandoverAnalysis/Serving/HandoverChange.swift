public import Quantities

/// A terminal's change from one satellite to another, to none, or from none.
public struct HandoverChange: Hashable, Sendable {
  /// Why.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// Another satellite is higher than the serving one, as far as the policy asks.
    case maximumElevationChanged = "max_elevation_changed"
    /// The serving satellite has sunk below the mask, and another is above it.
    case servingBelowMask = "serving_below_mask"
    /// There was no service, and there is.
    case coverageAcquired = "coverage_acquired"
    /// There was service, and there is none.
    case coverageLost = "coverage_lost"
  }

  /// The tick at which it shows.
  public var time: ScenarioTime
  /// The satellite that served and the one that does; nil for none.
  public var old, new: Int?
  /// Why.
  public var reason: Reason

  /// Whether it is from satellite to satellite.
  public var isBetweenSatellites: Bool { old != nil && new != nil }

  /// Creates a change.
  public init(time: ScenarioTime, old: Int?, new: Int?, reason: Reason) {
    (self.time, self.old, self.new, self.reason) = (time, old, new, reason)
  }
}
