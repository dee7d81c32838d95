import Glibc
public import Quantities

/// Losses of a clear line between satellite and terminal, each in dB and positive.
public enum PropagationLoss {
  /// What free space takes of a kilometre at a gigahertz: 20 log10(4π · 10¹² / c), which tables round to 92.45 dB.
  public static let freeSpaceConstantDB = 20 * log10(4 * .pi * 1e9 / RadioConstants.lightKilometresPerSecond)

  /// Returns the free-space loss (TR 38.811 6.6.2, equation 6.6-2, with the exact constant).
  public static func freeSpaceDB(rangeKilometres: Double, frequencyGigahertz: Double) -> Double {
    // FSPL = 20 log10(4π d f / c)
    freeSpaceConstantDB + 20 * log10(frequencyGigahertz * rangeKilometres)
  }

  /// Returns what the gases of the atmosphere absorb on the way at an elevation.
  ///
  /// Zenith value over the sine of the elevation (TR 38.811 6.6.4), which holds from about 5 degrees; lower lines
  /// are taken as at 5 degrees. The zenith values are those of a mean annual atmosphere of ITU-R P.676 at sea level
  /// as simulators of TR 38.811 use them; they agree with the 0.1 dB (S) and 0.5 dB (Ka) at 30 degrees of
  /// TR 38.821 6.1.3 and are otherwise unconfirmed.
  public static func gasDB(elevation: Angle, frequencyGigahertz frequency: Double) -> Double {
    zenithGas.value(at: frequency) / sin(max(elevation, .degrees(5)).radians)
  }

  /// Returns the loss to tropospheric scintillation that 99 % of the time stays below.
  ///
  /// Source: TR 38.811 6.6.6.2, table for 20 GHz at the nearest 10 degrees, carried to other frequencies by
  /// f^(7/12) (ITU-R P.618); nothing below 6 GHz, where the ionosphere takes its place.
  public static func troposphericScintillationDB(elevation: Angle, frequencyGigahertz frequency: Double) -> Double {
    guard frequency >= ionosphericLimitGigahertz else { return 0 }
    return scintillation20GigahertzDB[ElevationRow.index(of: elevation)] * pow(frequency / 20, 7.0 / 12)
  }

  /// The margin of TR 38.821 6.1.3 for ionospheric scintillation in the S band, dB.
  public static let ionosphericScintillationDB = 2.2

  /// The frequency below which scintillation is of the ionosphere, GHz (TR 38.811 6.6.6).
  public static let ionosphericLimitGigahertz = 6.0

  private static let scintillation20GigahertzDB = [1.08, 0.48, 0.30, 0.22, 0.17, 0.13, 0.12, 0.12, 0.12]

  private static let zenithGas = PiecewiseLine(points: [
    (1, 0.030), (2, 0.035), (3, 0.038), (5, 0.041), (8, 0.048), (10, 0.053), (12, 0.067), (14, 0.094), (16, 0.132),
    (18, 0.184), (20, 0.250), (21, 0.336), (22, 0.458), (23, 0.520), (24, 0.520), (25, 0.500), (26, 0.450),
    (27, 0.385), (28, 0.320), (29, 0.270), (30, 0.250),
  ])
}

/// The rows of the tables of TR 38.811, one for each 10 degrees of elevation from 10 to 90.
enum ElevationRow {
  /// Returns the row of the nearest 10 degrees; 10 degrees for all below.
  static func index(of elevation: Angle) -> Int {
    let tens = elevation.degrees / 10
    return tens > 1 ? Int(min(9, tens.rounded())) - 1 : 0
  }
}

/// A function given by points and straight between them; constant beyond the first and the last.
struct PiecewiseLine: Sendable {
  let points: [(x: Double, y: Double)]

  func value(at x: Double) -> Double {
    guard let next = points.firstIndex(where: { $0.x >= x }) else { return points[points.count - 1].y }
    guard next > 0 else { return points[0].y }
    let (a, b) = (points[next - 1], points[next])
    return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)
  }
}
