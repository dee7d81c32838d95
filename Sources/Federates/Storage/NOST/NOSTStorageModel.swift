public import Downlink
import Orbits
public import Quantities

/// The satellites of NOS-T's downlink example, by its own arithmetic.
///
/// - Source: NOS-T downlink example (`SatelliteStorage`), versions 1.1.5 to 2.4.0; orbits by SGP4 (AIAA 2006-6753).
/// - Units: Gigabits, Gigabits a second, dollars; places on WGS84 with heights in metres.
/// - Assumes: what a satellite tells of its place and range is looked at ahead of its time stamp; a station is in range
///   at an instant or not, and nothing is known of the time between two instants.
/// - Omits: full recorders, data collected during a pass, refraction, light time.
///
/// What is heard holds from its own time stamp on, as it does in the example where messages take no time.
public struct NOSTStorageModel: Sendable {
  /// One satellite's accounts.
  private struct Books: Sendable {
    var recorder: NOSTRecorder
    var downlinks: CostAccount
    var contract: NOSTContract
    var links: [Int: SatelliteStorageModel.Link] = [:]
    var linkCount = 0
    var isInRange = false
  }

  /// How far ahead of their time stamp places and ranges are looked at.
  public let lookAhead: TimeSpan
  /// The satellites' parameters.
  public let cast: [OrbitingSatellite]
  /// Scenario time as it was committed last.
  public private(set) var time = ScenarioTime(nanosecondsSince1970: 0)
  /// What each satellite tells of the committed time; those that have failed are left out.
  public private(set) var states: [SatelliteStorageModel.SatelliteState] = []
  /// The satellites whose fixed contract was paid for the committed step.
  public private(set) var contracted: [SatelliteStorageModel.SatelliteState] = []

  private let places: [Int: Int]
  private let step: TimeSpan
  private var orbits: [FlownOrbits] = []
  private var books: [Books] = []
  /// The station table, in the order in which stations were told.
  private var stations: [SatelliteStorageModel.Station] = []
  private var seeing: [SeeingStation] = []
  private var availability: [Int: NOSTAvailability] = [:]
  private var failed: Set<Int> = []
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var nextTime = ScenarioTime(nanosecondsSince1970: 0)
  /// The instants looked at last.
  private var sights: [SatelliteSight] = []

  /// How many intervals between two rounds of states the example looks ahead.
  ///
  /// It takes 60 wallclock intervals for scenario time, which is one step where steps are 60 s and rounds come every second.
  private static let roundsAhead: Int64 = 60

  /// Returns how far the example looks ahead that tells its states at an interval of wallclock time.
  public static func lookAhead(ofRoundsEvery interval: TimeSpan) -> TimeSpan { roundsAhead * interval }

