public import Quantities

/// The two bands for which TR 38.811 has tables.
public enum RadioBand: String, Hashable, Sendable, CaseIterable {
  /// About 2 GHz.
  case s = "S"
  /// About 20 GHz down and 30 GHz up.
  case ka = "Ka"

  /// The band whose tables a frequency uses: S below 6 GHz (TR 38.811 6.6.2).
  public init(frequencyGigahertz: Double) {
    self = frequencyGigahertz < PropagationLoss.ionosphericLimitGigahertz ? .s : .ka
  }
}

/// Whether anything stands between terminal and satellite.
public enum Sight: String, Hashable, Sendable {
  /// Line of sight.
  case clear
  /// No line of sight: the signal comes around what stands there.
  case blocked
}

/// What stands around a terminal (TR 38.811 6.6.1 and 6.6.2).
public enum Surroundings: String, Hashable, Sendable, CaseIterable {
  /// High buildings close to each other.
  case denseUrban = "dense urban"
  /// A city.
  case urban
  /// Low houses; the tables are those of the country.
  case suburban
  /// The country.
  case rural

  /// Returns the probability of a line of sight, 0...1 (table 6.6.1-1, nearest 10 degrees).
  public func clearProbability(elevation: Angle) -> Double {
    let percent =
      switch self {
      case .denseUrban: [28.2, 33.1, 39.8, 46.8, 53.7, 61.2, 73.8, 82.0, 98.1]
      case .urban: [24.6, 38.6, 49.3, 61.3, 72.6, 80.5, 91.9, 96.8, 99.2]
      case .suburban, .rural: [78.2, 86.9, 91.9, 92.9, 93.5, 94.0, 94.9, 95.2, 99.8]
      }
    return percent[ElevationRow.index(of: elevation)] / 100
  }

  /// Returns the standard deviation of shadow fading, dB (tables 6.6.2-1 to 6.6.2-3).
  public func shadowingDeviationDB(_ sight: Sight, band: RadioBand, elevation: Angle) -> Double {
    let row = table(band)[ElevationRow.index(of: elevation)]
    return sight == .clear ? row.clear : row.blocked
  }

  /// Returns the clutter loss, dB: none with a line of sight (tables 6.6.2-1 to 6.6.2-3).
  public func clutterLossDB(_ sight: Sight, band: RadioBand, elevation: Angle) -> Double {
    sight == .clear ? 0 : table(band)[ElevationRow.index(of: elevation)].clutter
  }

  /// A row of tables 6.6.2-1 to 6.6.2-3: the deviations with and without a line of sight, and the clutter loss, dB.
  private typealias Row = (clear: Double, blocked: Double, clutter: Double)

  private func table(_ band: RadioBand) -> [Row] {
    switch (self, band) {
    case (.denseUrban, .s): Self.denseUrbanS
    case (.denseUrban, .ka): Self.denseUrbanKa
    case (.urban, .s): Self.urbanS
    case (.urban, .ka): Self.urbanKa
    case (.suburban, .s), (.rural, .s): Self.openS
    case (.suburban, .ka), (.rural, .ka): Self.openKa
    }
  }

  private static let denseUrbanS: [Row] = [
    (3.5, 15.5, 34.3), (3.4, 13.9, 30.9), (2.9, 12.4, 29.0), (3.0, 11.7, 27.7), (3.1, 10.6, 26.8), (2.7, 10.5, 26.2),
    (2.5, 10.1, 25.8), (2.3, 9.2, 25.5), (1.2, 9.2, 25.5),
  ]
  private static let denseUrbanKa: [Row] = [
    (2.9, 17.1, 44.3), (2.4, 17.1, 39.9), (2.7, 15.6, 37.5), (2.4, 14.6, 35.8), (2.4, 14.2, 34.6), (2.7, 12.6, 33.8),
    (2.6, 12.1, 33.3), (2.8, 12.3, 33.0), (0.6, 12.3, 32.9),
  ]
  private static let urbanS: [Row] = denseUrbanS.map { (4, 6, $0.clutter) }
  private static let urbanKa: [Row] = denseUrbanKa.map { (4, 6, $0.clutter) }
  private static let openS: [Row] = [
    (1.79, 8.93, 19.52), (1.14, 9.08, 18.17), (1.14, 8.78, 18.42), (0.92, 10.25, 18.28), (1.42, 10.56, 18.63),
    (1.56, 10.74, 17.68), (0.85, 10.17, 16.5), (0.72, 11.52, 16.3), (0.72, 11.52, 16.3),
  ]
  private static let openKa: [Row] = [
    (1.9, 10.7, 29.5), (1.6, 10.0, 24.6), (1.9, 11.2, 21.9), (2.3, 11.6, 20.0), (2.7, 11.8, 18.7), (3.1, 10.8, 17.8),
    (3.0, 10.8, 17.2), (3.6, 10.8, 16.9), (0.4, 10.8, 16.8),
  ]
}
