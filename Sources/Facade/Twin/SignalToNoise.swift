import Glibc
import Messages

/// Signal over noise of a link over free space, as ntn-digital-twin's newest version has it.
struct SignalToNoise {
  /// Boltzmann's constant, dBW/(K Hz), as that program rounds it.
  static let boltzmannDB = -228.6
  private let atKilometreDB: Double

  init(_ values: MessageValues) {
    let (bandwidth, frequency) = (values.number("link_bandwidth_hz"), values.number("link_frequency_hz"))
    // FSPL = 20 log10 d + 20 log10 f + 20 log10(4π/c), d in m
    let loss = 60 + 20 * log10(frequency) + 20 * log10(4 * .pi / 299_792_458)
    // SNR = EIRP - 30 + G/T - FSPL - k - 10 log10 B
    atKilometreDB =
      values.number("link_eirp_dbm") - 30 + values.number("link_gt_db_per_k") - loss - Self.boltzmannDB
      - 10 * log10(bandwidth)
  }

  /// Returns the ratio, dB.
  func decibels(atKilometres range: Double) -> Double { atKilometreDB - 20 * log10(range) }
}
