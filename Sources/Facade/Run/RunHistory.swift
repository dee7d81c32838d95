public import Messages
public import Quantities

/// What has been said of a run so far, as far as it is kept: the same whether one process says it all or only hears it.
public struct RunHistory: Sendable {
  /// How much is kept.
  public struct Limits: Sendable {
    /// Messages in all, and of one topic.
    public var messages = 10_000, messagesOfTopic = 200
    /// Topics that are told apart.
    public var topics = 1_000
    /// Changes of terminals, links, and states of all satellites together.
    public var handoverEvents = 20_000, links = 50_000, states = 200_000
    /// What was said of one terminal under one policy, and terminals under policies that are told apart.
    public var served = 1_000, terminals = 1_000
    /// Changes of element sets.
    public var elements = 100

    /// Creates the usual limits.
    public init() {}
  }

  /// A number of a link that is greater is none of one that counts from 0.
  private static let mostLinksOfSatellite = 1_000_000

  /// A link by its satellite and its number there.
  private struct LinkKey: Hashable {
    let satellite: Int, link: Int
  }

  private let apps: RunDescription.Apps
  private let limits: Limits
  /// The latest messages, by number.
  public private(set) var messages: BoundedLog<HeardMessage>
  /// The latest messages of each topic.
  public private(set) var messagesOfTopic: [String: BoundedLog<HeardMessage>] = [:]
  /// What came of each topic.
  public private(set) var ledger = StreamLedger()
  /// How many messages of a topic cannot be read.
  public private(set) var unreadable: [String: Int] = [:]
  /// The latest changes of terminals.
  public private(set) var handoverEvents: BoundedLog<HandoverEvent>
  /// The element sets, by the time from which they count; the first ones count from the beginning.
  public private(set) var elements: [ElementsInUse]
  /// How often links and element sets have changed, so that who has them knows when to ask again.
  public private(set) var linkChanges = 0, elementChanges = 0
  /// What all links that have ended brought down, Gigabits.
  public private(set) var gigabits = 0.0
  /// How many links each satellite has had, those that are kept no more as well.
  private var linkCounts: [Int: Int] = [:]
  private var links: [LinkKey: LinkRecord] = [:]
  /// What the links that are kept no more came to, by station, and when the last of them ended.
  private var dropped: (sums: [Int: LinkSum], end: ScenarioTime?) = ([:], nil)
  private var watch = LinkWatch()
  private var linkOrder: BoundedLog<LinkKey>
  private var states: [Int: BoundedLog<SatelliteState>] = [:]
  /// What was said of each terminal under each policy.
  private var served: [[String]: BoundedLog<ServedTerminal>] = [:]

  /// Creates the history of a run in which nothing has been said.
  public init(of run: RunDescription, flying elements: ElementsInUse, limits: Limits = Limits()) {
    (apps, self.limits, self.elements) = (run.apps, limits, [elements])
    messages = BoundedLog(keeping: limits.messages)
    handoverEvents = BoundedLog(keeping: limits.handoverEvents)
    linkOrder = BoundedLog(keeping: limits.links)
  }

  // MARK: What is known

  /// Returns the element sets that count at a time.
  public func elements(at time: ScenarioTime) -> ElementsInUse {
    elements.last { $0.start.map { $0 <= time } ?? true } ?? elements[0]
  }

  /// The links that are kept, in the order in which they were first told of.
  public var allLinks: [LinkRecord] { linkOrder.compactMap { links[$0] } }

  /// How many links there have been.
  public var linkCount: Int { linkCounts.values.reduce(0, +) }

  /// Returns how many links each satellite with some has had: in all, or up to a time.
  public func linkCounts(at time: ScenarioTime? = nil) -> [Int: Int] {
    guard let time else { return linkCounts }
    return allLinks.lazy.filter { $0.start > time }.reduce(into: linkCounts) { $0[$1.satelliteId, default: 0] -= 1 }
  }

  /// Returns the links that lasted at a time.
  public func links(at time: ScenarioTime) -> [LinkRecord] {
    allLinks.filter { $0.lasts(at: time) }
  }

