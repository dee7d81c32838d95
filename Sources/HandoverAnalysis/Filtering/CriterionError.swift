import Quantities

/// A criterion of filtering, planning or deciding that cannot be: which, what it was, and what is allowed.
public struct CriterionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The criterion's name, with its unit.
  public let criterion: String
  /// The value as given.
  public let value: String
  /// What is allowed.
  public let allowed: String

  /// Creates an error from its parts.
  public init(criterion: String, value: String, allowed: String) {
    (self.criterion, self.value, self.allowed) = (criterion, value, allowed)
  }

  /// The criterion, its value and what is allowed.
  public var description: String { "\(criterion) is \(value); allowed: \(allowed)" }

  /// Refuses a number outside a range, and what is not a number.
  static func check(
    _ value: Double, _ criterion: String, in range: ClosedRange<Double>
  ) throws(CriterionError) {
    guard range.contains(value) else {
      throw CriterionError(
        criterion: criterion, value: plain(value), allowed: "\(plain(range.lowerBound))...\(plain(range.upperBound))")
    }
  }

  /// Refuses a span of time outside a range.
  static func check(
    _ value: TimeSpan, _ criterion: String, in range: ClosedRange<TimeSpan>
  ) throws(CriterionError) {
    guard range.contains(value) else {
      throw CriterionError(
        criterion: criterion, value: "\(plain(value.seconds)) s",
        allowed: "\(plain(range.lowerBound.seconds))...\(plain(range.upperBound.seconds)) s")
    }
  }

  /// Refuses a number of things outside a range.
  static func check(_ value: Int, _ criterion: String, in range: ClosedRange<Int>) throws(CriterionError) {
    guard range.contains(value) else {
      throw CriterionError(
        criterion: criterion, value: "\(value)", allowed: "\(range.lowerBound)...\(range.upperBound)")
    }
  }
}
