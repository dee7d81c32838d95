public import Quantities

/// An outage of a station: it is out from the start to just before the end.
public struct Outage: Hashable, Sendable {
  /// When the station goes out.
  public var start: ScenarioTime
  /// When it is back, by plan or as restored.
  public var end: ScenarioTime

  /// Creates an outage; one that ends before it starts is empty.
  public init(start: ScenarioTime, end: ScenarioTime) {
    self.start = start
    self.end = max(start, end)
  }
}

/// When one station can be used, as a function of scenario time.
///
/// Outages may overlap: they are counted, and the station is back when the last of them has ended. A report
/// carries its planned end, so that a restore that is lost keeps no station out; a restore moves the end of the
/// outage that it names. What was said is kept and the outages are worked out from it, so that neither the order
/// in which they become known changes anything nor a message that comes again.
public struct StationAvailability: Equatable, Sendable {
  /// Whether the station works where there is no outage.
  public var isCommissioned: Bool
  /// The outages as far as they are known to have lasted, by start and end.
  public private(set) var outages: [Outage] = []
  /// The outages as they were planned, by start and end.
  private var reports: [Outage] = []
  private var restores: Set<ScenarioTime> = []

  /// Creates the availability of a station without outages.
  public init(isCommissioned: Bool = true) {
    self.isCommissioned = isCommissioned
  }

  /// Enters an outage; the same one twice, as a repeated message brings it, counts once.
  /// - Returns: whether it was new.
  @discardableResult
  public mutating func report(_ outage: Outage) -> Bool {
    guard !reports.contains(outage) else { return false }
    reports.append(outage)
    reports.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    workOut()
    return true
  }

  /// Ends one outage at an instant: the one planned to end then, else the one that runs and began first.
  /// - Returns: the end that was moved, or nil where no outage is open then.
  @discardableResult
  public mutating func restore(at end: ScenarioTime) -> ScenarioTime? {
    let before = outages
    restores.insert(end)
    workOut()
    guard outages.contains(where: { $0.end == end }) else { return nil }
    return before.first { !outages.contains($0) }?.end ?? end
  }

  /// Applies every restore, in order of time, to the outages as planned.
  private mutating func workOut() {
    outages = reports
    for end in restores.sorted() where !reports.contains(where: { $0.end == end }) {
      guard let index = outages.firstIndex(where: { $0.start <= end && end < $0.end }) else { continue }
      outages[index].end = end
    }
    outages.sort { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  /// Says whether the station can be used at an instant.
  public func isOperational(at time: ScenarioTime) -> Bool {
    isCommissioned && !outages.contains { $0.start <= time && time < $0.end }
  }

  /// Returns the next instant at which an outage begins or ends; nil for none.
  public func nextChange(after time: ScenarioTime) -> ScenarioTime? {
    outages.lazy.flatMap { [$0.start, $0.end] }.filter { $0 > time }.min()
  }

  /// Returns the time for which the station was out between two instants, overlaps counted once.
  public func timeOut(from start: ScenarioTime, to end: ScenarioTime) -> TimeSpan {
    var total = TimeSpan.zero
    var reached = start
    for outage in outages where outage.start < end && outage.end > reached {
      let from = max(outage.start, reached)
      reached = min(outage.end, end)
      total = total + (reached - from)
    }
    return total
  }
}
