public import Quantities
public import Simulation

/// Publishes at exact scenario times: first + k x interval.
///
/// The first publication is at the first time itself. What is published is labelled with the time at which it is
/// valid, and each label is used once.
public final class ScenarioTimeIntervalPublisher: Entity {
  public let name: String
  private let interval: TimeSpan
  private let first: ScenarioTime?
  private let priority: EventPriority
  private let publish: (ScenarioTime) -> Void
  private var next: ScenarioTime?

  /// Creates a publisher.
  /// - Parameters:
  ///   - name: the application that publishes.
  ///   - interval: the scenario time between publications, above zero.
  ///   - first: the first publication; nil or a time before the run for its start.
  ///   - priority: what goes first at the same time.
  ///   - publish: says what is to be said, for the scenario time that it is given.
  public init(
    name: String, every interval: TimeSpan, from first: ScenarioTime? = nil, priority: EventPriority = .status,
    publish: @escaping (ScenarioTime) -> Void
  ) {
    precondition(interval > .zero, "an interval is above zero")
    self.name = name
    self.interval = interval
    self.first = first
    self.priority = priority
    self.publish = publish
  }

  public func initialize(at time: ScenarioTime) {
    next = max(first ?? time, time)
  }

  public func tick(by step: TimeSpan) {}
  public func tock() {}

  public var nextEvent: ScenarioEvent? {
    next.map { ScenarioEvent(at: $0, priority: priority) }
  }

  public func execute(_ event: ScenarioEvent) {
    publish(event.time)
    next = event.time.adding(interval)
  }
}

/// Publishes on an interval of wallclock time, at scenario times that the scenario's own clock map gives.
///
/// The k-th publication is stamped with the scenario time that has passed after k intervals of running wallclock:
/// start + k x interval x scale, over every change of scale. The host's clock decides neither what is sent nor its
/// stamp; it only paces the run. So a stall makes no burst, and as fast as possible sends what real time sends.
public final class WallclockTimeIntervalPublisher: Entity {
  public let name: String
  private let interval: TimeSpan
  private let first: ScenarioTime?
  private let clock: () -> ClockMap
  private let publish: (ScenarioTime) -> Void
  private var origin: ScenarioTime?
  private var last: ScenarioTime?

  /// Creates a publisher.
  /// - Parameters:
  ///   - name: the application that publishes.
  ///   - interval: the wallclock time between publications, above zero.
  ///   - first: the scenario time of the first publication; nil or a time before the run for its start.
  ///   - clock: the clock map in force.
  ///   - publish: says what is to be said, for the scenario time that it is given.
  public init(
    name: String, every interval: TimeSpan, from first: ScenarioTime? = nil, clock: @escaping () -> ClockMap,
    publish: @escaping (ScenarioTime) -> Void
  ) {
    precondition(interval > .zero, "an interval is above zero")
    self.name = name
    self.interval = interval
    self.first = first
    self.clock = clock
    self.publish = publish
  }

  public func initialize(at time: ScenarioTime) {
    origin = max(first ?? time, time)
    last = nil
  }

  public func tick(by step: TimeSpan) {}
  public func tock() {}

  public var nextEvent: ScenarioEvent? {
    origin.flatMap(stamp).map { ScenarioEvent(at: $0, priority: .publication) }
  }

  public func execute(_ event: ScenarioEvent) {
    publish(event.time)
    last = event.time
  }

  /// The first stamp of the series that is after the last one, wherever a late change of scale has moved the series;
  /// nil where time itself ends.
  private func stamp(countedFrom origin: ScenarioTime) -> ScenarioTime? {
    let clock = clock()
    let start = clock.running(at: origin)
    guard let last else { return origin }
    // k = the intervals that had passed at the last stamp, less one for its rounding to the microsecond.
    var count = max(0, (clock.running(at: last) - start).nanoseconds / interval.nanoseconds - 1)
    var stamp = last
    while stamp <= last, stamp < .latest {
      count += 1
      stamp = clock.scenario(afterRunning: start + count * interval)
    }
    return stamp > last ? stamp : nil
  }
}
