import Downlink
import Quantities

/// The links of a run with their accounts: what is on board, what comes down, what it costs.
struct LinkBook: Sendable {
  /// One satellite's page.
  private struct Page: Sendable {
    var id: Int
    var name: String
    var account: RecorderAccount?
    var costs: CostAccount
    var links: [Link] = []
    /// The links as they were said, and the number of the first that may be another now; nil for none.
    var said: [Link] = []
    var changedFrom: Int?

    /// The number of the link that runs, which is always the last.
    var open: Int? { links.last?.end == nil ? links.indices.last : nil }

    mutating func touch(_ link: Int) { changedFrom = min(changedFrom ?? link, link) }
  }

  /// What is new of one satellite's links.
  struct News {
    /// Those that are new or may be others, each with what was said of its number.
    var links: [(link: Link, old: Link?)] = []
    /// Those that were said and are no more.
    var gone: [Link] = []
  }

  private let stations: [GroundModel.Station]
  private let stationPlaces: [Int: Int]
  private let satellites: [OrbitingSatellite]
  private let places: [Int: Int]
  /// What the fixed contracts of all satellites cost together.
  private let contractRate: CostRate
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var known: [Page] = []
  private var foreign: [Int: Page] = [:]
  private var lastWord: [Int: ScenarioTime] = [:]
  private var charges = ChargeTotals()
  /// The satellites whose pages may have changed since they were last asked for, by number.
  private var touched: Set<Int> = []

  init(stations: [GroundModel.Station], satellites: [OrbitingSatellite], places: [Int: Int]) {
    self.stations = stations
    self.satellites = satellites
    self.places = places
    contractRate = .dollarsPerSecond(
      satellites.reduce(0) { $0 + ($1.profile.costMode.chargesContract ? $1.profile.fixedRate.dollarsPerSecond : 0) })
    stationPlaces = Dictionary(stations.enumerated().map { ($1.groundId, $0) }) { first, _ in first }
  }

  mutating func begin(at time: ScenarioTime) {
    start = time
    known = satellites.map {
      Page(
        id: $0.id, name: $0.name, account: $0.profile.recorderAccount(at: time), costs: $0.profile.costAccount(at: time)
      )
    }
    foreign = [:]
    lastWord = [:]
    charges = ChargeTotals()
    touched = []
  }

  /// Begins the pages of the scenario's satellites again.
  mutating func forgetKnown() {
    for index in known.indices where !known[index].links.isEmpty {
      let profile = satellites[index].profile
      known[index].links = []
      known[index].account = profile.recorderAccount(at: start)
      known[index].costs = profile.costAccount(at: start)
      known[index].touch(0)
      touched.insert(known[index].id)
    }
    charges = ChargeTotals()
    for page in foreign.values {
      for link in page.links { if let end = link.end { charges.enter(.init(link, at: end)) } }
    }
  }

  /// Enters a change of contact of one of the scenario's satellites: the old link ends where the new one begins.
  mutating func enter(_ change: ContactChange) {
    turnTo(change.satellite) { book, page in
      book.close(&page, at: change.time)
      if let station = change.station { book.open(&page, station: station, at: change.time) }
    }
  }

  /// Follows a foreign satellite by what it tells of its range; words that come out of order are let go.
  /// - Parameter end: the end of the run, once it is over: what is told of the time before it still counts.
  mutating func follow(
    foreign id: Int, name: String, groundId: Int?, stored: DataVolume, at time: ScenarioTime, end: ScenarioTime?
  ) {
    guard time >= lastWord[id] ?? start, end.map({ time < $0 }) ?? true else { return }
    lastWord[id] = time
    var page =
      foreign.removeValue(forKey: id)
      ?? Page(id: id, name: name, account: nil, costs: CostAccount(mode: .discrete, contractRate: .zero, at: start))
    defer {
      if let end { close(&page, at: end) }
      foreign[id] = page
    }
    if let end { reopen(&page, at: end) }
    let current = page.open.map { page.links[$0].groundId }
    let station = groundId.flatMap { stationPlaces[$0] }
    guard current != station.map({ stations[$0].groundId }) else { return }
    close(&page, at: time)
    if let station { open(&page, station: station, at: time, holding: stored) }
  }

  /// Ends every link that runs; one that would begin at or after the end has never been.
  mutating func closeAll(at time: ScenarioTime) {
    for index in known.indices where known[index].open != nil {
      turnTo(index) { book, page in book.close(&page, at: time) }
    }
    for id in foreign.keys.sorted() {
      guard var page = foreign.removeValue(forKey: id) else { continue }
      reopen(&page, at: time)
      close(&page, at: time)
      foreign[id] = page
    }
  }

  /// All links, the scenario's satellites first.
  var links: [Link] { known.flatMap(\.links) + foreign.keys.sorted().flatMap { foreign[$0]?.links ?? [] } }

  /// The links that run, the scenario's satellites first.
  var openLinks: [Link] {
    (known + foreign.keys.sorted().compactMap { foreign[$0] }).compactMap { page in page.open.map { page.links[$0] } }
  }

