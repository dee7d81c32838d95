import Quantities

/// What a satellite sends down and over what it is heard: one of the parameter sets of TR 38.821, or one's own.
public struct RadioProfile: Hashable, Sendable {
  /// What it is called.
  public let name: String
  /// The carrier of the downlink, GHz, 1...30.
  public let frequencyGigahertz: Double
  /// Effective isotropically radiated power in the beam's centre, dBW/MHz, -50...80.
  public let powerDensityDBWPerMegahertz: Double
  /// The satellite's beam.
  public let beam: AntennaPattern
  /// The bandwidth of a beam, MHz, 0.1...2,000.
  public let bandwidthMegahertz: Double
  /// Who hears it.
  public let terminal: TerminalRadio
  /// The altitude for which the powers are meant, km, 100...50,000.
  public let altitudeKilometres: Double

  /// Creates a profile.
  /// - Throws: ``ParameterError`` for the first value that cannot be.
  public init(
    name: String, frequencyGigahertz: Double, powerDensityDBWPerMegahertz: Double, beam: AntennaPattern,
    bandwidthMegahertz: Double, terminal: TerminalRadio, altitudeKilometres: Double
  ) throws(ParameterError) {
    try ParameterError.check(frequencyGigahertz, "frequencyGigahertz", in: 1...30)
    try ParameterError.check(powerDensityDBWPerMegahertz, "powerDensityDBWPerMegahertz", in: -50...80)
    try ParameterError.check(beam.axisGainDBi, "beam gain, dBi", in: -20...80)
    try ParameterError.check(bandwidthMegahertz, "bandwidthMegahertz", in: 0.1...2_000)
    try ParameterError.check(altitudeKilometres, "altitudeKilometres", in: 100...50_000)
    self.init(
      trusted: name, frequencyGigahertz, powerDensityDBWPerMegahertz, beam, bandwidthMegahertz, terminal,
      altitudeKilometres)
  }

  private init(
    trusted name: String, _ frequency: Double, _ power: Double, _ beam: AntennaPattern, _ bandwidth: Double,
    _ terminal: TerminalRadio, _ altitude: Double
  ) {
    self.name = name
    frequencyGigahertz = frequency
    powerDensityDBWPerMegahertz = power
    self.beam = beam
    bandwidthMegahertz = bandwidth
    self.terminal = terminal
    altitudeKilometres = altitude
  }

  /// The band whose tables it uses.
  public var band: RadioBand { RadioBand(frequencyGigahertz: frequencyGigahertz) }

  /// The parameter sets of TR 38.821 6.1.1.1, tables 6.1.1.1-1 and -2.
  public enum ParameterSet: Int, Hashable, Sendable, CaseIterable {
    /// The larger antenna on the satellite.
    case one = 1
    /// The smaller one.
    case two = 2
  }

  /// The two altitudes of low orbits in TR 38.821.
  public enum LowOrbit: Int, Hashable, Sendable, CaseIterable {
    /// 600 km.
    case km600 = 600
    /// 1,200 km.
    case km1200 = 1_200
  }

  /// Returns a set of TR 38.821.
  ///
  /// The powers and beams of LEO-600 in the S band, set 1, are confirmed by the link budget of TR 38.821; all
  /// others are as commonly quoted, and unconfirmed. Twice the altitude is 6 dB more power. The bandwidths are
  /// those of a beam with frequency reuse one: 30 MHz (S) and 400 MHz (Ka).
  public static func standard(_ orbit: LowOrbit, _ band: RadioBand, _ set: ParameterSet = .one) -> RadioProfile {
    let (power, gain, width) =
      switch (band, set) {
      case (.s, .one): (34.0, 30.0, 4.4127)
      case (.s, .two): (28.0, 24.0, 8.832)
      case (.ka, .one): (4.0, 38.5, 1.7647)
      case (.ka, .two): (-4.0, 30.5, 4.4127)
      }
    return RadioProfile(
      trusted: "LEO-\(orbit.rawValue) \(band.rawValue) set \(set.rawValue)", band == .s ? 2 : 20,
      power + (orbit == .km1200 ? 6 : 0), .aperture(gainDBi: gain, beamWidth: .degrees(width)), band == .s ? 30 : 400,
      band == .s ? .handheld : .verySmallAperture, Double(orbit.rawValue))
  }
}
