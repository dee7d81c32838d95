public import JSON

extension MessageShape {
  /// The JSON Schema (2020-12) of what Orrery writes; its reader accepts more forms of times and numbers.
  public var jsonSchema: JSONValue {
    var schema: JSONObject = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": .string(name),
      "description": .string(summary),
    ]
    for member in MessageShape.objectSchema(members + Stamp.members).members { schema[member.name] = member.value }
    return .object(schema)
  }

  /// The JSON Schema of the members alone, for what is no message of a run and carries no stamp.
  public var unstampedSchema: JSONValue { .object(MessageShape.objectSchema(members)) }

  private static func objectSchema(_ members: [Member]) -> JSONObject {
    var properties = JSONObject()
    for member in members { properties[member.name] = schema(of: member) }
    var schema: JSONObject = ["type": "object", "properties": .object(properties)]
    let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return schema
  }

  fileprivate static func schema(of member: Member) -> JSONValue {
    var schema: JSONObject = ["description": .string(member.summary)]
    for part in kindSchema(member.kind).members { schema[part.name] = part.value }
    if member.isNullable, let type = schema["type"] { schema["type"] = .array([type, "null"]) }
    if member.isNullable, let words = schema["enum"]?.array { schema["enum"] = .array(words + [.null]) }
    if let fallback = member.fallback { schema["default"] = fallback }
    return .object(schema)
  }

  private static func kindSchema(_ kind: MemberKind) -> JSONObject {
    switch kind {
    case .integer: ["type": "integer"]
    case .count(let range):
      ["type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound))]
    case .number(let range?):
      ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .number(nil): ["type": "number"]
    case .positiveNumber: ["type": "number", "exclusiveMinimum": 0]
    case .text: ["type": "string"]
    case .choice(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
    case .texts: ["type": "array", "items": ["type": "string"]]
    case .boolean: ["type": "boolean"]
    case .time:
      [
        "type": "string", "format": "date-time",
        "pattern": #"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z$"#,
      ]
    case .span:
      ["type": "string", "format": "duration", "pattern": #"^-?P(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$"#]
    case .counts: ["type": "object", "additionalProperties": ["type": "integer", "minimum": 0]]
    case .object(let members): objectSchema(members)
    case .objects(let members): ["type": "array", "items": .object(objectSchema(members))]
    }
  }
}

extension Member {
  /// The JSON Schema of what may stand for the member.
  public var jsonSchema: JSONValue { MessageShape.schema(of: self) }
}
