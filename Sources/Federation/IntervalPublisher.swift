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
  private var count: Int64 = 0

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
    (last, count) = (nil, 0)
  }

  public func tick(by step: TimeSpan) {}
  public func tock() {}

  public var nextEvent: ScenarioEvent? {
    guard let origin else { return nil }
    let clock = clock()
    let start = clock.running(at: origin)
    var stamp = count == 0 ? origin : clock.scenario(afterRunning: start + count * interval)
    // A change of scale that comes late may put the next stamp before the last one: it is then passed over.
    var skipped = count
    while let last, stamp <= last, stamp < .latest {
      skipped += 1
      stamp = clock.scenario(afterRunning: start + skipped * interval)
    }
    return ScenarioEvent(at: stamp, priority: .publication)
  }

  public func execute(_ event: ScenarioEvent) {
    publish(event.time)
    last = event.time
    count += 1
    while let origin, clock().scenario(afterRunning: clock().running(at: origin) + count * interval) <= event.time {
      count += 1
    }
  }
}
