import Orbits
import Quantities

/// Follows a terminal from one serving satellite to the next, with every time found on the exact orbits.
///
/// Times are microseconds since 1970. Between the points of a grid two satellites are compared by the monotone pieces of
/// the difference of their measures, so that a lead shorter than a step of the grid is found as well.
struct HandoverCourse {
  /// From a time on, another sighting serves, or none.
  struct Change {
    let time: Int64
    let from, to: Int?
    let cause: ChangeCause
    /// The standard deviation of the time, s, where it is known.
    var deviation: Double?
  }

  private let sightings: [Sighting]
  private let rule: HandoverRule
  private let span: Range<Int64>
  /// The microseconds between which measures are smooth, ascending.
  private let corners: [Int64]
  /// The same of each sighting's measure by its elevation, once it is known.
  private var ownCorners: [[Int64]?]
  /// The measures at the points of the grid, by sighting, from the first point in its pass on.
  private var gridNodes: [[Node?]]
  /// Which sightings overlap each step of the grid.
  private let inStep: [[Int]]
  private var scratch: [Node] = []

  /// The grid's step: elevations turn over in no less on the lowest orbits.
  private static let step: Int64 = 20_000_000
  /// A lead that is less than this, in degrees or dB, is none: two entries of one satellite lead each other never.
  private static let leastLead = 1e-9

  init(_ sightings: [Sighting], _ rule: HandoverRule, over span: Range<Int64>, corners: [Int64] = []) {
    (self.sightings, self.rule, self.span, self.corners) = (sightings, rule, span, corners)
    let count = Int((span.upperBound - span.lowerBound + Self.step - 1) / Self.step)
    var inStep = Array(repeating: [Int](), count: count)
    ownCorners = Array(repeating: nil, count: sightings.count)
    gridNodes = []
    gridNodes.reserveCapacity(sightings.count)
    for (number, sighting) in sightings.enumerated() {
      let first = Int((sighting.start - span.lowerBound) / Self.step)
      let last = min(count - 1, Int((sighting.end - 1 - span.lowerBound) / Self.step))
      gridNodes.append(Array(repeating: nil, count: last - first + 2))
      for place in first...last { inStep[place].append(number) }
    }
    self.inStep = inStep
  }

  /// Returns the changes of the whole span, the acquisition at its start first.
  mutating func changes() -> [Change] {
    var changes: [Change] = []
    var now = span.lowerBound
    var serving = best(at: now)
    if serving != nil { changes.append(Change(time: now, from: nil, to: serving, cause: .start)) }
    while now < span.upperBound {
      if let current = serving {
        let end = sightings[current].end
        let take = takeover(from: current, since: now, until: min(end, span.upperBound))
        guard take != nil || end < span.upperBound else { break }
        now = take?.time ?? end
        serving = take?.sighting ?? best(at: end)
        changes.append(Change(time: now, from: current, to: serving, cause: take?.cause ?? .set(current)))
      } else {
        guard let rise = nextRise(after: now) else { break }
        now = rise
        serving = best(at: rise)
        changes.append(Change(time: rise, from: nil, to: serving, cause: serving.map { .rise($0) } ?? .start))
      }
    }
    return changes
  }

  /// The sighting with the greatest measure at a time; of equal ones that of the lower number.
  private mutating func best(at time: Int64) -> Int? {
    var best: (number: Int, value: Double)?
    for number in inStep[step(of: time)] where sightings[number].start <= time && time < sightings[number].end {
      if let best, sightings[number].limit < best.value { continue }
      guard let value = node(of: number, at: time)?.value else { continue }
      let isLower = best.map { value == $0.value && sightings[number].satellite < sightings[$0.number].satellite }
      if best.map({ value > $0.value }) ?? true || isLower == true { best = (number, value) }
    }
    return best?.number
  }

  private func nextRise(after time: Int64) -> Int64? {
    for place in step(of: time)..<inStep.count {
      let rises = inStep[place].map { sightings[$0].start }.filter { $0 > time }
      if let first = rises.min() { return first }
    }
    return nil
  }

  private func step(of time: Int64) -> Int { min(inStep.count - 1, Int((time - span.lowerBound) / Self.step)) }

  // MARK: Takeover

  /// Returns the first time at which another satellite takes over by the rule, which, and why then.
  private mutating func takeover(
    from serving: Int, since: Int64, until: Int64
  ) -> (time: Int64, sighting: Int, cause: ChangeCause)? {
    let earliest = since + rule.minimumService.nanoseconds / 1_000
    var leadSince: [Int: Int64] = [:]
    var begin = since
    while begin < until {
      let place = step(of: begin)
      let end = min(until, span.lowerBound + Int64(place + 1) * Self.step, corner(after: begin))
      var first: (time: Int64, sighting: Int)?
      let least = least(of: serving, in: begin..<end) + rule.margin
      for other in inStep[place] where other != serving {
        guard sightings[other].limit >= least else {
          leadSince[other] = nil
          continue
        }
        let (lower, upper) = (max(begin, sightings[other].start), min(end, sightings[other].end))
        guard lower < upper,
          let time = takeover(by: other, from: serving, in: lower..<upper, &leadSince[other], earliest)
        else { continue }
        let isBetter = first.map {
          (time, measure(of: $0.sighting, at: time)) < ($0.time, measure(of: other, at: time))
        }
        if isBetter ?? true { first = (time, other) }
      }
      if let first {
        let lead = leadSince[first.sighting] ?? first.time
        let isWaiting = first.time > lead + rule.timeToTrigger.nanoseconds / 1_000 || lead == since
        let cause: ChangeCause =
          isWaiting
          ? .before
          : lead == sightings[first.sighting].start
            ? .rise(first.sighting) : .lead(first.sighting, over: serving, at: lead)
        return (first.time, first.sighting, cause)
      }
      begin = end
    }
    return nil
  }

