public import Orbits
public import Quantities

/// Predicts the handovers of terminals from the orbits of satellites.
public struct HandoverPredictor: Sendable {
  /// The satellites.
  public let propagator: Propagator
  /// How the Earth is turned.
  public let orientation: EarthOrientation
  /// How old the element sets are, if that is known: then events tell how sure their times are.
  public let aging: CatalogueAging?

  /// Prepares predictions over satellites; the ages are those of their sets, in the same order.
  public init(of propagator: Propagator, orientation: EarthOrientation = .utc, aging: CatalogueAging? = nil) {
    (self.propagator, self.orientation, self.aging) = (propagator, orientation, aging)
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

  /// Returns when each satellite is in view of a terminal, by satellite and time.
  public func passes(
    over terminal: UserTerminal, from: ScenarioTime, to: ScenarioTime, threads: Int? = nil
  ) -> [HandoverForecast.Service] {
    let sky = PassingSky(self, over: terminal, from: from, to: to, measure: .elevation, threads: threads)
    return sky.sightings.map {
      HandoverForecast.Service(
        satellite: $0.satellite, span: ScenarioTime(microseconds: $0.start)..<ScenarioTime(microseconds: $0.end))
    }
  }

  /// How many ticks are worked out together: enough for vector lanes, and little to keep.
  private static let ticksAtOnce = 512

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
    let ticks = from.ticks(for: to - from, every: step)
    for first in stride(from: 0, to: ticks.count, by: Self.ticksAtOnce) {
      let some = Array(ticks[first..<min(first + Self.ticksAtOnce, ticks.count)])
      for (time, candidates) in zip(some, sky.candidates(at: some)) {
        let before = tracker.serving
        let after = tracker.advance(to: time, seeing: candidates).serving
        guard after != before else { continue }
        let instant = time.microsecondsRoundedUp
        let cause = sky.cause(from: before, to: after, at: instant, since: (time - step).microsecondsRoundedUp, policy)
        changes.append(HandoverCourse.Change(time: instant, from: before, to: after, cause: cause))
      }
    }
    return sky.forecast(changes, gaps)
  }
}
