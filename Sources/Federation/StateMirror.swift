public import Messages
public import Quantities
public import SharedState

/// The shared state as the federation's messages tell it, for those who hold no models.
///
/// What is said of an instant may come in any order: an older state never takes the place of a newer one, and a link
/// that has been charged is not opened by a start that comes later. A link whose charge was lost ends with what shows
/// that it is over.
public struct StateMirror: Sendable {
  /// The applications that are listened to.
  public struct Apps: Equatable, Sendable {
    /// Satellites, stations and the outage injector.
    public var storage: String, ground: String, outage: String
    /// Whoever hands terminals over.
    public var handover: [String]

    /// Names the applications.
    public init(storage: String, ground: String, outage: String, handover: [String] = []) {
      (self.storage, self.ground, self.outage, self.handover) = (storage, ground, outage, handover)
    }

    /// What a mirror must hear of them.
    public var interests: [Interest] {
      func interests(_ app: String, _ leaves: [String]) -> [Interest] { leaves.map { Interest(app: app, leaf: $0) } }
      return interests(storage, ["ready", "location"]) + interests(ground, ["location", "linkStart", "linkCharge"])
        + interests(outage, ["report", "restore"]) + handover.flatMap { interests($0, ["served"]) }
    }
  }

  private struct LinkKey: Hashable {
    let satellite: Int, link: Int
  }

  private let apps: Apps
  /// The sizes of the recorders, as far as they are known before anybody has told of them.
  private let capacities: [Int: DataVolume]
  private var satellites: [Int: Snapshot.Satellite] = [:]
  private var stateTimes: [Int: ScenarioTime] = [:]
  /// The bills of links since the satellite was told of, by satellite and number of the link.
  private var bills: [Int: [Int: (end: ScenarioTime, cost: Money)]] = [:]
  private var stations: [Int: Snapshot.Station] = [:]
  private var links: [LinkKey: Snapshot.Link] = [:]
  private var watch = LinkWatch()
  /// The numbers of the open links, by station and satellite.
  private var openLinks: [Int: [Int: Set<Int>]] = [:]
  private var outages: [Int: [Snapshot.Outage]] = [:]
  private var restores: [Int: Set<ScenarioTime>] = [:]
  private var terminals: [[String]: (time: ScenarioTime, part: Snapshot.Terminal)] = [:]

  /// Creates the mirror of a federation that has said nothing yet.
  /// - Parameter capacities: the sizes of the satellites' recorders, by number, for one that comes too late to be told.
  public init(of apps: Apps, capacities: [Int: DataVolume] = [:]) { (self.apps, self.capacities) = (apps, capacities) }

  /// Takes a message; one that tells nothing of the state is let go.
  /// - Throws: ``MessageError`` for one that is not what its topic carries.
  public mutating func hear(_ message: InboundMessage) throws(MessageError) {
    switch (message.address.app, message.address.leaf) {
    case (apps.storage, "ready"): note(try message.read(as: SatelliteReady.self))
    case (apps.storage, "location"): note(try message.read(as: SatelliteState.self))
    case (apps.ground, "location"): note(try message.read(as: GroundLocation.self))
    case (apps.ground, "linkStart"): note(try message.read(as: LinkStart.self))
    case (apps.ground, "linkCharge"): note(try message.read(as: LinkCharge.self))
    case (apps.outage, "report"): note(try message.read(as: OutageReport.self))
    case (apps.outage, "restore"): note(try message.read(as: OutageRestore.self))
    case (let app, "served") where apps.handover.contains(app): note(try message.read(as: ServedTerminal.self))
    case (let app, "event") where apps.handover.contains(app): note(try message.read(as: HandoverEvent.self))
    default: break
    }
  }

  // MARK: What is known

