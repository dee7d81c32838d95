import Orbits
import Quantities

/// An element set in the columns of the two-line format, with its checksums.
///
/// Source: CelesTrak, "NORAD Two-Line Element Set Format"; numbers past 99999 in Space-Track's alpha-5.
struct TwoLineText {
  private(set) var line1 = ""
  private(set) var line2 = ""
  /// The name line of three, with its end; nil without a name.
  private(set) var nameLine: String?
  /// What the columns could not hold in full.
  private(set) var warning: ElementProblem?

  private var losses: [String] = []
  private let set: ElementSet

  /// The largest number that five columns hold: Z9999.
  static let mostCatalogNumber = 339_999

  /// Writes a set.
  /// - Throws: ``ElementProblem`` where the columns have no room for a value, with what to do instead.
  init(_ set: ElementSet) throws(ElementProblem) {
    self.set = set
    let number = try catalogField()
    let epoch = try epochField()
    let first =
      "1 \(number)\(set.classification) \(designatorField()) \(epoch) \(try firstDerivative()) "
      + "\(try scaled(.motionDoubleDot, set.meanMotionDoubleDot)) \(try scaled(.bstar, set.bstar)) 0 "
      + wrapped(.setNumber, set.elementSetNumber, width: 4)
    let second =
      "2 \(number) \(degrees(.inclination, set.inclinationDegrees)) \(degrees(.node, set.rightAscensionDegrees)) "
      + "\(eccentricityField()) \(degrees(.perigee, set.argumentOfPerigeeDegrees)) "
      + "\(degrees(.anomaly, set.meanAnomalyDegrees)) \(fixed(.meanMotion, set.meanMotionRevolutionsPerDay, 8, width: 11))"
      + wrapped(.revolution, set.revolutionNumber, width: 5)
    line1 = TwoLineText.checksummed(first)
    line2 = TwoLineText.checksummed(second)
    nameLine = nameField()
    if !losses.isEmpty {
      warning = ElementProblem(
        .warning, satellite: set.label, "a TLE has no room for all of \(losses.joined(separator: ", "))")
    }
  }

  private func refusal(_ reason: String, allowed: String) -> ElementProblem {
    ElementProblem(.error, satellite: set.label, reason, allowed: "\(allowed); or write json, csv, kvn or xml")
  }

  /// Notes that a value is written otherwise than it is.
  private mutating func lose(_ key: OMMKey, _ value: some CustomStringConvertible, _ written: String) {
    losses.append("\(key.word) \(value) (written \(written.withoutOuterBlanks))")
  }

  // MARK: Line 1

  private func catalogField() throws(ElementProblem) -> String {
    let number = set.catalogNumber
    guard number <= Self.mostCatalogNumber else {
      throw refusal("a TLE has no room for the number \(number)", allowed: "numbers up to \(Self.mostCatalogNumber)")
    }
    if number < 100_000 { return leadingZeros(number, 5) }
    // Alpha-5: the first two digits, 10...33, are a letter but I and O.
    let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ")
    return "\(letters[number / 10_000 - 10])" + leadingZeros(number % 10_000, 4)
  }

  /// `1998-067A` as `98067A  `; what does not fit is left out.
  private mutating func designatorField() -> String {
    var text = set.internationalDesignator
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count == 2, parts[0].count == 4, let year = Int(parts[0]), (1957...2056).contains(year),
      parts[1].prefix(3).count == 3, parts[1].prefix(3).allSatisfy(\.isNumber)
    {
      text = "\(parts[0].suffix(2))\(parts[1])"
    }
    guard text.utf8.count <= 8, text.utf8.allSatisfy({ (32...126).contains($0) }) else {
      lose(.designator, set.internationalDesignator, "blank")
      return String(repeating: " ", count: 8)
    }
    return text + String(repeating: " ", count: 8 - text.utf8.count)
  }

  /// Year and day with eight decimals, 864 µs each.
  private mutating func epochField() throws(ElementProblem) -> String {
    let unit: Int64 = 864_000
    let (quotient, remainder) = set.epoch.nanosecondsSince1970.quotientAndRemainder(dividingBy: unit)
    let half = unit / 2
    let units = quotient + (remainder >= half ? 1 : remainder < -half ? -1 : 0)
    let epoch = ScenarioTime(nanosecondsSince1970: units * unit)
    let date = epoch.calendarDate
    guard (1957...2056).contains(date.year) else {
      throw refusal("a TLE has no room for the year of EPOCH \(set.epoch)", allowed: "1957 to 2056")
    }
    let elapsed = epoch - ScenarioTime(CalendarDate(year: date.year, month: 1, day: 1))
    let (day, fraction) = (elapsed.nanoseconds / unit).quotientAndRemainder(dividingBy: 100_000_000)
    let text = "\(leadingZeros(date.year % 100, 2))\(leadingZeros(Int(day) + 1, 3)).\(leadingZeros(Int(fraction), 8))"
    if epoch != set.epoch { lose(.epoch, set.epoch, text) }
    return text
  }