  /// Returns the latest state of a satellite that is no later than a time.
  public func state(ofSatellite id: Int, at time: ScenarioTime) -> SatelliteState? {
    states[id]?.last { $0.time <= time }
  }

  /// Returns what each of some satellites has cost up to a time: what it told last before, and the bills since. A
  /// satellite that told nothing is not among them.
  public func costs(ofSatellites ids: [Int], at time: ScenarioTime) -> [Int: Double] {
    let told = Dictionary(ids.compactMap { id in state(ofSatellite: id, at: time).map { (id, $0) } }) { $1 }
    return allLinks.reduce(into: told.mapValues(\.cumulativeCostBySat)) { costs, link in
      guard let end = link.end, let state = told[link.satelliteId], state.time < end, end <= time else { return }
      costs[link.satelliteId]? += link.dollars ?? 0
    }
  }

  /// Returns what the links that had ended by a time came to, by station; nil for a time before the last of those that
  /// are kept no more had ended.
  public func sums(by time: ScenarioTime) -> [Int: LinkSum]? {
    if let end = dropped.end, time < end { return nil }
    return allLinks.reduce(into: dropped.sums) { sums, link in
      if let end = link.end, end <= time { sums[link.groundId, default: LinkSum()].add(link) }
    }
  }

  /// The states of a satellite that are kept, ascending; nil where none was told.
  public func states(ofSatellite id: Int) -> BoundedLog<SatelliteState>? { states[id] }

  /// Returns what was said last of each terminal under each policy: in all, or up to a time. What has changed since is as
  /// the change told: who serves, and how often that has changed.
  public func served(at time: ScenarioTime? = nil) -> [ServedTerminal] {
    let until = time ?? .latest
    var told = Dictionary(
      uniqueKeysWithValues: served.compactMap { key, log in log.last { $0.time <= until }.map { (key, $0) } })
    guard let oldest = told.values.map(\.time).min() else { return [] }
    for event in handoverEvents where event.time > oldest && event.time <= until {
      let key = [event.terminal, event.policy]
      guard let time = told[key]?.time, time < event.time else { continue }
      told[key]?.follow(event)
    }
    return told.values.map { terminal in
      guard terminal.satName == nil, let id = terminal.satId else { return terminal }
      var terminal = terminal
      terminal.satName = elements(at: terminal.time)[id]?.name
      return terminal
    }
  }

  // MARK: What is said

  /// Takes a message; one that cannot be read is counted, and kept for those who look.
  public mutating func hear(_ message: HeardMessage) {
    let topic = message.address.topic
    var message = message
    message.number = messages.endIndex
    messages.append(message)
    guard ledger.streams[topic] != nil || ledger.streams.count < limits.topics else { return take(message) }
    _ = ledger.hear(topic: topic, stamp: message.stamp)
    messagesOfTopic[topic, default: BoundedLog(keeping: limits.messagesOfTopic)].append(message)
    take(message)
  }

  /// Takes over whole element sets that count from their start on; the first ones count for what was before, too.
  public mutating func fly(_ elements: ElementsInUse) {
    if self.elements.allSatisfy(\.satellites.isEmpty) { self.elements = [] }
    self.elements.append(elements)
    if self.elements.count > max(1, limits.elements) { self.elements.removeFirst() }
  }

  private mutating func take(_ message: HeardMessage) {
    do {
      try read(message)
    } catch {
      let topic = message.address.topic
      if ledger.streams[topic] != nil { unreadable[topic, default: 0] += 1 }
    }
  }

  private mutating func read(_ message: HeardMessage) throws(MessageError) {
    switch (message.address.app, message.address.leaf) {
    case (apps.storage, "location"): note(try message.read(as: SatelliteState.self))
    case (apps.ground, "linkStart"): note(try message.read(as: LinkStart.self))
    // Those of the storage are what a contract costs, and of no link.
    case (apps.ground, "linkCharge"): note(try message.read(as: LinkCharge.self))
    case (Role.catalog.defaultApp, "elements"): note(try message.read(as: SatelliteElements.self), at: message.time)
    case (let app, "event") where apps.handover.contains(app):
      handoverEvents.append(try message.read(as: HandoverEvent.self))
    case (let app, "served") where apps.handover.contains(app):
      let terminal = try message.read(as: ServedTerminal.self)
      let key = [terminal.terminal, terminal.policy]
      guard served[key] != nil || served.count < limits.terminals else { return }
      served[key, default: BoundedLog(keeping: limits.served)].append(terminal)
    default: break
    }
  }

