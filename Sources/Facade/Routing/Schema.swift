import JSON
import Messages

/// What an answer holds, as JSON Schema (2020-12): every member that is described is there, and no other.
struct Schema: Sendable {
  private(set) var json: JSONObject

  private init(_ json: JSONObject) { self.json = json }

  /// Any value.
  static let any = Schema([:])
  /// A finite number.
  static let number = Schema(["type": "number"])
  /// A whole number.
  static let integer = Schema(["type": "integer"])
  /// Text.
  static let text = Schema(["type": "string"])
  /// `true` or `false`.
  static let boolean = Schema(["type": "boolean"])
  /// A date and time, UTC.
  static let time = Schema(["type": "string", "format": "date-time"])

  /// One of some words.
  static func choice(_ words: [String]) -> Schema {
    Schema(["type": "string", "enum": .array(words.map { .string($0) })])
  }

  /// What a message's shape says of it.
  static func of(_ shape: MessageShape) -> Schema { Schema(shape.unstampedSchema.object ?? [:]) }

  /// A list.
  static func list(_ element: Schema) -> Schema { Schema(["type": "array", "items": .object(element.json)]) }

  /// A list of a fixed number of numbers.
  static func numbers(_ count: Int64) -> Schema {
    Schema(["type": "array", "items": ["type": "number"], "minItems": .integer(count), "maxItems": .integer(count)])
  }

  /// Values under names of any kind.
  static func named(_ value: Schema) -> Schema {
    Schema(["type": "object", "additionalProperties": .object(value.json)])
  }

  /// Members, all of them there.
  static func object(_ members: KeyValuePairs<String, Schema>) -> Schema {
    Schema(["type": "object", "properties": [:], "required": [], "additionalProperties": false]).adding(members)
  }

  /// An object's schema with further members.
  func adding(_ members: KeyValuePairs<String, Schema>) -> Schema {
    var properties = json["properties"]?.object ?? JSONObject()
    for (name, schema) in members { properties[name] = .object(schema.json) }
    var schema = self
    schema.json["properties"] = .object(properties)
    schema.json["required"] = .array((json["required"]?.array ?? []) + members.map { .string($0.key) })
    return schema
  }

  /// One of two.
  static func either(_ one: Schema, _ other: Schema) -> Schema {
    Schema(["anyOf": [.object(one.json), .object(other.json)]])
  }

  /// The same, or `null`.
  var orNull: Schema {
    guard let type = json["type"], json["enum"] == nil else {
      return Schema(["anyOf": [.object(json), ["type": "null"]]])
    }
    var schema = self
    schema.json["type"] = .array([type, "null"])
    return schema
  }

  /// The same with what it means.
  func describing(_ text: String) -> Schema {
    var schema = self
    schema.json["description"] = .string(text)
    return schema
  }
}
