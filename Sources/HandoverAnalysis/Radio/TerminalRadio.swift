import Glibc

/// The receiver of a terminal.
public struct TerminalRadio: Hashable, Sendable {
  /// What it is called.
  public let name: String
  /// Its antenna.
  public let antenna: AntennaPattern
  /// Noise figure, dB, 0...30.
  public let noiseFigureDB: Double
  /// Antenna temperature, K, 1...10,000.
  public let antennaTemperatureKelvin: Double

  /// The ambient temperature T0, K.
  static let ambientKelvin = 290.0

  /// Creates a receiver.
  /// - Throws: ``ParameterError`` for the first value that cannot be.
  public init(
    name: String, antenna: AntennaPattern, noiseFigureDB: Double, antennaTemperatureKelvin: Double
  ) throws(ParameterError) {
    try ParameterError.check(antenna.axisGainDBi, "antenna gain, dBi", in: -20...80)
    try ParameterError.check(noiseFigureDB, "noiseFigureDB", in: 0...30)
    try ParameterError.check(antennaTemperatureKelvin, "antennaTemperatureKelvin", in: 1...10_000)
    self.init(trusted: name, antenna, noiseFigureDB, antennaTemperatureKelvin)
  }

  private init(trusted name: String, _ antenna: AntennaPattern, _ noiseFigure: Double, _ temperature: Double) {
    self.name = name
    self.antenna = antenna
    noiseFigureDB = noiseFigure
    antennaTemperatureKelvin = temperature
  }

  /// A telephone: 0 dBi, noise figure 7 dB, 290 K (TR 38.821 6.1.1.1).
  public static let handheld = TerminalRadio(trusted: "handheld", .omnidirectional(gainDBi: 0), 7, 290)

  /// A very small aperture terminal for 20 GHz: 60 cm, 39.7 dBi, noise figure 1.2 dB, 150 K.
  ///
  /// As commonly quoted from TR 38.821 6.1.1.1; unconfirmed.
  public static let verySmallAperture = TerminalRadio(
    trusted: "VSAT", .aperture(gainDBi: 39.7, circumferenceWavelengths: 2 * .pi * 0.3 / (0.299_792_458 / 20)), 1.2, 150)

  /// The noise temperature of the system over 1 K, dB.
  ///
  /// Source: TR 38.821 6.1.3.1: NF + 10 log10(T0 + (Ta - T0) 10^(-0.1 NF)).
  public var noiseTemperatureDB: Double {
    let t0 = Self.ambientKelvin
    return noiseFigureDB + 10 * log10(t0 + (antennaTemperatureKelvin - t0) * pow(10, -0.1 * noiseFigureDB))
  }

  /// The figure of merit G/T on the antenna's axis, dB/K.
  public var figureOfMeritDB: Double { antenna.axisGainDBi - noiseTemperatureDB }
}
