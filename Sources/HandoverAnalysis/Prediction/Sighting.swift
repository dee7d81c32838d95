import Glibc
import Orbits
import Quantities

/// One pass of a satellite over a terminal, and the measure by which it is compared with others.
///
/// Times are microseconds since 1970, slopes are a second's.
struct Sighting {
  let satellite: Int
  /// From when to when, half-open, it may serve.
  let start, end: Int64
  private let orbit: Orbit
  private let place: UserTerminal.Place
  private let measure: HandoverRule.Measure

  init(
    _ satellite: Int, _ orbit: Orbit, over place: UserTerminal.Place, in window: Range<Int64>,
    _ measure: HandoverRule.Measure
  ) {
    (self.satellite, start, end) = (satellite, window.lowerBound, window.upperBound)
    (self.orbit, self.place, self.measure) = (orbit, place, measure)
  }

  /// Returns the measure at a time: degrees of elevation, or dB against the level at 1 km.
  func node(at time: Int64) throws(PropagationFailure) -> Node {
    let state = try state(at: time)
    switch measure {
    case .elevation:
      let sine = sineOfElevation(of: state, at: time)
      // de/dt = (ds/dt) / cos e; in the very zenith the curve has no slope to speak of.
      let cosine = max(1e-6, (1 - min(1, sine.value * sine.value)).squareRoot())
      return Node(
        time: time, value: asin(max(-1, min(1, sine.value))) * (180 / .pi), slope: sine.perSecond / cosine * (180 / .pi)
      )
    case .level:
      let range = range(to: state, at: time)
      // L = -20 lg d, dL/dt = -20 / ln 10 · (dd/dt) / d
      return Node(time: time, value: -20 * log10(range.value), slope: -20 / log(10) * range.perSecond / range.value)
    }
  }

  private func sineOfElevation(of state: EarthFixedState, at time: Int64) -> (value: Double, perSecond: Double) {
    switch place {
    case .fixed(let site):
      let sine = site.sineOfElevation(of: state)
      return (sine.value, sine.perSecond)
    case .moving(let track): return track.motion(at: ScenarioTime(microseconds: time)).sineOfElevation(of: state)
    }
  }

  private func range(to state: EarthFixedState, at time: Int64) -> (value: Double, perSecond: Double) {
    switch place {
    case .fixed(let site):
      let line = state.positionEarthFixed - site.positionEarthFixed
      let range = length(line)
      return (range, dot(line, state.velocityEarthFixed) / range)
    case .moving(let track): return track.motion(at: ScenarioTime(microseconds: time)).range(to: state)
    }
  }

  /// Returns where the satellite stands in the terminal's sky.
  func sight(at time: Int64) -> HandoverForecast.Sight? {
    guard let state = try? state(at: time) else { return nil }
    let angles = place.site(at: ScenarioTime(microseconds: time)).lookAngles(to: state)
    return HandoverForecast.Sight(
      satellite: satellite, elevation: angles.elevation, rangeKilometres: angles.rangeKilometres)
  }

  private func state(at time: Int64) throws(PropagationFailure) -> EarthFixedState {
    let time = ScenarioTime(microseconds: time)
    do throws(PropagationError) {
      return try orbit.earthFixed(at: time)
    } catch {
      throw PropagationFailure(time: time, error: error)
    }
  }
}
