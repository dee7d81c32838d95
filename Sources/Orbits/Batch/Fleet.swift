internal import COrbitKernels
internal import Dispatch
public import Quantities
internal import Synchronization

/// Satellites that are followed together over a turning Earth: their positions at an instant, and who sees them.
///
/// Never changed after it was made, and shared by all who follow the same satellites.
public final class Fleet: Sendable {
  /// The satellites' theories.
  public let propagator: Propagator
  /// How the Earth is turned.
  public let orientation: EarthOrientation
  private let forecasts = Mutex<[SightForecast]>([])

  /// Gathers satellites, over one Earth.
  public init(_ orbits: [Orbit]) {
    orientation = orbits.first?.orientation ?? .utc
    precondition(orbits.allSatisfy { [orientation] in $0.orientation == orientation }, "a fleet has one Earth")
    propagator = Propagator(orbits: orbits.map { .success($0.sgp4) })
  }

  private init(orbits: [Result<SGP4, PropagationError>], _ orientation: EarthOrientation) {
    self.orientation = orientation
    propagator = Propagator(orbits: orbits)
  }

  /// How many satellites there are.
  public var count: Int { propagator.count }

  /// Returns the fleet with other satellites in some places.
  public func replacing(_ orbits: [Int: Orbit]) -> Fleet {
    Fleet(
      orbits: propagator.orbits.enumerated().map { place, old in orbits[place].map { .success($0.sgp4) } ?? old },
      orientation)
  }

  /// Returns a satellite's place at an instant, the same to the bit as ``FleetPlaces`` has it; nil where it has none.
  public func geodetic(ofSatellite satellite: Int, at time: ScenarioTime) -> Geodetic? {
    // A whole register of any kind: the kernels take the same path as for many.
    let lanes = 16
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 8 * lanes) { memory -> Geodetic? in
      guard let base = memory.baseAddress else { return nil }
      memory.initialize(repeating: 0)
      let (day, minute) = Instants.parts(of: time)
      for lane in 0..<lanes { (base[lane], base[lanes + lane]) = (day, minute) }
      let (x, y, z) = (base + 2 * lanes, base + 3 * lanes, base + 4 * lanes)
      var output = orbit_output()
      (output.planes.0, output.planes.1, output.planes.2) = (x, y, z)
      output.timeStride = 1
      let instructions = InstructionSet.best
      propagator.tables.propagate(
        satellite, instructions, orbit_times(days: base, minutes: base + lanes, count: lanes), into: output)
      guard x[0] == x[0] else { return nil }
      let place = (latitude: base + 5 * lanes, longitude: base + 6 * lanes, height: base + 7 * lanes)
      EarthTurn(at: time, orientation).withEntries { turn in
        orbit_geodetic(instructions.number, x, y, z, lanes, turn, place.latitude, place.longitude, place.height)
      }
      return Geodetic(
        latitudeDegrees: place.latitude[0], longitudeDegrees: place.longitude[0], heightMetres: place.height[0])
    }
  }

  /// Returns the forecast of who sees the satellites from an origin on; one for all who ask for the same.
  /// - Parameters:
  ///   - ranks: whether the stations are in order of elevation, or by number alone.
  ///   - predecessor: what flew before the origin; those that had failed in it fly no more.
  ///   - changed: the satellites that have other elements than in the predecessor.
  public func forecast(
    over stations: [VisibilityTimeline.Station], from origin: ScenarioTime, ranks: Bool,
    after predecessor: SightForecast? = nil, changed: Set<Int> = []
  ) -> SightForecast {
    forecasts.withLock { forecasts in
      if let known = forecasts.first(where: { $0.isOf(stations, origin, ranks) }) { return known }
      let forecast = SightForecast(
        of: propagator, over: stations, from: origin, orientation: orientation, ranks: ranks, after: predecessor,
        changed: changed)
      forecasts.append(forecast)
      if forecasts.count > 2 { forecasts.removeFirst() }
      return forecast
    }
  }
}

extension SightForecast {
  fileprivate func isOf(_ stations: [VisibilityTimeline.Station], _ origin: ScenarioTime, _ ranks: Bool) -> Bool {
    self.ranks == ranks && self.origin == origin && self.stations == stations
  }
}

