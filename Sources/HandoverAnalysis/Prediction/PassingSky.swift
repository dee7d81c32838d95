import Orbits
import Quantities

/// All passes of satellites over a terminal in a span.
struct PassingSky {
  /// Microseconds since 1970.
  let span: Range<Int64>
  /// By satellite and time.
  let sightings: [Sighting]
  /// The microseconds between which measures are smooth, ascending.
  let corners: [Int64]
  private let propagator: Propagator
  private let orientation: EarthOrientation
  /// Where the terminal stands, if it does.
  private let fixedSite: GroundSite?
  private let failures: [Int: PropagationFailure]
  private let doubt: TimingDoubt?
  /// The sightings by their start, and the longest of them, so that those at a time are soon found.
  private let byStart: [Int], longest: Int64

  init(
    _ predictor: HandoverPredictor, over terminal: UserTerminal, from: ScenarioTime, to: ScenarioTime,
    measure: HandoverRule.Measure, threads: Int?
  ) {
    let span = from.microsecondsRoundedUp..<max(from.microsecondsRoundedUp, to.microsecondsRoundedUp)
    let (first, end) = (ScenarioTime(microseconds: span.lowerBound), ScenarioTime(microseconds: span.upperBound))
    let place = terminal.place.settled(over: first..<end)
    var sightings: [Sighting] = []
    var failures: [Int: PropagationFailure] = [:]
    (propagator, orientation) = (predictor.propagator, predictor.orientation)
    switch place {
    case .fixed(let site):
      fixedSite = site
      var options = AccessScan.Options()
      options.orientation = predictor.orientation
      let station = AccessScan.Station(site: site, minimumElevation: terminal.minimumElevation)
      AccessScan(of: predictor.propagator, over: [station], options: options).forEach(
        from: first, to: end, threads: threads
      ) { finding in
        failures[finding.satellite] = finding.failure
        guard case .success(let sgp4) = predictor.propagator.orbits[finding.satellite] else { return }
        let orbit = Orbit(sgp4, orientation: predictor.orientation)
        sightings += finding.contacts.map { contact in
          let window = contact.window.start.microsecondsRoundedUp..<contact.window.end.microsecondsRoundedUp
          return Sighting(
            finding.satellite, orbit, over: place, in: window, measure,
            culmination: contact.window.culmination.elevation)
        }
      }
      corners = []
    case .moving(let track):
      fixedSite = nil
      let search = MovingPasses(along: track, minimumElevation: terminal.minimumElevation)
      let (passes, failed) = search.search(predictor, over: span, threads: threads)
      sightings = passes.map { Sighting($0.satellite, $0.orbit, over: place, in: $0.window, measure) }
      failures = failed
      corners = track.corners
    }
    (self.span, self.sightings, self.failures) = (span, sightings, failures)
    doubt = predictor.aging.map { TimingDoubt(aging: $0, sightings: sightings, measure: measure) }
    byStart = sightings.indices.sorted { sightings[$0].start < sightings[$1].start }
    longest = sightings.map { $0.end - $0.start }.max() ?? 0
  }

  /// The sightings that may serve at each of some times, which ascend; each under its place among them all.
  func candidates(at times: [ScenarioTime]) -> [[ServingCandidate]] {
    let instants = times.map(\.microsecondsRoundedUp)
    var candidates = [[ServingCandidate]](repeating: [], count: times.count)
    guard let first = instants.first, let last = instants.last else { return candidates }
    let series = fixedSite.map {
      SightSeries(instants.map { ScenarioTime(microseconds: $0) }, over: $0, orientation: orientation)
    }
    let next = byStart.partitioningIndex { sightings[$0].start > first - longest - 1 }
    for number in byStart[next...] {
      let (start, end) = (sightings[number].start, sightings[number].end)
      guard start <= last else { break }
      let inView = instants.partitioningIndex { $0 >= start }..<instants.partitioningIndex { $0 >= end }
      if let series {
        series.look(at: sightings[number].satellite, of: propagator, during: inView) { tick, degrees, kilometres in
          candidates[tick].append(
            ServingCandidate(satellite: number, elevation: .degrees(degrees), rangeKilometres: kilometres))
        }
      } else {
        for tick in inView {
          guard let sight = sightings[number].sight(at: instants[tick]) else { continue }
          candidates[tick].append(
            ServingCandidate(satellite: number, elevation: sight.elevation, rangeKilometres: sight.rangeKilometres))
        }
      }
    }
    return candidates
  }

  /// The satellites that are in view at some time of a span, by number.
  func satellites(inView span: Range<ScenarioTime>) -> [Int] {
    let (from, to) = (span.lowerBound.microsecondsRoundedUp, span.upperBound.microsecondsRoundedUp)
    return Set(sightings.filter { $0.start < to && $0.end > from }.map(\.satellite)).sorted()
  }

  /// Returns why a change shows at a tick of a clock that did not show at the tick before.
  func cause(
    from: Int?, to: Int?, at time: Int64, since last: Int64, _ policy: ServingPolicy
  ) -> ChangeCause {
    guard last >= span.lowerBound else { return .start }
    guard let from else { return to.map { sightings[$0].start > last ? .rise($0) : .before } ?? .start }
    guard let to, sightings[from].end > time else { return sightings[from].end > last ? .set(from) : .before }
    guard sightings[to].start <= last else { return .rise(to) }
    guard let theirs = sightings[to].sight(at: last), let ours = sightings[from].sight(at: last) else { return .before }
    let hasLed =
      theirs.elevation > ours.elevation
      && theirs.elevation.degrees >= ours.elevation.degrees + policy.hysteresisDegrees
    return hasLed ? .before : .lead(to, over: from, at: time)
  }

  /// Puts changes between sightings together to a forecast.
  func forecast(_ changes: [HandoverCourse.Change], _ gaps: HandoverPredictor.Gaps) -> HandoverForecast {
    var changes = changes
    if let doubt {
      let deviations = doubt.deviations(of: changes.map { ($0.time, $0.cause) })
      for index in changes.indices { changes[index].deviation = deviations[index] }
    }
    return HandoverForecast(
      span: ScenarioTime(microseconds: span.lowerBound)..<ScenarioTime(microseconds: span.upperBound),
      events: (gaps == .told ? changes : bridged(changes)).map(event), served: served(changes), failures: failures)
  }

  private func event(_ change: HandoverCourse.Change) -> HandoverForecast.Event {
    HandoverForecast.Event(
      time: ScenarioTime(microseconds: change.time),
      kind: change.from == nil ? .acquired : change.to == nil ? .lost : .handover,
      from: change.from.flatMap { sightings[$0].sight(at: change.time) },
      to: change.to.flatMap { sightings[$0].sight(at: change.time) }, timeDeviationSeconds: change.deviation)
  }

  private func bridged(_ changes: [HandoverCourse.Change]) -> [HandoverCourse.Change] {
    var last: Int?
    return changes.compactMap { change in
      guard let next = change.to else { return nil }
      defer { last = next }
      guard change.from == nil, let last else { return change }
      let isSame = sightings[last].satellite == sightings[next].satellite
      return isSame
        ? nil
        : HandoverCourse.Change(
          time: change.time, from: last, to: next, cause: change.cause, deviation: change.deviation)
    }
  }

  private func served(_ changes: [HandoverCourse.Change]) -> TimeSpan {
    var microseconds: Int64 = 0
    for (index, change) in changes.enumerated() where change.to != nil {
      microseconds += (index + 1 < changes.count ? changes[index + 1].time : span.upperBound) - change.time
    }
    return TimeSpan(nanoseconds: microseconds * 1_000)
  }
}
