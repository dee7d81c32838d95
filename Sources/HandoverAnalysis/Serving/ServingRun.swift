public import Quantities

/// The service of one terminal over a series of instants, all at once.
public struct ServingRun: Hashable, Sendable {
  /// The satellites in view at one instant.
  public struct Instant: Hashable, Sendable {
    /// When.
    public var time: ScenarioTime
    /// Which, in any order.
    public var satellites: [ServingCandidate]

    /// Creates an instant.
    public init(time: ScenarioTime, satellites: [ServingCandidate]) {
      (self.time, self.satellites) = (time, satellites)
    }
  }

  /// What the tracker said of every instant.
  public let ticks: [ServingTick]
  /// What they come to.
  public let summary: ServingSummary
  /// The changes, in order.
  public var changes: [HandoverChange] { ticks.compactMap(\.change) }

  /// Tracks a terminal through a series whose times ascend.
  ///
  /// Where the policy asks how long satellites stay, the series itself answers: from each instant to the last one up to
  /// which the satellite is at or above the mask without a break. Past its end the series knows nothing.
  public init(
    _ series: [Instant], minimumElevation: Angle = .degrees(10), policy: ServingPolicy = .highest,
    pingPongWindow: TimeSpan = .seconds(30)
  ) {
    var tracker = ServingTracker(minimumElevation: minimumElevation, policy: policy)
    var summary = ServingSummary(pingPongWindow: pingPongWindow)
    var asked = series
    if case .staying = policy.admission { asked = ServingRun.withStays(series, above: minimumElevation) }
    ticks = asked.map { instant in
      let tick = tracker.advance(to: instant.time, seeing: instant.satellites)
      summary.add(tick)
      return tick
    }
    self.summary = summary
  }

  /// Fills in how long each satellite stays, in one walk from the end.
  private static func withStays(_ series: [Instant], above minimumElevation: Angle) -> [Instant] {
    var series = series
    var lastInView: [Int: ScenarioTime] = [:]
    for index in series.indices.reversed() {
      var stillInView: [Int: ScenarioTime] = [:]
      for place in series[index].satellites.indices {
        let satellite = series[index].satellites[place]
        guard satellite.elevation >= minimumElevation else { continue }
        let last = lastInView[satellite.satellite] ?? series[index].time
        stillInView[satellite.satellite] = last
        series[index].satellites[place].stay = last - series[index].time
      }
      lastInView = stillInView
    }
    return series
  }
}
