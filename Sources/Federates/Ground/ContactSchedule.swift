import Downlink
import Orbits
import Quantities

/// A change of the station that a satellite is in contact with.
struct ContactChange: Equatable, Sendable {
  var satellite: Int
  var station: Int?
  var time: ScenarioTime
}

/// Who speaks to whom: satellites given to stations at the exact instants at which something changes.
///
/// Where something changes - a rise, a set, a change of the ranking, the edge of an outage - every satellite that has
/// been told is given the best usable station with a free contact. A contact is never taken from one satellite for
/// another; among those that want the same free contact the lower place in the scenario goes first. Every satellite is
/// content in between, so that only those are asked again whose ranking has changed, or who see a station at which a
/// contact has become free.
struct ContactSchedule: Sendable {
  private let stations: [GroundModel.Station]
  private let places: [Int: Int]
  private let choice: StationChoice
  private let fleet: Fleet
  private var sight: SightCourse
  private var availability: [StationAvailability]
  private var told: [Bool]
  private var assigned: [UInt16?]
  /// How many satellites each station speaks to.
  private var contacts: [Int]
  /// Who sees each satellite now.
  private var view: SatelliteView
  /// Everything up to here has been decided; nil where nothing has.
  private var cursor: ScenarioTime?
  private var origin = ScenarioTime(nanosecondsSince1970: 0)
  /// The next instant at which something may change, as far as it has been looked for.
  private var candidate: Candidate?

  /// How far the rankings have been looked through.
  private struct Candidate: Sendable {
    var time: ScenarioTime?
    /// The end of what was looked through.
    var end: ScenarioTime
  }

  init(stations: [GroundModel.Station], satellites: [OrbitingSatellite], fleet: Fleet, choice: StationChoice) {
    self.stations = stations
    self.choice = choice
    self.fleet = fleet
    places = Dictionary(stations.enumerated().map { ($1.groundId, $0) }) { first, _ in first }
    availability = stations.map { StationAvailability(isCommissioned: $0.isOperational) }
    told = satellites.map { _ in false }
    assigned = satellites.map { _ in nil }
    contacts = stations.map { _ in 0 }
    sight = SightCourse(of: fleet, over: stations.map(\.sight), from: origin, ranks: choice == .highest)
    view = SatelliteView(satellites: satellites.count, watched: stations.map { $0.simultaneousContacts != nil })
  }

  /// Begins to decide at the start of a run; outages and satellites that are known stay known.
  mutating func begin(at time: ScenarioTime) {
    if sight.origin != time {
      sight = SightCourse(of: fleet, over: stations.map(\.sight), from: time, ranks: choice == .highest)
      origin = sight.origin
    }
    assigned = assigned.map { _ in nil }
    contacts = stations.map { _ in 0 }
    view = SatelliteView(satellites: told.count, watched: stations.map { $0.simultaneousContacts != nil })
    cursor = nil
    candidate = nil
  }

  /// Has satellites fly by other elements from some times on.
  /// - Returns: the instant from which they do; nil where nothing is told.
  mutating func replace(_ orbits: [ScenarioTime: [Int: Orbit]]) -> ScenarioTime? {
    guard let start = sight.replace(orbits) else { return nil }
    view.follow(sight)
    candidate = nil
    return start
  }

  /// Everything up to here has been decided.
  var reached: ScenarioTime { cursor ?? origin - .microsecond }

  /// Notes that time has passed without a change.
  mutating func reach(_ time: ScenarioTime) {
    cursor = max(reached, time)
  }

  /// Makes a satellite take part.
  /// - Returns: whether that is new.
  mutating func tell(satellite: Int) -> Bool {
    guard !told[satellite] else { return false }
    told[satellite] = true
    candidate = nil
    return true
  }

  mutating func report(_ outage: Outage, at groundId: Int) -> Bool {
    guard let index = places[groundId] else { return false }
    candidate = nil
    return availability[index].report(outage)
  }

  mutating func restore(_ groundId: Int, at end: ScenarioTime) -> ScenarioTime? {
    guard let index = places[groundId] else { return nil }
    candidate = nil
    return availability[index].restore(at: end)
  }

  func isOperational(_ groundId: Int, at time: ScenarioTime) -> Bool {
    places[groundId].map { availability[$0].isOperational(at: time) } ?? false
  }

  /// The outages that are known, by station and start, as far as they are known to last.
  var outages: [(groundId: Int, outage: Outage)] {
    zip(stations, availability).flatMap { station, availability in
      availability.outages.map { (station.groundId, $0) }
    }
  }

  // MARK: What comes next

  /// Looks for the next instant at which something changes, at most up to a limit, included.
  mutating func nextCandidate(upTo limit: ScenarioTime) -> ScenarioTime? {
    guard let cursor else { return origin <= limit ? origin : nil }
    if let candidate, let time = candidate.time, time > cursor { return time <= limit ? time : nil }
    let from = max(cursor, candidate.map { $0.end - .microsecond } ?? cursor)
    let edge = availability.lazy.compactMap { $0.nextChange(after: cursor) }.min()
    let end = min(limit + .microsecond, edge ?? .latest)
    var found: ScenarioTime?
    if from < end { found = firstChange(after: from, before: end) }
    if found == nil, let edge, edge <= limit { found = edge }
    candidate = Candidate(time: found, end: found ?? max(end, from))
    return found
  }

