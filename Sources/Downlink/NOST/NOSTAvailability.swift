public import Quantities

/// When one station can be used by the rules of NOS-T's downlink example, as a function of scenario time.
///
/// A report takes the station out and the next restore brings it back, whatever other outages still run. What was said
/// is kept with its own times, so that the order in which it becomes known changes nothing. A report counts as the
/// restore at its planned end, too: the example's outage application says both.
public struct NOSTAvailability: Equatable, Sendable {
  /// An instant from which the station is out, or back.
  public struct Change: Hashable, Comparable, Sendable {
    /// When.
    public let time: ScenarioTime
    /// Whether it is back.
    public let isBack: Bool

    /// Orders by time; who comes back and goes out at once is out.
    public static func < (left: Change, right: Change) -> Bool {
      (left.time, left.isBack ? 0 : 1) < (right.time, right.isBack ? 0 : 1)
    }
  }

  /// Whether the station works until something is said of it.
  public var isCommissioned: Bool
  /// All that was said, in order of time.
  public private(set) var changes: [Change] = []

  /// Creates the availability of a station of which nothing has been said.
  public init(isCommissioned: Bool = true) {
    self.isCommissioned = isCommissioned
  }

  /// Enters an outage, with its planned end; one that is empty changes nothing.
  public mutating func report(_ outage: Outage) {
    guard outage.end > outage.start else { return }
    enter(Change(time: outage.start, isBack: false))
    enter(Change(time: outage.end, isBack: true))
  }

  /// Enters that the station is back.
  public mutating func restore(at time: ScenarioTime) { enter(Change(time: time, isBack: true)) }

  private mutating func enter(_ change: Change) {
    let place = changes.partitioningIndex { $0 >= change }
    guard place == changes.count || changes[place] != change else { return }
    changes.insert(change, at: place)
  }

  /// Says whether the station can be used at an instant.
  public func isOperational(at time: ScenarioTime) -> Bool {
    let count = changes.partitioningIndex { $0.time > time }
    return count > 0 ? changes[count - 1].isBack : isCommissioned
  }

  /// Returns how often the station went out between two instants, and for how long.
  public func outages(from start: ScenarioTime, to end: ScenarioTime) -> (count: Int, length: TimeSpan) {
    var (count, length) = (0, TimeSpan.zero)
    var outSince: ScenarioTime?
    for change in changes where change.time < end {
      if !change.isBack {
        outSince = outSince ?? change.time
      } else if let begin = outSince {
        outSince = nil
        guard change.time > start else { continue }
        (count, length) = (count + 1, length + (change.time - max(start, begin)))
      }
    }
    if let outSince { (count, length) = (count + 1, length + (end - max(start, outSince))) }
    return (count, length)
  }
}
