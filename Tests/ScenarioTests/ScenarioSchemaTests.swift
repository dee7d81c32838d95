import Foundation
import JSON
import TestSupport
import Testing

@testable import Scenario

@Suite struct ScenarioSchemaTests {
  /// Validates documents with Python's jsonschema.
  /// - Returns: for each whether it is valid.
  static func validate(_ documents: [JSONValue]) throws -> [Bool] {
    let folder = try TemporaryDirectory()
    try folder.write(ScenarioFormat.jsonSchema.indented, to: "schema.json")
    try folder.write(JSONValue.array(documents).compact, to: "documents.json")
    try folder.write(
      """
      import json, jsonschema
      schema = json.load(open("schema.json"))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      result = [validator.is_valid(document) for document in json.load(open("documents.json"))]
      json.dump(result, open("result.json", "w"))
      """, to: "validate.py")
    try Subprocess.shell("/usr/bin/python3 validate.py", in: folder)
    let result = try JSONValue.parse(String(contentsOfFile: folder.path("result.json"), encoding: .utf8))
    return (result.array ?? []).compactMap(\.bool)
  }

  static func json(_ text: String) throws -> JSONValue {
    try DocumentParser.parse(Array(text.utf8), file: "t").json
  }

  @Test("The schema of scenarios takes every shipped one")
  func shipped() throws {
    let shipped = Shipped.names + ["catalogue", "nos-t-downlink"]
    let documents = try shipped.map { try Self.json(Shipped.text($0)) } + [Self.json(BrokenScenarioTests.sound)]
    #expect(try Self.validate(documents) == documents.map { _ in true })
  }

  /// What only the whole of a scenario or its files show is beyond a schema.
  static let refused = [
    "misspelt key", "misspelt key deep down", "unknown key", "no element set", "number in quotes",
    "number out of range", "negative number", "no number", "no stop", "scale next to nothing", "no satellites",
    "satellites in an object", "negative seed", "constellation of too many", "node at the full circle", "bad choice",
    "a list", "a word",
  ]

  @Test("The schema refuses what the reader refuses for a key, a type, a word or a range")
  func refusals() throws {
    let broken = BrokenScenarioTests.cases.filter { Self.refused.contains($0.name) }
    #expect(broken.count == Self.refused.count)
    let documents = try broken.map { try Self.json(String(decoding: $0.bytes, as: UTF8.self)) }
    let results = try Self.validate(documents)
    #expect(zip(broken, results).filter { $1 }.map(\.0.name) == [])
    #expect(results.count == broken.count)
  }
}
