public import Quantities

/// One satellite on the turning Earth: its SGP4 theory and the Earth's orientation.
public struct Orbit: Sendable {
  /// The satellite's theory.
  public let sgp4: SGP4
  /// How the Earth is turned.
  public let orientation: EarthOrientation

  /// Prepares the theory of an element set.
  /// - Throws: ``PropagationError`` where the elements have no state at their own epoch.
  public init(_ elements: ElementSet, orientation: EarthOrientation = .utc) throws(PropagationError) {
    sgp4 = try SGP4(elements)
    self.orientation = orientation
  }

  /// Creates a satellite whose theory is known.
  public init(_ sgp4: SGP4, orientation: EarthOrientation = .utc) {
    self.sgp4 = sgp4
    self.orientation = orientation
  }

  /// Returns position and velocity in the Earth's rotating frame, km and km/s.
  /// - Throws: ``PropagationError`` where the theory has no state.
  public func earthFixed(at time: ScenarioTime) throws(PropagationError) -> EarthFixedState {
    orientation.earthFixed(try sgp4.state(at: time), at: time)
  }

  /// Returns the sub-satellite point on WGS84, and the height above it.
  /// - Throws: ``PropagationError`` where the theory has no state.
  public func geodetic(at time: ScenarioTime) throws(PropagationError) -> Geodetic {
    Geodetic(positionEarthFixed: try earthFixed(at: time).positionEarthFixed)
  }

  /// Returns where the satellite stands in a site's sky: no refraction, no light time.
  /// - Throws: ``PropagationError`` where the theory has no state.
  public func lookAngles(from site: GroundSite, at time: ScenarioTime) throws(PropagationError) -> LookAngles {
    site.lookAngles(to: try earthFixed(at: time))
  }
}
