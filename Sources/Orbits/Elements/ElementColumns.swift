import Quantities

/// Reads the columns of the two-line format one by one and keeps every error on the way.
///
/// Source: the format of CelesTrak, "NORAD Two-Line Element Set Format". A field that cannot be read gives 0
/// and an error, so that one pass finds all the errors of a line.
struct ElementColumns {
  private let line: ElementLine
  private(set) var errors: [ElementSetError] = []

  init(_ line: ElementLine) {
    self.line = line
  }

  private mutating func fail(_ columns: ClosedRange<Int>, _ reason: String, allowed: String) {
    errors.append(line.error(columns, reason, allowed: allowed))
  }

  /// Whether the line is whole: 69 columns of printable ASCII. Where it is not, its columns mean nothing.
  mutating func checkShape() -> Bool {
    if let index = line.bytes.firstIndex(where: { !(blank...126).contains($0) }) {
      fail(index + 1...index + 1, "not a printable ASCII character", allowed: "letters, digits, blanks, + - .")
    }
    if line.bytes.count != 69 {
      let columns = line.bytes.count < 69 ? line.bytes.count + 1...69 : 70...line.bytes.count
      fail(columns, "the line has \(line.bytes.count) columns", allowed: "69 columns")
    }
    return errors.isEmpty
  }

  mutating func checkChecksum() {
    guard line.bytes.count >= 69, digitValue(line.bytes[68]) == line.checksum else {
      return fail(69...69, "wrong checksum", allowed: "\(line.checksum)")
    }
  }

  mutating func checkBlank(_ columns: Int...) {
    for column in columns where line.bytes(column...column).first != blank {
      fail(column...column, "not blank", allowed: "a blank")
    }
  }

  /// The raw bytes of a field less the blanks around it.
  func trimmed(_ columns: ClosedRange<Int>) -> ArraySlice<UInt8> {
    let field = line.bytes(columns).drop { $0 == blank }
    return field.lastIndex { $0 != blank }.map { field[...$0] } ?? []
  }

  mutating func classification() -> Character {
    switch line.bytes(8...8).first {
    case UInt8(ascii: "U"), blank: return "U"
    case UInt8(ascii: "C"): return "C"
    case UInt8(ascii: "S"): return "S"
    default:
      fail(8...8, "not a classification", allowed: "U, C, S or a blank")
      return "U"
    }
  }

  /// Sets of another theory than SGP4 say so in this column, whatever their elements look like.
  mutating func checkEphemerisType() {
    if let fault = line.ephemerisTypeFault(63...63) { errors.append(fault) }
  }

  mutating func catalogNumber() -> Int {
    if let number = Orbits.catalogNumber(line.bytes(3...7)) { return number }
    fail(3...7, "not a catalogue number", allowed: "five digits, or a letter but I and O and four digits")
    return 0
  }

  /// A whole number to the right of its columns; all blank is 0.
  mutating func wholeNumber(_ columns: ClosedRange<Int>) -> Int {
    if let number = Orbits.wholeNumber(line.bytes(columns).drop { $0 == blank }) { return number }
    fail(columns, "not a whole number", allowed: "blanks, then digits")
    return 0
  }

  /// Digits after an assumed point: the eccentricity.
  mutating func fraction(_ columns: ClosedRange<Int>) -> Double {
    if let number = Orbits.wholeNumber(line.bytes(columns)) { return decimal(number, timesTenTo: -columns.count) }
    fail(columns, "not a decimal fraction", allowed: "\(columns.count) digits after an assumed point")
    return 0
  }

  /// A number with a point in its place, blanks or a sign before it.
  mutating func number(_ columns: ClosedRange<Int>, decimals: Int, signed: Bool = false) -> Double {
    var field = line.bytes(columns).drop { $0 == blank }
    let isNegative = signed && field.first == minus
    if signed, field.first == minus || field.first == plus { field = field.dropFirst() }
    if field.count > decimals, field[field.endIndex - decimals - 1] == point,
      let whole = Orbits.wholeNumber(field.dropLast(decimals + 1)),
      let rest = Orbits.wholeNumber(field.suffix(decimals))
    {
      let mantissa = whole * Int(decimal(1, timesTenTo: decimals)) + rest
      return (isNegative ? -1 : 1) * decimal(mantissa, timesTenTo: -decimals)
    }
    let pointColumn = columns.upperBound - decimals
    fail(columns, "not a number", allowed: "digits with the point in column \(pointColumn)")
    return 0
  }

