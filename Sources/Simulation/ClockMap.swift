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
  /// A stretch of constant scale.
  private struct Segment: Equatable, Sendable {
    var scenario: ScenarioTime
    var scale: Double
    /// Wallclock spent standing still at the segment's start.
    var pause: TimeSpan = .zero
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
    segments = [Segment(scenario: scenario, scale: scale, wall: wall, running: 0)]
  }

  /// The scenario time at which the map begins.
  public var start: ScenarioTime { segments[0].scenario }

  /// The wallclock time at which the map begins.
  public var wallStart: WallTime { segments[0].wall - segments[0].pause }

  /// Returns the scale in force just after a scenario time.
  public func scale(at time: ScenarioTime) -> Double {
    segments[segment(at: time)].scale
  }

  /// Returns the wallclock time of a scenario time; nil past a freeze. Before the start it extrapolates.
  public func wall(at time: ScenarioTime) -> WallTime? {
    if let frozenAt, time > frozenAt { return nil }
    let segment = segments[segment(at: time)]
    return segment.wall + TimeSpan(scaling: time - segment.scenario, by: 1 / segment.scale)
  }

  /// Returns the scenario time of a wallclock time: before the start the start, in a pause the paused instant.
  public func scenario(at wall: WallTime) -> ScenarioTime {
    let index = segments.lastIndex { $0.wall <= wall } ?? 0
    let segment = segments[index]
    guard wall > segment.wall else { return segment.scenario }
    var time = segment.scenario + TimeSpan(scaling: wall - segment.wall, by: segment.scale)
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
    return TimeSpan(nanoseconds: Int64(segment.running.rounded()))
      + TimeSpan(scaling: time - segment.scenario, by: 1 / segment.scale)
  }

  /// Changes the scale from a scenario time on, also retroactively; later changes keep their own times.
  public mutating func setScale(_ scale: Double, at time: ScenarioTime) {
    precondition(scale > 0 && scale.isFinite, "a time scale is a finite number above zero")
    let time = max(time, start)
    if let index = segments.firstIndex(where: { $0.scenario == time }) {
      segments[index].scale = scale
    } else {
      segments.append(Segment(scenario: time, scale: scale, wall: segments[0].wall, running: 0))
      segments.sort { $0.scenario < $1.scenario }
    }
    derive(from: wallStart)
  }

  /// Stops the clock at a scenario time.
  public mutating func freeze(at time: ScenarioTime) {
    frozenAt = max(time, start)
  }

  /// Runs the clock on from a scenario time at a wallclock time.
  public mutating func resume(from time: ScenarioTime, at wall: WallTime) {
    frozenAt = nil
    let time = max(time, start)
    let begin = wallStart
    guard let planned = self.wall(at: time) else { return }
    if !segments.contains(where: { $0.scenario == time }) {
      segments.append(Segment(scenario: time, scale: scale(at: time), wall: planned, running: 0))
      segments.sort { $0.scenario < $1.scenario }
    }
    for index in segments.indices where segments[index].scenario == time {
      segments[index].pause = segments[index].pause + (wall - planned)
    }
    derive(from: begin)
  }

  private func segment(at time: ScenarioTime) -> Int {
    segments.lastIndex { $0.scenario <= time } ?? 0
  }

  /// Computes the anchors of every segment from the one before it.
  private mutating func derive(from wallStart: WallTime) {
    segments[0].wall = wallStart + segments[0].pause
    segments[0].running = 0
    for index in segments.indices.dropFirst() {
      let before = segments[index - 1]
      let span = segments[index].scenario - before.scenario
      segments[index].wall = before.wall + TimeSpan(scaling: span, by: 1 / before.scale) + segments[index].pause
      segments[index].running = before.running + Double(span.nanoseconds) / before.scale
    }
  }
}

extension TimeSpan {
  /// Creates a span times a factor, to the nearest nanosecond, held within ±290 years.
  init(scaling span: TimeSpan, by factor: Double) {
    let scaled = Double(span.nanoseconds) * factor
    self.init(nanoseconds: Int64(min(max(scaled, -9.2e18), 9.2e18).rounded()))
  }
}
