import Foundation
import JSON
import Simulation
import Testing

@testable import Scenario

@Suite struct DocumentParserTests {
  static func json(_ text: String) throws -> JSONValue {
    try DocumentParser.parse(Array(text.utf8), file: "t").json
  }

  static func problem(_ bytes: [UInt8]) -> String? {
    do throws(ScenarioProblem) {
      _ = try DocumentParser.parse(bytes, file: "t")
      return nil
    } catch {
      return error.description
    }
  }

  static let plain = #"""
    { "name": "a", "url": "http://x//y", "list": [1, 2.5, -3e2, true, null], "deep": { "text": "it's # not // a /* comment" } }
    """#

  @Test(
    "JSON, JSON as people write it, and YAML give the same values",
    arguments: [
      """
      // a comment of JSON's users
      { # one of YAML's
        "name": "a", /* one
        of C's */ "url": "http://x//y", // and another, with a " in it
        "list": [1, 2.5, -3e2, true, null,],
        "deep": { "text": "it's # not // a /* comment" }, /* "name": "b", */
      }
      """,
      """
      { name: 'a', url: http://x//y, list: [1, 2.5, -3e2, true, ~], deep: { text: 'it''s # not // a /* comment' } }
      """,
      """
      name: a
      url: http://x//y # a comment
      list:
        - 1
        - 2.5
        - -3e2
        - true
        -
      deep:
        text: "it's # not // a /* comment"
      """,
    ])
  func forms(text: String) throws {
    #expect(try Self.json(text) == Self.json(Self.plain))
  }

  @Test("Plain JSON reads as the strict parser reads it, escapes and all")
  func strictJSON() throws {
    let text = #"{"a":"\u00e9\n\t\"\\","b":[{"c":[]},{}],"d":-0.5,"e":"1"}"#
    #expect(try Self.json(text) == JSONValue.parse(text))
  }

  @Test("Every value knows its line and its column, counted in characters")
  func places() throws {
    let root = try DocumentParser.parse(Array("{\n  // é\n  \"é\": [1,\n 22], x: y\n}".utf8), file: "t")
    #expect(root.place == SourcePlace(line: 1, column: 1))
    #expect(root.entries.map(\.keyPlace) == [SourcePlace(line: 3, column: 3), SourcePlace(line: 4, column: 7)])
    #expect(
      root.entries[0].value.elements.map(\.place) == [
        SourcePlace(line: 3, column: 9), SourcePlace(line: 4, column: 2),
      ])
  }

  @Test("What is too deep, too long, endless or not UTF-8 is refused with its place")
  func hostile() {
    let million = 1 << 20
    #expect(
      Self.problem(Array(repeating: UInt8(ascii: "["), count: million))
        == "t:1:66: nested too deep; allowed: at most 64 levels")
    #expect(
      Self.problem(Array(repeating: UInt8(ascii: "{"), count: million))
        == "t:1:66: nested too deep; allowed: at most 64 levels")
    #expect(
      Self.problem(Array(String(repeating: "- ", count: 1_000).utf8))
        == "t:1:131: nested too deep; allowed: at most 64 levels")
    #expect(
      Self.problem(Array(repeating: UInt8(ascii: " "), count: DocumentParser.maximumBytes + 1))
        == "t: 16777217 bytes are too many; allowed: at most 16777216 bytes")
    #expect(Self.problem([0x7B, 0x0A, 0x22, 0xFF, 0x22, 0x7D]) == "t:2:2: the text is not UTF-8")
    #expect(
      Self.problem(Array("a: &x 1\nb: *x".utf8)) == "t:2:4: an alias (*x) stands here; allowed: the value itself")
    #expect(Self.problem(Array("{é: \"\u{7}\"}".utf8)) == "t:1:6: not JSON or YAML: control characters are not allowed")
    #expect(Self.problem(Array("/* never ends".utf8)) == "t: is empty; allowed: one scenario, in JSON or YAML")
  }

  @Test func `An alias of plain YAML stands for what it names, at its own place`() throws {
    let root = try DocumentParser.parse(
      Array("a: &x [1, &y two]\nb: *x\nc: *y\n&k d: *k".utf8), file: "t", dialect: .yaml)
    #expect(root["b"]?.elements.map(\.text) == ["1", "two"])
    #expect(root["b"]?.place == SourcePlace(line: 2, column: 4))
    #expect(root["c"]?.text == "two")
    #expect(root["d"]?.text == "d")
  }

  @Test func `Merged mappings give way to the mapping's own names, and to those before them`() throws {
    let text = """
      one: &one {a: 1, b: 1}
      two: &two {b: 2, c: 2}
      both: {<<: [*one, *two], c: 3}
      quoted: {"<<": x}
      """
    let root = try DocumentParser.parse(Array(text.utf8), file: "t", dialect: .yaml)
    let both = Dictionary(uniqueKeysWithValues: root["both"]!.entries.map { ($0.key, $0.value.text) })
    #expect(both == ["a": "1", "b": "1", "c": "3"])
    #expect(root["quoted"]?.entries.map(\.key) == ["<<"])
  }

  @Test(arguments: [
    ("a: *x", "t:1:4: *x names nothing that ends before it; allowed: the value itself"),
    ("y: &y 1\na: &x [*x]", "t:2:8: *x names nothing that ends before it; allowed: *y"),
    ("a: {<<: 5}", "t:1:5: << merges 5; allowed: a mapping, or a list of mappings"),
    (
      (0..<9).map {
        "a\($0): &a\($0) [\(Array(repeating: $0 == 0 ? "x" : "*a\($0 - 1)", count: 10).joined(separator: ","))]"
      }
      .joined(separator: "\n"),
      "t:6:38: with *a4 the document comes to too many values; allowed: at most 1000000 when every alias is spelled out"
    ),
  ])
  func `An alias that names nothing, itself or too much is refused`(text: String, message: String) {
    #expect(throws: ScenarioProblem.self) {
      do {
        _ = try DocumentParser.parse(Array(text.utf8), file: "t", dialect: .yaml)
      } catch {
        #expect(String(describing: error) == message)
        throw error
      }
    }
  }
}
