public import Quantities

/// When a terminal changes its satellite for another in view.
public struct HandoverRule: Hashable, Sendable {
  /// What is compared between two satellites.
  public enum Measure: Hashable, Sendable {
    /// The geometric elevation; margins are in degrees.
    case elevation
    /// The level over free space, which falls by the square of the range; margins are in dB.
    case level
    /// The level that is expected with the losses by elevation; margins are in dB.
    case rsrp(ExpectedLevel)
  }

  /// What is compared.
  public let measure: Measure
  /// By how much another satellite must be better, in the unit of the measure; at 0 any lead counts.
  public let margin: Double
  /// For how long it must be so without a break.
  public let timeToTrigger: TimeSpan
  /// For how long a satellite serves at least, unless it sets.
  public let minimumService: TimeSpan

  /// The highest satellite serves at every instant.
  public static let highest = HandoverRule()

  private init() {
    (measure, margin, timeToTrigger, minimumService) = (.elevation, 0, .zero, .zero)
  }

  /// Creates a rule.
  /// - Throws: ``ParameterError`` for a margin that is not 0 to 90, and for times that are not 0 s to an hour.
  public init(
    by measure: Measure, margin: Double = 0, timeToTrigger: TimeSpan = .zero, minimumService: TimeSpan = .zero
  ) throws(ParameterError) {
    guard (0...90).contains(margin) else {
      throw ParameterError(parameter: "margin", value: "\(margin)", allowed: "0 to 90 degrees or dB")
    }
    for (name, span) in [("time to trigger", timeToTrigger), ("minimum service", minimumService)] {
      guard span >= .zero, span <= .hours(1) else {
        throw ParameterError(parameter: name, value: "\(span.seconds) s", allowed: "0 to 3600 s")
      }
    }
    (self.measure, self.margin) = (measure, margin)
    (self.timeToTrigger, self.minimumService) = (timeToTrigger, minimumService)
  }
}
