public import JSON
import Quantities

/// What a value of a scenario may be: the one description that checks documents and prints their JSON Schema.
public indirect enum Shape: Sendable {
  /// A text that is not empty.
  case text
  /// One of some words.
  case choice([String])
  /// A number within bounds, in a unit.
  case number(Bounds, unit: String)
  /// A whole number within bounds.
  case integer(ClosedRange<Int>)
  /// `true` or `false`.
  case boolean
  /// A date and time.
  case time
  /// A date and time, or a length of time after the start of the run.
  case timeOrSpan
  /// A length of time above zero, or from zero on.
  case span(mayBeZero: Bool)
  /// A list with at least so many elements.
  case list(Shape, atLeast: Int)
  /// An object with named fields, and no others.
  case object([Field])
  /// An object of the first kind whose distinguishing key it has, else of the last kind.
  case oneOf([Alternative])
  /// Anything.
  case anything

  /// One kind of object among several.
  public struct Alternative: Sendable {
    /// The key that no other kind has.
    public var key: String
    /// The fields.
    public var fields: [Field]

    /// Describes a kind of object.
    public init(_ key: String, _ fields: [Field]) {
      (self.key, self.fields) = (key, fields)
    }
  }

  /// One named field of an object.
  public struct Field: Sendable {
    /// The name.
    public var name: String
    /// What it may be.
    public var shape: Shape
    /// What it means.
    public var summary: String
    /// Whether it must be there.
    public var isRequired: Bool
    /// What it is where it is missing.
    public var fallback: JSONValue?

    /// Describes a field that must be there.
    public static func required(_ name: String, _ shape: Shape, _ summary: String) -> Field {
      Field(name: name, shape: shape, summary: summary, isRequired: true)
    }

    /// Describes a field that may be missing.
    public static func optional(
      _ name: String, _ shape: Shape, _ summary: String, default fallback: JSONValue? = nil
    ) -> Field {
      Field(name: name, shape: shape, summary: summary, isRequired: false, fallback: fallback)
    }
  }

  /// The bounds of a number.
  public struct Bounds: Sendable {
    /// The lowest and the highest number.
    public var lower: Double, upper: Double
    /// Whether the lowest and the highest number themselves are allowed.
    public var includesLower: Bool, includesUpper = true

    /// Bounds that belong to the range.
    public static func from(_ lower: Double, to upper: Double) -> Bounds {
      Bounds(lower: lower, upper: upper, includesLower: true)
    }

    /// From a number to below another.
    public static func from(_ lower: Double, below upper: Double) -> Bounds {
      Bounds(lower: lower, upper: upper, includesLower: true, includesUpper: false)
    }

    /// From above a number to another.
    public static func above(_ lower: Double, to upper: Double = 1e12) -> Bounds {
      Bounds(lower: lower, upper: upper, includesLower: false)
    }

    func contains(_ value: Double) -> Bool {
      (includesLower ? value >= lower : value > lower) && (includesUpper ? value <= upper : value < upper)
    }
  }
}

extension Shape {
  /// The longest length of time, ten years: added to the last time that can be read it can still be counted.
  static let longestSpan = TimeSpan.hours(24 * 3_653)

  /// What is allowed, in words for an error.
  var allowed: String {
    switch self {
    case .text: "a text"
    case .choice(let words): words.joined(separator: ", ")
    case .number(let bounds, let unit): "a number of \(unit) \(bounds.words)"
    case .integer(let range):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .time: "an ISO 8601 date and time such as 2018-01-21T00:00:00Z"
    case .timeOrSpan: "an ISO 8601 date and time, or a duration after the start such as PT2H"
    case .span(let mayBeZero):
      "a duration \(mayBeZero ? "from 0" : "above 0") to ten years, such as PT90S, 0:01:30 or 90"
    case .list(_, let count): count == 0 ? "a list" : "a list with at least \(count) element\(count == 1 ? "" : "s")"
    case .object(let fields):
      fields.contains(where: \.isRequired)
        ? "an object with " + fields.filter(\.isRequired).map(\.name).joined(separator: ", ")
        : "an object with any of " + fields.map(\.name).joined(separator: ", ")
    case .oneOf(let alternatives): "an object with " + alternatives.map(\.key).joined(separator: " or ")
    case .anything: "any value"
    }
  }
}

extension Shape.Bounds {
  fileprivate var words: String {
    let low = lower.shortest
    let high = upper.shortest
    return includesLower
      ? "from \(low) \(includesUpper ? "to" : "to below") \(high)" : "above \(low) and at most \(high)"
  }
}

extension Double {
  /// The number as a person writes it: whole numbers without a fraction.
  var shortest: String {
    self == rounded() && magnitude < 1e15 ? String(Int64(self)) : description
  }
}
