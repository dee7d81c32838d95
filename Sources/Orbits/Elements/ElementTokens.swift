import Quantities

/// Reads an element set whose columns do not fit by the words of its lines: the lenient reading.
///
/// Line 1: `1`, number with class, designator (may be missing), epoch, two derivatives, drag, type, set number
/// with checksum. Line 2: `2`, number, inclination, node, eccentricity, perigee, anomaly, motion with revolution
/// number and checksum, joined or apart.
struct ElementTokens {
  /// The longest line that is read by its words; a real one has 69 columns and a few.
  static let longestLine = 1_024

  private let line: ElementLine
  private var words: [ClosedRange<Int>]

  init(_ line: ElementLine) {
    self.line = line
    words = []
    var start: Int?
    for (index, byte) in line.bytes.enumerated() {
      if byte == blank || byte == tab {
        if let first = start { words.append(first + 1...index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let first = start { words.append(first + 1...line.bytes.count) }
  }

  /// Reads line 1 into a set without its line 2.
  mutating func firstLine() throws(ElementSetError) -> ElementSet {
    try requireCount(8...9)
    let satellite = try catalogNumber(words[1])
    let hasDesignator = words.count == 9
    let designator = hasDesignator ? cosparDesignator(line.bytes(words[2])) : ""
    if hasDesignator { words.remove(at: 2) }
    let epoch = try epoch(words[2])
    let first = try number(words[3])
    guard first.magnitude <= 1e9 else { throw line.error(words[3], "out of range", allowed: "-1e9...1e9") }
    let second = try scaled(words[4])
    let bstar = try scaled(words[5])
    if let fault = line.ephemerisTypeFault(words[6]) { throw fault }
    // The last word is the set number with the checksum behind it.
    let setNumber = runningNumber(line.bytes(words[7]).dropLast())
    return ElementSet(
      catalogNumber: satellite.value, classification: satellite.classification, internationalDesignator: designator,
      epoch: epoch, meanMotionRevolutionsPerDay: 0, eccentricity: 0, inclinationDegrees: 0, rightAscensionDegrees: 0,
      argumentOfPerigeeDegrees: 0, meanAnomalyDegrees: 0, bstar: bstar, meanMotionDot: first,
      meanMotionDoubleDot: second, elementSetNumber: setNumber)
  }

  /// Reads line 2 into the set of line 1.
  mutating func secondLine(into set: inout ElementSet) throws(ElementSetError) {
    try requireCount(8...9)
    guard try catalogNumber(words[1]).value == set.catalogNumber else {
      throw line.error(words[1], "another catalogue number than in line 1", allowed: "\(set.catalogNumber)")
    }
    set.inclinationDegrees = try angle(words[2], to: 180, "inclination")
    set.rightAscensionDegrees = try angle(words[3], to: 360, "right ascension of the node")
    set.eccentricity = try eccentricity(words[4])
    set.argumentOfPerigeeDegrees = try angle(words[5], to: 360, "argument of perigee")
    set.meanAnomalyDegrees = try angle(words[6], to: 360, "mean anomaly")
    let (motion, revolution) = splitMotion(words[7])
    set.meanMotionRevolutionsPerDay = try number(motion)
    guard set.meanMotionRevolutionsPerDay > 0, set.meanMotionRevolutionsPerDay < 100 else {
      throw line.error(motion, "mean motion out of range", allowed: "more than 0, less than 100 revolutions a day")
    }
    let revolutionField = words.count == 9 ? line.bytes(words[8]) : revolution
    set.revolutionNumber = runningNumber(revolutionField.dropLast())
  }

  /// A number that only counts on; where it cannot be read, or has more than nine digits, it is left out.
  private func runningNumber(_ field: ArraySlice<UInt8>) -> Int {
    field.count <= 9 ? wholeNumber(field) ?? 0 : 0
  }

  private func requireCount(_ counts: ClosedRange<Int>) throws(ElementSetError) {
    guard !counts.contains(words.count) else { return }
    throw line.error(
      1...max(1, line.bytes.count), "the line has \(words.count) words",
      allowed: "\(counts.lowerBound) or \(counts.upperBound) words")
  }

  private func catalogNumber(_ word: ClosedRange<Int>) throws(ElementSetError) -> (
    value: Int, classification: Character
  ) {
    var field = line.bytes(word)
    var classification: Character = "U"
    if field.count > 1, let last = field.last, [UInt8(ascii: "U"), UInt8(ascii: "C"), UInt8(ascii: "S")].contains(last)
    {
      classification = Character(UnicodeScalar(last))
      field = field.dropLast()
    }
    guard field.count <= 9, let value = Orbits.catalogNumber(field) else {
      throw line.error(word, "not a catalogue number", allowed: "digits, or a letter but I and O and four digits")
    }
    return (value, classification)
  }

  private func epoch(_ word: ClosedRange<Int>) throws(ElementSetError) -> ScenarioTime {
    let parts = line.bytes(word).split(separator: point, maxSplits: 1, omittingEmptySubsequences: false)
    guard let head = parts.first, head.count >= 3, head.count <= 5, let year = wholeNumber(head.prefix(2)),
      let day = wholeNumber(head.dropFirst(2)), (1..<367).contains(day)
    else { throw line.error(word, "not an epoch", allowed: "two digits of the year, the day 1 up to less than 367") }
    let decimals = parts.count == 2 ? parts[1].prefix(12) : []
    guard let fraction = wholeNumber(decimals), parts.count < 2 || wholeNumber(parts[1].prefix(15)) != nil else {
      throw line.error(word, "not an epoch", allowed: "digits after the point")
    }
    return epochTime(year: fullYear(year), dayOfYear: day, decimals: fraction, count: decimals.count)
  }

  /// A decimal number as Swift reads it, finite.
  private func number(_ word: ClosedRange<Int>) throws(ElementSetError) -> Double {
    let field = line.bytes(word)
    let allowed = [point, minus, plus]
    guard field.count <= 40, field.allSatisfy({ digitValue($0) != nil || allowed.contains($0) }),
      let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite
    else { throw line.error(word, "not a number", allowed: "a decimal number") }
    return value
  }

  private func angle(
    _ word: ClosedRange<Int>, to limit: Double, _ quantity: String
  ) throws(ElementSetError) -> Double {
    let value = try number(word)
    guard (0...limit).contains(value) else {
      throw line.error(word, "\(quantity) out of range", allowed: "0...\(Int(limit)) degrees")
    }
    return value
  }

  /// Digits after an assumed point, or a fraction with its point.
  private func eccentricity(_ word: ClosedRange<Int>) throws(ElementSetError) -> Double {
    if let digits = wholeNumber(line.bytes(word)) { return decimal(digits, timesTenTo: -word.count) }
    let value = try number(word)
    guard (0..<1).contains(value) else {
      throw line.error(word, "eccentricity out of range", allowed: "0 up to less than 1")
    }
    return value
  }

  /// `25920-4` as 0.25920e-4, or a plain decimal number.
  private func scaled(_ word: ClosedRange<Int>) throws(ElementSetError) -> Double {
    var field = line.bytes(word)
    let isNegative = field.first == minus
    if isNegative || field.first == plus { field = field.dropFirst() }
    guard let sign = field.lastIndex(where: { $0 == minus || $0 == plus }) else {
      let value = try number(word)
      guard value.magnitude <= 1e9 else { throw line.error(word, "out of range", allowed: "-1e9...1e9") }
      return value
    }
    guard sign - field.startIndex <= 9, let mantissa = wholeNumber(field[..<sign]), field.endIndex - sign == 2,
      let power = digitValue(field[sign + 1])
    else {
      throw line.error(word, "not a number with a power of ten", allowed: "digits, + or -, one digit")
    }
    let digits = sign - field.startIndex
    let value = decimal(mantissa, timesTenTo: (field[sign] == minus ? -power : power) - digits)
    return isNegative ? -value : value
  }

  /// Parts the mean motion, eight decimals, from the revolution number that may be joined to it.
  private func splitMotion(_ word: ClosedRange<Int>) -> (motion: ClosedRange<Int>, rest: ArraySlice<UInt8>) {
    guard let index = line.bytes(word).firstIndex(of: point), index + 9 < word.upperBound else { return (word, []) }
    return (word.lowerBound...index + 9, line.bytes(index + 10...word.upperBound))
  }
}
