public import Downlink
public import Orbits
public import Quantities

/// The satellites of a run: where each is, what its recorder holds, which station has it in range, what it costs.
///
/// - Source: NOS-T downlink example (`SatelliteStorage`); orbits by SGP4 (AIAA 2006-6753).
/// - Units: Gigabits, Gigabits a second, dollars; places on WGS84 with heights in metres.
/// - Assumes: constant collection; a station speaks to a satellite at or above its lowest elevation.
/// - Omits: refraction, light time, terrain, power, pointing.
///
/// A state at an instant is a function of the parameters and of what is known by its own time stamp: stations,
/// outages, links. What comes late is put in at its own time, so that neither the order of arrival nor the length
/// of the steps changes anything.
public struct SatelliteStorageModel: Sendable {
  /// What is told of one ground station.
  public struct Station: Equatable, Sendable {
    /// The station's number.
    public var groundId: Int
    /// Where it stands.
    public var position: Geodetic
    /// The lowest elevation at which it speaks to a satellite.
    public var minimumElevation: Angle
    /// Its downlink rate.
    public var downlinkRate: DataRate
    /// Whether it works where there is no outage.
    public var isOperational: Bool

    /// Creates a station.
    public init(
      groundId: Int, position: Geodetic, minimumElevation: Angle, downlinkRate: DataRate, isOperational: Bool
    ) {
      (self.groundId, self.position, self.minimumElevation) = (groundId, position, minimumElevation)
      (self.downlinkRate, self.isOperational) = (downlinkRate, isOperational)
    }
  }

  /// One access opportunity that was used: a link with its charge.
  public struct Link: Equatable, Sendable {
    /// The station.
    public var groundId: Int
    /// When it began.
    public var start: ScenarioTime
    /// When it ended; nil while it runs.
    public var end: ScenarioTime?
    /// What came down, as the ground says.
    public var offload: DataVolume?
    /// What that cost, as the ground says.
    public var cost: Money?
  }

  /// What the model hears.
  public enum Input: Equatable, Sendable {
    /// A station takes part, or has changed.
    case station(Station)
    /// A link has begun.
    case linkStart(satellite: Int, link: Int, groundId: Int, at: ScenarioTime)
    /// A link has ended; one of no length and no data takes it back.
    case linkCharge(
      satellite: Int, link: Int, groundId: Int, at: ScenarioTime, duration: TimeSpan, offload: DataVolume, cost: Money)
    /// A station goes out.
    case outage(groundId: Int, Outage)
    /// A station is back.
    case restore(groundId: Int, at: ScenarioTime)
    /// A satellite flies by other elements, from a time on; nil for what is committed.
    case elements(satellite: Int, ElementSet, from: ScenarioTime?)
  }

  /// A satellite at an instant.
  public struct SatelliteState: Equatable, Sendable {
    /// The satellite's number and name.
    public var id: Int, name: String
    /// Where it is.
    public var position: Geodetic
    /// What is on board.
    public var stored: DataVolume
    /// The station that has it in range.
    public var groundId: Int?
    /// How often it has come into range.
    public var linkCount: Int
    /// What it has cost.
    public var cumulativeCost: Money
    /// The scenario time at which all of this holds.
    public var time: ScenarioTime
  }

  /// A satellite whose orbit can no longer be propagated.
  public struct Failure: Hashable, Sendable {
    /// The satellite's name.
    public var name: String
    /// When, and why.
    public var failure: PropagationFailure
  }

  /// Which station of several in view is named.
  public let stationChoice: StationChoice
  /// Scenario time as it was committed last.
  public private(set) var time = ScenarioTime(nanosecondsSince1970: 0)

  private let satellites: [OrbitingSatellite]
  private let places: [Int: Int]
  private let fleet: Fleet
  /// Of the fleets that flew last.
  private var whereabouts: [FleetPlaces]
  private var plan: RangePlan
  private var books: [SatelliteBooks] = []
  private var grounds = StationTable()
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var nextTime = ScenarioTime(nanosecondsSince1970: 0)
  private var reported: Set<Failure> = []

