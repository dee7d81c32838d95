public import Downlink
public import Federation
import Ground
public import Messages
public import Quantities
public import Simulation
import Storage

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
    /// The applications that the scenario gives something to do: their words make the books.
    public var castApps: [String]
    /// The applications that hand terminals over, in the order in which they take over.
    public var handoverApps: [String] = []
    /// The arithmetic of the run, and the length of its steps.
    public var model: DownlinkModel, step: TimeSpan
  }

  /// What is known of one link of a satellite.
  struct Entry: Sendable {
    var link: Int
    var groundId: Int
    var charge: Charge?
    var start: ScenarioTime?

    /// Whether it has been said that the link has never been.
    var isTakenBack: Bool { charge.map { $0.duration <= .zero && $0.offload <= .zero } ?? false }
  }

  struct Charge: Sendable {
    var end: ScenarioTime
    var duration: TimeSpan
    var offload: DataVolume
    var cost: Money
  }

  let cast: Cast
  private var lifecycle = ManagedLifecycle()
  private(set) var start: ScenarioTime
  private(set) var stop: ScenarioTime
  private var plannedEnd: ScenarioTime
  /// What is known of the links, by satellite, in order of their numbers.
  private(set) var pages: [Int: [Entry]] = [:]
  private(set) var availability: [Int: StationAvailability] = [:]
  /// The same by the rules of NOS-T's example.
  private(set) var exampleAvailability: [Int: NOSTAvailability] = [:]
  /// The ends of outages that were told, by station.
  private(set) var restores: [Int: Set<ScenarioTime>] = [:]
  private var rates: [Int: DataRate]
  private(set) var names: [Int: String] = [:]
  /// The applications that have taken part, and those of them that have said that they ended.
  private(set) var present: Set<String> = [], ended: Set<String> = []
  /// How many messages could be read but not be true, and were not entered.
  public private(set) var refused = 0
  /// What came in from others, by topic.
  public private(set) var streams = StreamLedger()
  /// Scenario time against the wallclock, and the run's name, since a start was heard.
  public private(set) var clock: ClockMap?, run: RunName?
  /// The clock of a run whose start was not heard.
  private var estimate = ClockEstimate(scale: 1)
  /// The applications that joined in the middle of the run, and how, in their own words.
  private var joins: [RunReport.Join] = []
  /// What a storage that joined with its initial state told last of each satellite.
  var lastTold: [Int: SatelliteState] = [:]
  /// What is told of terminals.
  private var terminals = TerminalBook()

  /// Opens the ledger of a run.
  public init(_ cast: Cast) {
    self.cast = cast
    start = cast.start
    stop = cast.stop
    plannedEnd = cast.stop
    rates = Dictionary(cast.stations.map { ($0.groundId, $0.downlinkRate) }) { first, _ in first }
  }

  /// Enters what a message says; one that says nothing to the ledger, or is bad, is let go.
  ///
  /// Commands are followed as applications follow them, and stations, links and outages as the satellites do: what
  /// those refuse or ignore is not entered, and what cannot be is counted.
  /// - Parameters:
  ///   - wall: when it passed; where that is not known, no start is taken for a stale one.
  ///   - isInbound: whether it came over the wire, so that it may be missing, come twice or come late.
  public mutating func hear(
    _ message: InboundMessage, at wall: WallTime = WallTime(calendar: .earliest), isInbound: Bool = false
  ) {
    let address = message.address
    if isInbound, !isFresh(message, at: wall) { return }
    switch address.leaf {
    case "status/mode":
      if let status = try? message.read(as: ModeStatus.self) { note(status, message) }
    case "status/sent" where isInbound:
      guard let run = message.content.stamp?.run, let sent = try? message.read(as: SentStatus.self) else { break }
      for (leaf, count) in sent.counts {
        let topic = Address(prefix: address.prefix, app: address.app, leaf: leaf).topic
        streams.close(topic: topic, run: run, after: count)
      }
    case "status/time" where run == nil && address.app == FederationNode.managerName:
      if let status = try? message.read(as: TimeStatus.self) { estimate(status) }
    default: break
    }
    switch address.app {
    case FederationNode.managerName: if let command = Command(message) { follow(command, at: wall) }
    case cast.apps.ground, cast.apps.outage: enter(message)
    case cast.apps.storage where address.leaf == "location" && hasForgetfulStorage:
      if let state = try? message.read(as: SatelliteState.self) { lastTold[state.id] = state }
    case cast.apps.storage where address.leaf == "ready":
      if let ready = try? message.read(as: SatelliteReady.self) { names[ready.id] = ready.name }
    case let app where cast.handoverApps.contains(app): terminals.hear(message)
    default: break
    }
  }

  /// Whether storage joined the run without knowing what had been before.
  private var hasForgetfulStorage: Bool {
    joins.contains { $0.app == cast.apps.storage && $0.text.hasSuffix(Recollection.initialState) }
  }

  /// Whether the manager has said that the run is over.
  public var isOver: Bool { ended.contains(FederationNode.managerName) }

  /// Enters what the bytes of a message say.
  public mutating func hear(
    _ address: Address, _ payload: [UInt8], at wall: WallTime = WallTime(calendar: .earliest), isInbound: Bool = false
  ) {
    hear(InboundMessage(address: address, payload: payload), at: wall, isInbound: isInbound)
  }

  /// Follows the clock of a run whose start was not heard by what its manager tells, from the second time on.
  private mutating func estimate(_ status: TimeStatus) {
    let isFirst = estimate.anchor == nil
    let pair = ClockEstimate.Pair(scenario: status.simTime, wall: WallTime(calendar: status.time))
    guard estimate.hear(pair), !isFirst, let anchor = estimate.anchor else { return }
    clock = ClockMap(scenario: anchor.scenario, wall: anchor.wall, scale: estimate.scale)
  }

  /// Enters a message of the wire into its stream; false for one that came before, or is of another run.
  private mutating func isFresh(_ message: InboundMessage, at wall: WallTime) -> Bool {
    let time = message.content.scenarioTime
    let due = time.flatMap { time in clock.flatMap { time >= $0.start ? $0.wall(at: time) : nil } }
    return streams.hear(
      topic: message.address.topic, stamp: message.content.stamp, time: time, lateness: due.map { wall - $0 }) == .fresh
  }

  private mutating func follow(_ command: Command, at wall: WallTime) {
    for action in lifecycle.hear(command, at: wall) {
      switch action {
      case .begin(let start, let stop, let wall, let scale, let run):
        (self.start, self.stop, plannedEnd) = (start, stop, stop)
        (clock, self.run) = (ClockMap(scenario: start, wall: wall, scale: scale), run)
        streams.follow(run)
      case .setEnd(let time): stop = time
      case .setScale(let scale, let time): clock?.setScale(scale, at: time)
      case .pause(let time): clock?.freeze(at: time)
      case .resume(let time, let wall): clock?.resume(from: time, at: wall)
      default: break
      }
    }
  }

  private mutating func note(_ status: ModeStatus, _ message: InboundMessage) {
    let app = message.address.app
    switch SimulationMode(rawValue: status.mode) {
    case .initialized:
      present.insert(app)
      guard let text = status.text, let run = message.content.stamp?.run, run.isJoined else { return }
      joins.append(RunReport.Join(app: app, text: text))
    case .executing: present.insert(app)
    case .terminating, .terminated: ended.insert(app)
    default: break
    }
  }

  private mutating func enter(_ message: InboundMessage) {
    do {
      guard let input = try SatelliteStorageModel.Input(message, outageApp: cast.apps.outage) else { return }
      try enter(input, message)
    } catch is MessageError {
      // Not to be read: whoever it was meant for counts it.
    } catch {
      refused += 1
    }
  }

  private mutating func enter(_ input: SatelliteStorageModel.Input, _ message: InboundMessage) throws(LinkError) {
    switch input {
    case .station(let station): rates[station.groundId] = station.downlinkRate
    case .linkStart(let satellite, let link, let groundId, let time):
      try standing(satellite, link)?.check(start: time, at: groundId)
      if names[satellite] == nil { names[satellite] = (try? message.read(as: LinkStart.self))?.satName }
      enter(satellite, link, groundId) { $0.start = time }
    case .linkCharge(let satellite, let link, let groundId, let end, let duration, let offload, let cost):
      if duration > .zero || offload > .zero { try standing(satellite, link)?.check(end: end) }
      if names[satellite] == nil { names[satellite] = (try? message.read(as: LinkCharge.self))?.satName }
      enter(satellite, link, groundId) {
        $0.charge = Charge(end: end, duration: duration, offload: offload, cost: cost)
      }
    case .outage(let groundId, let outage):
      availability[groundId, default: StationAvailability()].report(outage)
      exampleAvailability[groundId, default: NOSTAvailability()].report(outage)
    case .restore(let groundId, let time):
      exampleAvailability[groundId, default: NOSTAvailability()].restore(at: time)
      availability[groundId, default: StationAvailability()].restore(at: time)
      restores[groundId, default: []].insert(time)
    case .elements: break
    }
  }

  /// What is known of a link; nil where nothing is, or it has been taken back.
  private func standing(_ satellite: Int, _ link: Int) -> LinkStanding? {
    guard let page = pages[satellite] else { return nil }
    let place = Self.place(of: link, in: page)
    guard place < page.count, page[place].link == link, !page[place].isTakenBack else { return nil }
    let entry = page[place]
    guard let start = entry.start ?? entry.charge.map({ $0.end - $0.duration }) else { return nil }
    return LinkStanding(
      satellite: satellite, link: link, groundId: entry.groundId, start: start, end: entry.charge?.end)
  }

  private mutating func enter(_ satellite: Int, _ link: Int, _ groundId: Int, _ change: (inout Entry) -> Void) {
    Self.enter(link, groundId, into: &pages[satellite, default: []], change)
  }

  private static func enter(_ link: Int, _ groundId: Int, into page: inout [Entry], _ change: (inout Entry) -> Void) {
    let place = place(of: link, in: page)
    let isNew = place == page.count || page[place].link != link
    if isNew { page.insert(sparingly: Entry(link: link, groundId: groundId), at: place) }
    if page[place].isTakenBack { page[place] = Entry(link: link, groundId: groundId) }
    page[place].groundId = groundId
    change(&page[place])
  }

  /// The place of a link on a satellite's page, or where it would stand.
  private static func place(of link: Int, in page: [Entry]) -> Int {
    if let last = page.last, last.link < link { return page.count }
    return page.partitioningIndex { $0.link >= link }
  }

  /// Works out the report.
  /// - Parameters:
  ///   - end: when the run ended; nil for when it was to stop.
  ///   - isComplete: whether it came to its end.
  ///   - brokerAbsences: how often the broker was away from who tells the ledger.
  public func report(
    endingAt end: ScenarioTime? = nil, isComplete: Bool, brokerAbsences: Int = 0
  ) -> RunReport {
    let end = max(start, end ?? stop)
    let links = chargedLinks
    let ranges = links.rangesBySatellite
    let traffic = traffic(links)
    let foreign = Set(ranges.keys).union(names.keys).subtracting(cast.satellites.map(\.id)).sorted()
    let unknown = Set(traffic.keys).subtracting(cast.stations.map(\.groundId)).sorted()
    let stations =
      cast.stations
      + unknown.map { Station(groundId: $0, name: "Station \($0)", downlinkRate: rates[$0] ?? .zero) }
    func own(_ id: Int) -> ArraySlice<RunReport.Link> { links[ranges[id] ?? 0..<0] }
    var report = RunReport(
      scenario: cast.scenario, scenarioHash: cast.scenarioHash, start: start, end: end, plannedEnd: plannedEnd,
      isComplete: isComplete, model: cast.model,
      satellites: cast.satellites.map {
        cast.model == .exact ? satellite($0, own($0.id), at: end) : exampleSatellite($0, own($0.id), at: end)
      }
        + foreign.map { self.foreign($0, own($0)) },
      stations: stations.map { station($0, traffic[$0.groundId] ?? Traffic(), at: end) }, links: links,
      refusedMessages: refused, brokerAbsences: brokerAbsences, joins: joins,
      deliveries: streams.streams.sorted { $0.key < $1.key }.map(delivery))
    report.services = terminals.lines(from: start, to: end)
    report.discrepancies = discrepancies(in: report)
    return report
  }

  private func delivery(_ topic: String, _ stream: StreamLedger.Stream) -> RunReport.Delivery {
    RunReport.Delivery(
      topic: topic, received: stream.received, missing: streams.missing(of: topic), isNumbered: stream.isNumbered,
      gaps: stream.gaps, before: stream.before, duplicates: stream.duplicates, reordered: stream.reordered,
      otherRuns: stream.otherRuns, meanLateness: stream.meanLateness, longestLateness: stream.longestLateness)
  }

  /// The links that were charged, by satellite and number.
  private var chargedLinks: [RunReport.Link] {
    var links: [RunReport.Link] = []
    links.reserveCapacity(pages.values.reduce(0) { $0 + $1.count })
    for satellite in pages.keys.sorted() {
      for entry in pages[satellite] ?? [] {
        guard !entry.isTakenBack, let charge = entry.charge else { continue }
        links.append(
          RunReport.Link(
            satelliteId: satellite, linkId: entry.link, groundId: entry.groundId,
            start: entry.start ?? charge.end - charge.duration, end: charge.end, downlinked: charge.offload,
            cost: charge.cost))
      }
    }
    return links
  }

  /// What went over one station.
  private struct Traffic {
    var contacts = 0
    var contactTime = TimeSpan.zero
    var downlinked = DataVolume.zero
    var cost = Money.zero

    mutating func add(_ link: RunReport.Link) {
      contacts += 1
      contactTime = contactTime + (link.end - link.start)
      downlinked += link.downlinked
      cost += link.cost
    }
  }

  private func traffic(_ links: [RunReport.Link]) -> [Int: Traffic] {
    links.reduce(into: [:]) { traffic, link in
      traffic[link.groundId, default: Traffic()].add(link)
    }
  }

  /// A satellite with its links: those that were charged, and those that still ran at the end of a record that
  /// breaks off.
  func satellite(
    _ satellite: SatelliteProfile, _ own: ArraySlice<RunReport.Link>, at end: ScenarioTime
  ) -> RunReport.Satellite {
    var account = satellite.recorderAccount(at: start)
    var costs = satellite.costAccount(at: start)
    for link in own {
      account.open(link: link.linkId, at: link.start, rate: rates[link.groundId] ?? .zero)
      account.close(link: link.linkId, at: link.end, declaring: link.downlinked)
      costs.charge(link: link.linkId, amount: link.cost, at: link.end)
    }
    for entry in pages[satellite.id] ?? [] {
      guard entry.charge == nil, let start = entry.start, start < end else { continue }
      account.open(link: entry.link, at: start, rate: rates[entry.groundId] ?? .zero)
    }
    let balance = account.balance(at: end)
    return RunReport.Satellite(
      id: satellite.id, name: satellite.name, isKnown: true, collected: balance.collected, initial: satellite.initial,
      downlinked: balance.downlinked, lost: balance.lost, stored: balance.stored, links: own.count,
      downlinkCost: costs.downlinks(at: end), contractCost: costs.contract(at: end))
  }

  private func foreign(_ id: Int, _ own: ArraySlice<RunReport.Link>) -> RunReport.Satellite {
    RunReport.Satellite(
      id: id, name: names[id] ?? "", isKnown: false, collected: .zero, initial: .zero,
      downlinked: own.reduce(.zero) { $0 + $1.downlinked }, lost: .zero, stored: .zero, links: own.count,
      downlinkCost: own.reduce(.zero) { $0 + $1.cost }, contractCost: .zero)
  }

  private func station(_ station: Station, _ traffic: Traffic, at end: ScenarioTime) -> RunReport.Station {
    let outages =
      cast.model == .exact ? outages(of: station.groundId, to: end) : exampleOutages(of: station.groundId, to: end)
    return RunReport.Station(
      groundId: station.groundId, name: station.name, contacts: traffic.contacts, contactTime: traffic.contactTime,
      downlinked: traffic.downlinked, cost: traffic.cost, outages: outages.count, outageTime: outages.length)
  }

  /// How often a station went out in the run, and for how long.
  private func outages(of groundId: Int, to end: ScenarioTime) -> (count: Int, length: TimeSpan) {
    let availability = availability[groundId] ?? StationAvailability()
    return (
      availability.outages.count { $0.start < end && $0.end > start }, availability.timeOut(from: start, to: end)
    )
  }
}

