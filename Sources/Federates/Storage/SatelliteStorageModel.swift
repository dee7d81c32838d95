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
  public struct Failure: Equatable, Sendable {
    /// The satellite's name.
    public var name: String
    /// When, and why.
    public var failure: PropagationFailure
  }

  /// Which station of several in view is named.
  public let stationChoice: StationChoice
  /// Scenario time as it was committed last.
  public private(set) var time = ScenarioTime(nanosecondsSince1970: 0)
  /// Where each satellite is at ``time``, in the order of the satellites; nil after a failure.
  public private(set) var positions: [Geodetic?] = []
  /// Where each satellite will be at the end of the step in hand.
  public private(set) var nextPositions: [Geodetic?] = []

  private let satellites: [OrbitingSatellite]
  private var tracks: [SatelliteTrack] = []
  private var grounds = StationTable()
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var nextTime = ScenarioTime(nanosecondsSince1970: 0)
  private var reported: Set<Int> = []

  /// Creates the model.
  public init(satellites: [OrbitingSatellite], stationChoice: StationChoice = .highest) {
    self.satellites = satellites
    self.stationChoice = stationChoice
  }

  /// Takes on the state at the start of a run: no stations, recorders at their initial fill, no costs.
  public mutating func initialize(at time: ScenarioTime) {
    (start, self.time, nextTime) = (time, time, time)
    grounds = StationTable()
    reported = []
    tracks = satellites.map { SatelliteTrack($0, at: time) }
    positions = tracks.map { $0.position(at: time) }
    nextPositions = positions
  }

  /// Computes where everything is one step on; committed state stays as it is.
  public mutating func tick(by step: TimeSpan) {
    nextTime = time + step
    for index in tracks.indices { tracks[index].cover(until: nextTime, grounds, stationChoice) }
    nextPositions = tracks.map { $0.position(at: nextTime) }
  }

  /// Commits the step.
  /// - Returns: the satellites that failed in it.
  public mutating func tock() -> [Failure] {
    (time, positions) = (nextTime, nextPositions)
    let failed = tracks.compactMap { track in
      track.failure.map { (id: track.satellite.id, failure: Failure(name: track.satellite.name, failure: $0)) }
    }
    return failed.filter { $0.failure.failure.time <= time && reported.insert($0.id).inserted }.map(\.failure)
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
    case .station, .outage, .restore: break
    }
  }

  private func standing(ofSatellite id: Int, _ link: Int) -> LinkStanding? {
    index(ofSatellite: id).flatMap { tracks[$0].links[link] }.map {
      LinkStanding(satellite: id, link: link, groundId: $0.groundId, start: $0.start, end: $0.end)
    }
  }

  /// Hears what happened outside; what is stamped in the past changes the accounts from its stamp on.
  public mutating func hear(_ input: Input) {
    switch input {
    case .station(let station):
      guard let effect = grounds.enter(station, start: start, now: time) else { return }
      for index in tracks.indices {
        tracks[index].stationsChanged(station.groundId, from: effect, grounds, stationChoice)
      }
    case .outage(let groundId, let outage):
      guard grounds.report(outage, at: groundId) else { return }
      replan(from: outage.start)
    case .restore(let groundId, let end):
      guard let planned = grounds.restore(groundId, at: end) else { return }
      replan(from: min(planned, end))
    case .linkStart(let satellite, let link, let groundId, let time):
      guard let index = index(ofSatellite: satellite) else { return }
      tracks[index].open(link: link, groundId: groundId, at: time, grounds)
    case .linkCharge(let satellite, let link, let groundId, let end, let duration, let offload, let cost):
      guard let index = index(ofSatellite: satellite) else { return }
      tracks[index].close(
        link: link, groundId: groundId, at: end, duration: duration, offload: offload, cost: cost, grounds)
    }
  }

  /// The next exact instant at which a satellite's range changes and is to be told.
  public var nextChange: ScenarioTime? {
    tracks.lazy.compactMap(\.nextAnnouncement).min()
  }

  /// Returns the states of the satellites whose range changes at an instant, which are told thereby.
  public mutating func announce(at time: ScenarioTime) -> [SatelliteState] {
    tracks.indices.flatMap { index in
      tracks[index].takeAnnouncements(at: time).compactMap { state(ofTrack: index, at: $0) }
    }
  }

  /// Returns the states of all satellites at an instant; those that have failed are left out.
  public func states(at time: ScenarioTime) -> [SatelliteState] {
    tracks.indices.compactMap { state(ofTrack: $0, at: time) }
  }

  /// Returns what all satellites have cost at an instant.
  public func cumulativeCosts(at time: ScenarioTime) -> Money {
    tracks.reduce(.zero) { $0 + $1.costs.total(at: time) }
  }

  /// Returns the account of a satellite's recorder at an instant.
  public func balance(ofSatellite id: Int, at time: ScenarioTime) -> RecorderAccount.Balance? {
    tracks.first { $0.satellite.id == id }?.account.balance(at: time)
  }

  /// The links of each satellite in order, by satellite.
  public var groundTimes: [Int: [Link]] {
    Dictionary(uniqueKeysWithValues: tracks.map { ($0.satellite.id, $0.links.sorted { $0.key < $1.key }.map(\.value)) })
  }

  /// The stations that are known, by number.
  public var stations: [(station: Station, isOperational: Bool)] {
    grounds.stations.map { ($0, grounds.isOperational($0.groundId, at: time)) }
  }

  /// Whether a satellite is one of this model's.
  public func knows(satellite id: Int) -> Bool { satellites.contains { $0.id == id } }

  /// The satellites' parameters.
  public var cast: [OrbitingSatellite] { satellites }

  private mutating func replan(from stamp: ScenarioTime) {
    for index in tracks.indices { tracks[index].replan(from: max(stamp, start), grounds, stationChoice) }
  }

  private func index(ofSatellite id: Int) -> Int? { tracks.firstIndex { $0.satellite.id == id } }

  private func state(ofTrack index: Int, at time: ScenarioTime) -> SatelliteState? {
    let track = tracks[index]
    guard let position = track.position(at: time) else { return nil }
    return SatelliteState(
      id: track.satellite.id, name: track.satellite.name, position: position,
      stored: track.account.balance(at: time).stored, groundId: track.groundId(at: time),
      linkCount: track.linkCount(at: time), cumulativeCost: track.costs.total(at: time), time: time)
  }
}
