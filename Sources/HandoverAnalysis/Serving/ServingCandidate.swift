public import Quantities

/// A satellite in a terminal's sky at an instant, as far as choosing one goes.
public struct ServingCandidate: Hashable, Sendable {
  /// Its number: the caller's, so long as it stays the same from tick to tick.
  public var satellite: Int
  /// Its elevation.
  public var elevation: Angle
  /// Its distance, km.
  public var rangeKilometres: Double
  /// How long it stays at or above the terminal's mask from here on, where that is known.
  public var stay: TimeSpan?
  /// Whether the caller's own condition holds for it, such as a measurement event.
  public var isPrepared: Bool

  /// Creates a candidate; nothing is known of its stay, and it is prepared, unless told.
  public init(
    satellite: Int, elevation: Angle, rangeKilometres: Double, stay: TimeSpan? = nil, isPrepared: Bool = true
  ) {
    (self.satellite, self.elevation, self.rangeKilometres) = (satellite, elevation, rangeKilometres)
    (self.stay, self.isPrepared) = (stay, isPrepared)
  }
}
