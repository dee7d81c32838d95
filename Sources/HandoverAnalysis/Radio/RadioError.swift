/// A value of a radio model that cannot be: which, what it was, and what is allowed.
public struct RadioError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The parameter's name, with its unit.
  public let parameter: String
  /// The value as given.
  public let value: String
  /// What is allowed.
  public let allowed: String

  /// Creates an error from its parts.
  public init(parameter: String, value: String, allowed: String) {
    self.parameter = parameter
    self.value = value
    self.allowed = allowed
  }

  /// The parameter, its value and what is allowed.
  public var description: String { "\(parameter) is \(value); allowed: \(allowed)" }

  /// Refuses a number outside a range, and what is not a number.
  static func check(
    _ value: Double, _ parameter: String, in range: ClosedRange<Double>
  ) throws(RadioError) {
    guard range.contains(value) else {
      throw RadioError(
        parameter: parameter, value: "\(value)", allowed: "\(range.lowerBound)...\(range.upperBound)")
    }
  }
}
