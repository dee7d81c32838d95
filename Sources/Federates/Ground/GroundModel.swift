public import Downlink
public import Orbits
public import Quantities

/// The ground stations of a run: which satellite each is in contact with, what comes down, what that costs.
///
/// - Source: NOS-T downlink example (ground application), with its gaps closed.
/// - Units: Gigabits, Gigabits a second, dollars.
/// - Assumes: a satellite of the scenario is followed by an account of its own here, so that its links depend on
///   no message; a foreign satellite is followed by what it tells.
/// - Omits: booking, priorities, slewing and set-up times.
///
/// The links are a function of geometry, outages, the satellites that are told, and the end of the run. What comes
/// late changes them from its own time stamp on, and what was said wrongly is said again under the same link
/// number: the order of arrival changes no account.
public struct GroundModel: Sendable {
  /// What one station is made from.
  public struct Station: Equatable, Sendable {
    /// The station's number.
    public var groundId: Int
    /// Where it stands.
    public var position: Geodetic
    /// The lowest elevation at which it speaks to a satellite.
    public var minimumElevation: Angle
    /// Its downlink rate.
    public var downlinkRate: DataRate
    /// Its price.
    public var tariff: Tariff
    /// How many satellites it speaks to at a time; nil for any number.
    public var simultaneousContacts: Int?
    /// Whether it works where there is no outage.
    public var isOperational: Bool

    /// Creates the parameters of one station.
    public init(
      groundId: Int, position: Geodetic, minimumElevation: Angle, downlinkRate: DataRate, tariff: Tariff,
      simultaneousContacts: Int? = nil, isOperational: Bool = true
    ) {
      (self.groundId, self.position, self.minimumElevation) = (groundId, position, minimumElevation)
      (self.downlinkRate, self.tariff) = (downlinkRate, tariff)
      (self.simultaneousContacts, self.isOperational) = (simultaneousContacts, isOperational)
    }
  }

  /// What the model hears.
  public enum Input: Equatable, Sendable {
    /// A satellite takes part.
    case satelliteReady(id: Int, name: String)
    /// A satellite tells its range and what is on board at an instant.
    case satelliteState(id: Int, name: String, groundId: Int?, stored: DataVolume, at: ScenarioTime)
    /// A station goes out.
    case outage(groundId: Int, Outage)
    /// A station is back.
    case restore(groundId: Int, at: ScenarioTime)
    /// A satellite flies by other elements, from a time on; nil for what is committed.
    case elements(satellite: Int, ElementSet, from: ScenarioTime?)
  }

  /// What the model has to say.
  public enum Event: Equatable, Sendable {
    /// A link has begun.
    case linkStart(Link)
    /// A link has ended, with the running costs of its satellite and of all; one of no length is taken back.
    case linkCharge(Link, satelliteCost: Money, allCosts: Money)
  }

  /// The stations, by number.
  public let stations: [Station]
  /// Which station of several in view a satellite is given.
  public let stationChoice: StationChoice

  private let satellites: [OrbitingSatellite]
  private let places: [Int: Int]
  private let fleet: Fleet
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var committed = ScenarioTime(nanosecondsSince1970: 0)
  private var next = ScenarioTime(nanosecondsSince1970: 0)
  private var schedule: ContactSchedule
  private var book: LinkBook
  /// What has been told of elements and is still to be flown by.
  private var newOrbits: [ScenarioTime: [Int: Orbit]] = [:]
  /// Whether they have changed what has been said.
  private var isNewsDue = false
  private var end: ScenarioTime?

  /// Creates the model.
  /// - Parameters:
  ///   - stations: in any order.
  ///   - satellites: the scenario's own, in whose order free contacts are given.
  ///   - fleet: their orbits, where others follow them too.
  ///   - stationChoice: which station of several in view a satellite is given.
  public init(
    stations: [Station], satellites: [OrbitingSatellite], fleet: Fleet? = nil, stationChoice: StationChoice = .highest
  ) {
    let fleet = fleet ?? Fleet(satellites.map(\.orbit))
    self.stations = stations.sorted { $0.groundId < $1.groundId }
    self.satellites = satellites
    self.fleet = fleet
    self.stationChoice = stationChoice
    places = Dictionary(satellites.enumerated().map { ($1.id, $0) }) { first, _ in first }
    schedule = ContactSchedule(
      stations: self.stations, satellites: satellites, fleet: fleet, choice: stationChoice)
    book = LinkBook(stations: self.stations, satellites: satellites, places: places)
  }

  /// Takes on the state at the start of a run: no satellite told, no link.
  public mutating func initialize(at time: ScenarioTime) {
    (start, committed, next, end) = (time, time, time, nil)
    (newOrbits, isNewsDue) = ([:], false)
    schedule = ContactSchedule(stations: stations, satellites: satellites, fleet: fleet, choice: stationChoice)
    schedule.begin(at: time)
    book.begin(at: time)
  }

