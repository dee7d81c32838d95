import Glibc
public import Quantities

/// Finds the times over which event D2 holds between serving satellites and their targets.
///
/// Every pair has a state of its own: the event begins where the entering condition of TS 38.331 5.5.4.15a comes to
/// hold, and ends where the leaving one does, with the service of the satellite or with the data. Time to trigger is 0.
/// Conditions are looked at on the grid: what comes and goes between two of its times is not seen.
public struct D2Detector: Sendable {
  /// Who serves, and who may be a target.
  public enum Pairing: Hashable, Sendable {
    /// The highest satellite at or above the mask serves, as the D2 document has it. Its reference location is nearly
    /// always the nearest as well, so that hardly any event fires.
    case highest
    /// The highest satellite is taken and then serves until it is below the mask.
    case held
    /// Two rows, wherever they are.
    case pair(serving: Int, target: Int)
  }

  /// Which times events have.
  public enum Times: Hashable, Sendable {
    /// Crossings between the times of the grid.
    case interpolated
    /// The times of the grid, as the documents have them.
    case sampled
  }

  /// Who serves.
  public var pairing = Pairing.highest
  /// Which times events have.
  public var times = Times.interpolated
  /// From which elevation on a satellite can serve; a target must come above it soon.
  public var minimumElevation = Angle.degrees(10)
  /// How soon a target must be above the mask.
  public var outlook = TimeSpan.minutes(5)

  /// Creates a detector with the documented pairing.
  public init() {}

  /// Returns the events of a table under each of some thresholds.
  public func detections(in table: ReferenceTable, _ thresholds: [D2Thresholds]) -> [D2Detection] {
    var (stints, upcoming): ([ServingStint], [Bool]) = ([], [])
    if case .pair(let serving, _) = pairing {
      if let stint = ServingStint(of: serving, over: table) { stints = [stint] }
    } else {
      stints = table.stints(
        minimumElevation: minimumElevation, areHeld: pairing == .held, areSampled: times == .sampled)
      upcoming = upcomingTargets(in: table)
    }
    return thresholds.map { thresholds in
      D2Detection(thresholds: thresholds, events: events(in: table, thresholds, stints, upcoming))
    }
  }

  private func events(
    in table: ReferenceTable, _ thresholds: D2Thresholds, _ stints: [ServingStint], _ upcoming: [Bool]
  ) -> [D2Event] {
    let margins = EventMargins(thresholds.event)
    var events: [D2Event] = []
    for stint in stints {
      for target in table.satellites.indices where isTarget(target, of: stint.satellite) {
        var walk = D2Walk(table, margins, stint, target, isSampled: times == .sampled)
        walk.run(upcoming, &events)
      }
    }
    func key(_ event: D2Event) -> (Int64, Int, Int, Int) {
      let isForeign = table.satellites[event.serving].constellation != table.satellites[event.target].constellation
      return (event.entry.time.nanosecondsSince1970, isForeign ? 1 : 0, event.serving, event.target)
    }
    return events.sorted { key($0) < key($1) }
  }

  private func isTarget(_ satellite: Int, of serving: Int) -> Bool {
    if case .pair(_, let target) = pairing { return satellite == target }
    return satellite != serving
  }

  /// Whether each satellite, at each time, is above the mask then or soon.
  private func upcomingTargets(in table: ReferenceTable) -> [Bool] {
    let count = table.times.count
    var upcoming = Array(repeating: false, count: table.satellites.count * count)
    for satellite in table.satellites.indices {
      var next: ScenarioTime?
      for time in table.times.indices.reversed() {
        if table[.elevation, satellite, time] > minimumElevation.degrees { next = table.times[time] }
        upcoming[satellite * count + time] = next.map { $0 - table.times[time] <= outlook } ?? false
      }
    }
    return upcoming
  }
}

extension ServingStint {
  /// A satellite that serves all the time; nil without any times.
  fileprivate init?(of satellite: Int, over table: ReferenceTable) {
    guard let first = table.times.first, let last = table.times.last else { return nil }
    self.init(
      satellite: satellite, begin: first.nanosecondsSince1970, end: last.nanosecondsSince1970,
      inner: min(1, table.times.count - 1)..<table.times.count - 1, isLast: true)
  }
}

