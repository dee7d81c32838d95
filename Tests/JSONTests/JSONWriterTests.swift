import JSON
import TestSupport
import Testing

@Suite struct JSONWriterTests {
  static let written: [(value: JSONValue, text: String)] = [
    (nil, "null"), (true, "true"), (0, "0"), (.integer(.min), "-9223372036854775808"),
    (.number(60), "60.0"), (.number(0.1), "0.1"), (.number(-0.0), "-0.0"), (.number(84.75), "84.75"),
    (.number(53.61392599416552), "53.61392599416552"), (.number(0.00001), "1e-05"), (.number(1e16), "1e+16"),
    (.number(.leastNonzeroMagnitude), "5e-324"), (.number(1 / 3), "0.3333333333333333"), ([], "[]"), ([:], "{}"),
    (["b": 1, "a": [nil, true, "x"]], #"{"b":1,"a":[null,true,"x"]}"#),
    ("\"\\/\n\r\t\u{8}\u{C}\u{0}\u{1F}\u{7F}é🛰", "\"\\\"\\\\/\\n\\r\\t\\u0008\\u000c\\u0000\\u001f\u{7F}é🛰\""),
    (["\"": 1], #"{"\"":1}"#),
  ]

  @Test(arguments: written)
  func isWrittenWithoutSpaces(_ value: JSONValue, _ text: String) throws {
    #expect(value.compact == text)
    #expect(value.compactBytes == Array(text.utf8))
    #expect(try JSONValue.parse(text) == value)
  }

  @Test func everyDoubleIsReadBackBitByBit() throws {
    var random = RandomSource(seed: 754)
    var count = 0
    while count < 20_000 {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }
      count += 1
      let text = JSONValue.number(number).compact
      guard case .number(let back) = try JSONValue.parse(text) else {
        Issue.record("\(text) was not read as a number with a fraction or an exponent")
        return
      }
      #expect(back.bitPattern == number.bitPattern)
    }
  }

  @Test func noShorterTextReadsBackAsTheSameDouble() throws {
    var random = RandomSource(seed: 17)
    for _ in 0..<5_000 {
      let number = Double.random(in: -1_000...1_000, using: &random)
      let text = JSONValue.number(number).compact
      #expect(Double(text) == number)
      #expect(Double(text.dropLast()) != number, "\(text) has a digit too many")
    }
  }

  @Test func theFormForPeopleReadsBackTheSame() throws {
    let value: JSONValue = [
      "name": "SUOMI NPP", "rates": [1, 2.5, nil], "empty": [:], "none": [], "links": [["id": 0], [1, 2]],
    ]
    let text = """
      {
        "name": "SUOMI NPP",
        "rates": [1,2.5,null],
        "empty": {},
        "none": [],
        "links": [
          {
            "id": 0
          },
          [1,2]
        ]
      }
      """
    #expect(value.indented == text)
    #expect(try JSONValue.parse(text) == value)
    #expect(JSONValue.integer(1).indented == "1")
  }
}

@Suite struct JSONValueTests {
  @Test func aMemberIsSetAtItsOldPlaceOrAtTheEndAndRemovedByNil() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["a"] = 3
    object["c"] = 4
    #expect(JSONValue.object(object).compact == #"{"a":3,"b":2,"c":4}"#)
    object["b"] = nil
    object["nothing"] = nil
    #expect(JSONValue.object(object).compact == #"{"a":3,"c":4}"#)
    object["a"] = .some(.null)
    #expect(object["a"] == .some(.null))
  }

  @Test func valuesAreReadAsWhatTheyAreAndAsNothingElse() {
    let value: JSONValue = ["i": 12, "n": 12.0, "f": 12.5, "s": "12", "b": true, "l": [1], "z": nil]
    #expect(["i", "n", "f", "s", "b", "l", "z"].map { value[$0]?.int } == [12, 12, nil, nil, nil, nil, nil])
    #expect(["i", "n", "f", "s", "b", "l", "z"].map { value[$0]?.double } == [12, 12, 12.5, nil, nil, nil, nil])
    #expect(value["s"]?.string == "12")
    #expect(value["i"]?.string == nil)
    #expect(value["b"]?.bool == true)
    #expect(value["i"]?.bool == nil)
    #expect(value["l"]?.array == [1])
    #expect(value.array == nil)
    #expect(value["z"] == .some(.null))
    #expect(value["missing"] == nil)
    #expect(value["s"]?["i"] == nil)
    #expect(JSONValue.number(1e300).int == nil)
    #expect(JSONValue.number(9_223_372_036_854_775_808).int == nil)
  }

  @Test func theOrderOfMembersIsPartOfTheValue() {
    #expect(JSONValue.object(["a": 1, "b": 2]) != .object(["b": 2, "a": 1]))
    #expect(JSONValue.integer(1) != .number(1))
  }
}
