public import Quantities

/// One satellite over many stations: who sees it, in order of elevation, from change to change.
///
/// The changes are exact on whole microseconds: a station gains or loses the satellite at its own minimum
/// elevation, or two stations that both see it change places. The timeline is worked out as far as it has been
/// covered, cell by cell of a grid that belongs to the satellite: its changes do not depend on how it is asked.
public struct VisibilityTimeline: Sendable {
  /// A site and the lowest elevation at which it serves.
  public struct Station: Hashable, Sendable {
    /// Where it is.
    public var site: GroundSite
    /// Its mask.
    public var minimumElevation: Angle

    /// Creates a station from its site and mask.
    public init(site: GroundSite, minimumElevation: Angle) {
      self.site = site
      self.minimumElevation = minimumElevation
    }
  }

  /// A span, half-open, during which the same stations see the satellite in the same order.
  public struct Interval: Hashable, Sendable {
    /// The first instant.
    public var start: ScenarioTime
    /// The first instant of the next interval, or the end of what was asked for or covered.
    public var end: ScenarioTime
    /// The indices of the stations in view, highest elevation first, ties to the lower index.
    public var ranking: [Int]

    /// Creates an interval from its parts.
    public init(start: ScenarioTime, end: ScenarioTime, ranking: [Int]) {
      self.start = start
      self.end = end
      self.ranking = ranking
    }
  }

  /// Where the timeline begins, on a whole microsecond.
  public let origin: ScenarioTime
  private let curves: [ElevationCurve]
  private var walk: TrackWalk
  /// The instants at which the ranking changes, the origin first, and the rankings from there on.
  private var changes: [Change] = []

  private struct Change {
    let time: Int64
    let ranking: [Int]
  }

  /// Creates the timeline of a satellite over stations; nothing is worked out before ``cover(until:)``.
  public init(of orbit: Orbit, over stations: [Station], from origin: ScenarioTime) {
    self.origin = ScenarioTime(microseconds: origin.microsecondsRoundedUp)
    curves = stations.map { ElevationCurve(site: $0.site, minimumElevation: $0.minimumElevation) }
    walk = TrackWalk(Track(orbit), before: origin.microsecondsRoundedUp)
    if walk.failure != nil { append(Change(time: origin.microsecondsRoundedUp, ranking: [])) }
  }

  /// The first instant from the origin on at which the satellite cannot be propagated; nobody sees it after that.
  public var failure: PropagationFailure? { walk.failure }

  /// How far the timeline has been worked out; for ever, once the satellite has failed.
  public var coveredUntil: ScenarioTime {
    guard failure == nil, let here = walk.here else { return .latest }
    return max(origin, ScenarioTime(microseconds: here.time))
  }

  /// Works the timeline out up to an instant, and to the end of the cell that holds it.
  public mutating func cover(until time: ScenarioTime) {
    while coveredUntil < time {
      let (track, curves) = (walk.track, curves)
      let found = walk.next { cell throws(PropagationFailure) in
        try CellRankings(cell, on: track, curves).changes.map(Change.init)
      }
      for change in found ?? [] { append(change) }
      if let failure { append(Change(time: failure.time.microsecondsRoundedUp, ranking: [])) }
    }
  }

  /// Returns the intervals of a span, the first and last cut to it; the span must lie within what is covered.
  public func intervals(from: ScenarioTime, to: ScenarioTime) -> [Interval] {
    guard from < to else { return [] }
    precondition(from >= origin && to <= coveredUntil, "a timeline answers only for what it has covered")
    var intervals: [Interval] = []
    var index = index(containing: from)
    while index < changes.count, start(index) < to {
      intervals.append(
        Interval(start: max(from, start(index)), end: min(to, end(index)), ranking: changes[index].ranking))
      index += 1
    }
    return intervals
  }

  /// Returns the interval that holds a covered instant; one that ends at ``coveredUntil`` may go on.
  public func interval(containing time: ScenarioTime) -> Interval {
    precondition(time >= origin && time < coveredUntil, "a timeline answers only for what it has covered")
    let index = index(containing: time)
    return Interval(start: start(index), end: end(index), ranking: changes[index].ranking)
  }

