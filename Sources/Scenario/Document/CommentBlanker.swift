/// Blanks the comments that JSON users write and YAML does not know: `// ...` and `/* ... */`.
///
/// They are overwritten with spaces, so that every line and column stays as it is. A comment begins at the start
/// of a line or after a blank or one of `, { } [ ]`, outside quotes; so `https://example.org` is none. A quote
/// opens at the same places and after a colon; so the apostrophe of an unquoted word opens none.
func blankingComments(in bytes: [UInt8]) -> [UInt8] {
  enum State { case plain, doubleQuoted, singleQuoted, lineComment, blockComment }
  var result = bytes
  var state = State.plain
  var previous = UInt8(ascii: "\n")
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    var width = 1
    switch state {
    case .plain where byte == UInt8(ascii: "/") && next == UInt8(ascii: "/") && isBoundary(previous):
      state = .lineComment
      continue
    case .plain where byte == UInt8(ascii: "/") && next == UInt8(ascii: "*") && isBoundary(previous):
      state = .blockComment
      (result[index], result[index + 1]) = (0x20, 0x20)
      width = 2
    case .plain where byte == UInt8(ascii: "\"") && (isBoundary(previous) || previous == UInt8(ascii: ":")):
      state = .doubleQuoted
    case .plain where byte == UInt8(ascii: "'") && (isBoundary(previous) || previous == UInt8(ascii: ":")):
      state = .singleQuoted
    case .plain where byte == UInt8(ascii: "#") && isBoundary(previous):
      // YAML's own comment: whatever stands in it opens nothing.
      while index + width < bytes.count, bytes[index + width] != UInt8(ascii: "\n") { width += 1 }
    case .doubleQuoted where byte == UInt8(ascii: "\\"): width = 2
    case .doubleQuoted where byte == UInt8(ascii: "\""): state = .plain
    case .singleQuoted where byte == UInt8(ascii: "'") && next == byte: width = 2
    case .singleQuoted where byte == UInt8(ascii: "'"): state = .plain
    case .lineComment:
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { state = .plain } else { result[index] = 0x20 }
    case .blockComment where byte == UInt8(ascii: "*") && next == UInt8(ascii: "/"):
      (result[index], result[index + 1]) = (0x20, 0x20)
      state = .plain
      width = 2
    case .blockComment:
      if byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") { result[index] = 0x20 }
    default: break
    }
    index += width
    previous = state == .plain && index <= result.count ? result[index - 1] : byte
  }
  return result
}

private func isBoundary(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
    UInt8(ascii: "]"):
    true
  default: false
  }
}
