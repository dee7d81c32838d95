public import Orbits
public import Quantities

/// A user terminal on the ground: who is handed over from satellite to satellite.
public struct UserTerminal: Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// Where it is.
  public var site: GroundSite
  /// The elevation from which on it can be served, inclusive.
  public var minimumElevation: Angle

  /// Creates a terminal.
  public init(name: String, at place: Geodetic, minimumElevation: Angle = .degrees(10)) {
    self.name = name
    site = GroundSite(place)
    self.minimumElevation = minimumElevation
  }
}
