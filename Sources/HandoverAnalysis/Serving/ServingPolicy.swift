public import Quantities

/// When a terminal leaves one satellite for another.
///
/// While the serving satellite is at or above the mask, a higher one takes over only if it is higher by the hysteresis
/// and the dwell has passed since the last change. Below the mask neither protects it: the highest satellite takes over
/// at once, and without one it is held for some ticks before there is no service.
public struct ServingPolicy: Hashable, Sendable {
  /// Which satellites may be taken.
  public enum Admission: Hashable, Sendable {
    /// Any at or above the mask.
    case any
    /// One that stays at or above the mask for so long ahead, and that is known to.
    case staying(TimeSpan)
    /// One whose condition holds at the time, as the caller finds it: a conditional handover.
    case prepared
  }

  /// By how much a satellite must be higher than the serving one, degrees, 0...90.
  public let hysteresisDegrees: Double
  /// How long a satellite serves at least after a change, unless it is lost.
  public let minimumDwell: TimeSpan
  /// For how many ticks a serving satellite is kept below the mask, 0...1,000,000.
  public let holdTicks: Int
  /// Which satellites may be taken.
  ///
  /// It is asked of a satellite when it is to be taken, and never of the one that serves: a satellite is not left
  /// because its end is near. It holds without exception, so a terminal may be without service under satellites that
  /// are about to set; what that costs shows in the coverage, whereas a rule with an exception would hide it in the
  /// number of handovers.
  public let admission: Admission

  /// The highest satellite always, at once: the precheck's rule.
  public static let highest = ServingPolicy()

  private init() {
    (hysteresisDegrees, minimumDwell, holdTicks, admission) = (0, .zero, 0, .any)
  }

  /// Creates a policy.
  /// - Throws: ``ParameterError`` for the first value that cannot be.
  public init(
    hysteresisDegrees: Double = 0, minimumDwell: TimeSpan = .zero, holdTicks: Int = 0, admission: Admission = .any
  ) throws(ParameterError) {
    func require(_ holds: Bool, _ parameter: String, _ value: some Any, _ allowed: String) throws(ParameterError) {
      if !holds { throw ParameterError(parameter: parameter, value: "\(value)", allowed: allowed) }
    }
    try require((0...90).contains(hysteresisDegrees), "hysteresisDegrees", hysteresisDegrees, "0...90")
    try require(minimumDwell >= .zero, "minimumDwell", "\(minimumDwell.seconds) s", "no less than 0 s")
    try require((0...1_000_000).contains(holdTicks), "holdTicks", holdTicks, "0...1000000")
    if case .staying(let span) = admission {
      try require(span >= .zero, "admission staying", "\(span.seconds) s", "no less than 0 s")
    }
    (self.hysteresisDegrees, self.minimumDwell) = (hysteresisDegrees, minimumDwell)
    (self.holdTicks, self.admission) = (holdTicks, admission)
  }

  /// Whether a satellite at or above the mask may be taken.
  func admits(_ candidate: ServingCandidate) -> Bool {
    switch admission {
    case .any: true
    case .staying(let span): candidate.stay.map { $0 >= span } ?? false
    case .prepared: candidate.isPrepared
    }
  }
}
