public import Downlink
import Ground
public import Messages
public import Quantities

/// Follows a run by what is said in it, and works out what it came to.
///
/// It needs the messages and the description of the cast, and neither orbits nor a running model: so a record,
/// the process that ran everything and one of four processes come to the same report. Messages may come in any
/// order and more than once; the later word on a link takes the place of the earlier one.
public struct RunLedger: Sendable {
  /// What the ledger must know of a station.
  public struct Station: Equatable, Sendable {
    /// The station's number and name.
    public var groundId: Int, name: String
    /// Its downlink rate.
    public var downlinkRate: DataRate
  }

  /// What the ledger must know of a scenario.
  public struct Cast: Equatable, Sendable {
    /// The scenario's name and hash.
    public var scenario: String, scenarioHash: String
    /// When the scenario starts and stops.
    public var start: ScenarioTime, stop: ScenarioTime
    /// The applications' names.
    public var apps: ScenarioDefinition.Apps
    /// The satellites, by number.
    public var satellites: [SatelliteProfile]
    /// The stations, by number.
    public var stations: [Station]
  }

  private struct Entry: Sendable {
    var groundId: Int
    var name: String
    var start: ScenarioTime?
    var charge: LinkCharge?
  }

  private struct Key: Hashable, Comparable {
    var satellite: Int
    var link: Int

    static func < (left: Key, right: Key) -> Bool { (left.satellite, left.link) < (right.satellite, right.link) }
  }

  private let cast: Cast
  private var start: ScenarioTime
  private var stop: ScenarioTime
  private var entries: [Key: Entry] = [:]
  private var availability: [Int: StationAvailability] = [:]
  private var rates: [Int: DataRate]
  private var names: [Int: String] = [:]

  /// Opens the ledger of a run.
  public init(_ cast: Cast) {
    self.cast = cast
    start = cast.start
    stop = cast.stop
    rates = Dictionary(cast.stations.map { ($0.groundId, $0.downlinkRate) }) { first, _ in first }
  }

  /// Enters what a message says; one that says nothing to the ledger, or is bad, is let go.
  public mutating func hear(_ address: Address, _ payload: [UInt8]) {
    switch (address.app, address.leaf) {
    case ("manager", "start"):
      guard let command = try? StartCommand.decode(payload) else { return }
      start = command.simStartTime ?? start
      stop = command.simStopTime ?? stop
    case ("manager", "stop"):
      guard let command = try? StopCommand.decode(payload) else { return }
      stop = command.simStopTime
    case (cast.apps.ground, "location"):
      guard let location = try? GroundLocation.decode(payload) else { return }
      rates[location.groundId] = .gigabitsPerSecond(location.downlinkRate)
    case (cast.apps.ground, "linkStart"):
      guard let link = try? LinkStart.decode(payload), link.groundId != -1 else { return }
      entry(link.satId, link.linkId, link.groundId, link.satName) { $0.start = link.start }
    case (cast.apps.ground, "linkCharge"):
      guard let charge = try? LinkCharge.decode(payload), charge.groundId != -1 else { return }
      entry(charge.satId, charge.linkId, charge.groundId, charge.satName) { $0.charge = charge }
    case (cast.apps.outage, "report"):
      guard let report = try? OutageReport.decode(payload) else { return }
      availability[report.groundId, default: StationAvailability()]
        .report(Outage(start: report.outageStart, end: report.outageEnd))
    case (cast.apps.outage, "restore"):
      guard let restore = try? OutageRestore.decode(payload) else { return }
      availability[restore.groundId]?.restore(at: restore.outageEnd)
    case (cast.apps.storage, "ready"):
      guard let ready = try? SatelliteReady.decode(payload) else { return }
      names[ready.id] = ready.name
    default: break
    }
  }

  private mutating func entry(
    _ satellite: Int, _ link: Int, _ groundId: Int, _ name: String, _ change: (inout Entry) -> Void
  ) {
    let key = Key(satellite: satellite, link: link)
    var entry = entries[key] ?? Entry(groundId: groundId, name: name)
    entry.groundId = groundId
    change(&entry)
    entries[key] = entry
  }