  /// Creates the model.
  /// - Parameters:
  ///   - satellites: whom it follows.
  ///   - fleet: their orbits, where others follow them too.
  ///   - stationChoice: which station of several in view is named.
  public init(
    satellites: [OrbitingSatellite], fleet: Fleet? = nil, stationChoice: StationChoice = .highest
  ) {
    let fleet = fleet ?? Fleet(satellites.map(\.orbit))
    self.satellites = satellites
    self.fleet = fleet
    self.stationChoice = stationChoice
    places = Dictionary(satellites.enumerated().map { ($1.id, $0) }) { first, _ in first }
    hasContracts = satellites.contains { $0.profile.costMode.chargesContract }
    whereabouts = [FleetPlaces(of: fleet)]
    plan = RangePlan(fleet, stationChoice, from: start)
  }

  /// Takes on the state at the start of a run: no stations, recorders at their initial fill, no costs.
  public mutating func initialize(at time: ScenarioTime) {
    (start, self.time, nextTime) = (time, time, time)
    grounds = StationTable()
    reported = []
    plan = RangePlan(fleet, stationChoice, from: time)
    books = satellites.map { SatelliteBooks($0.profile, at: time) }
    whereabouts = [FleetPlaces(of: fleet)]
  }

  /// Computes where everything is one step on; committed state stays as it is.
  public mutating func tick(by step: TimeSpan) {
    nextTime = time + step
    plan.cover(until: nextTime, grounds)
    follow(plan.sight.fleet(at: nextTime))
    whereabouts.last?.propagate(to: nextTime)
  }

  /// Commits the step.
  /// - Returns: the satellites that failed in it.
  public mutating func tock() -> [Failure] {
    time = nextTime
    let failed = plan.failures.sorted { $0.key < $1.key }.flatMap { index, failures in
      failures.filter { $0.time <= time }.map { Failure(name: satellites[index].name, failure: $0) }
    }
    return failed.filter { reported.insert($0).inserted }
  }

  /// Where each satellite is at ``time``, in the order of the satellites; nil after a failure.
  public var positions: [Geodetic?] { positions(at: time) }

  /// Where each satellite will be at the end of the step in hand.
  public var nextPositions: [Geodetic?] { positions(at: nextTime) }

  private func positions(at time: ScenarioTime) -> [Geodetic?] {
    places(at: time).withPlaces(at: time) { track in
      satellites.indices.map { plan.hasFailed($0, at: time) ? nil : track[$0] }
    }
  }

  /// Checks an input against what has been heard before.
  /// - Throws: ``LinkError`` for a link that begins again or ends before it began.
  public func check(_ input: Input) throws(LinkError) {
    switch input {
    case .linkStart(let satellite, let link, let groundId, let time):
      try standing(ofSatellite: satellite, link)?.check(start: time, at: groundId)
    case .linkCharge(let satellite, let link, _, let end, let duration, let offload, _):
      guard duration > .zero || offload > .zero else { return }
      try standing(ofSatellite: satellite, link)?.check(end: end)
    case .station, .outage, .restore, .elements: break
    }
  }

  private func standing(ofSatellite id: Int, _ link: Int) -> LinkStanding? {
    places[id].flatMap { books[$0].links[link] }.map {
      LinkStanding(satellite: id, link: link, groundId: $0.groundId, start: $0.start, end: $0.end)
    }
  }

  /// Hears what happened outside; what is stamped in the past changes the accounts from its stamp on.
  public mutating func hear(_ input: Input) {
    switch input {
    case .station(let station):
      guard let effect = grounds.enter(station, start: start, now: time) else { return }
      plan.replaceStations(from: effect)
      for index in books.indices {
        books[index].stationChanged(station.groundId, isNew: effect == start, grounds)
      }
    case .outage(let groundId, let outage):
      guard grounds.report(outage, at: groundId) else { return }
      plan.outdate(from: outage.start)
    case .restore(let groundId, let end):
      guard let planned = grounds.restore(groundId, at: end) else { return }
      plan.outdate(from: min(planned, end))
    case .linkStart(let satellite, let link, let groundId, let time):
      guard let index = places[satellite] else { return }
      books[index].open(link: link, groundId: groundId, at: time, grounds)
    case .linkCharge(let satellite, let link, let groundId, let end, let duration, let offload, let cost):
      guard let index = places[satellite] else { return }
      books[index].close(
        link: link, groundId: groundId, at: end, duration: duration, offload: offload, cost: cost, grounds)
    case .elements(let satellite, let elements, let from):
      // Elements without a state of their own change nothing.
      guard let index = places[satellite], let orbit = try? Orbit(elements, orientation: fleet.orientation) else {
        return
      }
      plan.replace(index, by: orbit, from: from ?? time)
    }
  }