  /// Looks one step ahead; committed state stays as it is.
  public mutating func tick(by step: TimeSpan) {
    next = committed + step
    takeNewOrbits()
  }

  /// Commits the step.
  public mutating func tock() {
    committed = next
    schedule.reach(committed)
  }

  /// The next exact instant of the step in hand at which a contact changes; nil for none.
  public var nextChange: ScenarioTime? {
    mutating get { end != nil ? nil : isNewsDue ? committed : schedule.nextCandidate(upTo: next) }
  }

  /// Decides what changes at an instant.
  /// - Returns: what is to be said of it.
  public mutating func execute(at time: ScenarioTime) -> [Event] {
    isNewsDue = false
    advance(to: time)
    return news()
  }

  /// Hears what happened outside; what is stamped in the past changes the links from its stamp on.
  /// - Returns: what is to be said, or said again.
  public mutating func hear(_ input: Input) -> [Event] {
    switch input {
    case .satelliteReady(let id, let name): tell(id, name)
    case .satelliteState(let id, let name, let groundId, let stored, let time):
      guard places[id] == nil else { return [] }
      book.follow(foreign: id, name: name, groundId: groundId, stored: stored, at: time, end: end)
    case .outage(let groundId, let outage):
      guard schedule.report(outage, at: groundId) else { return [] }
      redo(from: outage.start)
    case .restore(let groundId, let time):
      guard let planned = schedule.restore(groundId, at: time) else { return [] }
      redo(from: min(planned, time))
    case .elements(let id, let elements, let time):
      // Elements without a state of their own change nothing.
      guard let index = places[id], let orbit = try? Orbit(elements, orientation: fleet.orientation) else { return [] }
      newOrbits[max(start, time ?? committed), default: [:]][index] = orbit
    }
    return news()
  }

  /// Closes every link at the end of the run, which may lie before what has been decided; one before the start is one
  /// at the start, where no link has been.
  public mutating func finish(at time: ScenarioTime) -> [Event] {
    let time = max(time, start)
    takeNewOrbits()
    end = time
    if time < schedule.reached { redo(from: start) } else { advance(to: time) }
    book.closeAll(at: time)
    return news()
  }

  /// The links so far, by satellite and number.
  public var links: [Link] { book.links }

  /// The links that run, by satellite.
  public var openLinks: [Link] { book.openLinks }

  /// Whether a station can be used at an instant.
  public func isOperational(_ groundId: Int, at time: ScenarioTime) -> Bool {
    schedule.isOperational(groundId, at: time)
  }

  /// The outages that are known, by station and start, as far as they are known to last.
  public var outages: [(groundId: Int, outage: Outage)] { schedule.outages }

  /// Has the satellites fly by the elements that have been told since the last step.
  private mutating func takeNewOrbits() {
    guard let from = schedule.replace(newOrbits) else { return }
    newOrbits = [:]
    guard from <= schedule.reached else { return }
    redo(from: from)
    isNewsDue = true
  }

  private mutating func tell(_ id: Int, _ name: String) {
    guard let index = places[id], schedule.tell(satellite: index) else { return }
    redo(from: start)
  }

  private mutating func advance(to time: ScenarioTime) {
    let limit = end.map { min($0, time) } ?? time
    for change in schedule.advance(to: limit) { book.enter(change) }
  }

  /// Decides again from the start where something is now known of a time that has been decided.
  private mutating func redo(from stamp: ScenarioTime) {
    guard stamp <= schedule.reached else { return }
    let reached = schedule.reached
    schedule.begin(at: start)
    book.forgetKnown()
    advance(to: end.map { min($0, reached) } ?? reached)
    if let end { book.closeAll(at: end) }
  }

  /// Compares the pages that were touched with what was said, link by link.
  ///
  /// What was said of an ended link and no longer holds is taken back, by a charge of no length, before anything else
  /// is said: its number may go to another link.
  private mutating func news() -> [Event] {
    var events: [(order: (ScenarioTime, Int, LinkKey), event: Event)] = []
    var takenBack: [(order: (ScenarioTime, LinkKey), event: Event)] = []
    for news in book.takeNews() {
      for (link, old) in news.links {
        if let old, old.end != nil, (old.start, old.groundId) != (link.start, link.groundId) {
          takenBack.append(((old.start, old.key), charge(old.takenBack, at: old.start)))
        }
        if old?.opening != link.opening { events.append(((link.start, 1, link.key), .linkStart(link))) }
        if let end = link.end, old != link { events.append(((end, 0, link.key), charge(link, at: end))) }
      }
      for link in news.gone { takenBack.append(((link.start, link.key), charge(link.takenBack, at: link.start))) }
    }
    return takenBack.sorted { $0.order < $1.order }.map(\.event)
      + events.sorted { $0.order < $1.order }.map(\.event)
  }

  private func charge(_ link: Link, at time: ScenarioTime) -> Event {
    .linkCharge(
      link, satelliteCost: book.cost(ofSatellite: link.satelliteId, at: time), allCosts: book.cost(at: time))
  }
}
