import JSON
import Quantities

extension JSONValue {
  /// A whole number.
  static func whole(_ value: Int) -> JSONValue { .integer(Int64(value)) }

  /// A time, UTC with `Z`.
  static func time(_ time: ScenarioTime) -> JSONValue { .string(time.iso8601) }

  /// A value, or `null` for none, and for a number that is none.
  static func orNull<Value>(_ value: Value?, _ json: (Value) -> JSONValue) -> JSONValue {
    guard let value else { return .null }
    if case .number(let number) = json(value), !number.isFinite { return .null }
    return json(value)
  }
}
