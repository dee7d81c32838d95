/// A text that is not JSON: where, and what is wrong.
public struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
  /// The place, counted in bytes from 0.
  public let offset: Int
  /// What is wrong there.
  public let reason: String

  /// The sentence for a log.
  public var description: String { "not JSON: \(reason) at byte \(offset)" }
}

extension JSONValue {
  /// The deepest nesting that the parser follows.
  public static let maximumDepth = 64

  /// Reads one JSON text (RFC 8259), strictly: no comments, no duplicate names, nothing after the value.
  /// - Throws: ``JSONSyntaxError`` with the byte where the text stops to be JSON.
  public static func parse(_ bytes: some Sequence<UInt8>) throws(JSONSyntaxError) -> JSONValue {
    var parser = JSONParser(bytes: Array(bytes))
    return try parser.parse()
  }

  /// Reads one JSON text; see ``parse(_:)``.
  public static func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
    try parse(text.utf8)
  }

  /// Reads the JSON value that begins at an offset of some bytes, whatever follows it; see ``parse(_:)``.
  /// - Returns: The value, and the offset behind it.
  /// - Throws: ``JSONSyntaxError`` with the byte where the text stops to be JSON.
  public static func parse(
    prefixOf bytes: [UInt8], from offset: Int
  ) throws(JSONSyntaxError) -> (value: JSONValue, end: Int) {
    precondition((0...bytes.count).contains(offset), "the offset \(offset) is none of \(bytes.count) bytes")
    var parser = JSONParser(bytes: bytes, index: offset)
    return try parser.parsePrefix()
  }
}

/// A recursive descent over the bytes of a JSON text, bounded in depth.
private struct JSONParser {
  private let bytes: [UInt8]
  private var index: Int

  init(bytes: [UInt8], index: Int = 0) {
    (self.bytes, self.index) = (bytes, index)
  }

  mutating func parsePrefix() throws(JSONSyntaxError) -> (value: JSONValue, end: Int) {
    (try value(depth: 0), index)
  }

  mutating func parse() throws(JSONSyntaxError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard index == bytes.count else { throw failure("something follows the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < JSONValue.maximumDepth else {
        throw failure("nested deeper than \(JSONValue.maximumDepth) levels")
      }
      return peek == UInt8(ascii: "{") ? try object(depth: depth) : try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): return try number()
    case nil: throw failure("the text ends where a value should stand")
    default: throw failure("a value should stand")
    }
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    index += 1
    var object = JSONObject()
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object(object) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw failure("a member's name in double quotes should stand") }
      let start = index
      let name = try string()
      guard names.insert(name).inserted else {
        throw JSONSyntaxError(offset: start, reason: "the member \"\(name.prefix(64))\" stands twice")
      }
      skipSpace()
      guard take(":") else { throw failure("a colon should follow the member's name") }
      object.append(name, try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure("a comma or } should stand") }
    return .object(object)
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure("a comma or ] should stand") }
    return .array(elements)
  }

  private mutating func literal(_ text: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
    guard bytes[index...].starts(with: text.utf8) else { throw failure("a value should stand") }
    index += text.utf8.count
    return value
  }

  // number = [ "-" ] int [ frac ] [ exp ]   (RFC 8259, section 6)
  private mutating func number() throws(JSONSyntaxError) -> JSONValue {
    let start = index
    _ = take("-")
    let leadingZero = peek == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits > 0, !(leadingZero && digits > 1) else { throw failure("not a number") }
    var isInteger = true
    if take(".") {
      isInteger = false
      guard skipDigits() > 0 else { throw failure("digits should follow the point") }
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      guard skipDigits() > 0 else { throw failure("digits should follow the exponent") }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if isInteger, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw JSONSyntaxError(offset: start, reason: "the number \(text.prefix(32)) is out of range")
    }
    return .number(value)
  }

  private mutating func string() throws(JSONSyntaxError) -> String {
    index += 1
    let start = index
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
    if peek == UInt8(ascii: "\"") {
      defer { index += 1 }
      return try decoded(bytes[start..<index], from: start)
    }
    return try escapedString(from: start)
  }

  /// Reads on from the first escape of a string.
  private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
    var text = Array(bytes[start..<index])
    while let byte = peek {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return try decoded(text[...], from: start)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case ..<0x20:
        throw JSONSyntaxError(offset: index - 1, reason: "a control character stands bare in a string")
      default: text.append(byte)
      }
    }
    throw failure("the text ends inside a string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
    guard let byte = peek else { throw failure("the text ends inside a string") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try unicodeEscape()).utf8))
    default: throw JSONSyntaxError(offset: index - 1, reason: "no such escape")
    }
  }

  /// Reads the digits of `\u`, and the second half where they are the first of a surrogate pair.
  private mutating func unicodeEscape() throws(JSONSyntaxError) -> Character {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return Character(scalar) }
    guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else {
      throw failure("half of a surrogate pair")
    }
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else { throw failure("half of a surrogate pair") }
    return Character(scalar)
  }

  private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt16 {
    guard index + 4 <= bytes.count, bytes[index] != UInt8(ascii: "+"), bytes[index] != UInt8(ascii: "-"),
      let value = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    else { throw failure("four hexadecimal digits should stand") }
    index += 4
    return value
  }

  private func decoded(_ slice: ArraySlice<UInt8>, from start: Int) throws(JSONSyntaxError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw JSONSyntaxError(offset: start, reason: "the string is not UTF-8")
    }
    return text
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func take(_ character: Character) -> Bool {
    guard peek == character.asciiValue else { return false }
    index += 1
    return true
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while let byte = peek, isDigit(byte) { index += 1 }
    return index - start
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private func failure(_ reason: String) -> JSONSyntaxError { JSONSyntaxError(offset: index, reason: reason) }
}
