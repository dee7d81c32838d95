public import Orbits
public import Quantities

/// What a terminal measures, as a function of time in the event's unit.
public typealias MeasuredCurve = (ScenarioTime) throws(PropagationFailure) -> Double

/// Curves of what a terminal at a place measures of a satellite, from its orbit.
public enum MeasuredCurves {
  /// Returns the RSRP without losses in the beam's centre, dBm.
  public static func rsrpDBm(of orbit: Orbit, from site: GroundSite, _ budget: LinkBudget) -> MeasuredCurve {
    rsrpDBm(of: orbit, from: .fixed(site), budget)
  }

  /// Returns the same from a place that may move.
  public static func rsrpDBm(of orbit: Orbit, from place: UserTerminal.Place, _ budget: LinkBudget) -> MeasuredCurve {
    { time throws(PropagationFailure) in
      let state = try state(of: orbit, at: time)
      return budget.rsrpDBm(rangeKilometres: length(state.positionEarthFixed - place.positionEarthFixed(at: time)))
    }
  }

  /// Returns the distance from a beam's reference location, metres in a straight line; infinite where the beam
  /// misses the Earth.
  public static func referenceDistanceMetres(
    of orbit: Orbit, beam: Boresight, from site: GroundSite
  ) -> MeasuredCurve {
    referenceDistanceMetres(of: orbit, beam: beam, from: .fixed(site))
  }

  /// Returns the same from a place that may move.
  public static func referenceDistanceMetres(
    of orbit: Orbit, beam: Boresight, from place: UserTerminal.Place
  ) -> MeasuredCurve {
    { time throws(PropagationFailure) in
      let state = try state(of: orbit, at: time)
      guard let point = beam.referenceLocation(from: state) else { return .infinity }
      return length(point - place.positionEarthFixed(at: time)) * 1_000
    }
  }

  private static func state(
    of orbit: Orbit, at time: ScenarioTime
  ) throws(PropagationFailure) -> EarthFixedState {
    do {
      return try orbit.earthFixed(at: time)
    } catch {
      throw PropagationFailure(time: time, error: error)
    }
  }
}
