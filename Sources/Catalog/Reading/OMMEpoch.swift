import Quantities

/// The epoch of an OMM: a CCSDS 301.0 time code A or B, in UTC, exact in nanoseconds.
struct OMMEpoch {
  let time: ScenarioTime
  let namesLeapSecond: Bool
  let hasLostDigits: Bool

  /// No satellite flew before; SGP4 means nothing that far ahead, and spans of time stay within 64 bits.
  static let range =
    ScenarioTime(CalendarDate(year: 1957, month: 1, day: 1))...ScenarioTime(CalendarDate(year: 2100, month: 1, day: 1))
  static let allowedRange = "1957 to 2100"

  /// Reads `YYYY-MM-DDThh:mm:ss.f` or `YYYY-DDDThh:mm:ss.f`, with or without a Z; nil for anything else.
  static func read(_ bytes: ArraySlice<UInt8>) -> OMMEpoch? {
    var text = bytes.trimmed
    guard (10...64).contains(text.count), text.allSatisfy({ $0 < 0x80 }) else { return nil }
    if text.last == UInt8(ascii: "Z") { text = text.dropLast() }
    // Zones other than Z are no CCSDS time code.
    guard let t = text.firstIndex(of: UInt8(ascii: "T")), !text[t...].contains(where: { "+-Zz".utf8.contains($0) })
    else { return nil }
    let day = text[..<t]
    let date = day.count == 8 ? calendarDay(ordinal: day) : String(decoding: day, as: UTF8.self)
    guard let date, let reading = try? ScenarioTime.read(date + String(decoding: text[t...], as: UTF8.self)) else {
      return nil
    }
    let fraction = text.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    let excess = fraction.map { text[$0...].dropFirst(10) } ?? []
    return OMMEpoch(
      time: reading.time, namesLeapSecond: reading.namesLeapSecond,
      hasLostDigits: excess.contains { $0 != UInt8(ascii: "0") })
  }

  /// `2007-064` as `2007-03-05`.
  private static func calendarDay(ordinal: ArraySlice<UInt8>) -> String? {
    let parts = ordinal.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 4, parts[1].count == 3,
      let year = Int(String(decoding: parts[0], as: UTF8.self)),
      let day = Int(String(decoding: parts[1], as: UTF8.self)), (1900...2200).contains(year)
    else { return nil }
    let isLeap = CalendarDate.days(inMonth: 2, of: year) == 29
    guard (1...(isLeap ? 366 : 365)).contains(day) else { return nil }
    let begin = ScenarioTime(CalendarDate(year: year, month: 1, day: 1))
    return String((begin + .hours(24 * (day - 1))).iso8601.prefix(10))
  }
}
