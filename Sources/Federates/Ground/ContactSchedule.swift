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
/// At each candidate - a rise, a set, a change of the ranking, the edge of an outage - every satellite that has
/// been told is given the best usable station with a free contact. A contact is never taken from one satellite
/// for another; among those that want the same free contact the lower place in the scenario goes first.
struct ContactSchedule: Sendable {
  private let stations: [GroundModel.Station]
  private let choice: StationChoice
  private var timelines: [VisibilityTimeline] = []
  private let satellites: [OrbitingSatellite]
  private var availability: [StationAvailability]
  private var told: Set<Int> = []
  private var assigned: [Int?]
  /// Everything up to here has been decided; nil where nothing has.
  private var cursor: ScenarioTime?
  private var origin = ScenarioTime(nanosecondsSince1970: 0)
  /// The geometry has been worked out up to here, included; nil where none has, not even that of the origin.
  private var covered: ScenarioTime?

  init(stations: [GroundModel.Station], satellites: [OrbitingSatellite], choice: StationChoice) {
    self.stations = stations
    self.satellites = satellites
    self.choice = choice
    availability = stations.map { StationAvailability(isCommissioned: $0.isOperational) }
    assigned = satellites.map { _ in nil }
  }

  /// Begins to decide at the start of a run; outages and satellites that are known stay known.
  mutating func begin(at time: ScenarioTime) {
    if timelines.isEmpty || origin != time {
      let sites = stations.map {
        VisibilityTimeline.Station(site: GroundSite($0.position), minimumElevation: $0.minimumElevation)
      }
      timelines = satellites.map { VisibilityTimeline(of: $0.orbit, over: sites, from: time) }
      (origin, covered) = (time, nil)
    }
    assigned = satellites.map { _ in nil }
    cursor = nil
  }

  /// Everything up to here has been decided.
  var reached: ScenarioTime { cursor ?? origin - .microsecond }

  /// Notes that time has passed without a change.
  mutating func reach(_ time: ScenarioTime) {
    cursor = max(reached, time)
  }

  /// Works out the geometry up to an instant.
  mutating func cover(until time: ScenarioTime) {
    guard time >= origin, covered.map({ time > $0 }) ?? true else { return }
    for index in timelines.indices { timelines[index].cover(until: time + .microsecond) }
    covered = time
  }

  /// Makes a satellite take part.
  /// - Returns: whether that is new.
  mutating func tell(satellite: Int) -> Bool { told.insert(satellite).inserted }

  mutating func report(_ outage: Outage, at groundId: Int) -> Bool {
    guard let index = stations.firstIndex(where: { $0.groundId == groundId }) else { return false }
    return availability[index].report(outage)
  }

  mutating func restore(_ groundId: Int, at end: ScenarioTime) -> ScenarioTime? {
    guard let index = stations.firstIndex(where: { $0.groundId == groundId }) else { return nil }
    return availability[index].restore(at: end)
  }

  func isOperational(_ groundId: Int, at time: ScenarioTime) -> Bool {
    guard let index = stations.firstIndex(where: { $0.groundId == groundId }) else { return false }
    return availability[index].isOperational(at: time)
  }

  /// The next instant at which something may change, as far as the geometry has been worked out.
  var nextCandidate: ScenarioTime? {
    guard let cursor else { return origin }
    let edges = timelines.lazy.compactMap { $0.nextChange(after: cursor) }.min()
    let outages = availability.lazy.compactMap { $0.nextChange(after: cursor) }.min()
    return [edges, outages].compactMap { $0 }.min()
  }

  /// Decides everything up to an instant, included.
  mutating func advance(to limit: ScenarioTime) -> [ContactChange] {
    var changes: [ContactChange] = []
    cover(until: limit)
    while let time = nextCandidate, time <= limit {
      changes += decide(at: time)
      cursor = time
    }
    if limit >= origin { reach(limit) }
    return changes
  }

  private mutating func decide(at time: ScenarioTime) -> [ContactChange] {
    let before = assigned
    let rankings = timelines.indices.map { told.contains($0) ? usable(satellite: $0, at: time) : [] }
    for index in assigned.indices {
      if let station = assigned[index], !rankings[index].contains(station) { assigned[index] = nil }
    }
    // A better station that one satellite leaves may be what an earlier one wants: go round until all are content.
    var isSettled = false
    while !isSettled {
      isSettled = true
      for index in assigned.indices {
        let wanted = choice.choose(from: rankings[index]) { $0 == assigned[index] || hasFreeContact($0) }
        if wanted != assigned[index] {
          assigned[index] = wanted
          isSettled = false
        }
      }
    }
    return assigned.indices.filter { assigned[$0] != before[$0] }
      .map { ContactChange(satellite: $0, station: assigned[$0], time: time) }
  }

  private func usable(satellite: Int, at time: ScenarioTime) -> [Int] {
    timelines[satellite].interval(containing: time).ranking.filter { availability[$0].isOperational(at: time) }
  }

  private func hasFreeContact(_ station: Int) -> Bool {
    guard let limit = stations[station].simultaneousContacts else { return true }
    return assigned.count { $0 == station } < limit
  }
}