  /// The part of a satellite's recorder that is full, 0...1; nil where its size or its content is not known.
  public func fill(ofSatellite id: Int) -> Double? {
    guard let satellite = satellites[id], stateTimes[id] != nil, satellite.capacity > .zero else { return nil }
    return min(1, max(0, satellite.stored.gigabits / satellite.capacity.gigabits))
  }

  /// The station that has a satellite in range; nil for none.
  public func station(ofSatellite id: Int) -> Int? { satellites[id]?.groundId }

  /// The satellites that a station is in contact with.
  public func contacts(ofStation groundId: Int) -> [Int] { openLinks[groundId]?.keys.sorted() ?? [] }

  /// Whether a station can be used at a time; one that nobody has told of can.
  public func isOperational(station groundId: Int, at time: ScenarioTime) -> Bool {
    stations[groundId]?.isOperational ?? true && !lasting(groundId).contains { $0.start <= time && time < $0.end }
  }

  /// Everything that is known, as it stands at a time.
  public func snapshot(at time: ScenarioTime, mode: String) -> Snapshot {
    var snapshot = Snapshot(time: time, mode: mode)
    snapshot.satellites = satellites.values.sorted { $0.id < $1.id }
    snapshot.stations = stations.values.sorted { $0.groundId < $1.groundId }.map { station in
      var station = station
      station.isOperational = isOperational(station: station.groundId, at: time)
      station.contacts = contacts(ofStation: station.groundId)
      return station
    }
    snapshot.openLinks = links.values.filter { $0.end == nil }.sorted {
      ($0.start, $0.satelliteId, $0.linkId) < ($1.start, $1.satelliteId, $1.linkId)
    }
    snapshot.outages = outages.keys.sorted().flatMap { lasting($0) }
    snapshot.terminals = terminals.values.map(\.part).sorted { ($0.name, $0.policy) < ($1.name, $1.policy) }
    return snapshot
  }

  /// A station's outages with the ends that restores have moved: each ends the running one that began first.
  private func lasting(_ groundId: Int) -> [Snapshot.Outage] {
    guard var lasting = outages[groundId] else { return [] }
    let planned = Set(lasting.map(\.end))
    for end in (restores[groundId] ?? []).sorted() where !planned.contains(end) {
      guard let index = lasting.firstIndex(where: { $0.start <= end && end < $0.end }) else { continue }
      lasting[index].end = end
    }
    return lasting
  }

  // MARK: What is said

  private mutating func note(_ ready: SatelliteReady) {
    let capacity = DataVolume.gigabits(ready.ssrCapacity)
    guard satellites[ready.id] == nil else {
      satellites[ready.id]?.capacity = capacity
      satellites[ready.id]?.name = ready.name
      return
    }
    satellites[ready.id] = Snapshot.Satellite(
      id: ready.id, name: ready.name, position: nil, stored: .zero, capacity: capacity, groundId: nil, linkCount: 0,
      cost: .zero)
  }

  private mutating func note(_ state: SatelliteState) {
    if let last = stateTimes[state.id], last > state.time { return }
    stateTimes[state.id] = state.time
    end(watch.hear(state), of: state.id)
    // What it says to have cost holds the bills up to then.
    bills[state.id] = bills[state.id]?.filter { $0.value.end > state.time }
    let billed = bills[state.id]?.values.map(\.cost).reduce(.zero, +) ?? .zero
    var satellite = Snapshot.Satellite(
      id: state.id, name: state.name,
      position: Geodetic(
        latitudeDegrees: state.latitude, longitudeDegrees: state.longitude, heightMetres: state.altitude),
      stored: .gigabits(state.capacityUsed), capacity: satellites[state.id]?.capacity ?? capacities[state.id] ?? .zero,
      groundId: state.commRange ? state.groundId : nil, linkCount: state.totalLinkCount ?? 0,
      cost: .dollars(state.cumulativeCostBySat) + billed)
    satellite.told = state.time
    satellites[state.id] = satellite
  }