  private mutating func note(_ state: SatelliteState) {
    end(watch.hear(state), of: state.id)
    let limit = max(1, limits.states / max(1, elements[0].satellites.count))
    states[state.id, default: BoundedLog(keeping: limit)].append(state)
  }

  private mutating func note(_ start: LinkStart) {
    // The dummies of a NOS-T ground have no station.
    guard start.groundId >= 0 else { return }
    let key = LinkKey(satellite: start.satId, link: start.linkId)
    keep(
      LinkRecord(
        satelliteId: start.satId, groundId: start.groundId, linkId: start.linkId, start: start.start,
        end: links[key]?.end, gigabits: links[key]?.gigabits, dollars: links[key]?.dollars), under: key)
    end(watch.hear(start), of: start.satId)
  }

  /// Notes that a link is over of whose end nobody has told.
  private mutating func end(_ ending: LinkWatch.Ending?, of satellite: Int) {
    guard let ending else { return }
    let key = LinkKey(satellite: satellite, link: ending.link)
    guard var link = links[key], link.end == nil else { return }
    link.end = ending.time
    keep(link, under: key)
  }

  private mutating func note(_ charge: LinkCharge) {
    guard charge.groundId >= 0 else { return }
    watch.hear(charge)
    let key = LinkKey(satellite: charge.satId, link: charge.linkId)
    let start = TimeSpan(roundingSeconds: charge.duration).flatMap { charge.end.adding(-$0) } ?? charge.end
    keep(
      LinkRecord(
        satelliteId: charge.satId, groundId: charge.groundId, linkId: charge.linkId, start: links[key]?.start ?? start,
        end: charge.end, gigabits: charge.dataOffload, dollars: charge.downlinkCost), under: key)
  }

  private mutating func keep(_ link: LinkRecord, under key: LinkKey) {
    linkChanges += 1
    gigabits += (link.gigabits ?? 0) - (links[key]?.gigabits ?? 0)
    if links.updateValue(link, forKey: key) == nil {
      // Links are numbered from 0 on: who came late knows by that how many there were before.
      let numbered = 0..<Self.mostLinksOfSatellite ~= link.linkId ? link.linkId + 1 : 0
      linkCounts[link.satelliteId] = max(linkCounts[link.satelliteId, default: 0] + 1, numbered)
      for key in linkOrder.append(key) { drop(links.removeValue(forKey: key)) }
    }
  }

  private mutating func drop(_ link: LinkRecord?) {
    // One that lasts is counted when its bill comes.
    guard let link, let end = link.end else { return }
    dropped.sums[link.groundId, default: LinkSum()].add(link)
    dropped.end = max(dropped.end ?? end, end)
  }

  private mutating func note(_ message: SatelliteElements, at time: ScenarioTime?) {
    guard let from = message.time ?? time else { return }
    let current = elements(at: from)
    guard let former = current[message.id]?.elements,
      let changed = current.replacing(message.elements, ofSatellite: message.id, from: from)
    else { return }
    elementChanges += 1
    if let place = elements.firstIndex(where: { $0.start == from }) {
      elements[place] = changed
    } else {
      elements.insert(changed, at: elements.firstIndex { $0.start.map { $0 > from } ?? false } ?? elements.count)
    }
    // What counts later on changes as well, unless it has been told already.
    for place in elements.indices {
      guard let start = elements[place].start, start > from, elements[place][message.id]?.elements == former,
        let later = elements[place].replacing(message.elements, ofSatellite: message.id, from: start)
      else { continue }
      elements[place] = later
    }
    if elements.count > limits.elements { elements.remove(at: 1) }
  }
}
