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

  /// Returns who serves a terminal over a span, with exact times.
  ///
  /// The terminal begins with the best satellite in view. It changes when another one leads by the rule, when its own
  /// sets below the terminal's mask, then to the best in view, and after a gap to the first that rises.
  /// - Parameters:
  ///   - from, to: the span, rounded up to whole microseconds; nothing is found in an empty one.
  ///   - threads: on how many cores passes are sought; nil for all. The forecast is the same whatever the number.
  public func forecast(
    for terminal: UserTerminal, from: ScenarioTime, to: ScenarioTime, by rule: HandoverRule = .highest,
    threads: Int? = nil
  ) -> HandoverForecast {
    let span = from.microsecondsRoundedUp..<max(from.microsecondsRoundedUp, to.microsecondsRoundedUp)
    let times = ScenarioTime(microseconds: span.lowerBound)..<ScenarioTime(microseconds: span.upperBound)
    var options = AccessScan.Options()
    options.orientation = orientation
    let station = AccessScan.Station(site: terminal.site, minimumElevation: terminal.minimumElevation)
    var sightings: [Sighting] = []
    var failures: [Int: PropagationFailure] = [:]
    AccessScan(of: propagator, over: [station], options: options).forEach(
      from: times.lowerBound, to: times.upperBound, threads: threads
    ) { finding in
      failures[finding.satellite] = finding.failure
      guard case .success(let sgp4) = propagator.orbits[finding.satellite] else { return }
      let orbit = Orbit(sgp4, orientation: orientation)
      sightings += finding.contacts.map { Sighting($0, orbit, terminal.site, rule.measure) }
    }
    guard !span.isEmpty else { return HandoverForecast(span: times, events: [], served: .zero, failures: failures) }
    var course = HandoverCourse(sightings, rule, over: span)
    let changes = course.changes()
    return HandoverForecast(
      span: times, events: changes.map { Self.event($0, sightings) },
      served: Self.served(changes, until: span.upperBound),
      failures: failures)
  }

  private static func event(_ change: HandoverCourse.Change, _ sightings: [Sighting]) -> HandoverForecast.Event {
    HandoverForecast.Event(
      time: ScenarioTime(microseconds: change.time),
      kind: change.from == nil ? .acquired : change.to == nil ? .lost : .handover,
      from: change.from.flatMap { sightings[$0].sight(at: change.time) },
      to: change.to.flatMap { sightings[$0].sight(at: change.time) })
  }

  private static func served(_ changes: [HandoverCourse.Change], until end: Int64) -> TimeSpan {
    var microseconds: Int64 = 0
    for (index, change) in changes.enumerated() where change.to != nil {
      microseconds += (index + 1 < changes.count ? changes[index + 1].time : end) - change.time
    }
    return TimeSpan(nanoseconds: microseconds * 1_000)
  }
}