  /// What a sighting's measure is at least in a stretch within a step of the grid: that of the lower end, unless it may
  /// turn upward between.
  private mutating func least(of sighting: Int, in stretch: Range<Int64>) -> Double {
    guard let (first, last) = ends(of: sighting, in: stretch), first.slope >= 0 || last.slope <= 0 else {
      return -.infinity
    }
    return min(first.value, last.value)
  }

  private func corner(after time: Int64) -> Int64 {
    let next = corners.partitioningIndex { $0 > time }
    return next < corners.count ? corners[next] : .max
  }

  private mutating func measure(of sighting: Int, at time: Int64) -> Double {
    node(of: sighting, at: time)?.value ?? -.infinity
  }

  /// Returns the first time in a stretch, within a step of the grid, at which one sighting takes over from another.
  ///
  /// - Parameter leadSince: since when it has led by the margin; carried on from stretch to stretch.
  private mutating func takeover(
    by other: Int, from serving: Int, in stretch: Range<Int64>, _ leadSince: inout Int64?, _ earliest: Int64
  ) -> Int64? {
    guard let ours = ends(of: serving, in: stretch), let theirs = ends(of: other, in: stretch) else {
      leadSince = nil
      return nil
    }
    let (first, last) = (lead(theirs.first, ours.first), lead(theirs.last, ours.last))
    guard canLead(first, last, ours, theirs) else {
      leadSince = nil
      return nil
    }
    leadSince = first.isReached ? leadSince ?? stretch.lowerBound : nil
    let patience = rule.timeToTrigger.nanoseconds / 1_000
    let (one, two) = (sightings[other], sightings[serving])
    let curve: Curve = { [rule] time throws(PropagationFailure) in
      Self.lead(try one.node(at: time), try two.node(at: time), rule.margin)
    }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(first)
    for corner in corners(of: other, and: serving, in: stretch) {
      guard let here = scratch.last, let node = try? curve(corner),
        (try? appendMonotoneNodes(from: here, to: node, of: curve, to: &scratch)) != nil
      else { return nil }
    }
    guard let here = scratch.last, (try? appendMonotoneNodes(from: here, to: last, of: curve, to: &scratch)) != nil
    else { return nil }
    for (a, b) in zip(scratch, scratch.dropFirst()) where a.isReached != b.isReached {
      guard
        let root = try? signChange(
          between: (a.time, a.value), and: (b.time, b.value), of: { t throws(PropagationFailure) in try curve(t).value }
        )
      else { return nil }
      if b.isReached {
        leadSince = root
      } else {
        let time = max((leadSince ?? root) + patience, earliest)
        if time < root { return time }
        leadSince = nil
      }
    }
    guard let since = leadSince else { return nil }
    let time = max(since + patience, earliest)
    return time < stretch.upperBound ? time : nil
  }

  /// The microseconds within a stretch at which the measures of two sightings may have corners by their elevations.
  private mutating func corners(of one: Int, and other: Int, in stretch: Range<Int64>) -> [Int64] {
    guard case .rsrp = rule.measure else { return [] }
    for sighting in [one, other] where ownCorners[sighting] == nil {
      ownCorners[sighting] = (try? sightings[sighting].corners()) ?? []
    }
    return [one, other].flatMap { ownCorners[$0] ?? [] }
      .filter { stretch.lowerBound < $0 && $0 < stretch.upperBound }.sorted()
  }

  /// Whether the lead might be reached in a stretch, by the slopes at its ends; with losses by elevation these tell
  /// nothing.
  ///
  /// Elevations bend most where a satellite passes overhead, and there the slopes at both ends are at their greatest;
  /// what they cannot tell is less than 0.3 a second.
  private func canLead(
    _ first: Node, _ last: Node, _ ours: (first: Node, last: Node), _ theirs: (first: Node, last: Node)
  ) -> Bool {
    if first.isReached || last.isReached { return true }
    if case .rsrp = rule.measure { return true }
    let steepest =
      max(abs(ours.first.slope), abs(ours.last.slope)) + max(abs(theirs.first.slope), abs(theirs.last.slope))
    let seconds = Double(last.time - first.time) * 1e-6
    return max(first.value, last.value) + (2 * steepest + 0.3) * seconds >= 0
  }

  private func lead(_ other: Node, _ serving: Node) -> Node { Self.lead(other, serving, rule.margin) }

  private static func lead(_ other: Node, _ serving: Node, _ margin: Double) -> Node {
    Node(
      time: other.time, value: other.value - serving.value - max(margin, leastLead), slope: other.slope - serving.slope)
  }

  // MARK: Measures

  private mutating func ends(of sighting: Int, in stretch: Range<Int64>) -> (first: Node, last: Node)? {
    guard let first = node(of: sighting, at: stretch.lowerBound), let last = node(of: sighting, at: stretch.upperBound)
    else { return nil }
    return (first, last)
  }

  /// The measure at a time, remembered at the points of the grid; nil where the satellite has no state.
  private mutating func node(of sighting: Int, at time: Int64) -> Node? {
    let offset = time - span.lowerBound
    guard offset % Self.step == 0 else { return try? sightings[sighting].node(at: time) }
    let place = Int(offset / Self.step) - Int((sightings[sighting].start - span.lowerBound) / Self.step)
    guard gridNodes[sighting].indices.contains(place) else { return try? sightings[sighting].node(at: time) }
    if let node = gridNodes[sighting][place] { return node }
    let node = try? sightings[sighting].node(at: time)
    gridNodes[sighting][place] = node
    return node
  }
}