  /// Creates the model.
  /// - Parameters:
  ///   - satellites: whom it follows.
  ///   - step: the length of a step, by which contracts are paid.
  ///   - lookAhead: how far ahead of their time stamp places and ranges are looked at.
  public init(satellites: [OrbitingSatellite], step: TimeSpan, lookAhead: TimeSpan) {
    (cast, self.step, self.lookAhead) = (satellites, step, lookAhead)
    places = Dictionary(satellites.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }

  /// Takes on the state at the start of a run: an empty station table, recorders at their initial fill, no costs.
  public mutating func initialize(at time: ScenarioTime) {
    (start, self.time, nextTime) = (time, time, time)
    (states, contracted, stations, seeing, sights) = ([], [], [], [], [])
    (availability, failed) = ([:], [])
    orbits = cast.map { FlownOrbits($0.orbit) }
    books = cast.map {
      Books(
        recorder: NOSTRecorder($0.profile, at: time),
        downlinks: CostAccount(mode: .both, contractRate: .zero, at: time),
        contract: NOSTContract($0.profile, from: time, step: step))
    }
  }

  // MARK: Steps

  /// Looks at where everything is one step on; committed state stays as it is.
  public mutating func tick(by step: TimeSpan) {
    nextTime = time + step
    look(at: nextTime)
    look(at: told(at: nextTime))
  }

  /// Commits the step.
  /// - Returns: the satellites that failed in it.
  public mutating func tock() -> [SatelliteStorageModel.Failure] {
    let begin = time
    time = nextTime
    let failures = countLinks(from: begin)
    let (ahead, isUsable) = (sight(at: told(at: time)), isUsable(at: time))
    states = cast.indices.compactMap { state(of: $0, ahead, isUsable) }
    let decisive = availability[NOSTContract.decisiveStation] ?? NOSTAvailability()
    let paying = Set(cast.indices.filter { books[$0].contract.isPaid(at: begin, decisive) }.map { cast[$0].id })
    contracted = states.filter { paying.contains($0.id) }
    return failures
  }

  /// Counts the satellites that come into range, as far as was known when the step began.
  private mutating func countLinks(from begin: ScenarioTime) -> [SatelliteStorageModel.Failure] {
    let sight = sight(at: time)
    let ahead = self.sight(at: told(at: time))
    let isUsable = isUsable(at: begin)
    var failures: [SatelliteStorageModel.Failure] = []
    for index in cast.indices {
      for sight in [sight, ahead] where !failed.contains(index) {
        guard let error = sight.failures[index] else { continue }
        failed.insert(index)
        failures.append(.init(name: cast[index].name, failure: PropagationFailure(time: sight.time, error: error)))
      }
      let isInRange = !failed.contains(index) && sight.rows[index].contains { isUsable[$0] }
      if isInRange, !books[index].isInRange { books[index].linkCount += 1 }
      books[index].isInRange = isInRange
    }
    return failures
  }

  /// What a satellite tells at the committed time: its accounts of then, its place and range of later.
  private func state(
    of index: Int, _ ahead: SatelliteSight, _ isUsable: [Bool]
  ) -> SatelliteStorageModel.SatelliteState? {
    guard !failed.contains(index), let position = ahead.positions[index] else { return nil }
    return SatelliteStorageModel.SatelliteState(
      id: cast[index].id, name: cast[index].name, position: position,
      stored: books[index].recorder.stored(at: time),
      groundId: ahead.rows[index].first { isUsable[$0] }.map { stations[$0].groundId },
      linkCount: books[index].linkCount, cumulativeCost: cost(of: index), time: time)
  }

  /// The instant of which is told what is stamped with another.
  private func told(at stamp: ScenarioTime) -> ScenarioTime { stamp.adding(lookAhead) ?? .latest }

  private func isUsable(at time: ScenarioTime) -> [Bool] {
    stations.map { availability[$0.groundId]?.isOperational(at: time) ?? $0.isOperational }
  }

  private mutating func look(at time: ScenarioTime) {
    guard !sights.contains(where: { $0.time == time }) else { return }
    sights.removeAll { $0.time < nextTime }
    sights.append(SatelliteSight(at: time, orbits, over: seeing))
  }

  private func sight(at time: ScenarioTime) -> SatelliteSight {
    sights.first { $0.time == time } ?? SatelliteSight(at: time, orbits, over: seeing)
  }

  // MARK: Hearing

  /// Whether a station is known, or may still be.
  public func hasRoom(for station: SatelliteStorageModel.Station) -> Bool {
    stations.count < StationChoice.mostStations || stations.contains { $0.groundId == station.groundId }
  }

  /// Checks an input against what has been heard before.
  /// - Throws: ``LinkError`` for a link that begins again or ends before it began.
  public func check(_ input: SatelliteStorageModel.Input) throws(LinkError) {
    switch input {
    case .linkStart(let satellite, let link, let groundId, let time):
      try standing(ofSatellite: satellite, link)?.check(start: time, at: groundId)
    case .linkCharge(let satellite, let link, _, let end, _, _, _):
      try standing(ofSatellite: satellite, link)?.check(end: end)
    case .station, .outage, .restore, .elements: break
    }
  }

  private func standing(ofSatellite id: Int, _ link: Int) -> LinkStanding? {
    places[id].flatMap { books[$0].links[link] }.map {
      LinkStanding(satellite: id, link: link, groundId: $0.groundId, start: $0.start, end: $0.end)
    }
  }

  /// Hears what happened outside. What a station says of itself again is passed over, as in the example.
  public mutating func hear(_ input: SatelliteStorageModel.Input) {
    switch input {
    case .station(let station):
      guard !stations.contains(where: { $0.groundId == station.groundId }) else { return }
      stations.append(station)
      seeing.append(SeeingStation(station))
      availability[station.groundId, default: NOSTAvailability()].isCommissioned = station.isOperational
      sights = []
    case .outage(let groundId, let outage): availability[groundId, default: NOSTAvailability()].report(outage)
    case .restore(let groundId, let time): availability[groundId, default: NOSTAvailability()].restore(at: time)
    case .linkStart(let satellite, let link, let groundId, let time):
      guard let index = places[satellite] else { return }
      // A charge may come first.
      var record = books[index].links[link] ?? .init(groundId: groundId, start: time)
      (record.groundId, record.start) = (groundId, time)
      books[index].links[link] = record
    case .linkCharge(let satellite, let link, let groundId, let end, let duration, let offload, let cost):
      guard let index = places[satellite] else { return }
      books[index].links[link] = .init(
        groundId: groundId, start: end - duration, end: end, offload: offload, cost: cost)
      books[index].recorder.offload(offload, link: link, at: end)
      books[index].downlinks.charge(link: link, amount: cost, at: end)
    case .elements(let satellite, let elements, let from):
      // Elements without a state of their own change nothing.
      guard let index = places[satellite],
        let orbit = try? Orbit(elements, orientation: cast[index].orbit.orientation)
      else { return }
      orbits[index].fly(by: orbit, from: from ?? time)
      failed.remove(index)
      sights = []
    }
  }

  // MARK: What holds

  /// Returns what all satellites have cost at the committed time.
  public var cumulativeCosts: Money { cast.indices.reduce(.zero) { $0 + cost(of: $1) } }

  private func cost(of index: Int) -> Money {
    let decisive = availability[NOSTContract.decisiveStation] ?? NOSTAvailability()
    return books[index].contract.cost(at: time, decisive) + books[index].downlinks.total(at: time)
  }
}
