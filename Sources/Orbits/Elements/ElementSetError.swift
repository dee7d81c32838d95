/// A place in an element set's text that cannot be read: where, what stands there, what is wrong, what is allowed.
public struct ElementSetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line of the text, counted from 1.
  public let line: Int
  /// The columns at fault, counted from 1.
  public let columns: ClosedRange<Int>
  /// What stands there: at most 80 characters of it.
  public let value: String
  /// What is wrong.
  public let reason: String
  /// What would be right.
  public let allowed: String

  /// The place, the value, what is wrong and what is allowed, on one line.
  public var description: String {
    let place =
      columns.count == 1 ? "column \(columns.lowerBound)" : "columns \(columns.lowerBound)-\(columns.upperBound)"
    return "line \(line), \(place): \"\(value)\": \(reason); allowed: \(allowed)"
  }
}