  /// Takes what is new since the last time, by satellite; it counts as said.
  mutating func takeNews() -> [News] {
    defer { touched = [] }
    return touched.sorted().map { id in
      if let index = places[id] { return LinkBook.news(of: &known[index]) }
      guard var page = foreign.removeValue(forKey: id) else { return News() }
      defer { foreign[id] = page }
      return LinkBook.news(of: &page)
    }
  }

  private static func news(of page: inout Page) -> News {
    guard let first = page.changedFrom else { return News() }
    var news = News()
    for number in first..<max(first, page.links.count) {
      news.links.append((page.links[number], number < page.said.count ? page.said[number] : nil))
    }
    if page.said.count > page.links.count { news.gone = Array(page.said[page.links.count...]) }
    page.said.replaceSubrange(min(first, page.said.count)..., with: page.links[min(first, page.links.count)...])
    page.changedFrom = nil
    return news
  }

  /// What a satellite has cost at an instant.
  func cost(ofSatellite id: Int, at time: ScenarioTime) -> Money {
    (places[id].map { known[$0] } ?? foreign[id])?.costs.total(at: time) ?? .zero
  }

  /// What all satellites have cost at an instant: their charges in order of time, and their contracts.
  func cost(at time: ScenarioTime) -> Money {
    charges.total(at: time) + (time > start ? contractRate * (time - start).seconds : .zero)
  }

  /// Works on the page of one of the scenario's satellites, in its place.
  private mutating func turnTo(_ index: Int, _ work: (inout LinkBook, inout Page) -> Void) {
    var page = Page(id: known[index].id, name: "", account: nil, costs: known[index].costs)
    swap(&page, &known[index])
    work(&self, &page)
    swap(&page, &known[index])
  }

  private mutating func open(
    _ page: inout Page, station: Int, at time: ScenarioTime, holding told: DataVolume? = nil
  ) {
    let number = page.links.count
    let data = told ?? page.account?.balance(at: time).stored ?? .zero
    note(number, of: &page)
    page.links.append(
      Link(
        satelliteId: page.id, satelliteName: page.name, linkId: number, groundId: stations[station].groundId,
        start: time, data: data))
    page.account?.open(link: number, at: time, rate: stations[station].downlinkRate)
  }

  /// Takes a foreign satellite's page back to an instant: what began then or later has never been, what ran then runs.
  private mutating func reopen(_ page: inout Page, at time: ScenarioTime) {
    while let last = page.links.last, last.start >= time || last.end.map({ $0 >= time }) ?? false {
      note(last.linkId, of: &page)
      page.links.removeLast()
      page.costs.removeCharge(link: last.linkId)
      if let end = last.end { charges.remove(.init(last, at: end)) }
      if last.start < time { return page.links.append(last.opening) }
    }
  }

  private mutating func close(_ page: inout Page, at time: ScenarioTime) {
    guard let number = page.open else { return }
    note(number, of: &page)
    var link = page.links[number]
    guard time > link.start, let station = stationPlaces[link.groundId].map({ stations[$0] }) else {
      page.links.removeLast()
      page.account?.remove(link: number)
      return
    }
    link.end = time
    let duration = time - link.start
    page.account?.close(link: number, at: time)
    // A foreign satellite's collection is not known: what was on board at the start is the most that comes down.
    link.offload =
      page.account?.delivered(by: number, at: time) ?? min(station.downlinkRate * duration.seconds, link.data)
    if page.costs.mode.chargesDownlinks {
      link.cost = station.tariff.cost(of: link.offload, at: station.downlinkRate, during: duration)
    }
    page.links[number] = link
    page.costs.charge(link: number, amount: link.cost, at: time)
    charges.enter(.init(link, at: time))
  }

  private mutating func note(_ link: Int, of page: inout Page) {
    page.touch(link)
    touched.insert(page.id)
  }
}

/// The charges of all satellites in order of time, with their running total.
private struct ChargeTotals: Sendable {
  struct Charge: Comparable {
    let time: ScenarioTime
    let key: LinkKey
    let amount: Money

    init(_ link: Link, at time: ScenarioTime) {
      (self.time, key, amount) = (time, link.key, link.cost)
    }

    static func < (left: Charge, right: Charge) -> Bool { (left.time, left.key) < (right.time, right.key) }
  }

  private var charges: [Charge] = []
  /// The totals up to and with each charge.
  private var totals: [Money] = []

  mutating func enter(_ charge: Charge) {
    let place = place(of: charge)
    charges.insert(charge, at: place)
    totals.removeSubrange(place...)
    addUp()
  }

  mutating func remove(_ charge: Charge) {
    let place = place(of: charge)
    guard place < charges.count, charges[place].key == charge.key, charges[place].time == charge.time else { return }
    charges.remove(at: place)
    totals.removeSubrange(place...)
    addUp()
  }

  func total(at time: ScenarioTime) -> Money {
    let count = firstPlace { $0.time > time }
    return count > 0 ? totals[count - 1] : .zero
  }

  private mutating func addUp() {
    for place in totals.count..<charges.count { totals.append((totals.last ?? .zero) + charges[place].amount) }
  }

  private func place(of charge: Charge) -> Int { firstPlace { $0 >= charge } }

  /// The first place from which on something holds.
  private func firstPlace(_ holds: (Charge) -> Bool) -> Int {
    var (low, high) = (0, charges.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(charges[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
