/// What an XML text consists of, as far as messages use it.
enum XMLToken {
  /// A start tag: its name, the value of its attribute `units`, and whether it ends itself.
  case start(name: ArraySlice<UInt8>, units: ArraySlice<UInt8>?, isEmpty: Bool)
  case end(name: ArraySlice<UInt8>)
  /// Characters between tags, references replaced.
  case text(ArraySlice<UInt8>)
}

/// A place where a text stops to be XML.
struct XMLFault: Error {
  let offset: Int
  let reason: String
}

/// Walks an XML text tag by tag. Comments and instructions are passed over; a document type is refused, so that no
/// entity can be declared.
struct XMLScanner {
  private let bytes: [UInt8]
  private(set) var index = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Where the token read last begins.
  private(set) var start = 0

  /// Goes on at the next start of an element `omm`, if there is one.
  mutating func skipToMessage(from offset: Int) {
    var next = min(max(offset, index), bytes.count)
    while let open = bytes[next...].firstIndex(of: UInt8(ascii: "<")) {
      if bytes[(open + 1)...].starts(with: "omm".utf8), open + 4 < bytes.count, !isNameByte(bytes[open + 4]) {
        index = open
        return
      }
      next = open + 1
    }
    index = bytes.count
  }

  /// Returns the next token; nil at the end.
  mutating func next() throws(XMLFault) -> XMLToken? {
    while index < bytes.count {
      start = index
      guard bytes[index] == UInt8(ascii: "<") else { return .text(try characters()) }
      let rest = bytes[index...]
      if rest.starts(with: "<!--".utf8) {
        try skip(past: "-->", from: index + 4, "a comment that does not end")
      } else if rest.starts(with: "<?".utf8) {
        try skip(past: "?>", from: index + 2, "an instruction that does not end")
      } else if rest.starts(with: "<![CDATA[".utf8) {
        let begin = index + 9
        try skip(past: "]]>", from: begin, "a section of characters that does not end")
        return .text(bytes[begin..<index - 3])
      } else if rest.starts(with: "<!".utf8) {
        throw XMLFault(offset: index, reason: "a document type, which no message has")
      } else {
        return try tag()
      }
    }
    return nil
  }

  private mutating func skip(past end: String, from: Int, _ reason: String) throws(XMLFault) {
    let end = Array(end.utf8)
    var next = min(from, bytes.count)
    while let found = bytes[next...].firstIndex(of: end[0]) {
      if bytes[found...].starts(with: end) {
        index = found + end.count
        return
      }
      next = found + 1
    }
    index = bytes.count
    throw XMLFault(offset: start, reason: reason)
  }

  private mutating func characters() throws(XMLFault) -> ArraySlice<UInt8> {
    let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    let raw = bytes[index..<end]
    index = end
    guard raw.contains(UInt8(ascii: "&")) else { return raw }
    var text: [UInt8] = []
    var next = raw.startIndex
    while let ampersand = raw[next...].firstIndex(of: UInt8(ascii: "&")) {
      text += raw[next..<ampersand]
      guard let end = raw[ampersand...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let character = XMLScanner.reference(raw[(ampersand + 1)..<end])
      else { throw XMLFault(offset: ampersand, reason: "a reference that is not known") }
      text += Array(String(character).utf8)
      next = end + 1
    }
    return (text + raw[next...])[...]
  }

  private static func reference(_ name: ArraySlice<UInt8>) -> Character? {
    let name = String(decoding: name, as: UTF8.self)
    let known: [String: Character] = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
    if let character = known[name] { return character }
    guard name.hasPrefix("#"), name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "#" }) else { return nil }
    let isHexadecimal = name.hasPrefix("#x")
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init).map { Character($0) }
  }

  private mutating func tag() throws(XMLFault) -> XMLToken {
    index += 1
    let isEnd = index < bytes.count && bytes[index] == UInt8(ascii: "/")
    if isEnd { index += 1 }
    let name = try name()
    if isEnd {
      skipSpace()
      try take(">", "a tag that does not end")
      return .end(name: name)
    }
    var units: ArraySlice<UInt8>?
    while true {
      skipSpace()
      guard index < bytes.count else { throw XMLFault(offset: start, reason: "a tag that does not end") }
      if bytes[index] == UInt8(ascii: ">") {
        index += 1
        return .start(name: name, units: units, isEmpty: false)
      }
      if bytes[index] == UInt8(ascii: "/") {
        index += 1
        try take(">", "a tag that does not end")
        return .start(name: name, units: units, isEmpty: true)
      }
      let attribute = try self.name()
      let value = try attributeValue()
      if attribute.elementsEqual("units".utf8) { units = value }
    }
  }

  private mutating func attributeValue() throws(XMLFault) -> ArraySlice<UInt8> {
    skipSpace()
    try take("=", "an attribute without a value")
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'"),
      let end = bytes[(index + 1)...].firstIndex(of: bytes[index])
    else { throw XMLFault(offset: index, reason: "an attribute without a quoted value") }
    defer { index = end + 1 }
    return bytes[(index + 1)..<end]
  }

  private mutating func name() throws(XMLFault) -> ArraySlice<UInt8> {
    let begin = index
    while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
    guard index > begin else { throw XMLFault(offset: start, reason: "a < that begins no tag") }
    return bytes[begin..<index]
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    byte.isDigit || (65...90).contains(byte) || (97...122).contains(byte) || byte >= 0x80
      || "_-.:".utf8.contains(byte)
  }

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index].isSpace { index += 1 }
  }

  private mutating func take(_ character: Character, _ reason: String) throws(XMLFault) {
    guard index < bytes.count, bytes[index] == character.asciiValue else {
      throw XMLFault(offset: start, reason: reason)
    }
    index += 1
  }
}
