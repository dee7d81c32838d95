public import Quantities

/// Who sees each satellite of a fleet through a run, whose elements may be replaced at instants of it.
public struct SightCourse: Sendable {
  /// A part of the course: rankings, and the span of them that counts.
  public struct Piece: Sendable {
    /// What was worked out, for a span that holds this one and begins where it begins.
    public let rankings: Rankings
    /// What of it counts, half-open.
    public let span: Range<ScenarioTime>
  }

  /// The time from which a fleet flies.
  private struct Era: Sendable {
    let start: ScenarioTime
    let fleet: Fleet
    let forecast: SightForecast
  }

  /// The first instant, on a whole microsecond.
  public let origin: ScenarioTime
  private let stations: [VisibilityTimeline.Station]
  private let ranks: Bool
  private let first: Fleet
  /// The satellites that fly by other elements from a time on, by their places.
  private var changes: [ScenarioTime: [Int: Orbit]] = [:]
  private var eras: [Era] = []

  /// Begins the course of a fleet over stations.
  /// - Parameter ranks: whether the stations are in order of elevation, or by number alone.
  public init(
    of fleet: Fleet, over stations: [VisibilityTimeline.Station], from origin: ScenarioTime, ranks: Bool
  ) {
    (first, self.stations, self.ranks) = (fleet, stations, ranks)
    self.origin = fleet.forecast(over: stations, from: origin, ranks: ranks).origin
    layEras(from: self.origin)
  }

  /// Has satellites fly by other elements from some times on; whatever is told later of a time counts.
  /// - Parameter orbits: the satellites' orbits by their places, by the time from which they fly so.
  /// - Returns: the first instant from which the course is another; nil where nothing was told.
  @discardableResult
  public mutating func replace(_ orbits: [ScenarioTime: [Int: Orbit]]) -> ScenarioTime? {
    for (time, some) in orbits { changes[max(time, origin), default: [:]].merge(some) { _, new in new } }
    guard let start = orbits.keys.min().map({ max($0, origin) }) else { return nil }
    layEras(from: start)
    return start
  }

  private mutating func layEras(from start: ScenarioTime) {
    eras.removeAll { $0.start >= start }
    for time in Set(changes.keys).union([origin]).sorted() where time >= start {
      let fleet = eras.last?.fleet ?? first
      let changed = changes[time].map { fleet.replacing($0) } ?? fleet
      let forecast = changed.forecast(
        over: stations, from: time, ranks: ranks, after: eras.last?.forecast, changed: Set((changes[time] ?? [:]).keys))
      eras.append(Era(start: time, fleet: changed, forecast: forecast))
    }
  }

  /// Returns the course of the same fleets over other stations.
  public func over(_ stations: [VisibilityTimeline.Station]) -> SightCourse {
    var course = SightCourse(of: first, over: stations, from: origin, ranks: ranks)
    course.replace(changes)
    return course
  }

  /// Returns the fleet that flies at an instant.
  public func fleet(at time: ScenarioTime) -> Fleet { (eras.last { $0.start <= time } ?? eras[0]).fleet }

  /// Returns the piece that holds an instant from the origin on.
  public func piece(containing time: ScenarioTime) -> Piece {
    let era = eras.lastIndex { $0.start <= time } ?? 0
    let forecast = eras[era].forecast
    let rankings = forecast.rankings(ofHour: forecast.hour(containing: time))
    let end = era + 1 < eras.count ? eras[era + 1].start : .latest
    return Piece(rankings: rankings, span: rankings.span.lowerBound..<min(rankings.span.upperBound, end))
  }
}
