public import Quantities

/// How the service of a terminal has been since the start of a run.
public struct ServiceTally: Equatable, Sendable {
  /// How soon a return to the satellite left is a ping-pong, inclusive.
  static let pingPongWindow = TimeSpan.seconds(30)

  /// How often the satellite changed, to none and from none as well.
  public private(set) var handovers = 0
  /// How often it changed from one satellite to another.
  public private(set) var satelliteHandovers = 0
  /// How many of those took the satellite that had been left last, within 30 s.
  public private(set) var pingPongs = 0
  /// How many measurement reports were sent.
  public private(set) var reports = 0
  /// The satellites that have served.
  public private(set) var served: Set<Int> = []

  private var covered = TimeSpan.zero
  private var serviceStart: ScenarioTime?
  private var lastLeft: (satellite: Int, time: ScenarioTime)?
  private var levels = (sum: 0.0, count: 0)

  /// For how long a satellite has served up to a time.
  public func covered(to time: ScenarioTime) -> TimeSpan {
    covered + (serviceStart.map { max(.zero, time - $0) } ?? .zero)
  }

  /// The mean level of the serving satellite over the samples with service, dBm; nil for none.
  public var meanLevelDBm: Double? { levels.count > 0 ? levels.sum / Double(levels.count) : nil }

  /// Notes who serves at the start of the run, which is no change.
  mutating func begin(with satellite: Int?, at time: ScenarioTime) {
    guard let satellite else { return }
    served.insert(satellite)
    serviceStart = time
  }

  /// Notes a change.
  mutating func change(from old: Int?, to new: Int?, at time: ScenarioTime) {
    handovers += 1
    if let start = serviceStart { covered = covered + max(.zero, time - start) }
    serviceStart = new == nil ? nil : time
    if let new { served.insert(new) }
    if old != nil, let new {
      satelliteHandovers += 1
      if let lastLeft, lastLeft.satellite == new, time - lastLeft.time <= Self.pingPongWindow { pingPongs += 1 }
    }
    if let old { lastLeft = (old, time) }
  }

  /// Notes the level of the serving satellite at a sample.
  mutating func sample(levelDBm: Double) {
    levels.sum += levelDBm
    levels.count += 1
  }

  /// Notes a measurement report.
  mutating func report() { reports += 1 }

  /// Takes over who serves, and how many changes another one has told of it; that is no change by itself.
  mutating func adopt(_ satellite: Int?, handovers: Int, at time: ScenarioTime) {
    covered = covered(to: time)
    serviceStart = satellite == nil ? nil : time
    if let satellite { served.insert(satellite) }
    (self.handovers, lastLeft) = (handovers, nil)
  }

  /// Two tallies are equal where all that they tell is.
  public static func == (left: ServiceTally, right: ServiceTally) -> Bool {
    left.handovers == right.handovers && left.satelliteHandovers == right.satelliteHandovers
      && left.pingPongs == right.pingPongs && left.reports == right.reports && left.served == right.served
      && left.covered == right.covered && left.serviceStart == right.serviceStart && left.levels == right.levels
      && left.lastLeft?.satellite == right.lastLeft?.satellite && left.lastLeft?.time == right.lastLeft?.time
  }
}
