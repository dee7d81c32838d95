public import Quantities

/// Maps scenario time to wallclock time and back, over changes of scale and pauses.
///
/// wall(t) = wallEpoch + (t - scenarioEpoch) / scale on every segment. A change of scale is anchored exactly
/// at its own scenario time, wherever the steps fall; everything is computed from the anchors, so that
/// lateness never accumulates.
///
/// Wallclock spent in pauses is left out of the *running* wallclock, which is what intervals of
/// publication count.
public struct ClockMap: Equatable, Sendable {
  /// A stretch of constant scale, begun by a change of scale, a resumption or both.
  private struct Segment: Equatable, Sendable {
    let scenario: ScenarioTime
    /// The scale that was set here; nil where the one before goes on.
    var change: Double?
    /// The wallclock time at which scenario time was resumed here; nil for no pause.
    var resumed: WallTime?
    /// The scale in force; derived.
    var scale: Double
    /// The wallclock time at which scenario time leaves the segment's start; derived.
    var wall: WallTime
    /// The running wallclock at the segment's start, in nanoseconds since the map's start; derived.
    var running: Double
  }

  private var segments: [Segment]

  /// The scenario time at which the clock stands still until it is resumed.
  public private(set) var frozenAt: ScenarioTime?

  /// Creates a map that leaves a scenario time at a wallclock time with a scale > 0 (scenario a wallclock second).
  public init(scenario: ScenarioTime, wall: WallTime, scale: Double) {
    precondition(scale > 0 && scale.isFinite, "a time scale is a finite number above zero")
    wallStart = wall
    segments = [Segment(scenario: scenario, change: scale, scale: scale, wall: wall, running: 0)]
  }

  /// The scenario time at which the map begins.
  public var start: ScenarioTime { segments[0].scenario }

  /// The wallclock time at which the map begins.
  public let wallStart: WallTime

  /// Returns the scale in force just after a scenario time.
  public func scale(at time: ScenarioTime) -> Double {
    segments[segment(at: time)].scale
  }

  /// Returns the wallclock time of a scenario time; nil past a freeze. Before the start it extrapolates.
  public func wall(at time: ScenarioTime) -> WallTime? {
    if let frozenAt, time > frozenAt { return nil }
    let segment = segments[segment(at: time)]
    return segment.wall + TimeSpan(nearest: Double((time - segment.scenario).nanoseconds) / segment.scale)
  }

  /// Returns the scenario time of a wallclock time: before the start the start, in a pause the paused instant.
  public func scenario(at wall: WallTime) -> ScenarioTime {
    let index = segments.lastIndex { $0.wall <= wall } ?? 0
    let segment = segments[index]
    guard wall > segment.wall else { return segment.scenario }
    var time = segment.scenario + TimeSpan(nearest: Double((wall - segment.wall).nanoseconds) * segment.scale)
    if index + 1 < segments.count { time = min(time, segments[index + 1].scenario) }
    return frozenAt.map { min(time, $0) } ?? time
  }

  /// Returns the scenario time after a stretch of running wallclock, on the whole microsecond.
  ///
  /// The k-th publication of an interval is at `scenario(after: k x interval)`: no error adds up.
  public func scenario(afterRunning wallclock: TimeSpan) -> ScenarioTime {
    let nanoseconds = Double(wallclock.nanoseconds)
    let segment = segments.last { $0.running <= nanoseconds } ?? segments[0]
    let ahead = ((nanoseconds - segment.running) * segment.scale / 1_000).rounded() * 1_000
    guard ahead < 9e18 else { return .latest }
    return segment.scenario.adding(TimeSpan(nanoseconds: Int64(ahead))) ?? .latest
  }

  /// Returns the running wallclock that has passed at a scenario time, pauses left out.
  public func running(at time: ScenarioTime) -> TimeSpan {
    let segment = segments[segment(at: time)]
    return TimeSpan(nearest: segment.running + Double((time - segment.scenario).nanoseconds) / segment.scale)
  }

  /// Changes the scale from a scenario time on, also retroactively; later changes keep their own times.
  public mutating func setScale(_ scale: Double, at time: ScenarioTime) {
    precondition(scale > 0 && scale.isFinite, "a time scale is a finite number above zero")
    segments[segment(beginningAt: max(time, start))].change = scale
    derive()
  }

  /// Stops the clock at a scenario time.
  public mutating func freeze(at time: ScenarioTime) {
    frozenAt = max(time, start)
  }

  /// Runs the clock on from a scenario time at a wallclock time, to which it stays anchored.
  public mutating func resume(from time: ScenarioTime, at wall: WallTime) {
    frozenAt = nil
    segments[segment(beginningAt: max(time, start))].resumed = wall
    derive()
  }

  private func segment(at time: ScenarioTime) -> Int {
    segments.lastIndex { $0.scenario <= time } ?? 0
  }

  /// Returns the segment that begins at a scenario time, made where there is none.
  private mutating func segment(beginningAt time: ScenarioTime) -> Int {
    let index = segment(at: time)
    guard segments[index].scenario < time else { return index }
    segments.insert(Segment(scenario: time, scale: segments[index].scale, wall: wallStart, running: 0), at: index + 1)
    return index + 1
  }

  /// Computes the anchors of every segment from the one before it.
  private mutating func derive() {
    segments[0].scale = segments[0].change ?? segments[0].scale
    segments[0].wall = segments[0].resumed ?? wallStart
    for index in segments.indices.dropFirst() {
      let before = segments[index - 1]
      let span = segments[index].scenario - before.scenario
      segments[index].scale = segments[index].change ?? before.scale
      segments[index].wall =
        segments[index].resumed ?? before.wall + TimeSpan(nearest: Double(span.nanoseconds) / before.scale)
      segments[index].running = before.running + Double(span.nanoseconds) / before.scale
    }
  }
}

extension TimeSpan {
  /// Creates the span nearest to a number of nanoseconds, held within ±290 years.
  init(nearest nanoseconds: Double) {
    self.init(nanoseconds: Int64(min(max(nanoseconds, -9.2e18), 9.2e18).rounded()))
  }
}
