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
  /// Whether it tells a state that the next message of its kind replaces: nobody needs the old ones.
  static var isMomentary: Bool { get }
  /// Whether the broker keeps the latest of its kind for those who subscribe later.
  static var isRetained: Bool { get }
  /// Creates a message from members that its shape has accepted.
  init(_ values: MessageValues)
  /// The members in the order of the wire.
  var members: JSONObject { get }
}

extension Message {
  /// What happened stays worth knowing.
  public static var isMomentary: Bool { false }

  /// What was said is not kept, as NOS-T has it.
  public static var isRetained: Bool { false }

  /// Reads a message from the bytes of a payload.
  /// - Throws: ``MessageError`` with the place, the value and what is allowed.
  public static func decode(_ payload: some Sequence<UInt8>) throws(MessageError) -> Self {
    let value: JSONValue
    do {
      value = try JSONValue.parse(payload)
    } catch {
      throw MessageError(message: shape.name, path: "$", reason: "is \(error)")
    }
    return try decode(value)
  }

  /// Reads a message from the JSON of a payload.
  /// - Throws: ``MessageError`` with the place, the value and what is allowed.
  public static func decode(_ value: JSONValue) throws(MessageError) -> Self {
    Self(try shape.read(value))
  }

  /// The message as compact JSON.
  public var payload: [UInt8] { payload(stamped: nil) }

  /// The message as compact JSON, with a stamp behind its own members.
  public func payload(stamped stamp: Stamp?) -> [UInt8] {
    var members = members
    stamp?.write(to: &members)
    return JSONValue.object(members).compactBytes
  }
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
