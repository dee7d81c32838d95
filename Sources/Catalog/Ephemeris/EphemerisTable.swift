public import Orbits
public import Quantities

/// The path of one satellite, for a file: its states at some times, as far as it has any.
public struct EphemerisTable: Sendable {
  /// The frame in which the states stand.
  public enum Frame: String, Sendable, CaseIterable {
    /// True equator, mean equinox of each instant: what SGP4 gives.
    case teme
    /// The Earth's rotating frame, with velocities relative to it.
    case itrf
  }

  /// One state.
  public struct State: Hashable, Sendable {
    /// When.
    public var time: ScenarioTime
    /// Position, km, and velocity, km/s.
    public var position, velocity: SIMD3<Double>
  }

  /// The satellite's elements.
  public let elements: ElementSet
  /// The frame of the states.
  public let frame: Frame
  /// The states, in order.
  public let states: [State]
  /// Where and why the states end before the last time that was asked for.
  public let failure: PropagationFailure?

  /// Propagates a satellite over equal steps from a time up to and with another.
  public init(
    of elements: ElementSet, from: ScenarioTime, to: ScenarioTime, step: TimeSpan, frame: Frame = .teme,
    orientation: EarthOrientation = .utc
  ) {
    self.elements = elements
    self.frame = frame
    let count = EphemerisTable.count(from: from, to: to, step: step)
    let propagator = Propagator([elements])
    let ephemeris = Ephemeris(satellites: 1, times: count, layout: .satelliteMajor)
    propagator.propagate(to: Instants(from: from, step: step, count: count), into: ephemeris)
    var states: [State] = []
    states.reserveCapacity(count)
    for index in 0..<count {
      guard let teme = ephemeris[satellite: 0, time: index] else { break }
      let time = from + Int64(index) * step
      switch frame {
      case .teme: states.append(State(time: time, position: teme.positionTEME, velocity: teme.velocityTEME))
      case .itrf:
        let fixed = orientation.earthFixed(teme, at: time)
        states.append(State(time: time, position: fixed.positionEarthFixed, velocity: fixed.velocityEarthFixed))
      }
    }
    self.states = states
    failure =
      states.count == count ? nil : EphemerisTable.failure(propagator, at: from + Int64(states.count) * step)
  }

  /// Returns how many equal steps from a time reach up to another, with both ends.
  public static func count(from: ScenarioTime, to: ScenarioTime, step: TimeSpan) -> Int {
    guard to >= from, step > .zero else { return 0 }
    return Int((to - from).nanoseconds / step.nanoseconds) + 1
  }

  private static func failure(_ propagator: Propagator, at time: ScenarioTime) -> PropagationFailure? {
    switch propagator.orbits[0] {
    case .failure(let error): return PropagationFailure(time: time, error: error)
    case .success(let sgp4):
      do {
        _ = try sgp4.state(at: time)
        return nil
      } catch { return PropagationFailure(time: time, error: error) }
    }
  }
}