  /// Returns the first instant of a span in which no station's availability changes at which a satellite that is
  /// content now would not be.
  private func firstChange(after start: ScenarioTime, before end: ScenarioTime) -> ScenarioTime? {
    let isUsable = availability.map { $0.isOperational(at: start + TimeSpan(nanoseconds: 1)) }
    var time = start + .microsecond
    while time < end {
      let piece = sight.piece(containing: time)
      guard piece.span.upperBound > time else { return nil }
      // Whoever is seen no more as a piece begins is not among its changes.
      if piece.span.lowerBound > start, hasLost(at: piece, isUsable) { return piece.span.lowerBound }
      let changes = piece.rankings.changes
      var next = changes.firstPlace(after: max(start, piece.span.lowerBound - .microsecond))
      let limit = min(end, piece.span.upperBound)
      while next < changes.count, changes[next].time < limit {
        let change = changes[next]
        next += 1
        guard told[change.satellite] else { continue }
        let wanted = choose(change.satellite, piece.rankings.stations(from: change), isUsable)
        if wanted != assigned[change.satellite] { return change.time }
      }
      time = piece.span.upperBound
    }
    return nil
  }

  /// Whether a satellite that is in contact is in nobody's view as a piece begins.
  private func hasLost(at piece: SightCourse.Piece, _ isUsable: [Bool]) -> Bool {
    let start = piece.span.lowerBound
    var inContact = Set(assigned.indices.filter { assigned[$0] != nil })
    for change in piece.rankings.changes {
      guard change.time <= start else { break }
      inContact.remove(change.satellite)
    }
    return !inContact.isEmpty
  }

  private func choose(_ satellite: Int, _ ranking: ArraySlice<UInt16>, _ isUsable: [Bool]) -> UInt16? {
    let own = assigned[satellite]
    return choice.choose(from: ranking) { isUsable[Int($0)] && ($0 == own || hasFreeContact(Int($0))) }
  }

  private func hasFreeContact(_ station: Int) -> Bool {
    stations[station].simultaneousContacts.map { contacts[station] < $0 } ?? true
  }

  // MARK: Deciding

  /// Decides everything up to an instant, included.
  mutating func advance(to limit: ScenarioTime) -> [ContactChange] {
    var changes: [ContactChange] = []
    while let time = nextCandidate(upTo: limit) {
      changes += decide(at: time)
      cursor = time
      candidate = nil
    }
    if limit >= origin { reach(limit) }
    return changes
  }

  private mutating func decide(at time: ScenarioTime) -> [ContactChange] {
    let isUsable = availability.map { $0.isOperational(at: time) }
    var asked = Sweep(count: assigned.count)
    view.move(to: time, along: sight) { asked.insert($0) }
    if cursor == nil || availability.contains(where: { $0.changes(at: time) }) {
      for satellite in assigned.indices { asked.insert(satellite) }
    }
    var before: [Int: UInt16?] = [:]
    for satellite in asked.all {
      guard let station = assigned[satellite],
        !isUsable[Int(station)] || !view.stations(of: satellite).contains(station)
      else { continue }
      before[satellite] = .some(station)
      assign(nil, to: satellite, &asked)
    }
    // A better station that one satellite leaves may be what an earlier one wants: it is asked in the next round.
    while let satellite = asked.next() {
      guard told[satellite] else { continue }
      let wanted = choose(satellite, view.stations(of: satellite), isUsable)
      guard wanted != assigned[satellite] else { continue }
      if before[satellite] == nil { before[satellite] = .some(assigned[satellite]) }
      assign(wanted, to: satellite, &asked)
    }
    return before.sorted { $0.key < $1.key }.filter { assigned[$0.key] != $0.value }.map {
      ContactChange(satellite: $0.key, station: assigned[$0.key].map { Int($0) }, time: time)
    }
  }

  private mutating func assign(_ station: UInt16?, to satellite: Int, _ asked: inout Sweep) {
    if let old = assigned[satellite] {
      let wasFull = !hasFreeContact(Int(old))
      contacts[Int(old)] -= 1
      if wasFull { view.forEachSatellite(seenBy: Int(old)) { asked.insert($0) } }
    }
    if let station { contacts[Int(station)] += 1 }
    assigned[satellite] = station
  }
}

extension GroundModel.Station {
  /// The station as a place to see satellites from.
  fileprivate var sight: VisibilityTimeline.Station {
    VisibilityTimeline.Station(site: GroundSite(position), minimumElevation: minimumElevation)
  }
}

extension StationAvailability {
  /// Whether an outage begins or ends at an instant.
  fileprivate func changes(at time: ScenarioTime) -> Bool { outages.contains { $0.start == time || $0.end == time } }
}