extension [RunReport.Link] {
  /// Where the links of each satellite stand in a list that is in order of the satellites.
  var rangesBySatellite: [Int: Range<Int>] {
    var ranges: [Int: Range<Int>] = [:]
    var first = 0
    while first < count {
      let satellite = self[first].satelliteId
      let next = self[first...].firstIndex { $0.satelliteId != satellite } ?? count
      ranges[satellite] = first..<next
      first = next
    }
    return ranges
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
      }, castApps: definition.castApps, handoverApps: definition.handoverApps, model: definition.model,
      step: definition.step)
  }
}

extension Command {
  /// Reads a command from the manager's message; nil for one that is bad, or says something else.
  fileprivate init?(_ message: InboundMessage) {
    let command: Command? =
      switch message.address.leaf {
      case "init": (try? message.read(as: InitCommand.self)).map { .initialize($0) }
      case "start": (try? message.read(as: StartCommand.self)).map { .start($0) }
      case "stop": (try? message.read(as: StopCommand.self)).map { .stop($0) }
      case "update": (try? message.read(as: UpdateCommand.self)).map { .update($0) }
      case "freeze": (try? message.read(as: FreezeCommand.self)).map { .freeze($0) }
      case "resume": (try? message.read(as: ResumeCommand.self)).map { .resume($0) }
      default: nil
      }
    guard let command else { return nil }
    self = command
  }
}
