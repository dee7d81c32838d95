import Glibc
public import Quantities

/// Refraction near the horizon in a standard atmosphere: 1010 hPa and 10 degrees Celsius at the ground.
///
/// Source: Saemundsson, Sky and Telescope 72 (1986), p. 70; good to 0.07' down to the horizon. Below it, held at what
/// it is 0.6 degrees under.
public enum Refraction {
  /// Returns how much higher a satellite seems than it stands.
  public static func lift(atGeometricElevation elevation: Angle) -> Angle {
    let degrees = max(-0.6, elevation.degrees)
    guard degrees < 89.9 else { return .zero }
    // R = 1.02' cot(h + 10.3 / (h + 5.11))
    let argument = (degrees + 10.3 / (degrees + 5.11)) * (.pi / 180)
    return .degrees(1.02 / 60 / tan(argument))
  }

  /// Returns the geometric elevation at which a satellite seems to stand at another.
  public static func geometricElevation(atApparent apparent: Angle) -> Angle {
    // The lift changes by at most a fifth of what the elevation does: the iteration settles fast.
    (0..<40).reduce(apparent) { guess, _ in .degrees(apparent.degrees - lift(atGeometricElevation: guess).degrees) }
  }
}
