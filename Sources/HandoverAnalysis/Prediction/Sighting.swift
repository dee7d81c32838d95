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
  /// Where the terminal stands, if it does and elevations are compared: the usual case, which counts no references.
  private let simpleSite: GroundSite?
  /// What the measure never exceeds during the pass, where that is known; else infinite.
  let limit: Double

  /// How much higher than the culmination that a scan tells a satellite may stand: those that turn slowly have the best
  /// point of a coarse grid for it.
  private static let slackDegrees = 5.0

  /// - Parameter culmination: the greatest elevation of the pass, where a scan has told it.
  init(
    _ satellite: Int, _ orbit: Orbit, over place: UserTerminal.Place, in window: Range<Int64>,
    _ measure: HandoverRule.Measure, culmination: Angle? = nil
  ) {
    (self.satellite, start, end) = (satellite, window.lowerBound, window.upperBound)
    if case .elevation = measure, let culmination {
      limit = culmination.degrees + Self.slackDegrees
    } else {
      limit = .infinity
    }
    (self.orbit, self.place, self.measure) = (orbit, place, measure)
    if case .fixed(let site) = place, case .elevation = measure { simpleSite = site } else { simpleSite = nil }
  }

  /// Returns the measure at a time: degrees of elevation, dB against the level at 1 km, or dBm.
  func node(at time: Int64) throws(PropagationFailure) -> Node {
    let state = try state(at: time)
    guard let simpleSite else { return node(of: measure, state: state, from: place, at: time) }
    let sine = simpleSite.sineOfElevation(of: state)
    let elevation = Self.elevation(sine: (sine.value, sine.perSecond))
    return Node(time: time, value: elevation.degrees, slope: elevation.perSecond)
  }

  private func node(
    of measure: HandoverRule.Measure, state: EarthFixedState, from place: UserTerminal.Place, at time: Int64
  ) -> Node {
    switch measure {
    case .elevation:
      let elevation = elevation(of: state, from: place, at: time)
      return Node(time: time, value: elevation.degrees, slope: elevation.perSecond)
    case .level:
      let level = level(of: state, from: place, at: time)
      return Node(time: time, value: level.value, slope: level.perSecond)
    case .rsrp(let expected):
      let elevation = elevation(of: state, from: place, at: time)
      let level = level(of: state, from: place, at: time)
      let losses = expected.losses(degrees: elevation.degrees)
      // P = P(1 km) - 20 lg d - L(e), dP/dt = dL/dt of free space - (dL/de) (de/dt)
      return Node(
        time: time, value: expected.budget.rsrpDBm(rangeKilometres: 1) + level.value - losses.value,
        slope: level.perSecond - losses.perDegree * elevation.perSecond)
    }
  }

  private func elevation(
    of state: EarthFixedState, from place: UserTerminal.Place, at time: Int64
  ) -> (degrees: Double, perSecond: Double) {
    let sine: (value: Double, perSecond: Double)
    switch place {
    case .fixed(let site):
      let rated = site.sineOfElevation(of: state)
      sine = (rated.value, rated.perSecond)
    case .moving(let track):
      sine = track.motion(at: ScenarioTime(microseconds: time)).sineOfElevation(of: state)
    }
    return Self.elevation(sine: sine)
  }

  private static func elevation(sine: (value: Double, perSecond: Double)) -> (degrees: Double, perSecond: Double) {
    // de/dt = (ds/dt) / cos e; in the very zenith the curve has no slope to speak of.
    let cosine = max(1e-6, (1 - min(1, sine.value * sine.value)).squareRoot())
    return (asin(max(-1, min(1, sine.value))) * (180 / .pi), sine.perSecond / cosine * (180 / .pi))
  }

  /// The level against that at 1 km: -20 lg d, and its change -20 / ln 10 · (dd/dt) / d.
  private func level(
    of state: EarthFixedState, from place: UserTerminal.Place, at time: Int64
  ) -> (value: Double, perSecond: Double) {
    let range: (value: Double, perSecond: Double)
    switch place {
    case .fixed(let site):
      let line = state.positionEarthFixed - site.positionEarthFixed
      let distance = length(line)
      range = (distance, dot(line, state.velocityEarthFixed) / distance)
    case .moving(let track): range = track.motion(at: ScenarioTime(microseconds: time)).range(to: state)
    }
    return (-20 * log10(range.value), -20 / log(10) * range.perSecond / range.value)
  }

  /// Returns where the satellite stands in the terminal's sky.
  func sight(at time: Int64) -> HandoverForecast.Sight? {
    guard let state = try? state(at: time) else { return nil }
    let angles = place.site(at: ScenarioTime(microseconds: time)).lookAngles(to: state)
    return HandoverForecast.Sight(
      satellite: satellite, elevation: angles.elevation, rangeKilometres: angles.rangeKilometres)
  }

  /// The microseconds, and those before them, at which the measure may have a corner by the elevation; in order.
  func corners() throws(PropagationFailure) -> [Int64] {
    guard case .rsrp = measure else { return [] }
    let curve: Curve = { time throws(PropagationFailure) in
      node(of: .elevation, state: try state(at: time), from: place, at: time)
    }
    var nodes = [try curve(start)]
    while let node = nodes.last, node.time < end - 1 {
      try appendMonotoneNodes(from: node, to: try curve(min(end - 1, node.time + 60_000_000)), of: curve, to: &nodes)
    }
    var corners: [Int64] = []
    for (a, b) in zip(nodes, nodes.dropFirst()) {
      for level in ExpectedLevel.cornerDegrees where (a.value < level) != (b.value < level) {
        let root = try signChange(between: (a.time, a.value - level), and: (b.time, b.value - level)) {
          time throws(PropagationFailure) in try curve(time).value - level
        }
        corners += [root - 1, root]
      }
    }
    return corners.sorted()
  }

  // MARK: Slopes

  /// Returns the slope of a measure, and the part of it that is the satellite's motion in space; nil without a state.
  func slopes(of measure: HandoverRule.Measure, at time: Int64) -> (whole: Double, orbital: Double)? {
    guard let state = try? state(at: time) else { return nil }
    let still = UserTerminal.Place.fixed(place.site(at: ScenarioTime(microseconds: time)))
    return (
      node(of: measure, state: state, from: place, at: time).slope,
      node(of: measure, state: inertial(state), from: still, at: time).slope
    )
  }

  /// Returns the satellite's speed in space, km/s; nil without a state.
  func speed(at time: Int64) -> Double? { (try? state(at: time)).map { length(inertial($0).velocityEarthFixed) } }

  /// The state with the velocity against the stars: v + ω × r.
  private func inertial(_ state: EarthFixedState) -> EarthFixedState {
    let (turn, r) = (EarthOrientation.rotationRadiansPerSecond, state.positionEarthFixed)
    return EarthFixedState(
      positionEarthFixed: r, velocityEarthFixed: state.velocityEarthFixed + SIMD3(-turn * r.y, turn * r.x, 0))
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
