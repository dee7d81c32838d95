public import Orbits
public import Quantities

/// One measurement over a span, from curves and not from samples: conditions begin and end at roots.
///
/// The state is that of ``MeasurementMachine``; there is no filter, which curves do not need.
public struct ExactMeasurement: Sendable {
  /// What is measured and reported.
  public let configuration: ReportConfiguration
  /// How far apart the curves are looked at first; extrema and roots between are found.
  ///
  /// Ten seconds are a five-hundredth of a low orbit's turn; two turns of direction within them could go unseen.
  public let spacing: TimeSpan

  /// Creates a measurement; a spacing under a millisecond is taken for one.
  public init(_ configuration: ReportConfiguration, spacing: TimeSpan = .seconds(10)) {
    self.configuration = configuration
    self.spacing = max(spacing, TimeSpan(nanoseconds: 1_000_000))
  }

  /// Returns what happens in a span, in order of time; roots are found to the microsecond.
  ///
  /// Conditions that hold at the start count from there.
  /// - Parameters:
  ///   - serving: The serving cell; asked up to 10 ms outside the span, as the neighbours are.
  ///   - neighbours: The neighbours, cells 0, 1 and so on.
  ///   - offsets: The offsets of each cell; none without them.
  ///   - corners: The times at which the curves may have corners, ascending.
  /// - Throws: What the curves throw.
  public func actions(
    serving: @escaping MeasuredCurve, neighbours: [MeasuredCurve], offsets: [CellOffsets]? = nil,
    from start: ScenarioTime, to end: ScenarioTime, corners: [ScenarioTime] = []
  ) throws(PropagationFailure) -> [MeasurementAction] {
    var changes: [TriggerBank.Change] = []
    for (cell, neighbour) in neighbours.enumerated() {
      let margins = EventMargins(configuration.event, offsets: offsets?[cell] ?? .none)
      let curve: MarginCurve = { time throws(PropagationFailure) in
        margins.values(of: MeasuredPair(serving: try serving(time), neighbour: try neighbour(time)))
      }
      try append(curve, of: margins.lanes, cell: cell, from: start, to: end, corners, to: &changes)
    }
    changes.sort { ($0.time, $0.index) < ($1.time, $1.index) }
    return try settle(changes, neighbours, to: end)
  }

  private typealias MarginCurve = (ScenarioTime) throws(PropagationFailure) -> SIMD4<Double>

  /// Appends the changes of one cell's conditions: at the start, and wherever one of its margins changes sign.
  private func append(
    _ curve: @escaping MarginCurve, of lanes: [Int], cell: Int, from start: ScenarioTime, to end: ScenarioTime,
    _ corners: [ScenarioTime], to changes: inout [TriggerBank.Change]
  ) throws(PropagationFailure) {
    let first = start.nanosecondsSince1970
    var margins = try curve(start)
    var truth = EventMargins.truth(of: margins)
    changes.append(TriggerBank.Change(time: first, index: cell, truth: truth))
    var crossings: [(time: Int64, lane: Int, sign: Double)] = []
    for lane in lanes {
      for root in try roots(of: lane, on: curve, from: start, to: end, corners) {
        crossings.append((max(first, root.time * 1_000), lane, root.rises ? 1 : -1))
      }
    }
    crossings.sort { $0 < $1 }
    for crossing in crossings {
      // Only the sign of a margin counts.
      margins[crossing.lane] = crossing.sign
      let now = EventMargins.truth(of: margins)
      if now != truth { changes.append(TriggerBank.Change(time: crossing.time, index: cell, truth: now)) }
      truth = now
    }
  }

  /// Returns the microseconds at which a margin changes its sign, and whether it rises there.
  private func roots(
    of lane: Int, on margins: @escaping MarginCurve, from start: ScenarioTime, to end: ScenarioTime,
    _ corners: [ScenarioTime]
  ) throws(PropagationFailure) -> [(time: Int64, rises: Bool)] {
    let arm: Int64 = 10_000
    let value = { (time: Int64) throws(PropagationFailure) -> Double in
      try margins(ScenarioTime(nanosecondsSince1970: time * 1_000))[lane]
    }
    let curve: Curve = { time throws(PropagationFailure) in
      let slope = (try value(time + arm) - (try value(time - arm))) / (2e-6 * Double(arm))
      return Node(time: time, value: try value(time), slope: slope)
    }
    let last = end.nanosecondsSince1970 / 1_000
    // Just so far to both sides that no slope is taken across a corner.
    let stops = corners.flatMap { [$0.microsecondsRoundedUp - arm - 1, $0.microsecondsRoundedUp + arm + 1] }.sorted()
    var nodes = [try curve(start.nanosecondsSince1970 / 1_000)]
    while let node = nodes.last, node.time < last {
      let stop = stops.partitioningIndex { $0 > node.time }
      let edge = min(last, stop < stops.count ? stops[stop] : last)
      let next = try curve(min(edge, node.time + spacing.nanoseconds / 1_000))
      try appendMonotoneNodes(from: node, to: next, of: curve, to: &nodes)
    }
    let begins = nodes[0].isReached
    // Every root turns the sign about.
    return try crossings(of: nodes, on: curve).enumerated().map { ($1, $0.isMultiple(of: 2) != begins) }
  }

  private func settle(
    _ changes: [TriggerBank.Change], _ neighbours: [MeasuredCurve], to end: ScenarioTime
  ) throws(PropagationFailure) -> [MeasurementAction] {
    var ledger = ReportLedger(configuration)
    var bank = TriggerBank(
      timesToTrigger: neighbours.map { _ in configuration.timeToTrigger.span.nanoseconds })
    var failure: PropagationFailure?
    let rank = { (cell: Int, time: Int64) -> Double in
      do throws(PropagationFailure) {
        return try neighbours[cell](ScenarioTime(nanosecondsSince1970: time))
      } catch {
        failure = failure ?? error
        return .nan
      }
    }
    var triggered: [Int] = []
    let last = end.nanosecondsSince1970
    bank.advance(to: last, through: changes) { batch, bank in
      ledger.advance(to: batch.time, inclusive: false, triggered: triggered, rank: rank)
      triggered = bank.triggered
      ledger.note(batch, triggered: triggered, rank: rank)
    }
    ledger.advance(to: last, inclusive: true, triggered: triggered, rank: rank)
    if let failure { throw failure }
    return ledger.takeActions()
  }
}
