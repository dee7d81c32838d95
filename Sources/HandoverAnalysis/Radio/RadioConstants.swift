/// What every formula of the radio rests on.
public enum RadioConstants {
  /// The speed of light, km/s (exact by definition).
  public static let lightKilometresPerSecond = 299_792.458
  /// Boltzmann's constant, 10 log10(k), in dBW/K/Hz, as TR 38.821 6.1.3.1 rounds it; k itself gives -228.5992.
  public static let boltzmannDB = -228.6
  /// The radius of the sphere of TR 38.811, km.
  public static let earthRadiusKilometres = 6_371.0
}
