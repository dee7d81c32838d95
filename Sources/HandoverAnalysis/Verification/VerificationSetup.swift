public import Quantities

/// What a verification over random passes is made of: how terminals hear, what they are told to report, how they decide.
///
/// The defaults are a terminal in a car on a motorway through suburbs, with a line of sight, which measures in the S band every 200 ms.
public struct VerificationSetup: Hashable, Sendable {
  /// Whence terminals, times, shadowing and loads come.
  public let seed: UInt64
  /// How many passes, 1...100,000.
  public let passCount: Int
  /// How fast terminals move, m/s, 0.1...100: the shadowing decorrelates within 37 m (TR 38.901 table 7.5-6).
  public let speedMetresPerSecond: Double
  /// The coefficient of the layer-3 filter: k = 19 forgets in 5.3 s, in which a level changes by 0.3 dB.
  public let filterCoefficient: FilterCoefficient
  /// The hysteresis of A4 and A5; A3, which compares two levels with noise, has half as much again.
  public let hysteresis: Hysteresis
  /// How long a condition must hold, to enter and to leave alike.
  public let timeToTrigger: TimeToTrigger

  /// From one measurement to the next: the period of layer 1 in FR1 (TS 38.133 9.2.5).
  public static let period = TimeSpan(nanoseconds: 200_000_000)
  /// How many measurements there are from one decision to the next.
  static let samplesOfTick = 5
  /// How long nothing is decided after a handover: the handbook's 30 s.
  public static let minimumDwell = TimeSpan.seconds(30)
  /// How many neighbours are measured at most: what a report may hold.
  static let neighbourCount = 8
  /// The terminals' lowest elevation.
  static let minimumElevation = Angle.degrees(10)
  /// Where terminals are: both shells serve up to here.
  static let highestLatitudeDegrees = 55.0
  /// The offset of A3, and the hysteresis of D2.
  static let offset = EventOffset.nearest(to: 2)
  static let locationHysteresis = LocationHysteresis.nearest(to: 10_000)
  /// What surrounds the terminals.
  static let surroundings = Surroundings.suburban
  static let decorrelationMetres = 37.0

  /// The default: 1,000 passes with seed 42.
  public static let usual = VerificationSetup()

  private init() {
    (seed, passCount, speedMetresPerSecond) = (42, 1_000, 120 / 3.6)
    filterCoefficient = .nearest(to: 19)
    hysteresis = .nearest(to: 1)
    timeToTrigger = .nearest(to: 5_120)
  }

  /// Creates a set-up; what is not told is the usual.
  /// - Throws: ``ParameterError`` for the first value that cannot be.
  public init(
    seed: UInt64? = nil, passCount: Int? = nil, speedMetresPerSecond: Double? = nil,
    filterCoefficient: FilterCoefficient? = nil, hysteresis: Hysteresis? = nil, timeToTrigger: TimeToTrigger? = nil
  ) throws(ParameterError) {
    let usual = VerificationSetup.usual
    self.seed = seed ?? usual.seed
    self.passCount = passCount ?? usual.passCount
    self.speedMetresPerSecond = speedMetresPerSecond ?? usual.speedMetresPerSecond
    self.filterCoefficient = filterCoefficient ?? usual.filterCoefficient
    self.hysteresis = hysteresis ?? usual.hysteresis
    self.timeToTrigger = timeToTrigger ?? usual.timeToTrigger
    try ParameterError.check(self.passCount, "number of passes", in: 1...100_000)
    try ParameterError.check(self.speedMetresPerSecond, "speed, m/s", in: 0.1...100)
  }

  /// The layer-3 filter.
  var filter: LayerThreeFilter { LayerThreeFilter(filterCoefficient, period: VerificationSetup.period) }
}
