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
/// outage that it names. The order in which they become known changes nothing.
public struct StationAvailability: Equatable, Sendable {
  /// Whether the station works where there is no outage.
  public var isCommissioned: Bool
  /// The outages, by start and end.
  public private(set) var outages: [Outage] = []

  /// Creates the availability of a station without outages.
  public init(isCommissioned: Bool = true) {
    self.isCommissioned = isCommissioned
  }

  /// Enters an outage; the same one twice, as a repeated message brings it, counts once.
  /// - Returns: whether it was new.
  @discardableResult
  public mutating func report(_ outage: Outage) -> Bool {
    guard !outages.contains(outage) else { return false }
    let index = outages.firstIndex { ($0.start, $0.end) > (outage.start, outage.end) } ?? outages.count
    outages.insert(outage, at: index)
    return true
  }

  /// Ends one outage at an instant: the one planned to end then, else the one that runs and began first.
  /// - Returns: the end that was moved, or nil where no outage is open then.
  @discardableResult
  public mutating func restore(at end: ScenarioTime) -> ScenarioTime? {
    if outages.contains(where: { $0.end == end }) { return end }
    guard let index = outages.firstIndex(where: { $0.start <= end && end < $0.end }) else { return nil }
    let planned = outages.remove(at: index)
    report(Outage(start: planned.start, end: end))
    return planned.end
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
