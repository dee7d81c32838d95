public import Quantities

/// The thresholds of event D2 in kilometres, on the grid that the information elements have.
public struct D2Thresholds: Hashable, Sendable {
  /// The event with these thresholds.
  public let event: MeasurementEvent
  /// How far the serving reference location must be, how near the target's, and the hysteresis of both, km.
  public let servingKilometres, targetKilometres, hysteresisKilometres: Double

  /// Those of the D2 document: 500, 300 and 20 km.
  public static let documented = D2Thresholds(.nearest(to: 500_000), .nearest(to: 300_000), .nearest(to: 20_000))

  /// Creates thresholds from kilometres.
  /// - Throws: ``GridError`` for what is not on the grid of 50 m, or 10 m for the hysteresis.
  public init(servingKilometres: Double, targetKilometres: Double, hysteresisKilometres: Double = 20) throws(GridError)
  {
    self.init(
      try DistanceThreshold(metres(servingKilometres)), try DistanceThreshold(metres(targetKilometres)),
      try LocationHysteresis(metres(hysteresisKilometres)))
  }

  private init(_ serving: DistanceThreshold, _ target: DistanceThreshold, _ hysteresis: LocationHysteresis) {
    event = .d2(serving: serving, target: target, hysteresis: hysteresis)
    (servingKilometres, targetKilometres) = (serving.value / 1_000, target.value / 1_000)
    hysteresisKilometres = hysteresis.value / 1_000
  }
}

/// Whole millimetres, so that 499.95 km is on a grid of metres.
private func metres(_ kilometres: Double) -> Double { (kilometres * 1e6).rounded() / 1e3 }

/// One time over which event D2 holds between a serving satellite and a target.
public struct D2Event: Hashable, Sendable {
  /// The two distances at an instant.
  public struct Mark: Hashable, Sendable {
    /// When.
    public var time: ScenarioTime
    /// From the terminal to the reference locations of the serving cell and of the target, km.
    public var servingKilometres, targetKilometres: Double
  }

  /// Why an event is over.
  public enum Ending: String, Hashable, Sendable, CaseIterable {
    /// The leaving condition came to hold.
    case left
    /// Another satellite serves, or none: the measurement is over with the cell.
    case servingChanged = "serving_changed"
    /// A satellite has no more positions.
    case unmeasured
    /// The series ends; the event would go on.
    case endOfData = "end_of_data"
  }

  /// The satellites, by their rows.
  public var serving, target: Int
  /// Where it begins and ends.
  public var entry, exit: Mark
  /// Why it ends.
  public var ending: Ending

  /// How long it holds.
  public var duration: TimeSpan { exit.time - entry.time }
}

/// The events of a table under some thresholds.
public struct D2Detection: Hashable, Sendable {
  /// The thresholds.
  public var thresholds: D2Thresholds
  /// The events by their entry; at one time those within a constellation first.
  public var events: [D2Event]
}
