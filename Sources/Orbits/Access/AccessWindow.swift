public import Quantities

/// A span of time during which a satellite stands at or above a site's minimum elevation.
///
/// Half-open and on whole microseconds: `start` is the first microsecond at which it stands there, `end` the first
/// at which it no longer does.
public struct AccessWindow: Hashable, Sendable {
  /// The highest point of a window.
  public struct Culmination: Hashable, Sendable {
    /// When.
    public var time: ScenarioTime
    /// How high.
    public var elevation: Angle

    /// Creates a culmination from its time and elevation.
    public init(time: ScenarioTime, elevation: Angle) {
      self.time = time
      self.elevation = elevation
    }
  }

  /// The first microsecond in view, or of the span searched.
  public var start: ScenarioTime
  /// The first microsecond out of view, or after the span searched, or at which the satellite fails.
  public var end: ScenarioTime
  /// Whether the satellite was in view already before the span, which cuts the window.
  public var startsBeforeSpan: Bool
  /// Whether the satellite is in view still at the end of the span, which cuts the window.
  public var endsAfterSpan: Bool
  /// The highest point within the window: an interior maximum, or the better end of a cut window.
  public var culmination: Culmination

  /// Creates a window from its parts.
  public init(
    start: ScenarioTime, end: ScenarioTime, startsBeforeSpan: Bool, endsAfterSpan: Bool, culmination: Culmination
  ) {
    self.start = start
    self.end = end
    self.startsBeforeSpan = startsBeforeSpan
    self.endsAfterSpan = endsAfterSpan
    self.culmination = culmination
  }
}

/// The windows of a span, and where the satellite failed within it.
public struct AccessReport: Hashable, Sendable {
  /// The windows, in order.
  public var windows: [AccessWindow]
  /// The first instant of the span without a state; nothing is searched after it.
  public var failure: PropagationFailure?

  /// Creates a report from its parts.
  public init(windows: [AccessWindow], failure: PropagationFailure? = nil) {
    self.windows = windows
    self.failure = failure
  }
}