  /// A number within a range, else an error that names the range.
  mutating func number(
    _ columns: ClosedRange<Int>, decimals: Int, in range: ClosedRange<Double>, _ quantity: String
  ) -> Double {
    let before = errors.count
    let value = number(columns, decimals: decimals)
    if errors.count == before, !range.contains(value) {
      fail(columns, "\(quantity) out of range", allowed: "\(range.lowerBound)...\(range.upperBound) degrees")
    }
    return value
  }

  mutating func meanMotion() -> Double {
    let before = errors.count
    let value = number(53...63, decimals: 8)
    if errors.count == before, value <= 0 {
      fail(53...63, "mean motion out of range", allowed: "more than 0 revolutions a day")
    }
    return value
  }

  /// Five digits after an assumed point and a power of ten: sign, digits, sign of the power, power.
  mutating func scaled(_ columns: ClosedRange<Int>) -> Double {
    let field = line.bytes(columns)
    let first = field.startIndex
    let sign = field[first]
    let powerSign = field[first + 6]
    if sign == blank || sign == plus || sign == minus, powerSign == minus || powerSign == plus,
      let mantissa = Orbits.wholeNumber(field[first + 1...first + 5]), let power = digitValue(field[first + 7])
    {
      let value = decimal(mantissa, timesTenTo: (powerSign == minus ? -power : power) - 5)
      return sign == minus ? -value : value
    }
    fail(columns, "not a number with a power of ten", allowed: "a sign or blank, five digits, + or -, one digit")
    return 0
  }

  /// Two digits of the year and the day with eight decimals, exact in nanoseconds.
  mutating func epoch() -> ScenarioTime {
    guard let year = Orbits.wholeNumber(line.bytes(19...20)) else {
      fail(19...20, "not a year", allowed: "two digits")
      return ScenarioTime(nanosecondsSince1970: 0)
    }
    let field = line.bytes(21...32)
    let day = field.prefix(3).drop { $0 == blank }
    guard let day = Orbits.wholeNumber(day), field[field.startIndex + 3] == point,
      let fraction = Orbits.wholeNumber(field.suffix(8))
    else {
      fail(21...32, "not a day of the year", allowed: "three digits, a point in column 24, eight digits")
      return ScenarioTime(nanosecondsSince1970: 0)
    }
    if !(1..<367).contains(day) { fail(21...32, "day of the year out of range", allowed: "1 up to less than 367") }
    return epochTime(year: fullYear(year), dayOfYear: day, decimals: fraction, count: 8)
  }
}

extension ElementLine {
  /// What is wrong with an ephemeris type: 0 and 2 stand for SGP4, 4 for SGP4-XP.
  func ephemerisTypeFault(_ columns: ClosedRange<Int>) -> ElementSetError? {
    let field = bytes(columns)
    if field.count == 1, let byte = field.first, byte == blank || byte == UInt8(ascii: "0") || byte == UInt8(ascii: "2")
    {
      return nil
    }
    let isExtended = field.elementsEqual([UInt8(ascii: "4")])
    return error(
      columns, isExtended ? "elements of SGP4-XP, which SGP4 cannot propagate" : "not the ephemeris type of SGP4",
      allowed: "0, 2 or a blank")
  }
}

/// Returns the instant of a day of the year, counted from 1, with decimals of a day, to the nearest nanosecond.
func epochTime(year: Int, dayOfYear: Int, decimals: Int, count: Int) -> ScenarioTime {
  // At most 12 decimals, 86.4 ns each: 864 and a tenth keep the product whole and small.
  let picodays = decimals * Int(decimal(1, timesTenTo: 12 - count))
  let nanoseconds = Int64(dayOfYear - 1) * 86_400_000_000_000 + Int64((picodays * 864 + 5) / 10)
  return ScenarioTime(CalendarDate(year: year, month: 1, day: 1)) + TimeSpan(nanoseconds: nanoseconds)
}
