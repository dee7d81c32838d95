import Downlink
import Orbits
import Quantities

/// One satellite's course through a run: its ranges, its links, its accounts.
struct SatelliteTrack: Sendable {
  /// From an instant on, the station that has the satellite in range; nil for none.
  private struct Change: Hashable, Sendable {
    var time: ScenarioTime
    var groundId: Int?
  }

  let satellite: OrbitingSatellite
  private(set) var account: RecorderAccount
  private(set) var costs: CostAccount
  private(set) var links: [Int: SatelliteStorageModel.Link] = [:]

  private let start: ScenarioTime
  private var timeline: VisibilityTimeline?
  /// The changes of range from the start to ``plannedUntil``, in order.
  private var changes: [Change] = []
  private var plannedUntil: ScenarioTime
  /// What was told last of each instant, and what is still to be told, in order.
  private var told: [ScenarioTime: Int?] = [:]
  private var pending: [Change] = []
  /// When and why the orbit can no longer be propagated, as far as that has been planned.
  private(set) var failure: PropagationFailure?

  init(_ satellite: OrbitingSatellite, at start: ScenarioTime) {
    self.satellite = satellite
    self.start = start
    plannedUntil = start
    account = satellite.profile.recorderAccount(at: start)
    costs = satellite.profile.costAccount(at: start)
  }

  // MARK: Range

  /// Plans the changes of range at least to an instant, included.
  mutating func cover(until time: ScenarioTime, _ grounds: StationTable, _ choice: StationChoice) {
    guard plannedUntil <= time else { return }
    plan(from: plannedUntil, to: time + .microsecond, grounds, choice)
  }

  /// Plans again from an instant on with another table of stations: one is new there, or has changed.
  mutating func stationsChanged(
    _ groundId: Int, from time: ScenarioTime, _ grounds: StationTable, _ choice: StationChoice
  ) {
    timeline = nil
    // A station that is new was so for all its links; one that has changed, for those that run.
    for (link, record) in links where record.groundId == groundId && (record.end == nil || time == start) {
      open(link: link, groundId: groundId, at: record.start, grounds)
    }
    replan(from: time, grounds, choice)
  }

  /// Plans again from an instant on.
  mutating func replan(from time: ScenarioTime, _ grounds: StationTable, _ choice: StationChoice) {
    guard time < plannedUntil else { return }
    plan(from: time, to: plannedUntil, grounds, choice)
  }

  private mutating func plan(
    from begin: ScenarioTime, to end: ScenarioTime, _ grounds: StationTable, _ choice: StationChoice
  ) {
    changes.removeAll { $0.time >= begin }
    let intervals = visibility(until: end, grounds).intervals(from: begin, to: end)
    let edges = intervals.flatMap { [$0.start, $0.end] } + grounds.outageEdges(from: begin, to: end) + [begin]
    var next = 0
    for time in Set(edges).sorted() where time >= begin && time < end {
      while next < intervals.count, intervals[next].end <= time { next += 1 }
      let ranking = next < intervals.count && intervals[next].start <= time ? intervals[next].ranking : []
      let index = choice.choose(from: ranking) { grounds.isOperational(grounds.stations[$0].groundId, at: time) }
      let groundId = index.map { grounds.stations[$0].groundId }
      if groundId != changes.last?.groundId { changes.append(Change(time: time, groundId: groundId)) }
    }
    plannedUntil = max(plannedUntil, end)
    reconcile(from: begin)
  }

  private mutating func visibility(until end: ScenarioTime, _ grounds: StationTable) -> VisibilityTimeline {
    var timeline =
      timeline ?? VisibilityTimeline(of: satellite.orbit, over: grounds.sites, from: start)
    timeline.cover(until: end)
    self.timeline = timeline
    failure = timeline.failure
    return timeline
  }

  /// Works out what is to be told of the time from an instant on: changes, and where what was told is no longer so.
  private mutating func reconcile(from begin: ScenarioTime) {
    let corrections = told.keys.filter { $0 >= begin }.map { Change(time: $0, groundId: groundId(at: $0)) }
    let truths = Set(changes.filter { $0.time >= begin } + corrections)
    pending.removeAll { $0.time >= begin }
    pending += truths.filter { told[$0.time] != .some($0.groundId) }.sorted { $0.time < $1.time }
  }

  /// When the next change is to be told.
  var nextAnnouncement: ScenarioTime? { pending.first?.time }

  /// Takes the changes that are to be told up to an instant, and returns their times.
  mutating func takeAnnouncements(at time: ScenarioTime) -> [ScenarioTime] {
    let due = pending.prefix { $0.time <= time }
    for change in due { told.updateValue(change.groundId, forKey: change.time) }
    pending.removeFirst(due.count)
    return due.map(\.time)
  }

  /// Where the satellite is at an instant; nil from its failure on, even where the theory comes to itself again.
  func position(at time: ScenarioTime) -> Geodetic? {
    if let failure, failure.time <= time { return nil }
    return try? satellite.orbit.geodetic(at: time)
  }

  /// The station that has the satellite in range at an instant that has been planned.
  func groundId(at time: ScenarioTime) -> Int? {
    changes.last { $0.time <= time }?.groundId
  }

  /// How often the satellite has come into range up to an instant.
  func linkCount(at time: ScenarioTime) -> Int {
    var count = 0
    var wasInRange = false
    for change in changes.prefix(while: { $0.time <= time }) {
      if change.groundId != nil, !wasInRange { count += 1 }
      wasInRange = change.groundId != nil
    }
    return count
  }

  // MARK: Links

  mutating func open(link: Int, groundId: Int, at time: ScenarioTime, _ grounds: StationTable) {
    var record = links[link] ?? .init(groundId: groundId, start: time)
    (record.groundId, record.start) = (groundId, time)
    links[link] = record
    // A station that has not been told yet has no rate: the link drains when it is.
    account.open(link: link, at: time, rate: grounds.rate(of: groundId) ?? .zero)
  }

  mutating func close(
    link: Int, groundId: Int, at end: ScenarioTime, duration: TimeSpan, offload: DataVolume, cost: Money,
    _ grounds: StationTable
  ) {
    guard duration > .zero || offload > .zero else { return takeBack(link) }
    if links[link] == nil { open(link: link, groundId: groundId, at: end - duration, grounds) }
    links[link]?.end = end
    links[link]?.offload = offload
    links[link]?.cost = cost
    account.close(link: link, at: end, declaring: offload)
    costs.charge(link: link, amount: cost, at: end)
  }

  private mutating func takeBack(_ link: Int) {
    links[link] = nil
    account.remove(link: link)
    costs.removeCharge(link: link)
  }
}
