import JSON

extension Shape {
  /// The JSON Schema (2020-12) of the shape.
  func jsonSchema() -> JSONObject {
    switch self {
    case .text: return ["type": "string", "minLength": 1]
    case .choice(let words): return ["enum": .array(words.map { .string($0) })]
    case .number(let bounds, _):
      let lower = JSONValue.number(bounds.lower)
      var schema: JSONObject = ["type": "number"]
      schema[bounds.includesLower ? "minimum" : "exclusiveMinimum"] = lower
      schema[bounds.includesUpper ? "maximum" : "exclusiveMaximum"] = .number(bounds.upper)
      return schema
    case .integer(let range):
      return [
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound)),
      ]
    case .boolean: return ["type": "boolean"]
    case .time: return ["type": "string", "examples": ["2018-01-21T00:00:00Z"]]
    case .timeOrSpan:
      return ["type": ["string", "number"], "examples": ["2018-01-21T02:00:00Z", "PT2H"]]
    case .span: return ["type": ["string", "number"], "examples": ["PT90S", "0:01:30", 90]]
    case .list(let element, let count):
      return ["type": "array", "minItems": .integer(Int64(count)), "items": .object(element.jsonSchema())]
    case .object(let fields): return Shape.schema(of: fields)
    case .oneOf(let alternatives):
      return ["anyOf": .array(alternatives.map { .object(Shape.schema(of: $0.fields)) })]
    case .anything: return [:]
    }
  }

  private static func schema(of fields: [Field]) -> JSONObject {
    var properties = JSONObject()
    for field in fields {
      var property: JSONObject = ["description": .string(field.summary)]
      for member in field.shape.jsonSchema().members { property[member.name] = member.value }
      if let fallback = field.fallback { property["default"] = fallback }
      properties[field.name] = .object(property)
    }
    var schema: JSONObject = ["type": "object", "properties": .object(properties), "additionalProperties": false]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return schema
  }
}
