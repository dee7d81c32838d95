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
  private var eras: [Era]

  /// Begins the course of a fleet over stations.
  /// - Parameter ranks: whether the stations are in order of elevation, or by number alone.
  public init(
    of fleet: Fleet, over stations: [VisibilityTimeline.Station], from origin: ScenarioTime, ranks: Bool
  ) {
    self.stations = stations
    self.ranks = ranks
    let forecast = fleet.forecast(over: stations, from: origin, ranks: ranks)
    self.origin = forecast.origin
    eras = [Era(start: forecast.origin, fleet: fleet, forecast: forecast)]
  }

  /// Has another fleet fly from an instant on, in place of all that was to fly then or later.
  public mutating func replace(by fleet: Fleet, from time: ScenarioTime) {
    let forecast = fleet.forecast(over: stations, from: max(time, origin), ranks: ranks)
    eras.removeAll { $0.start >= forecast.origin }
    eras.append(Era(start: forecast.origin, fleet: fleet, forecast: forecast))
  }

  /// Returns the course of the same fleets over other stations.
  public func over(_ stations: [VisibilityTimeline.Station]) -> SightCourse {
    var course = SightCourse(of: eras[0].fleet, over: stations, from: origin, ranks: ranks)
    for era in eras.dropFirst() { course.replace(by: era.fleet, from: era.start) }
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
