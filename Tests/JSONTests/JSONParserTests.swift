import TestSupport
import Testing

@testable import JSON

@Suite struct JSONParserTests {
  static let accepted: [(text: String, value: JSONValue)] = [
    ("null", JSONValue.null), ("true", true), ("false", false), (" \t\r\n1 \t\r\n", 1), ("\"\"", ""),
    ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]), ("[1,[2],{}]", [1, [2], [:]]),
    ("{\"a\":1,\"b\":{\"c\":null}}", ["a": 1, "b": ["c": nil]]), ("{\"\":0}", ["": 0]),
    ("0", 0), ("-0", 0), ("-1", -1), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e2", .number(100)), ("1E+2", .number(100)),
    ("0.5", .number(0.5)), ("-0.0", .number(-0.0)), ("0e0", .number(0)), ("60.0", .number(60)),
    ("1e-05", .number(0.00001)), ("1e-999", .number(0)), ("5e-324", .number(.leastNonzeroMagnitude)),
    ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
    ("123456789012345678901234567890", .number(1.2345678901234568e29)),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
    (#""\ud83d\udef0""#, "🛰"), (#""x\uD834\uDD1Ey""#, "x𝄞y"), ("\"🛰 é \u{7F}\"", "🛰 é \u{7F}"),
    (#""\u0000\u001f""#, "\u{0}\u{1F}"), (#""\udbff\udfff""#, "\u{10FFFF}"),
  ]

  @Test(arguments: accepted)
  func readsWhatRFC8259Allows(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONValue.parse(text) == value)
  }

  @Test(arguments: [
    ("", "the text ends where a value should stand", 0),
    ("  ", "the text ends where a value should stand", 2),
    ("not json", "a value should stand", 0),
    ("nul", "a value should stand", 0),
    ("True", "a value should stand", 0),
    ("NaN", "a value should stand", 0),
    ("Infinity", "a value should stand", 0),
    ("-Infinity", "not a number", 1),
    ("'a'", "a value should stand", 0),
    ("\u{FEFF}1", "a value should stand", 0),
    ("// one\n1", "a value should stand", 0),
    ("1 2", "something follows the value", 2),
    ("truex", "something follows the value", 4),
    ("{}}", "something follows the value", 2),
    ("1\u{0}", "something follows the value", 1),
    ("01", "not a number", 2),
    ("-", "not a number", 1),
    ("-01", "not a number", 3),
    ("+1", "a value should stand", 0),
    (".5", "a value should stand", 0),
    ("1.", "digits should follow the point", 2),
    ("1.e5", "digits should follow the point", 2),
    ("1e", "digits should follow the exponent", 2),
    ("1e+", "digits should follow the exponent", 3),
    ("0x10", "something follows the value", 1),
    ("[1e999]", "the number 1e999 is out of range", 1),
    ("[-1e999]", "the number -1e999 is out of range", 1),
    ("[1,]", "a value should stand", 3),
    ("[,1]", "a value should stand", 1),
    ("[1 2]", "a comma or ] should stand", 3),
    ("[1", "a comma or ] should stand", 2),
    ("[", "the text ends where a value should stand", 1),
    ("{", "a member's name in double quotes should stand", 1),
    ("{a:1}", "a member's name in double quotes should stand", 1),
    ("{\"a\":1,}", "a member's name in double quotes should stand", 7),
    ("{\"a\" 1}", "a colon should follow the member's name", 5),
    ("{\"a\":}", "a value should stand", 5),
    ("{\"a\":1 \"b\":2}", "a comma or } should stand", 7),
    ("{\"a\":1", "a comma or } should stand", 6),
    ("{\"a\":1,\"b\":{\"c\":1,\"c\":2}}", "the member \"c\" stands twice", 18),
    ("{\"a\":1,\"\\u0061\":2}", "the member \"a\" stands twice", 7),
    ("{\"\u{E9}\":1,\"e\u{301}\":2}", "the member \"e\u{301}\" stands twice", 8),
    ("\"abc", "the text ends inside a string", 4),
    ("\"abc\\", "the text ends inside a string", 5),
    ("\"a\nb\"", "a control character stands bare in a string", 2),
    ("\"a\\n\u{1F}\"", "a control character stands bare in a string", 4),
    (#""\x41""#, "no such escape", 2),
    (#""\'""#, "no such escape", 2),
    (#""\u12""#, "four hexadecimal digits should stand", 3),
    (#""\u+123""#, "four hexadecimal digits should stand", 3),
    (#""\u12G4""#, "four hexadecimal digits should stand", 3),
    (#""\ud83d""#, "half of a surrogate pair", 7),
    (#""\ud83dx""#, "half of a surrogate pair", 7),
    (#""\ud83d\n""#, "half of a surrogate pair", 8),
    (#""\ud83d\u0041""#, "half of a surrogate pair", 13),
    (#""\udef0""#, "half of a surrogate pair", 7),
  ])
  func refusesTheRestWithPlaceAndReason(_ text: String, _ reason: String, _ offset: Int) {
    #expect(throws: JSONSyntaxError(offset: offset, reason: reason)) { _ = try JSONValue.parse(text) }
  }

  @Test func aValueIsReadFromTheMiddleOfABuffer() throws {
    let bytes = Array("[{\"a\":1} , {\"b\":}".utf8)
    let first = try JSONValue.parse(prefixOf: bytes, from: 1)
    #expect(first.value == ["a": 1])
    #expect(first.end == 8)
    let error = #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(prefixOf: bytes, from: 11) }
    #expect(error?.offset == 16)
    #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(prefixOf: bytes, from: bytes.count) }
  }

  @Test func theErrorIsASentence() {
    let error = #expect(throws: JSONSyntaxError.self) { _ = try JSONValue.parse("{\"a\":}") }
    #expect(error?.description == "not JSON: a value should stand at byte 5")
  }

  @Test(
    arguments: [
      [0xFF], [0xC3], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80],
    ] as [[UInt8]])
  func aStringThatIsNotUTF8IsRefused(_ bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let error = JSONSyntaxError(offset: 1, reason: "the string is not UTF-8")
    #expect(throws: error) { _ = try JSONValue.parse([quote] + bytes + [quote]) }
    #expect(throws: error) { _ = try JSONValue.parse([quote] + Array(#"\n"#.utf8) + bytes + [quote]) }
  }

  @Test func nestingIsFollowedToItsLimitAndNoFurther() throws {
    let limit = JSONValue.maximumDepth
    func nested(_ levels: Int, _ inner: String = "") -> String {
      String(repeating: "[", count: levels) + inner + String(repeating: "]", count: levels)
    }
    var value = JSONValue.array([])
    for _ in 1..<limit { value = [value] }
    #expect(try JSONValue.parse(nested(limit)) == value)
    #expect(try JSONValue.parse(nested(limit, "1")).compact == nested(limit, "1"))
    let error = JSONSyntaxError(offset: limit, reason: "nested deeper than 64 levels")
    #expect(throws: error) { _ = try JSONValue.parse(nested(limit + 1)) }
    #expect(throws: error) { _ = try JSONValue.parse(nested(limit, "{}")) }
    #expect(throws: error) { _ = try JSONValue.parse(String(repeating: "[", count: 1_000_000)) }
    let objects = String(repeating: "{\"a\":", count: 1_000_000)
    #expect(throws: JSONSyntaxError(offset: 5 * limit, reason: "nested deeper than 64 levels")) {
      _ = try JSONValue.parse(objects)
    }
  }

  @Test func membersKeepTheirOrder() throws {
    let text = "{\"z\":1,\"a\":{\"y\":2,\"b\":3},\"m\":[{\"q\":4,\"c\":5}]}"
    #expect(try JSONValue.parse(text).compact == text)
    #expect(try JSONValue.parse(text).object?.members.map(\.name) == ["z", "a", "m"])
  }

  /// A text with every construct of the grammar.
  static let rich = Array(
    #"{"a":[1,-2.5e-3,true,false,null,{"é\u00e9\ud83d\udef0\n":"x\\\"\/y"}],"b":{},"c":[],"d":"🛰","e":1e10}"#.utf8)

  @Test func everyTruncationIsRefusedAtItsEndOrBefore() throws {
    _ = try JSONValue.parse(Self.rich)
    for count in 0..<Self.rich.count {
      let error = #expect(throws: JSONSyntaxError.self) { _ = try JSONValue.parse(Self.rich.prefix(count)) }
      #expect(try #require(error).offset <= count)
    }
  }

  @Test func noMutationTrapsAndWhatIsReadIsWrittenAndReadTheSame() throws {
    var random = RandomSource(seed: 8259)
    var read = 0
    for round in 0..<20_000 {
      var bytes = Self.rich
      for _ in 0...round % 4 { bytes = random.mutation(of: bytes) }
      do {
        let value = try JSONValue.parse(bytes)
        #expect(try JSONValue.parse(value.compactBytes) == value)
        read += 1
      } catch {
        #expect((0...bytes.count).contains(error.offset))
      }
    }
    #expect(read > 500)
  }
}
