/// A value that an information element cannot carry: which element, the value, what it can carry, and what is nearest.
public struct GridError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The element's name in TS 38.331.
  public let element: String
  /// The value as given, with its unit.
  public let value: String
  /// What is allowed.
  public let allowed: String
  /// The allowed values next below and above, as far as there are any.
  public let nearest: [String]

  /// Creates an error from its parts.
  public init(element: String, value: String, allowed: String, nearest: [String]) {
    self.element = element
    self.value = value
    self.allowed = allowed
    self.nearest = nearest
  }

  /// The element, its value, what is allowed and what is nearest.
  public var description: String {
    "\(element) is \(value); allowed: \(allowed); nearest: \(nearest.joined(separator: " and "))"
  }
}

/// Writes a number as people do: without a fraction where there is none.
func plain(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
}
