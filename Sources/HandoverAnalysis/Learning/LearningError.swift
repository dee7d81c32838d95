/// What cannot be learnt from: which parameter or value, what it is, and what is allowed.
public struct LearningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The parameter, or the place of the value.
  public let place: String
  /// What it is.
  public let value: String
  /// What is allowed.
  public let allowed: String

  /// Creates an error from its parts.
  public init(place: String, value: String, allowed: String) {
    self.place = place
    self.value = value
    self.allowed = allowed
  }

  /// The place, its value and what is allowed.
  public var description: String { "\(place) is \(value); allowed: \(allowed)" }

  static func check(_ value: Int, _ place: String, in range: ClosedRange<Int>) throws(LearningError) {
    guard range.contains(value) else {
      throw LearningError(place: place, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
  }
}
