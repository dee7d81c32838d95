/// One line of an element set's text: its number, and one byte for each column.
struct ElementLine {
  let number: Int
  /// ASCII codes; any other character stands as 0xFF.
  let bytes: [UInt8]
  /// The line as written where it is not ASCII; its bytes are the text else.
  private let written: String?

  /// Creates a line of UTF-8; a carriage return and blanks at its end are dropped.
  init(number: Int, _ line: ArraySlice<UInt8>) {
    let end = line.lastIndex { $0 != blank && $0 != carriageReturn }.map { $0 + 1 } ?? line.startIndex
    self.number = number
    let bytes = Array(line[line.startIndex..<end])
    if bytes.allSatisfy({ $0 < 0x80 }) {
      (self.bytes, written) = (bytes, nil)
    } else {
      let text = String(decoding: bytes, as: UTF8.self)
      self.bytes = text.unicodeScalars.map { $0.isASCII ? UInt8($0.value) : 0xFF }
      written = text
    }
  }

  /// Creates a line of a text that has only one.
  init(number: Int, _ text: some StringProtocol) {
    self.init(number: number, Array(text.utf8)[...])
  }

  /// The line as written, less what ends it.
  var text: String { written ?? String(decoding: bytes, as: UTF8.self) }

  /// The first columns of the line.
  func prefix(_ count: Int) -> ElementLine {
    guard bytes.count > count else { return self }
    guard let written else { return ElementLine(number: number, bytes[..<count]) }
    return ElementLine(number: number, String(String.UnicodeScalarView(written.unicodeScalars.prefix(count))))
  }

  var isBlankOrComment: Bool { bytes.allSatisfy { $0 == blank || $0 == tab } || bytes.first == UInt8(ascii: "#") }

  /// Whether this is line 1 or line 2 of a set: the digit, and something apart from it.
  func isLine(_ digit: Int) -> Bool {
    bytes.first == UInt8(48 + digit) && (bytes.count < 2 || bytes[1] == blank || bytes[1] == tab)
  }

  /// The bytes of columns counted from 1; columns past the end are missing.
  func bytes(_ columns: ClosedRange<Int>) -> ArraySlice<UInt8> {
    bytes[min(columns.lowerBound - 1, bytes.count)..<min(columns.upperBound, bytes.count)]
  }

  /// Describes what is wrong with some columns.
  func error(_ columns: ClosedRange<Int>, _ reason: String, allowed: String) -> ElementSetError {
    let count = min(columns.count, 80)
    let value =
      written.map {
        String(String.UnicodeScalarView($0.unicodeScalars.dropFirst(columns.lowerBound - 1).prefix(count)))
      }
      ?? String(decoding: bytes(columns).prefix(count), as: UTF8.self)
    return ElementSetError(line: number, columns: columns, value: value, reason: reason, allowed: allowed)
  }

  /// The sum of the digits of columns 1 to 68, a minus counting 1, modulo 10.
  var checksum: Int {
    bytes.prefix(68).reduce(0) { $0 + (digitValue($1) ?? ($1 == minus ? 1 : 0)) } % 10
  }
}

let blank = UInt8(ascii: " ")
let tab = UInt8(ascii: "\t")
let carriageReturn = UInt8(ascii: "\r")
let minus = UInt8(ascii: "-")
let plus = UInt8(ascii: "+")
let point = UInt8(ascii: ".")

/// The value of an ASCII digit.
func digitValue(_ byte: UInt8) -> Int? { (48...57).contains(byte) ? Int(byte) - 48 : nil }

/// The value of ASCII digits, at most 15 of them, and of nothing else.
func wholeNumber(_ bytes: ArraySlice<UInt8>) -> Int? {
  guard bytes.count <= 15 else { return nil }
  var value = 0
  for byte in bytes {
    guard let digit = digitValue(byte) else { return nil }
    value = value * 10 + digit
  }
  return value
}

/// The double nearest to a mantissa times a power of ten, for at most 15 digits and powers of 22.
func decimal(_ mantissa: Int, timesTenTo power: Int) -> Double {
  // Both factors are exact doubles, so that one rounding, the division's or the product's, is the only one.
  var factor = 1.0
  for _ in 0..<abs(power) { factor *= 10 }
  return power < 0 ? Double(mantissa) / factor : Double(mantissa) * factor
}

/// Reads a catalogue number of five columns, its first perhaps a letter (alpha-5: A is 10, I and O are left out).
func catalogNumber(_ field: ArraySlice<UInt8>) -> Int? {
  let digits = field.drop { $0 == blank }
  guard let first = digits.first else { return 0 }
  guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return wholeNumber(digits) }
  guard digits.count == 5, first != UInt8(ascii: "I"), first != UInt8(ascii: "O"),
    let rest = wholeNumber(digits.dropFirst())
  else { return nil }
  let skipped = (first > UInt8(ascii: "I") ? 1 : 0) + (first > UInt8(ascii: "O") ? 1 : 0)
  return (Int(first - UInt8(ascii: "A")) + 10 - skipped) * 10_000 + rest
}

/// Returns the full year of two digits: 57 to 99 are 19xx, 00 to 56 are 20xx.
func fullYear(_ twoDigits: Int) -> Int { twoDigits + (twoDigits < 57 ? 2_000 : 1_900) }

/// Returns a launch designator in COSPAR's form, `98067A` as `1998-067A`; anything else as it stands.
func cosparDesignator(_ field: ArraySlice<UInt8>) -> String {
  let text = String(decoding: field, as: UTF8.self)
  guard field.count >= 6, let year = wholeNumber(field.prefix(2)), wholeNumber(field.dropFirst(2).prefix(3)) != nil
  else { return text }
  return "\(fullYear(year))-\(text.dropFirst(2))"
}