  /// Returns the first covered instant after a time at which the ranking changes; nil where none is known yet.
  public func nextChange(after time: ScenarioTime) -> ScenarioTime? {
    guard !changes.isEmpty else { return nil }
    guard time >= origin else { return start(0) }
    let next = index(containing: time) + 1
    return next < changes.count ? start(next) : nil
  }

  private func start(_ index: Int) -> ScenarioTime { ScenarioTime(microseconds: changes[index].time) }

  private func end(_ index: Int) -> ScenarioTime {
    index + 1 < changes.count ? start(index + 1) : coveredUntil
  }

  /// The last change at or before a time, by bisection.
  private func index(containing time: ScenarioTime) -> Int {
    var (low, high) = (0, changes.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if start(middle) <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// Adds a change that is one; what lies before the origin counts from the origin.
  private mutating func append(_ change: Change) {
    let time = max(change.time, origin.microsecondsRoundedUp)
    if let last = changes.last {
      if last.time == time { changes.removeLast() }
      if changes.last?.ranking == change.ranking { return }
    }
    changes.append(Change(time: time, ranking: change.ranking))
  }
}

/// Who sees the satellite in one cell, from instant to instant.
private struct CellRankings {
  /// The starts of pieces of the cell and the rankings that hold there; equal neighbours are not merged.
  private(set) var changes: [(time: Int64, ranking: [Int])] = []

  init(_ cell: Track.Cell, on track: Track, _ curves: [ElevationCurve]) throws(PropagationFailure) {
    var marks: [Int64] = []
    var seeing: [Int] = []
    for (index, curve) in curves.enumerated() {
      let nodes = try curve.nodes(in: cell, on: track)
      guard nodes.contains(where: \.isReached) else { continue }
      seeing.append(index)
      marks += try crossings(of: nodes, on: curve.curve(on: track))
    }
    guard !seeing.isEmpty else {
      changes = [(cell.start.time, [])]
      return
    }
    if seeing.count > 1 { marks += try CellRankings.swaps(cell, on: track, seeing.map { curves[$0] }) }
    let edges = [cell.start.time] + marks.sorted() + [cell.end.time]
    for (start, end) in zip(edges, edges.dropFirst()) where start < end {
      // At its midpoint a piece is what it is throughout; at its ends rounding could tip the scale.
      let fix = try track.fix(at: start + (end - start) / 2)
      changes.append((start, CellRankings.ranking(of: seeing, curves, at: fix)))
    }
  }

  private static func ranking(of seeing: [Int], _ curves: [ElevationCurve], at fix: Track.Fix) -> [Int] {
    let sines = seeing.map { (index: $0, node: curves[$0].node(fix), mask: curves[$0].sineOfMask) }
    return sines.filter(\.node.isReached)
      .sorted { ($1.node.value + $1.mask, $0.index) < ($0.node.value + $0.mask, $1.index) }
      .map(\.index)
  }

  /// The instants at which two of the curves change places.
  ///
  /// The difference of two elevations bends over the time in which a satellite passes its own height, half a
  /// minute on the lowest orbits: eighths of a cell are shorter than that, and finer bends are split further.
  private static func swaps(
    _ cell: Track.Cell, on track: Track, _ curves: [ElevationCurve]
  ) throws(PropagationFailure) -> [Int64] {
    var fixes = [cell.start]
    let length = cell.end.time - cell.start.time
    for part in 1..<Int64(8) where length >= 8 {
      fixes.append(try track.fix(at: cell.start.time + length * part / 8))
    }
    fixes.append(cell.end)
    var times: [Int64] = []
    for (index, first) in curves.enumerated() {
      for second in curves[(index + 1)...] {
        let curve: Curve = { time throws(PropagationFailure) in
          difference(first, second, at: try track.fix(at: time))
        }
        let samples = fixes.map { difference(first, second, at: $0) }
        var nodes = [samples[0]]
        for (a, b) in zip(samples, samples.dropFirst()) {
          try appendMonotoneNodes(from: a, to: b, depth: 3, of: curve, to: &nodes)
        }
        times += try crossings(of: nodes, on: curve)
      }
    }
    return times
  }

  private static func difference(_ first: ElevationCurve, _ second: ElevationCurve, at fix: Track.Fix) -> Node {
    let (a, b) = (first.site.sineOfElevation(of: fix.state), second.site.sineOfElevation(of: fix.state))
    return Node(time: fix.time, value: a.value - b.value, slope: a.perSecond - b.perSecond)
  }
}
