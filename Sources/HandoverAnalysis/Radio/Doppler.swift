public import Orbits

/// The shift of a carrier between satellite and terminal.
public enum Doppler {
  /// Returns the shift of a carrier, Hz: positive while the satellite comes nearer.
  ///
  /// First order and geometric: -f ρ'/c, with the velocity relative to the turning Earth, on which the terminal
  /// stands still. Light time (1.2 Hz) and the second order (0.6 Hz at 2 GHz) are left out.
  public static func shiftHertz(
    of state: EarthFixedState, from site: GroundSite, frequencyGigahertz frequency: Double
  ) -> Double {
    let line = state.positionEarthFixed - site.positionEarthFixed
    // ρ' = ρ·v / |ρ|
    return shiftHertz(
      rangeRateKilometresPerSecond: dot(line, state.velocityEarthFixed) / length(line), frequencyGigahertz: frequency)
  }

  /// Returns the shift of a carrier, Hz, from the change of the range, km/s.
  public static func shiftHertz(
    rangeRateKilometresPerSecond rate: Double, frequencyGigahertz frequency: Double
  ) -> Double {
    -frequency * 1e9 * rate / RadioConstants.lightKilometresPerSecond
  }
}
