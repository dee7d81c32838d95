import HTTPServer
public import JSON
import Messages

/// The OpenAPI 3.1 document, made from the routes that answer.
public enum OpenAPI {
  /// Returns the document for a version of the program.
  public static func document(version: String) -> JSONValue {
    var paths = JSONObject()
    for route in Facade.router.routes {
      var path = paths["\(route.path)"]?.object ?? JSONObject()
      path[route.method.rawValue.lowercased()] = operation(route)
      paths["\(route.path)"] = .object(path)
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Orrery", "version": .string(version),
        "description": "A test run over HTTP: what it does, what it will do, and what it has done.",
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "/"]],
      "tags": .array(Chapter.allCases.map { ["name": .string($0.rawValue)] }),
      "paths": .object(paths),
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
        "schemas": ["Problem": problem],
      ],
    ]
  }

  private static func operation(_ route: Route) -> JSONValue {
    let words = route.path.segments.map { segment in
      switch segment {
      case .word(let word): word
      case .name(let name): "by_\(name)"
      }
    }
    var operation: JSONObject = [
      "operationId": .string(([route.method.rawValue.lowercased()] + words).joined(separator: "_")),
      "summary": .string(route.summary), "tags": [.string(route.chapter.rawValue)],
    ]
    if !route.parameters.isEmpty { operation["parameters"] = .array(route.parameters.map { parameter($0, of: route) }) }
    if let body = body(route.body) { operation["requestBody"] = body }
    operation["responses"] = [
      "\(route.status)": ["description": .string(route.summary), "content": .object(content(route.answer))],
      "default": [
        "description": "What is wrong.",
        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
      ],
    ]
    if route.isCommand { operation["security"] = [["token": []]] }
    return .object(operation)
  }

  private static func parameter(_ member: Member, of route: Route) -> JSONValue {
    let isInPath = route.path.names.contains(member.name)
    return [
      "name": .string(member.name), "in": isInPath ? "path" : "query", "required": .bool(member.isRequired),
      "description": .string(member.summary), "schema": tolerant(member.jsonSchema),
    ]
  }

  private static func body(_ body: Route.Body) -> JSONValue? {
    switch body {
    case .none: nil
    case .json(let shape, let ignoresOthers):
      [
        "description": .string(shape.summary), "required": .bool(shape.members.contains(where: \.isRequired)),
        "content": [
          "application/json": [
            "schema": tolerant(ignoresOthers ? shape.unstampedSchema : closed(shape.unstampedSchema))
          ]
        ],
      ]
    case .text(let summary):
      [
        "description": .string(summary), "required": true,
        "content": ["text/plain": ["schema": ["type": "string"]]],
      ]
    }
  }

  /// A schema that takes times in every form that is read, as the wire's own does not.
  private static func tolerant(_ schema: JSONValue) -> JSONValue {
    guard var object = schema.object else { return schema }
    for member in object.members { object[member.name] = tolerant(member.value) }
    if object["format"] == "date-time" { object["pattern"] = nil }
    return .object(object)
  }

  /// A schema whose objects have no other members than those that it names.
  private static func closed(_ schema: JSONValue) -> JSONValue {
    guard var object = schema.object else { return schema }
    for member in object.members { object[member.name] = closed(member.value) }
    if object["properties"] != nil { object["additionalProperties"] = false }
    return .object(object)
  }

  private static func content(_ answer: Route.Answer) -> JSONObject {
    switch answer {
    case .json(let schema): ["application/json": ["schema": .object(schema.json)]]
    case .events(let schema): ["text/event-stream": ["schema": .object(schema.json)]]
    case .other(let type, let what):
      [type: ["schema": ["type": "string", "description": .string(what)]]]
    case .either(let one, let other):
      content(other).members.reduce(into: content(one)) { $0[$1.name] = $1.value }
    }
  }

  /// RFC 9457, with the members that tell of a parameter.
  private static let problem: JSONValue = [
    "type": "object",
    "properties": [
      "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
      "detail": ["type": "string"], "parameter": ["type": "string", "description": "The name, or the JSON path."],
      "value": ["description": "What stood there, as JSON; null for nothing."],
      "allowed": ["type": ["string", "null"]],
    ],
    "required": ["type", "title", "status", "detail"],
  ]
}