/// The state of one target while one satellite serves.
private struct D2Walk {
  private let table: ReferenceTable
  private let margins: EventMargins
  private let stint: ServingStint
  private let target: Int
  private let isSampled: Bool
  private var open: D2Event.Mark?
  private var last: (mark: D2Event.Mark, truth: EventMargins.Truth)?

  init(_ table: ReferenceTable, _ margins: EventMargins, _ stint: ServingStint, _ target: Int, isSampled: Bool) {
    (self.table, self.margins, self.stint, self.target) = (table, margins, stint, target)
    self.isSampled = isSampled
  }

  /// Goes along the stint; a target counts only where it is upcoming, and always where nothing is said of that.
  mutating func run(_ upcoming: [Bool], _ events: inout [D2Event]) {
    let (count, first) = (table.times.count, stint.inner.lowerBound)
    func isUpcoming(_ node: Int) -> Bool { upcoming.isEmpty || upcoming[target * count + node] }
    let head = table.times[max(0, first - 1)].nanosecondsSince1970 == stint.begin ? first - 1 : first
    step(mark(at: stint.begin, before: head), head, isUpcoming(head), &events)
    for node in stint.inner {
      let mark = D2Event.Mark(
        time: table.times[node], servingKilometres: table[.distance, stint.satellite, node],
        targetKilometres: table[.distance, target, node])
      step(mark, node, isUpcoming(node), &events)
    }
    let tail = min(stint.inner.upperBound, count - 1)
    if stint.end > stint.begin { step(mark(at: stint.end, before: tail), tail, isUpcoming(tail), &events) }
    if let last { close(at: last.mark, stint.isLast ? .endOfData : .servingChanged, &events) }
  }

  private mutating func step(
    _ mark: D2Event.Mark, _ node: Int, _ isUpcoming: Bool, _ events: inout [D2Event]
  ) {
    guard mark.servingKilometres == mark.servingKilometres, mark.targetKilometres == mark.targetKilometres else {
      if let last { close(at: last.mark, .unmeasured, &events) }
      last = nil
      return
    }
    let truth = truth(at: mark)
    if open != nil, truth.leaving {
      close(at: crossing(to: mark, node) { $0.leaving }, .left, &events)
    } else if open == nil, truth.entering, isUpcoming {
      open = last?.truth.entering == true ? mark : crossing(to: mark, node) { $0.entering }
    }
    last = (mark, truth)
  }

  private mutating func close(at exit: D2Event.Mark, _ ending: D2Event.Ending, _ events: inout [D2Event]) {
    guard let entry = open else { return }
    events.append(D2Event(serving: stint.satellite, target: target, entry: entry, exit: exit, ending: ending))
    open = nil
  }

  /// Returns where a condition begins to hold that holds at a mark and did not at the last one.
  private func crossing(
    to mark: D2Event.Mark, _ node: Int, _ holds: (EventMargins.Truth) -> Bool
  ) -> D2Event.Mark {
    guard !isSampled, let last else { return mark }
    let end = mark.time.nanosecondsSince1970
    let time = firstInstant(from: last.mark.time.nanosecondsSince1970, to: end) {
      holds(truth(at: self.mark(at: $0, before: node)))
    }
    return time == end ? mark : self.mark(at: time, before: node)
  }

  private func mark(at time: Int64, before node: Int) -> D2Event.Mark {
    func distance(_ satellite: Int) -> Double {
      table.times[node].nanosecondsSince1970 == time
        ? table[.distance, satellite, node] : table.distance(of: satellite, at: time, before: node)
    }
    return D2Event.Mark(
      time: ScenarioTime(nanosecondsSince1970: time), servingKilometres: distance(stint.satellite),
      targetKilometres: distance(target))
  }

  private func truth(at mark: D2Event.Mark) -> EventMargins.Truth {
    margins.truth(
      of: MeasuredPair(serving: mark.servingKilometres * 1_000, neighbour: mark.targetKilometres * 1_000))
  }
}
