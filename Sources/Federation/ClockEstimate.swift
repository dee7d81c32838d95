public import Quantities
public import Simulation

/// The clock of a run that has begun elsewhere, worked out from the pairs of scenario and wallclock time that an
/// application tells (`status/time`).
///
/// A pair is told some milliseconds after its time, never before it; so of several pairs on one line the earliest is
/// the truest. Until the second pair the scale is the one that the scenario promises.
public struct ClockEstimate: Equatable, Sendable {
  /// A scenario time with the wallclock time at which it was told.
  public struct Pair: Equatable, Sendable {
    /// The scenario time.
    public var scenario: ScenarioTime
    /// The wallclock time.
    public var wall: WallTime

    /// Creates a pair.
    public init(scenario: ScenarioTime, wall: WallTime) {
      (self.scenario, self.wall) = (scenario, wall)
    }
  }

  /// How far from the line a pair may lie: a busy application tells its time late.
  static let tolerance = TimeSpan(nanoseconds: 250_000_000)
  /// The wallclock time between two pairs that is needed to tell a scale from them.
  static let shortestBase = TimeSpan(nanoseconds: 200_000_000)
  /// How much later than another a pair may be told without anything being wrong: what makes a measured scale inexact.
  static let jitter = TimeSpan(nanoseconds: 30_000_000)

  /// Scenario seconds in a wallclock second.
  public private(set) var scale: Double
  /// A point of the line.
  public private(set) var anchor: Pair?
  /// How many pairs lie on the line as it is.
  public private(set) var support = 0
  /// Whether a second pair has confirmed or corrected the scale.
  public private(set) var isMeasured = false
  private var last: Pair?

  /// Begins without pairs.
  /// - Parameter scale: what the scenario promises.
  public init(scale: Double) {
    self.scale = scale
  }

  /// Enters a pair; one that is not after the last one says nothing new.
  /// - Returns: whether the line has changed.
  public mutating func hear(_ pair: Pair) -> Bool {
    guard let anchor, let last else {
      (self.anchor, last, support) = (pair, pair, 1)
      return true
    }
    guard pair.scenario > last.scenario, pair.wall > last.wall else { return false }
    let late = pair.wall - wall(of: pair.scenario, by: anchor)
    if late.nanoseconds.magnitude <= Self.tolerance.nanoseconds.magnitude {
      self.last = pair
      support += 1
      isMeasured = isMeasured || pair.wall - anchor.wall >= Self.shortestBase
      guard late < .zero else { return false }
      self.anchor = pair
      return true
    }
    guard pair.wall - last.wall >= Self.shortestBase else { return false }
    let measured = rounded((pair.scenario - last.scenario).seconds, over: (pair.wall - last.wall).seconds)
    // What no run may have was told by nobody who takes part in one.
    guard ManagedLifecycle.scales.contains(measured) else { return false }
    scale = measured
    isMeasured = true
    (self.anchor, self.last, support) = (pair, pair, 1)
    return true
  }

  /// The wallclock time of a scenario time; nil before the first pair.
  public func wall(of scenario: ScenarioTime) -> WallTime? {
    anchor.map { wall(of: scenario, by: $0) }
  }

  /// Whether a run that started at a scenario and a wallclock time runs by this clock.
  func agrees(withStart start: Pair) -> Bool {
    guard let expected = wall(of: start.scenario) else { return false }
    return (start.wall - expected).nanoseconds.magnitude <= Self.tolerance.nanoseconds.magnitude
  }

  private func wall(of scenario: ScenarioTime, by anchor: Pair) -> WallTime {
    anchor.wall + (TimeSpan(roundingSeconds: (scenario - anchor.scenario).seconds / scale) ?? .zero)
  }

  /// The scale that people would have set: the promised one, or a whole number, where the measured one is near it.
  private func rounded(_ scenario: Double, over wall: Double) -> Double {
    let measured = scenario / wall
    func isNear(_ candidate: Double) -> Bool { abs(measured - candidate) * wall <= Self.jitter.seconds * measured }
    if isNear(scale) { return scale }
    let digits = pow10(measured)
    let round = (measured / digits).rounded() * digits
    return round > 0 && isNear(round) ? round : measured
  }

  /// The power of ten that leaves a number two digits before the point.
  private func pow10(_ number: Double) -> Double {
    var power = 1.0
    while number / power >= 100 { power *= 10 }
    while number / power < 10 { power /= 10 }
    return power
  }
}
