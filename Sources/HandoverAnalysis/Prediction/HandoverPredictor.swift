public import Orbits
public import Quantities

/// Predicts the handovers of terminals from the orbits of satellites.
public struct HandoverPredictor: Sendable {
  /// The satellites.
  public let propagator: Propagator
  /// How the Earth is turned.
  public let orientation: EarthOrientation

  /// Prepares predictions over satellites.
  public init(of propagator: Propagator, orientation: EarthOrientation = .utc) {
    (self.propagator, self.orientation) = (propagator, orientation)
  }

  /// How times without service are listed.
  public enum Gaps: Hashable, Sendable, CaseIterable {
    /// As events of their own: the loss, and the acquisition after it.
    case told
    /// Not at all: who finds another satellite after a gap is handed over to it from the one that has set, and who
    /// finds the same one again has no event. So does ntn-digital-twin 0.1.0 list them.
    case bridged
  }

  /// Returns who serves a terminal over a span, with exact times.
  ///
  /// The terminal begins with the best satellite in view. It changes when another one leads by the rule, when its own
  /// sets below the terminal's mask, then to the best in view, and after a gap to the first that rises.
  /// - Parameters:
  ///   - from, to: the span, rounded up to whole microseconds; nothing is found in an empty one.
  ///   - threads: on how many cores passes are sought; nil for all. The forecast is the same whatever the number.
  public func forecast(
    for terminal: UserTerminal, from: ScenarioTime, to: ScenarioTime, by rule: HandoverRule = .highest,
    gaps: Gaps = .told, threads: Int? = nil
  ) -> HandoverForecast {
    let sky = PassingSky(self, over: terminal, from: from, to: to, measure: rule.measure, threads: threads)
    guard !sky.span.isEmpty else { return sky.forecast([], gaps) }
    var course = HandoverCourse(sky.sightings, rule, over: sky.span, corners: sky.corners)
    return sky.forecast(course.changes(), gaps)
  }

  /// Returns who serves a terminal at the ticks of a clock, from the first instant of a span on: changes between two
  /// ticks show at the second.
  ///
  /// - Parameters:
  ///   - from, to: the span; a tick at its very end counts.
  ///   - step: from tick to tick, above zero.
  public func sampledForecast(
    for terminal: UserTerminal, from: ScenarioTime, to: ScenarioTime, every step: TimeSpan,
    by policy: ServingPolicy = .highest, gaps: Gaps = .told, threads: Int? = nil
  ) -> HandoverForecast {
    precondition(step > .zero, "a step of \(step.seconds) s leads nowhere")
    // A microsecond more, so that the tick at the end lies within.
    let sky = PassingSky(
      self, over: terminal, from: from, to: to + TimeSpan(nanoseconds: 1_000), measure: .elevation, threads: threads)
    var tracker = ServingTracker(minimumElevation: terminal.minimumElevation, policy: policy)
    var changes: [HandoverCourse.Change] = []
    var time = from
    while time <= to {
      let before = tracker.serving
      let after = tracker.advance(to: time, seeing: sky.candidates(at: time)).serving
      if after != before {
        changes.append(HandoverCourse.Change(time: time.microsecondsRoundedUp, from: before, to: after))
      }
      time = time + step
    }
    return sky.forecast(changes, gaps)
  }
}
