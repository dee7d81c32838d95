import Orbits
import Quantities

/// Reads the values of one record, each with its range, and keeps every fault on the way.
///
/// Source: CCSDS 502.0-B-3, tables 4-2 and 4-3; the ranges are those of ``ElementSet``.
struct OMMFields {
  struct Fault {
    let severity: ElementProblem.Severity
    let key: OMMKey
    let offset: Int
    let value: String?
    let reason: String
    let allowed: String?
  }

  private let record: OMMRecord
  private(set) var faults: [Fault] = []

  /// The most that a derivative or B* may be: past what any format writes.
  static let mostDrag = 1e9
  /// Past this no satellite flies, and a two-line set has no room for it.
  static let mostRevolutionsPerDay = 99.999_999_99
  static let mostCatalogNumber = 999_999_999
  static let mostNameCharacters = 256
  static let allowedNames = "UTF-8 without control characters, at most \(mostNameCharacters) characters"

  init(_ record: OMMRecord) {
    self.record = record
  }

  /// The set; nil where the record is of another theory, else with something in the place of what is wrong.
  mutating func elements() -> ElementSet? {
    checkMetadata()
    checkEphemerisType()
    guard faults.isEmpty else { return nil }
    if record[.meanMotion] == nil, record[.semiMajorAxis] != nil {
      fail(.meanMotion, "is missing; SGP4 does not take SEMI_MAJOR_AXIS for it", allowed: "revolutions a day")
    }
    let name = text(.name)
    return ElementSet(
      name: name.isEmpty ? nil : name, catalogNumber: integer(.number, 0...Self.mostCatalogNumber),
      classification: classification(), internationalDesignator: text(.designator), epoch: epoch(),
      meanMotionRevolutionsPerDay: meanMotion(),
      eccentricity: number(.eccentricity, isRequired: true, allowed: "0 up to less than 1") { $0 >= 0 && $0 < 1 },
      inclinationDegrees: degrees(.inclination, to: 180), rightAscensionDegrees: degrees(.node, to: 360),
      argumentOfPerigeeDegrees: degrees(.perigee, to: 360), meanAnomalyDegrees: degrees(.anomaly, to: 360),
      bstar: drag(.bstar, isRequired: true), meanMotionDot: drag(.motionDot),
      meanMotionDoubleDot: drag(.motionDoubleDot), elementSetNumber: integer(.setNumber, 0...Self.mostCatalogNumber),
      revolutionNumber: integer(.revolution, 0...Self.mostCatalogNumber))
  }

  // MARK: What kind of message it is

  private mutating func checkMetadata() {
    check(.theory, ["SGP4", "SGP/SGP4"], "not the theory that Orrery propagates")
    check(.frame, ["TEME"], "not the frame of SGP4")
    check(.timeSystem, ["UTC"], "not the time system of SGP4")
    check(.centre, ["EARTH"], "not the centre of SGP4")
  }

  private mutating func check(_ key: OMMKey, _ allowed: [String], _ reason: String) {
    guard let field = record[key], !field.isAbsent else {
      if record.needsMetadata { fail(key, "is missing", allowed: allowed.joined(separator: ", ")) }
      return
    }
    guard !allowed.contains(field.value.shown.uppercased()) else { return }
    fail(key, reason, allowed: allowed.joined(separator: ", "))
  }

  private mutating func checkEphemerisType() {
    guard let field = record[.ephemerisType], !field.isAbsent else { return }
    switch field.whole {
    case 0, 2: return
    case 4: fail(.ephemerisType, "elements of SGP4-XP, which SGP4 cannot propagate", allowed: "0, 2")
    default: fail(.ephemerisType, "not the ephemeris type of SGP4", allowed: "0, 2")
    }
  }

  // MARK: Values

  private mutating func fail(_ key: OMMKey, _ reason: String, allowed: String? = nil) {
    note(.error, key, reason, allowed: allowed)
  }

  private mutating func note(
    _ severity: ElementProblem.Severity, _ key: OMMKey, _ reason: String, allowed: String? = nil
  ) {
    let field = record[key]
    faults.append(
      Fault(
        severity: severity, key: key, offset: field?.offset ?? record.offset, value: field?.value.shown,
        reason: reason, allowed: allowed))
  }

  private func field(_ key: OMMKey) -> OMMRecord.Field? {
    record[key].flatMap { $0.isAbsent ? nil : $0 }
  }

