internal import Dispatch
public import Quantities
internal import Synchronization

/// Who sees each satellite of a fleet, worked out ahead of time, an hour at a time.
///
/// An hour's rankings are a function of the fleet, the stations, the origin and the hour alone: whoever asks, in
/// whatever order and from however many threads, is told the same. While one hour is used the next is worked out on
/// the side.
public final class SightForecast: Sendable {
  /// How long the parts are.
  public static let length = TimeSpan.hours(1)

  /// The first instant.
  public let origin: ScenarioTime
  let stations: [VisibilityTimeline.Station]
  let ranks: Bool
  private let scan: RankingScan
  private let queue = DispatchQueue(label: "orrery.sight-forecast", qos: .userInitiated)
  private let known = Mutex<[Int: Rankings]>([:])

  /// How many changes are kept; beyond them the oldest hours are worked out again when they are asked for.
  private static let capacity = 2_000_000

  init(
    of propagator: Propagator, over stations: [VisibilityTimeline.Station], from origin: ScenarioTime,
    orientation: EarthOrientation, ranks: Bool
  ) {
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
    let rankings = known.withLock { $0[hour] } ?? queue.sync { work(out: hour, threads: ActiveProcessors.count) }
    if known.withLock({ $0[hour + 1] == nil }) {
      queue.async { _ = self.work(out: hour + 1, threads: max(1, ActiveProcessors.count - 1)) }
    }
    return rankings
  }

  /// Works out an hour that is not known yet; on the queue, so that it is done once.
  private func work(out hour: Int, threads: Int) -> Rankings {
    if let rankings = known.withLock({ $0[hour] }) { return rankings }
    let start = origin.adding(Int64(hour) * SightForecast.length) ?? .latest
    let rankings = scan.rankings(
      from: start, to: start.adding(SightForecast.length) ?? .latest, threads: threads)
    known.withLock { known in
      known[hour] = rankings
      var total = known.values.reduce(0) { $0 + $1.changes.count }
      for old in known.keys.sorted() where total > SightForecast.capacity && old < hour - 1 {
        total -= known.removeValue(forKey: old)?.changes.count ?? 0
      }
    }
    return rankings
  }
}