/// Where the satellites of a fleet are at the instants asked for last: worked out for all at once, and kept.
///
/// A large fleet that is asked for in even steps is propagated some steps ahead, on the side.
public final class FleetPlaces: @unchecked Sendable {
  /// The fleet.
  public let fleet: Fleet
  /// Guards what follows, since the values that share it may be in different hands.
  private let lock = Mutex(())
  /// The steps asked for now and before; those ahead, under way; an instant between steps.
  private var current, behind, ahead, between: PlacedRun
  /// The instant propagated to last.
  private var last: ScenarioTime?
  private let queue = DispatchQueue(label: "orrery.fleet-places")

  /// Fleets from this size on are propagated ahead, so many steps at a time.
  private static let large = 2_000, stepsAhead = 16

  /// Makes room for the instants.
  public init(of fleet: Fleet) {
    let capacity = fleet.count < FleetPlaces.large ? 1 : FleetPlaces.stepsAhead
    self.fleet = fleet
    current = PlacedRun(fleet, capacity)
    behind = PlacedRun(fleet, capacity)
    ahead = PlacedRun(fleet, capacity)
    between = PlacedRun(fleet, 1)
  }

  deinit { ahead.wait() }

  /// Propagates every satellite to the end of a step, unless that is known.
  public func propagate(to time: ScenarioTime) {
    lock.withLock { _ in
      let step = last.map { time - $0 }
      last = time
      guard !current.holds(time) else { return }
      ahead.wait()
      (current, behind, ahead) = ahead.holds(time) ? (ahead, current, behind) : (behind, current, ahead)
      guard let step, step > .zero, fleet.count >= FleetPlaces.large else {
        return current.holds(time) ? () : current.propagate(fleet, to: [time])
      }
      if !current.holds(time) { current.propagate(fleet, to: FleetPlaces.times(from: time, step)) }
      if let next = current.times.last?.adding(step) {
        ahead.begin(fleet, to: FleetPlaces.times(from: next, step), on: queue)
      }
    }
  }

  private static func times(from start: ScenarioTime, _ step: TimeSpan) -> [ScenarioTime] {
    var times = [start]
    while times.count < stepsAhead, let next = times[times.count - 1].adding(step) { times.append(next) }
    return times
  }

  /// Hands over the places at an instant, on WGS84, in the order of the satellites.
  public func withPlaces<R>(at time: ScenarioTime, _ body: (GroundTrack) throws -> R) rethrows -> R {
    try lock.withLock { _ in
      if let run = [current, behind, between].first(where: { $0.holds(time) }) {
        return try body(run.places(at: time))
      }
      between.propagate(fleet, to: [time])
      return try body(between.places(at: time))
    }
  }
}

/// Some instants of a fleet; in one pair of hands at a time.
private final class PlacedRun: @unchecked Sendable {
  /// The instants.
  private(set) var times: [ScenarioTime] = []
  private let ephemeris: Ephemeris
  private let track: GroundTrack
  private var tracked: ScenarioTime?
  private let done = DispatchSemaphore(value: 0)
  private var isUnderWay = false

  init(_ fleet: Fleet, _ capacity: Int) {
    ephemeris = Ephemeris(satellites: fleet.count, times: capacity, velocities: false)
    track = GroundTrack(satellites: fleet.count, orientation: fleet.orientation)
  }

  func holds(_ time: ScenarioTime) -> Bool { times.contains(time) }

  func propagate(_ fleet: Fleet, to times: [ScenarioTime]) {
    (self.times, tracked) = (times, nil)
    fleet.propagator.propagate(to: Instants(times), into: ephemeris, threads: 1)
  }

  /// Propagates on the side; nothing else may be asked before ``wait()``.
  func begin(_ fleet: Fleet, to times: [ScenarioTime], on queue: DispatchQueue) {
    isUnderWay = true
    queue.async { [self] in
      propagate(fleet, to: times)
      done.signal()
    }
  }

  func wait() {
    if isUnderWay { done.wait() }
    isUnderWay = false
  }

  /// The places over the ground, worked out when they are first asked for.
  func places(at time: ScenarioTime) -> GroundTrack {
    if tracked != time, let row = times.firstIndex(of: time) { track.update(from: ephemeris, row: row, at: time) }
    tracked = time
    return track
  }
}
