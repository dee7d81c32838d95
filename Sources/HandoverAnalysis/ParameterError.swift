import Quantities

/// A value that cannot be: which, what it was, and what is allowed.
public struct ParameterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The parameter's name, with its unit, or the place of the value: a JSON path such as `$.satellites[3].name`, a byte.
  public let parameter: String
  /// The value as given.
  public let value: String
  /// What is allowed.
  public let allowed: String

  /// Creates an error from its parts.
  public init(parameter: String, value: String, allowed: String) {
    (self.parameter, self.value, self.allowed) = (parameter, value, allowed)
  }

  /// The parameter, its value and what is allowed.
  public var description: String { "\(parameter) is \(value); allowed: \(allowed)" }

  /// Refuses a number outside a range, and what is not a number.
  static func check(
    _ value: Double, _ parameter: String, in range: ClosedRange<Double>
  ) throws(ParameterError) {
    guard range.contains(value) else {
      throw ParameterError(
        parameter: parameter, value: plain(value), allowed: "\(plain(range.lowerBound))...\(plain(range.upperBound))")
    }
  }

  /// Refuses a span of time outside a range.
  static func check(
    _ value: TimeSpan, _ parameter: String, in range: ClosedRange<TimeSpan>
  ) throws(ParameterError) {
    guard range.contains(value) else {
      throw ParameterError(
        parameter: parameter, value: "\(plain(value.seconds)) s",
        allowed: "\(plain(range.lowerBound.seconds))...\(plain(range.upperBound.seconds)) s")
    }
  }

  /// Refuses a number of things outside a range.
  static func check(_ value: Int, _ parameter: String, in range: ClosedRange<Int>) throws(ParameterError) {
    guard range.contains(value) else {
      let allowed =
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)...\(range.upperBound)"
      throw ParameterError(parameter: parameter, value: "\(value)", allowed: allowed)
    }
  }
}