  /// The next exact instant at which a satellite's range changes and is to be told, with all that has been heard.
  public var nextChange: ScenarioTime? {
    mutating get {
      plan.update(grounds)
      return plan.nextChange
    }
  }

  /// Returns the states of the satellites whose range changes up to an instant, which are told thereby.
  public mutating func announce(at time: ScenarioTime) -> [SatelliteState] {
    var states: [SatelliteState] = []
    while let next = plan.takeAnnouncement(upTo: time) {
      let position = plan.sight.fleet(at: next.time).geodetic(ofSatellite: next.satellite, at: next.time)
      if let state = state(of: next.satellite, position, at: next.time) { states.append(state) }
    }
    return states
  }

  /// Returns the states of all satellites at an instant; those that have failed are left out.
  public func states(at time: ScenarioTime) -> [SatelliteState] {
    places(at: time).withPlaces(at: time) { track in
      books.indices.compactMap { state(of: $0, track[$0], at: time) }
    }
  }

  /// Returns what all satellites have cost at an instant.
  public func cumulativeCosts(at time: ScenarioTime) -> Money {
    books.reduce(.zero) { $0 + $1.costs.total(at: time) }
  }

  /// Returns the account of a satellite's recorder at an instant.
  public func balance(ofSatellite id: Int, at time: ScenarioTime) -> RecorderAccount.Balance? {
    places[id].map { books[$0].account.balance(at: time) }
  }

  /// The links of each satellite in order, by satellite.
  public var groundTimes: [Int: [Link]] {
    Dictionary(
      uniqueKeysWithValues: zip(satellites, books).map { ($0.id, $1.links.sorted { $0.key < $1.key }.map(\.value)) })
  }

  /// Whether a station is known, or may still be.
  public func hasRoom(for station: Station) -> Bool {
    grounds.stations.count < StationChoice.mostStations
      || grounds.stations.contains { $0.groundId == station.groundId }
  }

  /// The stations that are known, by number.
  public var stations: [(station: Station, isOperational: Bool)] {
    grounds.stations.map { ($0, grounds.isOperational($0.groundId, at: time)) }
  }

  /// The profile of a satellite of this model; nil for another's.
  public func profile(ofSatellite id: Int) -> SatelliteProfile? { places[id].map { satellites[$0].profile } }

  /// Whether any satellite pays a fixed contract.
  public let hasContracts: Bool

  /// The satellites' parameters.
  public var cast: [OrbitingSatellite] { satellites }

  private mutating func follow(_ fleet: Fleet) {
    guard whereabouts.last?.fleet !== fleet else { return }
    whereabouts = whereabouts.suffix(1) + [FleetPlaces(of: fleet)]
  }

  private func places(at time: ScenarioTime) -> FleetPlaces {
    let fleet = plan.sight.fleet(at: time)
    return whereabouts.last { $0.fleet === fleet } ?? FleetPlaces(of: fleet)
  }

  private func state(of index: Int, _ position: Geodetic?, at time: ScenarioTime) -> SatelliteState? {
    guard let position, !plan.hasFailed(index, at: time) else { return nil }
    let standing = plan.standing(of: index, at: time)
    return SatelliteState(
      id: satellites[index].id, name: satellites[index].name, position: position,
      stored: books[index].account.balance(at: time).stored, groundId: standing.groundId,
      linkCount: standing.linkCount, cumulativeCost: books[index].costs.total(at: time), time: time)
  }
}
