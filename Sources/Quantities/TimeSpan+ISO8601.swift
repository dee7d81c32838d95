extension TimeSpan {
  /// The forms that ``init(_:)`` takes, for error messages.
  public static let allowedForms = "an ISO 8601 duration such as PT90S or P1DT2H, HH:MM:SS, or a number of seconds"

  /// Reads a span in any form that NOS-T peers send: ISO 8601 (`-PT1M5.5S`), `H:MM:SS`, or seconds.
  ///
  /// Digits past the nanosecond are dropped. Years and months have no fixed length and are refused.
  /// - Throws: ``TimeTextError`` for anything else, and for more than about 290 years.
  public init(_ text: String) throws(TimeTextError) {
    func failure(_ reason: String) -> TimeTextError {
      TimeTextError(text: String(text.prefix(64)), reason: reason, allowed: Self.allowedForms)
    }
    if let nanoseconds = TimeSpan.scientific(text) {
      self.init(nanoseconds: nanoseconds)
      return
    }
    var cursor = TextCursor(text)
    let isNegative = cursor.takeAny(of: "+-") == "-"
    let magnitude: Int64?
    if cursor.takeAny(of: "Pp") != nil {
      magnitude = try TimeSpan.designated(&cursor, failure)
    } else {
      magnitude = try TimeSpan.clock(&cursor, failure)
    }
    guard let magnitude, cursor.isAtEnd else { throw failure("not a duration") }
    self.init(nanoseconds: isNegative ? -magnitude : magnitude)
  }

  /// Reads a number of seconds with an exponent, as programs print small ones (`1e-06`), to the nearest nanosecond.
  private static func scientific(_ text: String) -> Int64? {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }),
      text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let seconds = Double(text)
    else { return nil }
    return Int64(exactly: (seconds * 1e9).rounded())
  }

  /// Reads what follows the `P` of an ISO 8601 duration, in nanoseconds.
  private static func designated(
    _ cursor: inout TextCursor, _ failure: (String) -> TimeTextError
  ) throws(TimeTextError) -> Int64? {
    var sum: Int64 = 0
    var isTime = false
    var last = 0
    while !cursor.isAtEnd {
      if !isTime, cursor.takeAny(of: "Tt") != nil {
        isTime = true
        guard !cursor.isAtEnd else { return nil }
      }
      guard let (value, _) = cursor.digits() else { return nil }
      var fraction = 0
      if cursor.takeAny(of: ".,") != nil {
        guard let digits = cursor.nanoseconds() else { return nil }
        fraction = digits
      }
      let unit: (rank: Int, seconds: Int64)
      switch (cursor.takeAny(of: "YyMmWwDdHhSs")?.uppercased(), isTime) {
      case ("W", false): unit = (1, 604_800)
      case ("D", false): unit = (2, 86_400)
      case ("H", true): unit = (3, 3_600)
      case ("M", true): unit = (4, 60)
      case ("S", true): unit = (5, 1)
      case ("Y", false), ("M", false): throw failure("years and months have no fixed length")
      default: return nil
      }
      guard unit.rank > last else { return nil }
      last = unit.rank
      // value x unit + fraction x unit, checked; the fraction of a unit is a whole number of nanoseconds.
      guard let whole = product(Int64(value), unit.seconds, 1_000_000_000),
        let total = sumOf(sum, whole, Int64(fraction) * unit.seconds)
      else { throw failure("longer than 290 years") }
      sum = total
    }
    return last == 0 ? nil : sum
  }

  /// Reads `H:MM:SS[.f]` or a number of seconds, in nanoseconds; `1:30` would be anybody's guess.
  private static func clock(
    _ cursor: inout TextCursor, _ failure: (String) -> TimeTextError
  ) throws(TimeTextError) -> Int64? {
    var parts: [Int] = []
    repeat {
      guard let (value, _) = cursor.digits() else { return nil }
      parts.append(value)
    } while parts.count < 3 && cursor.take(":")
    guard parts.count != 2, parts.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
    var fraction = 0
    if cursor.takeAny(of: ".,") != nil {
      guard let digits = cursor.nanoseconds() else { return nil }
      fraction = digits
    }
    // 15 digits of hours are 3.6e18 s at most: the sum of seconds fits, its nanoseconds may not.
    let seconds = parts.reduce(0) { $0 * 60 + Int64($1) }
    guard let whole = product(seconds, 1_000_000_000, 1), let total = sumOf(whole, Int64(fraction), 0) else {
      throw failure("longer than 290 years")
    }
    return total
  }

  private static func product(_ first: Int64, _ second: Int64, _ third: Int64) -> Int64? {
    let (one, overflow) = first.multipliedReportingOverflow(by: second)
    let (two, again) = one.multipliedReportingOverflow(by: third)
    return overflow || again ? nil : two
  }

  private static func sumOf(_ first: Int64, _ second: Int64, _ third: Int64) -> Int64? {
    let (one, overflow) = first.addingReportingOverflow(second)
    let (two, again) = one.addingReportingOverflow(third)
    return overflow || again ? nil : two
  }

  /// The span in ISO 8601 as NOS-T writes it: `PT1M5S`, `P1DT1H1M1.25S`, `PT0S`, `-PT5S`.
  public var iso8601: String {
    let magnitude = nanoseconds.magnitude
    let (seconds, nanosecond) = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    let (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
    var text = nanoseconds < 0 ? "-P" : "P"
    if days > 0 { text += "\(days)D" }
    guard secondOfDay > 0 || nanosecond > 0 || days == 0 else { return text }
    text += "T"
    if secondOfDay >= 3_600 { text += "\(secondOfDay / 3_600)H" }
    if secondOfDay / 60 % 60 > 0 { text += "\(secondOfDay / 60 % 60)M" }
    if nanosecond > 0 {
      let digits = padded(Int(nanosecond), to: 9)
      let significant = digits.reversed().drop { $0 == "0" }.reversed()
      text += "\(secondOfDay % 60).\(String(significant))S"
    } else if secondOfDay % 60 > 0 || magnitude == 0 {
      text += "\(secondOfDay % 60)S"
    }
    return text
  }
}

extension TimeSpan: CustomStringConvertible {
  /// The text of ``iso8601``.
  public var description: String { iso8601 }
}
