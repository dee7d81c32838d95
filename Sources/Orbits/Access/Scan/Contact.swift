/// A window of one satellite over one station, by their numbers in the search.
public struct Contact: Hashable, Sendable {
  /// The satellite's number.
  public var satellite: Int
  /// The station's number.
  public var station: Int
  /// When, and how high.
  public var window: AccessWindow
  /// Whether the satellite is in sunlight at its highest; nil where that was not asked for.
  public var isSunlit: Bool?

  /// Creates a contact from its parts.
  public init(satellite: Int, station: Int, window: AccessWindow, isSunlit: Bool? = nil) {
    self.satellite = satellite
    self.station = station
    self.window = window
    self.isSunlit = isSunlit
  }
}
