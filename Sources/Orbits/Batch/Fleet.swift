internal import COrbitKernels
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
  /// - Parameter ranks: whether the stations are in order of elevation, or by number alone.
  public func forecast(
    over stations: [VisibilityTimeline.Station], from origin: ScenarioTime, ranks: Bool
  ) -> SightForecast {
    forecasts.withLock { forecasts in
      if let known = forecasts.first(where: { $0.isOf(stations, origin, ranks) }) { return known }
      let forecast = SightForecast(
        of: propagator, over: stations, from: origin, orientation: orientation, ranks: ranks)
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
public final class FleetPlaces: @unchecked Sendable {
  /// The fleet.
  public let fleet: Fleet
  /// Guards the slots, since the values that share them may be in different hands.
  private let lock = Mutex(())
  private var slots: Slots

  /// Makes room for two instants.
  public init(of fleet: Fleet) {
    self.fleet = fleet
    slots = Slots(fleet)
  }

  /// Propagates every satellite to an instant, unless that is known.
  public func propagate(to time: ScenarioTime) {
    lock.withLock { _ in _ = slots.slot(at: time, fleet) }
  }

  /// Hands over the places at an instant, on WGS84, in the order of the satellites.
  public func withPlaces<R>(at time: ScenarioTime, _ body: (GroundTrack) throws -> R) rethrows -> R {
    try lock.withLock { _ in try body(slots.track(of: slots.slot(at: time, fleet), at: time)) }
  }

  /// Two instants: in a step, the committed one and the next.
  private struct Slots {
    private struct Slot {
      var time: ScenarioTime?
      var isPlaced = false
      let ephemeris: Ephemeris
      let track: GroundTrack

      init(_ fleet: Fleet) {
        ephemeris = Ephemeris(satellites: fleet.count, velocities: false)
        track = GroundTrack(satellites: fleet.count, orientation: fleet.orientation)
      }
    }

    private var slots: [Slot]
    private var latest = 0

    init(_ fleet: Fleet) {
      slots = [Slot(fleet), Slot(fleet)]
    }

    mutating func slot(at time: ScenarioTime, _ fleet: Fleet) -> Int {
      if slots[latest].time == time { return latest }
      latest = 1 - latest
      if slots[latest].time == time { return latest }
      fleet.propagator.propagate(to: time, into: slots[latest].ephemeris)
      (slots[latest].time, slots[latest].isPlaced) = (time, false)
      return latest
    }

    mutating func track(of slot: Int, at time: ScenarioTime) -> GroundTrack {
      if !slots[slot].isPlaced {
        slots[slot].track.update(from: slots[slot].ephemeris, at: time)
        slots[slot].isPlaced = true
      }
      return slots[slot].track
    }
  }
}
