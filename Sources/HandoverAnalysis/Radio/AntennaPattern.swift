import Glibc
public import Quantities

/// How much an antenna favours a direction.
public enum AntennaPattern: Hashable, Sendable {
  /// The same gain everywhere, dBi.
  case omnidirectional(gainDBi: Double)
  /// A circular aperture: its gain on the axis, dBi, and its circumference in wavelengths, k·a.
  case aperture(gainDBi: Double, circumferenceWavelengths: Double)

  /// Where 4 |J1(x) / x|² is a half.
  static let halfPowerArgument = 1.616_339_948

  /// Returns the aperture of a gain and of a beam so wide between its half-power directions.
  public static func aperture(gainDBi: Double, beamWidth: Angle) -> AntennaPattern {
    .aperture(gainDBi: gainDBi, circumferenceWavelengths: halfPowerArgument / sin(beamWidth.radians / 2))
  }

  /// The gain on the axis, dBi.
  public var axisGainDBi: Double {
    switch self {
    case .omnidirectional(let gain), .aperture(let gain, _): gain
    }
  }

  /// Returns the gain in a direction so far from the axis, dBi.
  ///
  /// Source: TR 38.811 6.4.1: 4 |J1(ka sin θ) / (ka sin θ)|² to 90 degrees. Behind the aperture, and in the nulls,
  /// it is held 60 dB below the axis, so that a level is always a number.
  public func gainDBi(offAxis angle: Angle) -> Double {
    switch self {
    case .omnidirectional(let gain): gain
    case .aperture(let gain, let circumference):
      gain + Self.relativeDB(circumference * sin(angle.radians), isBehind: abs(angle.degrees) > 90)
    }
  }

  private static func relativeDB(_ argument: Double, isBehind: Bool) -> Double {
    let floor = -60.0
    if isBehind { return floor }
    // J1(x) / x = 1/2 - x²/16 + ...: a half to the last bit below 1e-8.
    guard abs(argument) > 1e-8 else { return 0 }
    return max(floor, 20 * log10(abs(2 * j1(argument) / argument)))
  }
}