  private mutating func number(
    _ key: OMMKey, isRequired: Bool, allowed: String, _ isAllowed: (Double) -> Bool
  ) -> Double {
    guard let field = field(key) else {
      let isTold = faults.contains { $0.key == key }
      if isRequired, !isTold { fail(key, "is missing", allowed: allowed) }
      return 0
    }
    guard let value = field.double else {
      fail(key, "not a number", allowed: allowed)
      return 0
    }
    if !isAllowed(value) { fail(key, "out of range", allowed: allowed) }
    return value
  }

  private mutating func degrees(_ key: OMMKey, to limit: Double) -> Double {
    number(key, isRequired: true, allowed: "0...\(Int(limit)) degrees") { $0 >= 0 && $0 <= limit }
  }

  private mutating func drag(_ key: OMMKey, isRequired: Bool = false) -> Double {
    number(key, isRequired: isRequired, allowed: "-1e9...1e9") { $0.magnitude <= Self.mostDrag }
  }

  private mutating func meanMotion() -> Double {
    number(.meanMotion, isRequired: true, allowed: "more than 0, less than 100 revolutions a day") {
      $0 > 0 && $0 <= Self.mostRevolutionsPerDay
    }
  }

  private mutating func integer(_ key: OMMKey, _ range: ClosedRange<Int>) -> Int {
    guard let field = field(key) else { return 0 }
    guard let value = field.whole, range.contains(value) else {
      fail(key, "not a number of that kind", allowed: "a whole number, \(range.lowerBound)...\(range.upperBound)")
      return 0
    }
    return value
  }

  private mutating func classification() -> Character {
    guard let field = field(.classification) else { return "U" }
    guard case .text(let bytes) = field.value, bytes.count == 1, let byte = bytes.first, "UCS".utf8.contains(byte)
    else {
      fail(.classification, "not a classification", allowed: "U, C, S")
      return "U"
    }
    return Character(UnicodeScalar(byte))
  }

  private mutating func text(_ key: OMMKey) -> String {
    guard let field = field(key) else { return "" }
    // Some sources write a name that is a number as one.
    guard case .text(let bytes) = field.value else { return field.value.shown }
    guard bytes.count <= 4 * Self.mostNameCharacters, let text = String(validating: bytes, as: UTF8.self),
      text.count <= Self.mostNameCharacters, !text.unicodeScalars.contains(where: { $0.isControl })
    else {
      fail(key, "not a name", allowed: Self.allowedNames)
      return ""
    }
    return text
  }

  private mutating func epoch() -> ScenarioTime {
    let nothing = ScenarioTime(nanosecondsSince1970: 0)
    let allowed = "UTC such as 2026-09-19T04:11:54.904992 or 2026-262T04:11:54.904992, \(OMMEpoch.allowedRange)"
    guard let field = field(.epoch) else {
      fail(.epoch, "is missing", allowed: allowed)
      return nothing
    }
    guard case .text(let bytes) = field.value, let reading = OMMEpoch.read(bytes) else {
      fail(.epoch, "not an epoch", allowed: allowed)
      return nothing
    }
    guard OMMEpoch.range.contains(reading.time) else {
      fail(.epoch, "out of range", allowed: OMMEpoch.allowedRange)
      return nothing
    }
    if reading.namesLeapSecond { note(.warning, .epoch, "a leap second, read as the second after it") }
    if reading.hasLostDigits { note(.warning, .epoch, "digits past the nanosecond are dropped") }
    return reading.time
  }
}

extension OMMRecord.Field {
  /// Whether nothing stands there.
  var isAbsent: Bool {
    if case .text(let bytes) = value { bytes.isEmpty } else { false }
  }

  var double: Double? {
    switch value {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .text(let bytes): decimalNumber(bytes.trimmed)
    case .other: nil
    }
  }

  /// A whole number of at most nine digits, leading zeros aside.
  var whole: Int? {
    switch value {
    case .integer(let value): return Int(value)
    case .number(let value): return Int(exactly: value)
    case .text(let bytes):
      let digits = bytes.trimmed
      guard !digits.isEmpty, digits.count <= 15, digits.allSatisfy(\.isDigit) else { return nil }
      return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    case .other: return nil
    }
  }
}

extension Unicode.Scalar {
  /// Whether it would break a line or a terminal.
  var isControl: Bool { value < 32 || (127...159).contains(value) || value == 0x2028 || value == 0x2029 }
}
