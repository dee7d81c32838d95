public import JSON
import Quantities

/// Something that is said on the wire, in JSON.
///
/// The law: `decode(message.payload) == message`, and the payload is valid by the shape's JSON Schema.
public protocol Message: Hashable, Sendable {
  /// What the message may hold.
  static var shape: MessageShape { get }
  /// A message of this kind as it may stand on the wire.
  static var example: Self { get }
  /// Creates a message from members that its shape has accepted.
  init(_ values: MessageValues)
  /// The members in the order of the wire.
  var members: JSONObject { get }
}

extension Message {
  /// Reads a message from the bytes of a payload.
  /// - Throws: ``MessageError`` with the place, the value and what is allowed.
  public static func decode(_ payload: some Sequence<UInt8>) throws(MessageError) -> Self {
    let value: JSONValue
    do {
      value = try JSONValue.parse(payload)
    } catch {
      throw MessageError(message: shape.name, path: "$", reason: "is \(error)")
    }
    return Self(try shape.read(value))
  }

  /// The message as compact JSON.
  public var payload: [UInt8] { JSONValue.object(members).compactBytes }
}

extension JSONValue {
  /// A time as the wire writes it: UTC with `Z`, whole microseconds.
  static func time(_ time: ScenarioTime) -> JSONValue { .string(time.wholeMicrosecond.iso8601) }

  /// A span as the wire writes it: ISO 8601.
  static func span(_ span: TimeSpan) -> JSONValue { .string(span.iso8601) }

  /// A value, or `null` for none.
  static func orNull<Value>(_ value: Value?, _ json: (Value) -> JSONValue) -> JSONValue {
    value.map(json) ?? .null
  }
}
