/// A line of a text and where its first byte stands.
struct TextLine {
  let offset: Int
  let bytes: ArraySlice<UInt8>
}

/// Walks the lines of a text; a carriage return before the line feed belongs to neither line.
struct LineWalker {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    (self.bytes, index) = (bytes, bytes.startIndex)
  }

  mutating func next() -> TextLine? {
    guard index < bytes.endIndex else { return nil }
    let start = index
    let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
    index = min(end + 1, bytes.endIndex)
    let hasReturn = end > start && bytes[end - 1] == 0x0D
    return TextLine(offset: start, bytes: bytes[start..<(hasReturn ? end - 1 : end)])
  }
}

/// Counts lines and columns on the way through a text, so that many places cost one walk.
struct PlaceCounter {
  private var offset = 0
  private var line = 1
  private var column = 1

  /// Walks on to a later offset.
  mutating func advance(to target: Int, in bytes: [UInt8]) {
    while offset < min(target, bytes.count) {
      if bytes[offset] == 0x0A {
        line += 1
        column = 1
      } else if bytes[offset] & 0xC0 != 0x80 {
        column += 1
      }
      offset += 1
    }
  }

  /// Returns the line and column, in characters from 1, of an offset here or later.
  func place(of target: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var copy = self
    copy.advance(to: target, in: bytes)
    return (copy.line, copy.column)
  }
}

extension UInt8 {
  /// Whether it is a blank, a tab or the end of a line.
  var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

extension ArraySlice<UInt8> {
  /// The slice less the blanks around it.
  var trimmed: ArraySlice<UInt8> {
    let rest = drop { $0.isSpace }
    return rest.lastIndex { !$0.isSpace }.map { rest[...$0] } ?? rest.prefix(0)
  }
}

/// Reads a decimal number: digits with an optional sign, point and power of ten; no NaN, no infinity, no hexadecimal.
///
/// - Returns: the nearest double; nil for anything else, past 40 characters, and out of range.
package func decimalNumber(_ text: ArraySlice<UInt8>) -> Double? {
  var index = text.startIndex
  func next() -> UInt8? { index < text.endIndex ? text[index] : nil }
  let isNegative = next() == UInt8(ascii: "-")
  if isNegative || next() == UInt8(ascii: "+") { index += 1 }
  var mantissa = 0
  var digits = 0
  var power = 0
  var isBehindPoint = false
  while let byte = next(), byte.isDigit || (byte == UInt8(ascii: ".") && !isBehindPoint) {
    index += 1
    guard byte.isDigit else {
      isBehindPoint = true
      continue
    }
    digits += 1
    if digits <= 18 { mantissa = mantissa * 10 + Int(byte - 48) }
    if isBehindPoint { power -= 1 }
  }
  guard digits > 0, text.count <= 40 else { return nil }
  if let byte = next(), byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
    index += 1
    guard let exponent = exponent(text[index...]) else { return nil }
    power += exponent
    index = text.endIndex
  }
  guard index == text.endIndex else { return nil }
  // A mantissa below 2^53 and a power of ten up to 22 are exact doubles: one rounding (Clinger 1990).
  if digits <= 15, abs(power) <= 22 {
    let value = power < 0 ? Double(mantissa) / tens[-power] : Double(mantissa) * tens[power]
    return isNegative ? -value : value
  }
  guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
  return value
}

private func exponent(_ text: ArraySlice<UInt8>) -> Int? {
  let isNegative = text.first == UInt8(ascii: "-")
  let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
  guard !digits.isEmpty, digits.count <= 4, digits.allSatisfy(\.isDigit) else { return nil }
  let value = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  return isNegative ? -value : value
}

private let tens: [Double] = (0...22).map { power in (0..<power).reduce(1.0) { value, _ in value * 10 } }
