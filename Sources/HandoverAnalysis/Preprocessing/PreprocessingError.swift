/// What is wrong with a time series: where, the value there, and what is allowed.
public struct PreprocessingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place: a JSON path such as `$.satellites[3].name`, or a byte.
  public let place: String
  /// What stands there.
  public let value: String
  /// What is allowed there.
  public let allowed: String

  /// Creates an error from its parts.
  public init(place: String, value: String, allowed: String) {
    self.place = place
    self.value = value
    self.allowed = allowed
  }

  /// The place, its value and what is allowed.
  public var description: String { "\(place) is \(value); allowed: \(allowed)" }
}
