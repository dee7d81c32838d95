import Downlink
import Quantities

/// One satellite's accounts through a run: its recorder, its costs, its links.
struct SatelliteBooks: Sendable {
  private(set) var account: RecorderAccount
  private(set) var costs: CostAccount
  private(set) var links: [Int: SatelliteStorageModel.Link] = [:]

  init(_ profile: SatelliteProfile, at start: ScenarioTime) {
    account = profile.recorderAccount(at: start)
    costs = profile.costAccount(at: start)
  }

  /// Takes on a station that is new, or from now on another.
  mutating func stationChanged(_ groundId: Int, isNew: Bool, _ grounds: StationTable) {
    // A station that is new was so for all its links; one that has changed, for those that run.
    for (link, record) in links where record.groundId == groundId && (record.end == nil || isNew) {
      open(link: link, groundId: groundId, at: record.start, grounds)
    }
  }

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
