import Downlink
import Quantities

/// The links of a run with their accounts: what is on board, what comes down, what it costs.
struct LinkBook: Sendable {
  /// One satellite's page.
  private struct Page: Sendable {
    var name: String
    var account: RecorderAccount?
    var costs: CostAccount
    var links: [Link] = []

    /// The number of the link that runs, which is always the last.
    var open: Int? { links.last?.end == nil ? links.indices.last : nil }
  }

  private let stations: [GroundModel.Station]
  private let satellites: [OrbitingSatellite]
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var known: [Page] = []
  private var foreign: [Int: Page] = [:]
  private var lastWord: [Int: ScenarioTime] = [:]
  /// The satellites whose pages may have changed since they were last asked for.
  private var touched: Set<Int> = []

  init(stations: [GroundModel.Station], satellites: [OrbitingSatellite]) {
    self.stations = stations
    self.satellites = satellites
  }

  mutating func begin(at time: ScenarioTime) {
    start = time
    forgetKnown()
    foreign = [:]
    lastWord = [:]
  }

  /// Begins the pages of the scenario's satellites again.
  mutating func forgetKnown() {
    touched.formUnion(satellites.map(\.id))
    known = satellites.map {
      Page(name: $0.name, account: $0.profile.recorderAccount(at: start), costs: $0.profile.costAccount(at: start))
    }
  }

  /// Enters a change of contact of one of the scenario's satellites: the old link ends where the new one begins.
  mutating func enter(_ change: ContactChange) {
    touched.insert(satellites[change.satellite].id)
    var page = known[change.satellite]
    close(&page, at: change.time)
    if let station = change.station {
      open(&page, satellite: satellites[change.satellite].id, station: station, at: change.time)
    }
    known[change.satellite] = page
  }

  /// Follows a foreign satellite by what it tells of its range; words that come out of order are let go.
  /// - Parameter end: the end of the run, once it is over: what is told of the time before it still counts.
  mutating func follow(
    foreign id: Int, name: String, groundId: Int?, stored: DataVolume, at time: ScenarioTime, end: ScenarioTime?
  ) {
    guard time >= lastWord[id] ?? start, end.map({ time < $0 }) ?? true else { return }
    lastWord[id] = time
    touched.insert(id)
    var page =
      foreign[id]
      ?? Page(name: name, account: nil, costs: CostAccount(mode: .discrete, contractRate: .zero, at: start))
    defer {
      if let end { close(&page, at: end) }
      foreign[id] = page
    }
    if let end { reopen(&page, at: end) }
    let current = page.open.map { page.links[$0].groundId }
    let station = groundId.flatMap { id in stations.firstIndex { $0.groundId == id } }
    guard current != station.map({ stations[$0].groundId }) else { return }
    close(&page, at: time)
    if let station { open(&page, satellite: id, station: station, at: time, holding: stored) }
  }

  /// Ends every link that runs; one that would begin at or after the end has never been.
  mutating func closeAll(at time: ScenarioTime) {
    touched.formUnion(satellites.map(\.id) + foreign.keys)
    for index in known.indices { close(&known[index], at: time) }
    for id in foreign.keys.sorted() {
      guard var page = foreign[id] else { continue }
      reopen(&page, at: time)
      close(&page, at: time)
      foreign[id] = page
    }
  }

  /// All links, the scenario's satellites first.
  var links: [Link] { (known + foreign.keys.sorted().compactMap { foreign[$0] }).flatMap(\.links) }

  /// The links of one satellite, in order.
  func links(ofSatellite id: Int) -> [Link] { page(ofSatellite: id)?.links ?? [] }

  /// Takes the satellites whose pages may have changed since the last time, in order.
  mutating func takeTouched() -> [Int] {
    defer { touched = [] }
    return touched.sorted()
  }

  /// What a satellite has cost at an instant.
  func cost(ofSatellite id: Int, at time: ScenarioTime) -> Money {
    page(ofSatellite: id)?.costs.total(at: time) ?? .zero
  }

  /// What all satellites have cost at an instant.
  func cost(at time: ScenarioTime) -> Money {
    (known + foreign.keys.sorted().compactMap { foreign[$0] }).reduce(.zero) { $0 + $1.costs.total(at: time) }
  }

  private func page(ofSatellite id: Int) -> Page? {
    satellites.firstIndex { $0.id == id }.map { known[$0] } ?? foreign[id]
  }

  private func open(
    _ page: inout Page, satellite: Int, station: Int, at time: ScenarioTime, holding told: DataVolume? = nil
  ) {
    let number = page.links.count
    let data = told ?? page.account?.balance(at: time).stored ?? .zero
    page.links.append(
      Link(
        satelliteId: satellite, satelliteName: page.name, linkId: number, groundId: stations[station].groundId,
        start: time, data: data))
    page.account?.open(link: number, at: time, rate: stations[station].downlinkRate)
  }

  /// Takes a foreign satellite's page back to an instant: what began then or later has never been, what ran then runs.
  private func reopen(_ page: inout Page, at time: ScenarioTime) {
    while let last = page.links.last, last.start >= time || last.end.map({ $0 >= time }) ?? false {
      page.links.removeLast()
      page.costs.removeCharge(link: last.linkId)
      if last.start < time { return page.links.append(last.opening) }
    }
  }

  private func close(_ page: inout Page, at time: ScenarioTime) {
    guard let number = page.open else { return }
    var link = page.links[number]
    guard time > link.start, let station = stations.first(where: { $0.groundId == link.groundId }) else {
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
  }
}