  private mutating func firstDerivative() throws(ElementProblem) -> String {
    let value = set.meanMotionDot
    let digits = Int((value.magnitude * 1e8).rounded())
    guard digits < 100_000_000 else {
      throw refusal("a TLE has no room for MEAN_MOTION_DOT \(value)", allowed: "-0.99999999...0.99999999")
    }
    let text = "\(value < 0 && digits > 0 ? "-" : " ").\(leadingZeros(digits, 8))"
    if Double(digits) / 1e8 != value.magnitude { lose(.motionDot, value, text) }
    return text
  }

  /// Five digits after an assumed point and a power of ten.
  private mutating func scaled(_ key: OMMKey, _ value: Double) throws(ElementProblem) -> String {
    let (digits, power) = TwoLineText.mantissa(of: value.magnitude)
    guard power <= 9 else {
      throw refusal("a TLE has no room for \(key.word) \(value)", allowed: "-0.99999e9...0.99999e9")
    }
    let text =
      "\(value < 0 && digits > 0 ? "-" : " ")\(leadingZeros(digits, 5))\(power >= 0 ? "+" : "-")\(power.magnitude)"
    if TwoLineText.value(digits, power) != value.magnitude { lose(key, value, text) }
    return text
  }

  /// The five digits and the power of ten that come nearest: 0.ddddd times 10 to the power, the power at least -9.
  private static func mantissa(of magnitude: Double) -> (digits: Int, power: Int) {
    guard magnitude > 0 else { return (0, 0) }
    var power = -9
    while power <= 9, (magnitude * scale(5 - power)).rounded() >= 100_000 { power += 1 }
    let digits = power > 9 ? 1 : Int((magnitude * scale(5 - power)).rounded())
    return digits == 0 ? (0, 0) : (digits, power)
  }

  private static func value(_ digits: Int, _ power: Int) -> Double {
    power < 5 ? Double(digits) / scale(5 - power) : Double(digits) * scale(power - 5)
  }

  private static func scale(_ power: Int) -> Double {
    let factor = (0..<power.magnitude).reduce(1.0) { value, _ in value * 10 }
    return power < 0 ? 1 / factor : factor
  }

  // MARK: Line 2

  private mutating func eccentricityField() -> String {
    let digits = min(Int((set.eccentricity * 1e7).rounded()), 9_999_999)
    let text = leadingZeros(digits, 7)
    if Double(digits) / 1e7 != set.eccentricity { lose(.eccentricity, set.eccentricity, "0.\(text)") }
    return text
  }

  private mutating func degrees(_ key: OMMKey, _ value: Double) -> String {
    // An angle that rounds up to a full turn is one of no turn.
    let isFullTurn = key != .inclination && value < 360 && (value * 1e4).rounded() >= 3_600_000
    return fixed(key, value, 4, width: 8, written: isFullTurn ? 0 : value)
  }

  private mutating func fixed(
    _ key: OMMKey, _ value: Double, _ decimals: Int, width: Int, written: Double? = nil
  ) -> String {
    let scale = TwoLineText.scale(decimals)
    // A mean motion so small that its digits are none would not be read back.
    let least = key == .meanMotion ? 1.0 : 0.0
    let digits = max(((written ?? value) * scale).rounded(), least)
    let (whole, rest) = Int(digits).quotientAndRemainder(dividingBy: Int(scale))
    let text = leadingBlanks("\(whole).\(leadingZeros(rest, decimals))", width)
    if digits / scale != value { lose(key, value, text) }
    return text
  }

  /// A running number, less the digits that have no room.
  private mutating func wrapped(_ key: OMMKey, _ value: Int, width: Int) -> String {
    let limit = Int(TwoLineText.scale(width))
    let text = leadingBlanks(String(value % limit), width)
    if value >= limit { lose(key, value, text) }
    return text
  }

  // MARK: Text

  private mutating func nameField() -> String? {
    guard let name = set.name else { return nil }
    let text = name.withoutOuterBlanks
    if text != name { lose(.name, "\"\(name)\"", text) }
    guard !text.isEmpty else { return nil }
    // A name that looks like another line gets the zero that Space-Track writes before each name.
    let isMistakable = ["0", "1", "2"].contains(text) || ["0 ", "1 ", "2 ", "#"].contains { text.hasPrefix($0) }
    return (isMistakable ? "0 \(text)" : text) + "\n"
  }

  private static func checksummed(_ line: String) -> String {
    let sum = line.utf8.reduce(0) { $0 + ($1.isDigit ? Int($1 - 48) : $1 == UInt8(ascii: "-") ? 1 : 0) }
    return line + String(sum % 10)
  }
}

private func leadingZeros(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

private func leadingBlanks(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
