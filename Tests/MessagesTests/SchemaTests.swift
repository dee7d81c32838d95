import JSON
import Messages
import TestSupport
import Testing

@Suite(.enabled(if: SchemaJudge.isAvailable, "skipped: no Python with jsonschema (apt-get install python3-jsonschema)"))
struct SchemaTests {
  @Test(arguments: Kind.all)
  func schemaAndReaderJudgeAlikeButForTheLenientForms(_ kind: Kind) throws {
    let changes = Place.all(in: kind.type.shape.members).flatMap { place in
      Self.values.map { (place: place, value: $0) }
    }
    let values = changes.map { kind.exampleValue.setting($0.place.path[...], to: $0.value) }
    let verdicts = try SchemaJudge.verdicts(by: kind.type.shape.jsonSchema, of: [kind.exampleValue] + values)
    #expect(verdicts.count == values.count + 1)
    #expect(verdicts[0], "the example is not valid by its own schema")
    for (index, change) in changes.enumerated() {
      let expected =
        verdicts[index + 1] && !Self.isBeyond64Bits(change.place.member, change.value)
        || Self.isLenient(change.place.member, change.value)
      #expect(
        kind.accepts(values[index]) == expected,
        "\(change.place.text): \(change.value?.compact ?? "missing"), schema says \(verdicts[index + 1])")
    }
    #expect(verdicts.contains(false) || kind.type.shape.members.allSatisfy { !$0.isRequired })
  }

  /// What stands in every member's place once; nil takes it out.
  static let values: [JSONValue?] = [
    nil, .some(.null), true, 5, -5, 0, 1.5, 1_000_000, .number(1e300), "x", "", "60", [], ["x"], [1], [:],
    "2018-01-21T00:00:00Z", "2018-01-21T00:00:00.123456Z", "2018-01-21 00:00+01:00", "PT5S", "0:00:05", "EXECUTING",
  ]

  /// The forms that are read but never written: numbers as text; other texts and numbers for times and spans.
  static func isLenient(_ member: Member, _ value: JSONValue?) -> Bool {
    switch (member.kind, value) {
    case (.integer, "60"), (.number(nil), "60"), (.positiveNumber, "60"): true
    case (.number(let range?), "60"): range.contains(60)
    case (.time, .some(.integer)), (.time, 1.5), (.time, "2018-01-21 00:00+01:00"): true
    case (.span, .some(.integer)), (.span, 1.5), (.span, "60"), (.span, "0:00:05"): true
    default: false
    }
  }

  /// A whole number to a schema, which knows no size.
  static func isBeyond64Bits(_ member: Member, _ value: JSONValue?) -> Bool {
    if case .integer = member.kind { value == .number(1e300) } else { false }
  }

  @Test func aSchemaSaysWhatTheMemberIs() throws {
    let schema = GroundLocation.shape.jsonSchema
    #expect(schema["title"] == "GroundLocation")
    #expect(schema["required"]?.array?.count == 6)
    #expect(
      schema["properties"]?["latitude"]?.compact
        == #"{"description":"Geodetic latitude in degrees.","type":"number","minimum":-90.0,"maximum":90.0}"#)
    #expect(
      SatelliteState.shape.jsonSchema["properties"]?["groundId"]?.compact
        == #"{"description":"The station that has it in range; null for none.","type":["integer","null"]}"#)
  }
}

@Suite struct AsyncAPITests {
  @Test func everyReferenceOfTheDocumentLeadsSomewhere() throws {
    let document = AsyncAPI.document(version: "1.0.0")
    #expect(document["info"]?["version"] == "1.0.0")
    let operations = try #require(document["operations"]?.object).members
    #expect(operations.count == Channel.all.count)
    for operation in operations {
      let channel = try #require(operation.value["channel"]?["$ref"]?.string)
      let found = try #require(Self.follow(channel, in: document), "\(channel)")
      for message in try #require(found["messages"]?.object).members {
        let reference = try #require(message.value["$ref"]?.string)
        #expect(Self.follow(reference, in: document)?["name"]?.string == message.name)
      }
    }
    #expect(document["components"]?["messages"]?.object?.members.map(\.name) == Kind.all.map(\.name))
  }

  private static func follow(_ reference: String, in document: JSONValue) -> JSONValue? {
    reference.split(separator: "/").dropFirst().reduce(document) { $0?[String($1)] }
  }
}