  private mutating func note(_ station: GroundLocation) {
    stations[station.groundId] = Snapshot.Station(
      groundId: station.groundId,
      position: Geodetic(
        latitudeDegrees: station.latitude, longitudeDegrees: station.longitude, heightMetres: station.altitude),
      isOperational: station.operational, contacts: [])
  }

  private mutating func note(_ start: LinkStart) {
    // The dummies of a NOS-T ground have no station.
    guard start.groundId >= 0 else { return }
    let key = LinkKey(satellite: start.satId, link: start.linkId)
    if links[key]?.end == nil { openLinks[start.groundId, default: [:]][start.satId, default: []].insert(start.linkId) }
    links[key] = Snapshot.Link(
      satelliteId: start.satId, groundId: start.groundId, linkId: start.linkId, start: start.start,
      end: links[key]?.end)
    end(watch.hear(start), of: start.satId)
  }

  /// Notes that a link is over of whose end nobody has told.
  private mutating func end(_ ending: LinkWatch.Ending?, of satellite: Int) {
    guard let ending else { return }
    let key = LinkKey(satellite: satellite, link: ending.link)
    guard let link = links[key], link.end == nil else { return }
    links[key]?.end = ending.time
    close(ending.link, of: satellite, over: link.groundId)
  }

  private mutating func close(_ link: Int, of satellite: Int, over groundId: Int) {
    openLinks[groundId]?[satellite]?.remove(link)
    if openLinks[groundId]?[satellite]?.isEmpty == true { openLinks[groundId]?[satellite] = nil }
  }

  private mutating func note(_ charge: LinkCharge) {
    guard charge.groundId >= 0 else { return }
    let key = LinkKey(satellite: charge.satId, link: charge.linkId)
    let start = TimeSpan(roundingSeconds: charge.duration).flatMap { charge.end.adding(-$0) } ?? charge.end
    links[key] = Snapshot.Link(
      satelliteId: charge.satId, groundId: charge.groundId, linkId: charge.linkId, start: links[key]?.start ?? start,
      end: charge.end)
    watch.hear(charge)
    close(charge.linkId, of: charge.satId, over: charge.groundId)
    let cost = Money.dollars(charge.downlinkCost)
    let isInLastState = stateTimes[charge.satId].map { charge.end < $0 } ?? false
    guard !isInLastState, bills[charge.satId]?[charge.linkId] == nil else { return }
    bills[charge.satId, default: [:]][charge.linkId] = (charge.end, cost)
    satellites[charge.satId]?.cost += cost
  }

  private mutating func note(_ report: OutageReport) {
    let outage = Snapshot.Outage(groundId: report.groundId, start: report.outageStart, end: report.outageEnd)
    guard outages[report.groundId]?.contains(outage) != true else { return }
    outages[report.groundId, default: []].append(outage)
    outages[report.groundId]?.sort { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  private mutating func note(_ restore: OutageRestore) {
    restores[restore.groundId, default: []].insert(restore.outageEnd)
  }

  private mutating func note(_ served: ServedTerminal) {
    let key = [served.terminal, served.policy]
    if let last = terminals[key]?.time, last > served.time { return }
    let part = Snapshot.Terminal(
      name: served.terminal, policy: served.policy,
      position: Geodetic(
        latitudeDegrees: served.latitude, longitudeDegrees: served.longitude, heightMetres: served.altitude),
      satelliteId: served.satId, elevation: served.elevation.map { .degrees($0) }, rsrpDBm: served.rsrp,
      candidates: served.candidates, handovers: served.totals.handovers)
    terminals[key] = (served.time, part)
  }

  private mutating func note(_ event: HandoverEvent) {
    let key = [event.terminal, event.policy]
    guard var (time, part) = terminals[key], event.time > time else { return }
    time = event.time
    (part.satelliteId, part.elevation, part.rsrpDBm) = (event.newSatId, nil, nil)
    part.handovers = event.number
    terminals[key] = (time, part)
  }
}
