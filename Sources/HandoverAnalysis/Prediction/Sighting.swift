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
  private let site: GroundSite
  private let measure: HandoverRule.Measure

  init(_ contact: Contact, _ orbit: Orbit, _ site: GroundSite, _ measure: HandoverRule.Measure) {
    satellite = contact.satellite
    start = contact.window.start.microsecondsRoundedUp
    end = contact.window.end.microsecondsRoundedUp
    (self.orbit, self.site, self.measure) = (orbit, site, measure)
  }

  /// Returns the measure at a time: degrees of elevation, or dB against the level at 1 km.
  func node(at time: Int64) throws(PropagationFailure) -> Node {
    let state = try state(at: time)
    switch measure {
    case .elevation:
      let sine = site.sineOfElevation(of: state)
      // de/dt = (ds/dt) / cos e; in the very zenith the curve has no slope to speak of.
      let cosine = max(1e-6, (1 - min(1, sine.value * sine.value)).squareRoot())
      return Node(
        time: time, value: asin(max(-1, min(1, sine.value))) * (180 / .pi), slope: sine.perSecond / cosine * (180 / .pi)
      )
    case .level:
      let line = state.positionEarthFixed - site.positionEarthFixed
      let range = length(line)
      // L = -20 lg d, dL/dt = -20 / ln 10 · (dd/dt) / d
      let rate = dot(line, state.velocityEarthFixed) / range
      return Node(time: time, value: -20 * log10(range), slope: -20 / log(10) * rate / range)
    }
  }

  /// Returns where the satellite stands in the terminal's sky.
  func sight(at time: Int64) -> HandoverForecast.Sight? {
    guard let state = try? state(at: time) else { return nil }
    let angles = site.lookAngles(to: state)
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
