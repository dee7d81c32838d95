/// A JSON value whose objects keep the order of their members, so that the same value always prints the same bytes.
public enum JSONValue: Hashable, Sendable {
  /// The literal `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction and exponent that fits in 64 bits.
  case integer(Int64)
  /// Any other number; always finite.
  case number(Double)
  /// Text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Named members in order.
  case object(JSONObject)
}

/// The members of a JSON object, in the order in which they were written.
///
/// Names are unique as Swift compares texts: an é of one scalar and one of two are the same name.
public struct JSONObject: Hashable, Sendable {
  /// One name with its value.
  public struct Member: Hashable, Sendable {
    /// The member's name.
    public let name: String
    /// The member's value.
    public var value: JSONValue
  }

  /// The members in order.
  public private(set) var members: [Member] = []

  /// Creates an object without members.
  public init() {}

  /// Reads a member, or sets it: at its old place, else at the end; nil removes it.
  ///
  /// Objects on this wire have a dozen members: a linear search beats a hash.
  public subscript(name: String) -> JSONValue? {
    get { members.first { $0.name == name }?.value }
    set {
      let index = members.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Adds a member that is known to be new.
  mutating func append(_ name: String, _ value: JSONValue) {
    members.append(Member(name: name, value: value))
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Creates an object from a literal, its members in order.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (name, value) in elements { self[name] = value }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// Creates text from a literal.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Creates a whole number from a literal.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// Creates a number from a literal.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Creates a truth value from a literal.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Creates a list from a literal.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Creates `null` from a literal.
  public init(nilLiteral: ()) { self = .null }

  /// Creates an object from a literal, its members in order.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject()
    for (name, value) in elements { object[name] = value }
    self = .object(object)
  }
}

extension JSONValue {
  /// The members of an object; nil for anything else.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The elements of an array; nil for anything else.
  public var array: [JSONValue]? {
    if case .array(let array) = self { array } else { nil }
  }

  /// The text of a string; nil for anything else.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The value of a number of either form; nil for anything else.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value of a whole number, also where it is written as `12.0`; nil for anything else.
  public var int: Int? {
    switch self {
    case .integer(let value): Int(value)
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The value of a truth value; nil for anything else.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// Reads a member of an object; nil where there is none.
  public subscript(name: String) -> JSONValue? { object?[name] }
}
