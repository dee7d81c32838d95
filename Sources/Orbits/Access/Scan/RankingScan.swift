internal import Dispatch
public import Quantities

/// Who sees each of many satellites, in order of elevation, from change to change over a span.
///
/// The changes are those of ``VisibilityTimeline``, to the microsecond or two, found for all satellites together.
public struct Rankings: Sendable {
  /// From an instant on, other stations see a satellite, or in another order.
  public struct Change: Hashable, Sendable {
    let microsecond: Int64
    let number, place: UInt32
    let count: UInt16

    /// When.
    public var time: ScenarioTime { ScenarioTime(microseconds: microsecond) }
    /// The satellite's number.
    public var satellite: Int { Int(number) }
    /// Whether anybody sees it.
    public var isSeen: Bool { count > 0 }
  }

  /// The first and the first instant no longer of the span, on whole microseconds.
  public let span: Range<ScenarioTime>
  /// The changes, by time and satellite; at the start of the span, those who are seen there.
  public let changes: [Change]
  /// The first instant of the span at which a satellite has no state, by satellite; nobody sees it from there on.
  public let failures: [Int: PropagationFailure]
  private let pool: [UInt16]

  init(span: Range<ScenarioTime>, _ parts: [RankingPart]) {
    self.span = span
    var changes: [Change] = []
    var pool: [UInt16] = []
    changes.reserveCapacity(parts.reduce(0) { $0 + $1.changes.count })
    pool.reserveCapacity(parts.reduce(0) { $0 + $1.pool.count })
    for part in parts {
      let shift = UInt32(pool.count)
      for change in part.changes {
        changes.append(
          Change(
            microsecond: change.microsecond, number: change.number, place: change.place + shift, count: change.count))
      }
      pool += part.pool
    }
    changes.sort { ($0.microsecond, $0.number) < ($1.microsecond, $1.number) }
    self.changes = changes
    self.pool = pool
    failures = parts.reduce(into: [:]) { $0.merge($1.failures) { first, _ in first } }
  }

  /// The stations that see the satellite from a change on, highest first, ties to the lower number.
  public func stations(from change: Change) -> ArraySlice<UInt16> {
    pool[Int(change.place)..<Int(change.place) + Int(change.count)]
  }
}

/// What one thread has found.
struct RankingPart {
  var changes: [Rankings.Change] = []
  var pool: [UInt16] = []
  var failures: [Int: PropagationFailure] = [:]

  mutating func append(_ change: RankingChange, of satellite: Int) {
    changes.append(
      Rankings.Change(
        microsecond: change.time, number: UInt32(satellite), place: UInt32(pool.count),
        count: UInt16(change.ranking.count)))
    pool += change.ranking
  }
}

/// Finds who sees each of many satellites, in order of elevation, over a span.
struct RankingScan: Sendable {
  let orbits: [Result<SGP4, PropagationError>]
  let stations: [VisibilityTimeline.Station]
  let orientation: EarthOrientation
  /// Whether the stations are in order of elevation, or by number alone.
  let ranks: Bool

  /// Searches a span on so many threads; the rankings are the same whatever the number.
  /// - Parameter ended: satellites that have failed before, which nobody sees.
  func rankings(from: ScenarioTime, to: ScenarioTime, without ended: Set<Int>, threads: Int) -> Rankings {
    let span = from.microsecondsRoundedUp..<max(from.microsecondsRoundedUp, to.microsecondsRoundedUp)
    let chunks = span.isEmpty ? [] : ScanPart.ranges(of: orbits.count, for: threads)
    let parts = PartsOfThreads(count: chunks.count, RankingPart())
    if threads == 1 {
      for index in chunks.indices { parts[index] = search(chunks[index], span, ended) }
    } else {
      DispatchQueue.concurrentPerform(iterations: chunks.count) { parts[$0] = search(chunks[$0], span, ended) }
    }
    return Rankings(
      span: ScenarioTime(microseconds: span.lowerBound)..<ScenarioTime(microseconds: span.upperBound),
      chunks.indices.map { parts[$0] })
  }

  private func search(_ range: Range<Int>, _ span: Range<Int64>, _ ended: Set<Int>) -> RankingPart {
    var part = RankingPart()
    let (classes, failed) = ScanClass.classes(of: range.filter { !ended.contains($0) }, among: orbits)
    for (satellite, error) in failed {
      part.failures[satellite] = PropagationFailure(time: ScenarioTime(microseconds: span.lowerBound), error: error)
    }
    for members in classes {
      let grid = ScanGrid(from: span.lowerBound, to: span.upperBound, step: members.step, orientation: orientation)
      let scan = ScanPass(members, stations, orientation, grid, .best)
      let swaps = SwapFinder(finder: scan.finder)
      for (member, arcs) in scan.arcs() {
        guard let arcs else {
          searchExactly(members.satellites[member], members.sgp4(member), span, &part)
          continue
        }
        let stays = scan.finder.windows(of: member, arcs).compactMap { station, window -> Stay? in
          let (start, end) = (window.start.microsecondsRoundedUp, window.end.microsecondsRoundedUp)
          return start < span.upperBound ? Stay(station: station, start: start, end: end) : nil
        }
        let sorted = stays.sorted { ($0.start, $0.station) < ($1.start, $1.station) }
        for change in swaps.changes(of: member, sorted, ranks: ranks) {
          part.append(change, of: members.satellites[member])
        }
      }
    }
    return part
  }

  /// The search one satellite at a time, which knows how a satellite fails.
  private func searchExactly(_ satellite: Int, _ sgp4: SGP4, _ span: Range<Int64>, _ part: inout RankingPart) {
    let (from, to) = (ScenarioTime(microseconds: span.lowerBound), ScenarioTime(microseconds: span.upperBound))
    var timeline = VisibilityTimeline(
      of: Orbit(sgp4, orientation: orientation), over: stations, from: from)
    timeline.cover(until: to)
    for interval in timeline.intervals(from: from, to: to) where interval.start > from || !interval.ranking.isEmpty {
      let ranking = ranks ? interval.ranking : interval.ranking.sorted()
      part.append(
        RankingChange(time: interval.start.microsecondsRoundedUp, ranking: ranking.map { UInt16($0) }),
        of: satellite)
    }
    if let failure = timeline.failure, failure.time < to { part.failures[satellite] = failure }
  }
}
