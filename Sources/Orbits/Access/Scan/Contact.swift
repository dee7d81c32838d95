/// A window of one satellite over one station, by their numbers in the search.
public struct Contact: Hashable, Sendable {
  /// The satellite's number.
  public var satellite: Int
  /// The station's number.
  public var station: Int
  /// When, and how high.
  public var window: AccessWindow

  /// Creates a contact from its parts.
  public init(satellite: Int, station: Int, window: AccessWindow) {
    self.satellite = satellite
    self.station = station
    self.window = window
  }
}
