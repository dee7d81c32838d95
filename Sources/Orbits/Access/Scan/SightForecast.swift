internal import Dispatch
public import Quantities
internal import Synchronization

/// Who sees each satellite of a fleet, worked out ahead of time, an hour at a time.
///
/// An hour's rankings are a function of the fleet, the stations, the origin, what flew before it and the hour: whoever
/// asks, in whatever order and from however many threads, is told the same. While one hour is used the next is worked out on
/// the side.
public final class SightForecast: Sendable {
  /// How long the parts are.
  public static let length = TimeSpan.hours(1)

  /// The first instant.
  public let origin: ScenarioTime
  let stations: [VisibilityTimeline.Station]
  let ranks: Bool
  private let scan: RankingScan
  private let queue = DispatchQueue(label: "orrery.sight-forecast")
  private let memory = Mutex(Memory())
  /// What flew before, of which all but the changed satellites fly on.
  private let predecessor: SightForecast?
  private let changed: Set<Int>

  /// What has been worked out.
  private struct Memory {
    var hours: [Int: Rankings] = [:]
    /// How many hours have been worked out at least once: all up to that number.
    var reached = 0
    /// When satellites have failed.
    var failures: [Int: ScenarioTime] = [:]
    /// Those that had failed before the origin, once that is known.
    var inherited: Set<Int>?
  }

  /// How many changes are kept; beyond them the oldest hours are worked out again when they are asked for.
  private static let capacity = 2_000_000

  init(
    of propagator: Propagator, over stations: [VisibilityTimeline.Station], from origin: ScenarioTime,
    orientation: EarthOrientation, ranks: Bool, after predecessor: SightForecast? = nil, changed: Set<Int> = []
  ) {
    (self.predecessor, self.changed) = (predecessor, changed)
    self.origin = ScenarioTime(microseconds: origin.microsecondsRoundedUp)
    self.stations = stations
    self.ranks = ranks
    scan = RankingScan(orbits: propagator.orbits, stations: stations, orientation: orientation, ranks: ranks)
  }

  /// Returns the number of the hour that holds an instant, which is not before the origin.
  public func hour(containing time: ScenarioTime) -> Int {
    Int((time - origin).nanoseconds / SightForecast.length.nanoseconds)
  }

  /// Returns the rankings of an hour, counted from 0, and has the next one worked out.
  public func rankings(ofHour hour: Int) -> Rankings {
    let rankings = memory.withLock { $0.hours[hour] } ?? queue.sync { find(hour, threads: ActiveProcessors.count) }
    if memory.withLock({ $0.hours[hour + 1] == nil }) {
      queue.async { _ = self.find(hour + 1, threads: max(1, ActiveProcessors.count - 1)) }
    }
    return rankings
  }

  /// Finds an hour or works it out, and the ones before it too: who fails in them is seen by nobody after it.
  private func find(_ hour: Int, threads: Int) -> Rankings {
    if let known = memory.withLock({ $0.hours[hour] }) { return known }
    let reached = memory.withLock { $0.reached }
    for before in reached..<max(hour, reached) { _ = work(out: before, threads: threads) }
    return work(out: hour, threads: threads)
  }

  /// The satellites that have failed before an instant, as far as the hours up to it tell.
  private func failed(before time: ScenarioTime) -> Set<Int> {
    let last = hour(containing: max(origin, time - .microsecond))
    queue.sync { _ = find(last, threads: ActiveProcessors.count) }
    let own = memory.withLock { memory in memory.failures.filter { $0.value < time } }
    return inherited().union(own.keys)
  }

  /// Those that had failed before the origin and have no other elements since.
  private func inherited() -> Set<Int> {
    if let known = memory.withLock({ $0.inherited }) { return known }
    let inherited = predecessor.map { $0.failed(before: origin).subtracting(changed) } ?? []
    memory.withLock { $0.inherited = inherited }
    return inherited
  }

  /// Works out an hour, on the queue.
  private func work(out hour: Int, threads: Int) -> Rankings {
    let start = origin.adding(Int64(hour) * SightForecast.length) ?? .latest
    let ended = inherited().union(memory.withLock { $0.failures.filter { $0.value < start }.keys })
    let rankings = scan.rankings(
      from: start, to: start.adding(SightForecast.length) ?? .latest, without: ended, threads: threads)
    memory.withLock { memory in
      memory.hours[hour] = rankings
      memory.reached = max(memory.reached, hour + 1)
      memory.failures.merge(rankings.failures.mapValues(\.time)) { first, _ in first }
      var total = memory.hours.values.reduce(0) { $0 + $1.changes.count }
      for old in memory.hours.keys.sorted() where total > SightForecast.capacity && old < hour - 1 {
        total -= memory.hours.removeValue(forKey: old)?.changes.count ?? 0
      }
    }
    return rankings
  }
}