  /// Works out the report.
  /// - Parameters:
  ///   - end: when the run ended; nil for when it was to stop.
  ///   - isComplete: whether it came to its end.
  public func report(endingAt end: ScenarioTime? = nil, isComplete: Bool) -> RunReport {
    let end = max(start, end ?? stop)
    let links = links(at: end)
    let foreign = Set(links.map(\.satelliteId)).union(names.keys).subtracting(cast.satellites.map(\.id)).sorted()
    return RunReport(
      scenario: cast.scenario, scenarioHash: cast.scenarioHash, start: start, end: end, isComplete: isComplete,
      satellites: cast.satellites.map { satellite($0, links, at: end) } + foreign.map { self.foreign($0, links) },
      stations: cast.stations.map { station($0, links, at: end) }, links: links)
  }

  /// The links that were charged, and those that still ran at the end of a record that breaks off.
  private func links(at end: ScenarioTime) -> [RunReport.Link] {
    entries.keys.sorted().compactMap { key in
      guard let entry = entries[key], let charge = entry.charge, charge.duration > 0 || charge.dataOffload > 0
      else { return nil }
      let duration = TimeSpan(roundingSeconds: charge.duration) ?? .zero
      return RunReport.Link(
        satelliteId: key.satellite, linkId: key.link, groundId: entry.groundId,
        start: entry.start ?? charge.end - duration, end: charge.end, downlinked: .gigabits(charge.dataOffload),
        cost: .dollars(charge.downlinkCost))
    }
  }

  private func satellite(
    _ satellite: SatelliteProfile, _ links: [RunReport.Link], at end: ScenarioTime
  ) -> RunReport.Satellite {
    var account = satellite.recorderAccount(at: start)
    var costs = satellite.costAccount(at: start)
    let own = links.filter { $0.satelliteId == satellite.id }
    for link in own {
      account.open(link: link.linkId, at: link.start, rate: rates[link.groundId] ?? .zero)
      account.close(link: link.linkId, at: link.end, declaring: link.downlinked)
      costs.charge(link: link.linkId, amount: link.cost, at: link.end)
    }
    for key in entries.keys.sorted() where key.satellite == satellite.id {
      guard let entry = entries[key], entry.charge == nil, let start = entry.start, start < end else { continue }
      account.open(link: key.link, at: start, rate: rates[entry.groundId] ?? .zero)
    }
    let balance = account.balance(at: end)
    return RunReport.Satellite(
      id: satellite.id, name: satellite.name, isKnown: true, collected: balance.collected, initial: satellite.initial,
      downlinked: balance.downlinked, lost: balance.lost, stored: balance.stored, links: own.count,
      downlinkCost: costs.downlinks(at: end), contractCost: costs.contract(at: end))
  }

  private func foreign(_ id: Int, _ links: [RunReport.Link]) -> RunReport.Satellite {
    let own = links.filter { $0.satelliteId == id }
    let name = names[id] ?? entries.first { $0.key.satellite == id }?.value.name ?? ""
    return RunReport.Satellite(
      id: id, name: name, isKnown: false, collected: .zero, initial: .zero,
      downlinked: own.reduce(.zero) { $0 + $1.downlinked }, lost: .zero, stored: .zero, links: own.count,
      downlinkCost: own.reduce(.zero) { $0 + $1.cost }, contractCost: .zero)
  }

  private func station(_ station: Station, _ links: [RunReport.Link], at end: ScenarioTime) -> RunReport.Station {
    let own = links.filter { $0.groundId == station.groundId }
    let availability = availability[station.groundId] ?? StationAvailability()
    return RunReport.Station(
      groundId: station.groundId, name: station.name, contacts: own.count,
      contactTime: own.reduce(.zero) { $0 + ($1.end - $1.start) }, downlinked: own.reduce(.zero) { $0 + $1.downlinked },
      cost: own.reduce(.zero) { $0 + $1.cost },
      outages: availability.outages.count { $0.start < end && $0.end > start },
      outageTime: availability.timeOut(from: start, to: end))
  }
}

extension RunLedger.Cast {
  /// Takes from a scenario what the ledger must know.
  public init(_ definition: ScenarioDefinition) {
    self.init(
      scenario: definition.name, scenarioHash: definition.hash, start: definition.start, stop: definition.stop,
      apps: definition.apps,
      satellites: definition.satellites.map(\.profile),
      stations: definition.stations.map {
        RunLedger.Station(groundId: $0.station.groundId, name: $0.name, downlinkRate: $0.station.downlinkRate)
      })
  }
}
