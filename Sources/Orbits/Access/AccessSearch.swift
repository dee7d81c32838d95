import Glibc
public import Quantities

/// Finds when a satellite is in view of a site, by roots and not by steps.
public enum AccessSearch {
  /// Returns the windows of a span during which a satellite stands at or above a minimum elevation.
  ///
  /// The elevation is geometric (no refraction, no light time), the site's horizon that of the ellipsoid. Windows
  /// of parts of a span join to those of the whole, to the microsecond; where the elevation creeps (less than
  /// 1e-13 a microsecond, as on geostationary orbits) the microsecond is the one that doubles can tell. A
  /// satellite that fails ends its window at the failure, which is reported. A search that begins after a decay
  /// cannot know of it: SGP4 has states again where the ellipse comes back out of the Earth.
  public static func windows(
    of orbit: Orbit, over site: GroundSite, minimumElevation: Angle, from: ScenarioTime, to: ScenarioTime
  ) -> AccessReport {
    let span = Span(first: from.microsecondsRoundedUp, end: to.microsecondsRoundedUp)
    guard span.first < span.end else { return AccessReport(windows: []) }
    let curve = ElevationCurve(site: site, minimumElevation: minimumElevation)
    var walk = TrackWalk(Track(orbit), before: span.first)
    var passes = Passes(span: span)
    while (walk.here?.time ?? span.end) < span.end {
      let track = walk.track
      let found = walk.next { cell throws(PropagationFailure) in
        let nodes = try curve.nodes(in: cell, on: track)
        return (nodes, try crossings(of: nodes, on: curve.curve(on: track)))
      }
      guard let (nodes, crossings) = found else { break }
      passes.add(nodes, crossings)
    }
    let failure = walk.failure.flatMap { $0.time.microsecondsRoundedUp < span.end ? $0 : nil }
    let ended = passes.ended(at: failure?.time.microsecondsRoundedUp)
    return AccessReport(
      windows: ended.compactMap { $0.window(in: span, on: walk.track, curve) }, failure: failure)
  }

  /// The microseconds of a search, half-open.
  fileprivate struct Span {
    let first, end: Int64
  }
}

/// One stay above the mask; the search may know neither its rise nor its set.
private struct Pass {
  var rise: Int64?
  var set: Int64?
  /// The highest node met within the span.
  var highest: Node?

  func window(in span: AccessSearch.Span, on track: Track, _ curve: ElevationCurve) -> AccessWindow? {
    let start = max(rise ?? span.first, span.first)
    let end = min(set ?? span.end, span.end)
    guard start < end else { return nil }
    // The ends have states, but for the instant of a failure.
    let ends = [start, end].compactMap { try? curve.node(track.fix(at: $0)) }
    guard let best = ([highest].compactMap { $0 } + ends).max(by: { $0.value < $1.value }) else { return nil }
    let sine = max(-1, min(1, best.value + curve.sineOfMask))
    return AccessWindow(
      start: ScenarioTime(microseconds: start), end: ScenarioTime(microseconds: end),
      startsBeforeSpan: rise.map { $0 < span.first } ?? true, endsAfterSpan: set.map { $0 > span.end } ?? true,
      culmination: AccessWindow.Culmination(
        time: ScenarioTime(microseconds: best.time), elevation: .radians(asin(sine))))
  }
}

/// The passes met so far, and the one under way.
private struct Passes {
  let span: AccessSearch.Span
  private var finished: [Pass] = []
  private var current: Pass?

  init(span: AccessSearch.Span) {
    self.span = span
  }

  /// Adds the nodes of the next cell and the crossings between them; no nodes mean that it is out of view.
  mutating func add(_ nodes: [Node], _ crossings: [Int64]) {
    guard let first = nodes.first else { return }
    var crossings = crossings[...]
    if first.isReached, current == nil { current = Pass() }
    note(first)
    for (a, b) in zip(nodes, nodes.dropFirst()) {
      if a.isReached != b.isReached, let time = crossings.popFirst() {
        if b.isReached { current = Pass(rise: time) } else { finish(at: time) }
      }
      note(b)
    }
  }

  private mutating func note(_ node: Node) {
    guard node.isReached, span.first <= node.time, node.time < span.end else { return }
    if node.value > current?.highest?.value ?? -.infinity { current?.highest = node }
  }

  private mutating func finish(at time: Int64) {
    current?.set = time
    if let current { finished.append(current) }
    current = nil
  }

  /// Returns all passes; one under way ends at a failure, if there was one.
  func ended(at failure: Int64?) -> [Pass] {
    guard var last = current else { return finished }
    last.set = failure
    return finished + [last]
  }
}
