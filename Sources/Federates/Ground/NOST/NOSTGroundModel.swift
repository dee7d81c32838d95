public import Downlink
public import Quantities

/// The ground stations of NOS-T's downlink example, by its own arithmetic.
///
/// - Source: NOS-T downlink example (ground application), versions 1.1.5 to 2.4.0.
/// - Units: Gigabits, Gigabits a second, dollars.
/// - Assumes: a link is what a satellite tells of its range, from the first state in range to the next one out of it,
///   at the station that is named first.
/// - Omits: what is collected during a pass, hand-overs, links that still run at the end.
public struct NOSTGroundModel: Sendable {
  /// What the model hears.
  public enum Input: Equatable, Sendable {
    /// A satellite tells its range and what is on board at an instant.
    case satelliteState(id: Int, name: String, isInRange: Bool, groundId: Int?, stored: DataVolume, at: ScenarioTime)
    /// Satellites tell what one of them and all have cost, fixed contracts included.
    case contract(satellite: Int, satelliteCost: Money, allCosts: Money)
    /// A station goes out.
    case outage(groundId: Int, Outage)
    /// A station is back.
    case restore(groundId: Int, at: ScenarioTime)
  }

  /// One satellite's links.
  private struct Page: Sendable {
    var lastWord: ScenarioTime
    var open: Link?
    /// How many links have ended.
    var count = 0
    var cost = Money.zero
  }

  /// The stations, by number.
  public let stations: [GroundModel.Station]
  private let places: [Int: Int]
  private var pages: [Int: Page] = [:]
  private var allCosts = Money.zero
  private var availability: [Int: NOSTAvailability] = [:]
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var end: ScenarioTime?

  /// Creates the model of stations in any order.
  public init(stations: [GroundModel.Station]) {
    self.stations = stations.sorted { $0.groundId < $1.groundId }
    places = Dictionary(self.stations.enumerated().map { ($1.groundId, $0) }) { first, _ in first }
  }

  /// Takes on the state at the start of a run: no link, no costs.
  public mutating func initialize(at time: ScenarioTime) {
    (pages, allCosts, start, end) = ([:], .zero, time, nil)
    availability = Dictionary(
      stations.map { ($0.groundId, NOSTAvailability(isCommissioned: $0.isOperational)) }
    ) { first, _ in first }
  }

  /// Ends the run; what is told of the time up to its end still counts. A link that runs is never charged.
  public mutating func finish(at time: ScenarioTime) { end = time }

  /// The links that run, by satellite.
  public var openLinks: [Link] { pages.sorted { $0.key < $1.key }.compactMap(\.value.open) }

  /// Whether a station can be used at an instant.
  public func isOperational(_ groundId: Int, at time: ScenarioTime) -> Bool {
    availability[groundId]?.isOperational(at: time) ?? false
  }

  /// Hears what happened outside.
  /// - Returns: what is to be said.
  public mutating func hear(_ input: Input) -> [GroundModel.Event] {
    switch input {
    case .satelliteState(let id, let name, let isInRange, let groundId, let stored, let time):
      return follow(id, name, isInRange, groundId, stored, at: time)
    case .contract(let satellite, let satelliteCost, let allCosts):
      pages[satellite, default: Page(lastWord: start)].cost = satelliteCost
      self.allCosts = allCosts
    case .outage(let groundId, let outage): availability[groundId]?.report(outage)
    case .restore(let groundId, let time): availability[groundId]?.restore(at: time)
    }
    return []
  }

  /// Follows a satellite from state to state; states that come out of order, or of another time than
  /// the run's, are let go.
  private mutating func follow(
    _ id: Int, _ name: String, _ isInRange: Bool, _ groundId: Int?, _ stored: DataVolume, at time: ScenarioTime
  ) -> [GroundModel.Event] {
    var page = pages[id] ?? Page(lastWord: start)
    guard time >= page.lastWord, end.map({ time <= $0 }) ?? true else { return [] }
    defer { pages[id] = page }
    page.lastWord = time
    switch (page.open, isInRange) {
    case (nil, true):
      guard let groundId, places[groundId] != nil else { return [] }
      let link = Link(
        satelliteId: id, satelliteName: name, linkId: page.count, groundId: groundId, start: time, data: stored)
      page.open = link
      return [.linkStart(link)]
    case (let link?, false):
      guard time > link.start, let charged = charged(link, at: time) else { return [] }
      page.open = nil
      page.count += 1
      page.cost += charged.cost
      allCosts += charged.cost
      return [.linkCharge(charged, satelliteCost: page.cost, allCosts: allCosts)]
    default: return []
    }
  }

  /// A link that has ended, with its charge.
  private func charged(_ link: Link, at end: ScenarioTime) -> Link? {
    guard let station = places[link.groundId].map({ stations[$0] }) else { return nil }
    var link = link
    link.end = end
    let duration = end.elapsed(since: link.start)
    // offload = min(duration x rate, what was on board at the start)
    link.offload = min(station.downlinkRate * duration.seconds, link.data)
    link.cost = station.tariff.cost(of: link.offload, at: station.downlinkRate, during: duration)
    return link
  }
}
