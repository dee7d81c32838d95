public import Quantities

/// What is lost on the way beside what free space takes, each in dB.
public struct LinkLosses: Hashable, Sendable {
  /// Absorbed by the gases of the atmosphere.
  public var gasDB = 0.0
  /// Lost to scintillation, of the ionosphere or the troposphere.
  public var scintillationDB = 0.0
  /// Lost to shadow fading: a margin, or a drawn value, which may be a gain.
  public var shadowingDB = 0.0
  /// Lost to clutter, where there is no line of sight.
  public var clutterDB = 0.0
  /// Lost otherwise: polarisation, walls, pointing.
  public var additionalDB = 0.0

  /// Creates losses of nothing.
  public init() {}

  /// Free space alone.
  public static let none = LinkLosses()

  /// Returns the losses of TR 38.811 6.6 for a terminal outdoors.
  ///
  /// - Parameter shadowing: The shadow fading in standard deviations, positive for a loss: drawn by ``Shadowing``.
  public static func outdoors(
    elevation: Angle, frequencyGigahertz frequency: Double, surroundings: Surroundings, sight: Sight,
    shadowing: Double = 0
  ) -> LinkLosses {
    let band = RadioBand(frequencyGigahertz: frequency)
    var losses = LinkLosses()
    losses.gasDB = PropagationLoss.gasDB(elevation: elevation, frequencyGigahertz: frequency)
    losses.scintillationDB =
      band == .s
      ? PropagationLoss.ionosphericScintillationDB
      : PropagationLoss.troposphericScintillationDB(elevation: elevation, frequencyGigahertz: frequency)
    losses.shadowingDB = shadowing * surroundings.shadowingDeviationDB(sight, band: band, elevation: elevation)
    losses.clutterDB = surroundings.clutterLossDB(sight, band: band, elevation: elevation)
    return losses
  }

  /// All of them together.
  public var totalDB: Double { gasDB + scintillationDB + shadowingDB + clutterDB + additionalDB }
}
