import Glibc
public import Quantities

/// The spacing of the subcarriers, kHz (TS 38.211 table 4.2-1).
public enum SubcarrierSpacing: Int, Hashable, Sendable, CaseIterable {
  /// 15 kHz.
  case kHz15 = 15
  /// 30 kHz.
  case kHz30 = 30
  /// 60 kHz.
  case kHz60 = 60
  /// 120 kHz.
  case kHz120 = 120
}

/// The levels that a terminal receives of a downlink.
///
/// Source: TR 38.821 6.1.3.1; TS 38.215 5.1 for RSRP, RSRQ and SINR. Assumes a transmitter that spreads its power
/// evenly over the beam's bandwidth, and a terminal whose antenna looks at the satellite.
public struct LinkBudget: Hashable, Sendable {
  /// Who sends and who hears.
  public let profile: RadioProfile
  /// The spacing of the subcarriers.
  public let spacing: SubcarrierSpacing
  /// Received from one resource element at 1 km without losses, dBm.
  private let levelAtKilometreDBm: Double
  /// The terminal's noise over one subcarrier, dBm.
  public let noiseDBm: Double

  /// Subcarriers of a resource block.
  static let subcarriersOfBlock = 12.0

  /// Creates the budget of a profile.
  public init(_ profile: RadioProfile, spacing: SubcarrierSpacing = .kHz15) {
    self.profile = profile
    self.spacing = spacing
    let kilohertz = Double(spacing.rawValue)
    let terminal = profile.terminal
    // EIRP of an element, dBm = density, dBW/MHz + 30 + 10 log10(spacing / 1 MHz)
    levelAtKilometreDBm =
      profile.powerDensityDBWPerMegahertz + 30 + 10 * log10(kilohertz / 1_000) + terminal.antenna.axisGainDBi
      - PropagationLoss.freeSpaceDB(rangeKilometres: 1, frequencyGigahertz: profile.frequencyGigahertz)
    noiseDBm = RadioConstants.boltzmannDB + 30 + terminal.noiseTemperatureDB + 10 * log10(kilohertz * 1_000)
  }

  /// Returns the reference signal received power of a resource element, dBm.
  ///
  /// - Parameters:
  ///   - beamAngle: How far the terminal is from the beam's axis, seen from the satellite.
  ///   - losses: What is lost beside free space, dB.
  public func rsrpDBm(rangeKilometres: Double, beamAngle: Angle = .zero, lossesDB losses: Double = 0) -> Double {
    levelAtKilometreDBm - 20 * log10(rangeKilometres) + beamLossDB(beamAngle) - losses
  }

  /// Returns the carrier over the noise in the beam's bandwidth, dB.
  public func carrierToNoiseDB(rangeKilometres range: Double, beamAngle: Angle = .zero, losses: LinkLosses = .none)
    -> Double
  {
    // CNR = EIRP + G/T - k - FSPL - losses - 10 log10 B
    let bandwidth = profile.bandwidthMegahertz
    let power = profile.powerDensityDBWPerMegahertz + 10 * log10(bandwidth) + beamLossDB(beamAngle)
    let loss = PropagationLoss.freeSpaceDB(rangeKilometres: range, frequencyGigahertz: profile.frequencyGigahertz)
    return power + profile.terminal.figureOfMeritDB - RadioConstants.boltzmannDB - loss - losses.totalDB
      - 10 * log10(bandwidth * 1e6)
  }

  /// Returns the signal over noise and interference, dB.
  ///
  /// - Parameter interferersDBm: The RSRP of every other satellite on the same frequencies, all fully loaded.
  public func sinrDB(rsrpDBm: Double, interferersDBm: [Double] = []) -> Double {
    rsrpDBm - decibels(disturbance(of: interferersDBm))
  }

  /// Returns the reference signal received quality, dB: -10.79 at best where the cell is full.
  ///
  /// - Parameters:
  ///   - interferersDBm: The RSRP of every other satellite on the same frequencies, all fully loaded.
  ///   - load: The part of the serving cell's resource elements that are sent, 0...1.
  public func rsrqDB(rsrpDBm: Double, interferersDBm: [Double] = [], load: Double = 1) -> Double {
    // RSRQ = N RSRP / RSSI, RSSI = 12 N (load S + I + N) over N resource blocks.
    let total = load * milliwatts(rsrpDBm) + disturbance(of: interferersDBm)
    return rsrpDBm - decibels(Self.subcarriersOfBlock * total)
  }

  /// Noise and interference in a subcarrier, mW.
  private func disturbance(of interferersDBm: [Double]) -> Double {
    interferersDBm.reduce(milliwatts(noiseDBm)) { $0 + milliwatts($1) }
  }

  private func beamLossDB(_ angle: Angle) -> Double {
    angle == .zero ? 0 : profile.beam.gainDBi(offAxis: angle) - profile.beam.axisGainDBi
  }

  private func milliwatts(_ dBm: Double) -> Double { pow(10, dBm / 10) }

  private func decibels(_ milliwatts: Double) -> Double { 10 * log10(milliwatts) }
}
