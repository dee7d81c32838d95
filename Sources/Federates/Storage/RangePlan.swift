import Downlink
import Orbits
import Quantities

/// Which station has each satellite in range, from change to change, planned ahead; and what of that is to be told.
///
/// The changes are a function of the orbits, the stations and their outages. What becomes known late is planned again
/// from its own time on, and what was told wrongly is told again.
struct RangePlan: Sendable {
  /// From an instant on, the station that has a satellite in range; nil for none.
  private struct Change: Sendable {
    let time: ScenarioTime
    let groundId: Int?
    var isTold = false
    /// How often the satellite has come into range so far.
    let linkCount: Int32
  }

  /// One satellite's changes.
  private struct Course: Sendable {
    /// In order of time, as far as the plan reaches.
    var changes: [Change] = []
    /// What was told of instants that have been planned again since.
    var told: [ScenarioTime: Int?] = [:]

    /// The number of the last change at or before an instant; nil for none.
    func index(at time: ScenarioTime) -> Int? {
      var (low, high) = (0, changes.count)
      while low < high {
        let middle = (low + high) / 2
        if changes[middle].time <= time { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? low - 1 : nil
    }

    func groundId(at time: ScenarioTime) -> Int? { index(at: time).flatMap { changes[$0].groundId } }

    /// Notes that what holds at an instant is told.
    mutating func tell(at time: ScenarioTime) {
      let index = index(at: time)
      let groundId = index.flatMap { changes[$0].groundId }
      if let index, changes[index].time == time {
        changes[index].isTold = true
        if told[time] == nil { return }
      }
      told[time] = .some(groundId)
    }

    mutating func append(_ groundId: Int?, at time: ScenarioTime) {
      let last = changes.last
      let comes = groundId != nil && last?.groundId == nil
      changes.append(
        Change(time: time, groundId: groundId, linkCount: (last?.linkCount ?? 0) + (comes ? 1 : 0)))
    }
  }

  /// An instant at which a satellite's range is to be told.
  private struct Announcement: Sendable, Comparable {
    let time: ScenarioTime
    let satellite: Int

    static func < (left: Announcement, right: Announcement) -> Bool {
      (left.time, left.satellite) < (right.time, right.satellite)
    }
  }

  private let choice: StationChoice
  private let start: ScenarioTime
  private(set) var sight: SightCourse
  /// Whether stations, and which elements, have been told since the plan was made.
  private var hasOtherStations = false
  private var newOrbits: [ScenarioTime: [Int: Orbit]] = [:]
  private var courses: [Course]
  /// The first instant that has not been planned.
  private var end: ScenarioTime
  /// The instant from which everything is to be planned again; nil where the plan stands.
  private var staleFrom: ScenarioTime?
  private var announcements: [Announcement] = []
  private var nextAnnouncement = 0
  /// When and why satellites can no longer be propagated, as far as that has been planned, in order.
  private(set) var failures: [Int: [PropagationFailure]] = [:]
  /// When satellites took on other elements, by which one that had failed flies again.
  private var recoveries: [Int: [ScenarioTime]] = [:]

  init(_ fleet: Fleet, _ choice: StationChoice, from start: ScenarioTime) {
    (self.choice, self.start, end) = (choice, start, start)
    sight = SightCourse(of: fleet, over: [], from: start, ranks: choice == .highest)
    courses = Array(repeating: Course(), count: fleet.count)
  }

  // MARK: Planning

  /// Notes that the stations are others from an instant on; the plan is made again when it is needed.
  mutating func replaceStations(from time: ScenarioTime) {
    hasOtherStations = true
    outdate(from: time)
  }

  /// Notes that a satellite flies by other elements from an instant on; the plan is made again when it is needed.
  mutating func replace(_ satellite: Int, by orbit: Orbit, from time: ScenarioTime) {
    newOrbits[max(time, start), default: [:]][satellite] = orbit
    recoveries[satellite, default: []].append(time)
    outdate(from: time)
  }

  /// Notes that something is known anew from an instant on; the plan is made again when it is needed.
  mutating func outdate(from time: ScenarioTime) {
    guard time < end else { return }
    staleFrom = min(staleFrom ?? end, max(time, start))
  }

  /// Brings the plan up to date, and plans at least to an instant, included.
  mutating func cover(until time: ScenarioTime, _ grounds: StationTable) {
    update(grounds)
    while end <= time {
      let piece = sight.piece(containing: max(end, sight.origin))
      guard piece.span.upperBound > end else { return }
      let first = announcements.count
      plan(from: end, to: piece.span.upperBound, grounds)
      announcements[first...].sort()
    }
  }

  /// Makes what is out of date of the plan again.
  mutating func update(_ grounds: StationTable) {
    if hasOtherStations { sight = sight.over(grounds.sites) }
    sight.replace(newOrbits)
    (newOrbits, hasOtherStations) = ([:], false)
    guard let begin = staleFrom else { return }
    staleFrom = nil
    dropTaken()
    announcements.removeAll { $0.time >= begin }
    for satellite in courses.indices {
      while let change = courses[satellite].changes.last, change.time >= begin {
        if change.isTold { courses[satellite].told[change.time] = .some(change.groundId) }
        courses[satellite].changes.removeLast()
      }
    }
    failures = failures.mapValues { $0.filter { $0.time < begin } }.filter { !$0.value.isEmpty }
    plan(from: begin, to: end, grounds)
    reconcile(from: begin)
  }

  /// Plans a span behind what has been planned, and notes each change to be told.
  private mutating func plan(from begin: ScenarioTime, to end: ScenarioTime, _ grounds: StationTable) {
    var time = max(begin, sight.origin)
    while time < end {
      let piece = sight.piece(containing: time)
      guard piece.span.upperBound > time else { break }
      plan(piece, from: time, to: min(end, piece.span.upperBound), grounds)
      time = piece.span.upperBound
    }
    self.end = max(self.end, end)
  }

  private mutating func plan(
    _ piece: SightCourse.Piece, from begin: ScenarioTime, to end: ScenarioTime, _ grounds: StationTable
  ) {
    for (satellite, failure) in piece.rankings.failures
    where failure.time < end && !hasFailed(satellite, at: failure.time) {
      failures[satellite, default: []].append(failure)
    }
    let ids = grounds.stations.map(\.groundId)
    let changes = piece.rankings.changes
    var latest: [Rankings.Change?] = Array(repeating: nil, count: courses.count)
    var next = 0
    let edges = Set(grounds.outageEdges(from: begin, to: end) + [begin]).sorted()
    for (index, edge) in edges.enumerated() {
      // What changes between two edges changes for one satellite at a time, at an edge it may for all.
      while next < changes.count, changes[next].time <= edge {
        latest[changes[next].satellite] = changes[next]
        next += 1
      }
      let isUsable = ids.map { grounds.isOperational($0, at: edge) }
      for satellite in courses.indices {
        decide(satellite, latest[satellite], piece.rankings, ids, isUsable, at: edge)
      }
      let limit = index + 1 < edges.count ? edges[index + 1] : end
      while next < changes.count, changes[next].time < limit {
        let change = changes[next]
        latest[change.satellite] = change
        decide(change.satellite, change, piece.rankings, ids, isUsable, at: change.time)
        next += 1
      }
    }
  }

  private mutating func decide(
    _ satellite: Int, _ change: Rankings.Change?, _ rankings: Rankings, _ ids: [Int], _ isUsable: [Bool],
    at time: ScenarioTime
  ) {
    var groundId: Int?
    if let change, change.isSeen {
      groundId = choice.choose(from: rankings.stations(from: change)) { isUsable[Int($0)] }.map { ids[Int($0)] }
    }
    guard groundId != courses[satellite].changes.last?.groundId else { return }
    courses[satellite].append(groundId, at: time)
    announcements.append(Announcement(time: time, satellite: satellite))
  }

  /// Works out what is to be told after planning again: changes that have not been, and what was told wrongly.
  private mutating func reconcile(from begin: ScenarioTime) {
    announcements.removeAll { $0.time >= begin }
    for satellite in courses.indices {
      var course = courses[satellite]
      let first = course.index(at: begin - TimeSpan(nanoseconds: 1)).map { $0 + 1 } ?? 0
      var times: [ScenarioTime] = []
      for index in first..<course.changes.count {
        let change = course.changes[index]
        course.changes[index].isTold = course.told[change.time] == .some(change.groundId)
        if !course.changes[index].isTold { times.append(change.time) }
      }
      for (time, groundId) in course.told
      where time >= begin && groundId != course.groundId(at: time) && !times.contains(time) {
        times.append(time)
      }
      courses[satellite] = course
      announcements += times.map { Announcement(time: $0, satellite: satellite) }
    }
    announcements.sort()
  }

  // MARK: What holds

  /// When the next change is to be told.
  var nextChange: ScenarioTime? {
    nextAnnouncement < announcements.count ? announcements[nextAnnouncement].time : nil
  }

  /// Takes the next change that is to be told up to an instant.
  mutating func takeAnnouncement(upTo time: ScenarioTime) -> (satellite: Int, time: ScenarioTime)? {
    guard nextAnnouncement < announcements.count, announcements[nextAnnouncement].time <= time else { return nil }
    let announcement = announcements[nextAnnouncement]
    nextAnnouncement += 1
    if nextAnnouncement > 4_096, nextAnnouncement > announcements.count / 2 { dropTaken() }
    courses[announcement.satellite].tell(at: announcement.time)
    return (announcement.satellite, announcement.time)
  }

  private mutating func dropTaken() {
    announcements.removeFirst(nextAnnouncement)
    nextAnnouncement = 0
  }

  /// Whether a satellite has failed at an instant.
  func hasFailed(_ satellite: Int, at time: ScenarioTime) -> Bool {
    guard !failures.isEmpty, let failure = failures[satellite]?.last(where: { $0.time <= time }) else { return false }
    return !(recoveries[satellite] ?? []).contains { failure.time < $0 && $0 <= time }
  }

  /// The station that has a satellite in range at an instant that has been planned, and how often it has come into
  /// range up to then.
  func standing(of satellite: Int, at time: ScenarioTime) -> (groundId: Int?, linkCount: Int) {
    guard let index = courses[satellite].index(at: time) else { return (nil, 0) }
    return (courses[satellite].changes[index].groundId, Int(courses[satellite].changes[index].linkCount))
  }
}
