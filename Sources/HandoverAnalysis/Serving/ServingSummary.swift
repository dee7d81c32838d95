public import Quantities

/// What the ticks of one terminal come to. Fed tick by tick, as its tracker gives them.
///
/// Ratios are shares of ticks, as the precheck counts them: at a step of 10 s a gap of 15 s is one tick or two. A tick on
/// which a satellite is held below the mask counts as covered.
public struct ServingSummary: Hashable, Sendable {
  /// How soon a return to the satellite left is a ping-pong, inclusive.
  public let pingPongWindow: TimeSpan
  /// How many ticks there were, how many of them with service, and with two candidates or more.
  public private(set) var tickCount = 0, coveredTickCount = 0, overlapTickCount = 0
  /// How many ticks had no candidate: their highest satellite is below the mask, or there is none.
  public private(set) var emptyTickCount = 0
  /// How many changes there were, and how many of them from satellite to satellite.
  public private(set) var handoverCount = 0, satelliteHandoverCount = 0
  /// How many changes from satellite to satellite took the one that was left last, within the window of its leaving.
  public private(set) var pingPongCount = 0
  /// How many services there were: spans with one satellite, between changes.
  public private(set) var serviceCount = 0

  private var served: Set<Int> = []
  /// The lengths of the services that began and ended, in the order of their ends.
  private var serviceTimes: [TimeSpan] = []
  private var serviceStart: ScenarioTime?
  private var lastLeft: Leaving?

  private struct Leaving: Hashable {
    let satellite: Int
    let time: ScenarioTime
  }

  /// Creates a summary of nothing; a return within 30 s is a ping-pong unless told.
  public init(pingPongWindow: TimeSpan = .seconds(30)) {
    self.pingPongWindow = pingPongWindow
  }

  /// Adds the next tick.
  public mutating func add(_ tick: ServingTick) {
    tickCount += 1
    if tick.candidateCount >= 2 { overlapTickCount += 1 }
    if tick.candidateCount == 0 { emptyTickCount += 1 }
    if let satellite = tick.serving {
      coveredTickCount += 1
      served.insert(satellite)
      if tickCount == 1 { serviceCount = 1 }
    }
    if let change = tick.change { add(change) }
  }

  private mutating func add(_ change: HandoverChange) {
    handoverCount += 1
    if change.isBetweenSatellites {
      satelliteHandoverCount += 1
      if let lastLeft, lastLeft.satellite == change.new, change.time - lastLeft.time <= pingPongWindow {
        pingPongCount += 1
      }
    }
    if let old = change.old {
      lastLeft = Leaving(satellite: old, time: change.time)
      if let serviceStart { serviceTimes.append(change.time - serviceStart) }
    }
    serviceStart = change.new == nil ? nil : change.time
    if change.new != nil { serviceCount += 1 }
  }

  /// The share of ticks with service; 0 of none.
  public var coverageRatio: Double { share(coveredTickCount) }
  /// The share of ticks with two candidates or more; 0 of none.
  public var overlapRatio: Double { share(overlapTickCount) }
  /// How many different satellites served.
  public var uniqueServedCount: Int { served.count }
  /// How long the services lasted that began and ended; nil where there is none.
  public var serviceTime: ServiceTimes? { ServiceTimes(serviceTimes) }

  private func share(_ count: Int) -> Double { tickCount == 0 ? 0 : Double(count) / Double(tickCount) }
}

/// How the lengths of services are spread. Those cut by the first or the last tick are not among them.
public struct ServiceTimes: Hashable, Sendable {
  /// How many there are.
  public let count: Int
  /// The shortest, the middle one (of an even number the mean of two), their mean, and the longest.
  public let least, median, mean, greatest: TimeSpan

  /// Creates the distribution of lengths in any order; nil for none.
  init?(_ lengths: [TimeSpan]) {
    let sorted = lengths.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    (count, least, greatest) = (sorted.count, first, last)
    let middle = sorted[(count - 1) / 2].nanoseconds + (sorted[count / 2] - sorted[(count - 1) / 2]).nanoseconds / 2
    median = TimeSpan(nanoseconds: middle)
    mean = TimeSpan(nanoseconds: sorted.reduce(0) { $0 + $1.nanoseconds } / Int64(count))
  }
}
