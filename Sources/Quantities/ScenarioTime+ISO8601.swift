extension ScenarioTime {
  /// The forms that ``read(_:)`` takes, for error messages.
  public static let allowedForms = "an ISO 8601 date and time such as 2018-01-21T00:00:00Z, from 1900 to 2200"

  /// Reads a date and time in any form that NOS-T peers send.
  ///
  /// `Z` or any `±hh:mm`, `T` or a space, seconds and fraction optional, a date alone; digits past the
  /// nanosecond are dropped; without a zone it is UTC.
  /// - Throws: ``TimeTextError`` for anything else, and outside the years 1900 to 2200.
  public static func read(_ text: some StringProtocol) throws(TimeTextError) -> TimeReading {
    func failure(_ reason: String) -> TimeTextError {
      TimeTextError(text: String(text.prefix(64)), reason: reason, allowed: allowedForms)
    }
    var cursor = TextCursor(text)
    var date = try day(&cursor, failure)
    var offset: TimeSpan?
    if !cursor.isAtEnd {
      try readTimeOfDay(&cursor, into: &date, failure)
      offset = try zone(&cursor, failure)
      guard cursor.isAtEnd else { throw failure("something follows the time") }
    }
    // A leap second has no place in POSIX time: it is read as the second that follows, whatever its fraction.
    let namesLeapSecond = date.second == 60
    if namesLeapSecond { date.nanosecond = 0 }
    guard (1900...2200).contains(date.year), let time = ScenarioTime(date).adding(-(offset ?? .zero)) else {
      throw failure("outside the years 1900 to 2200")
    }
    // It is the last second of a day of UTC, whatever the zone says.
    guard !namesLeapSecond || time.nanosecondsSince1970 % 86_400_000_000_000 == 0 else {
      throw failure("no such time of day")
    }
    return TimeReading(time: time, namesLeapSecond: namesLeapSecond, namesZone: offset != nil)
  }

  /// Reads `YYYY-MM-DD`.
  private static func day(
    _ cursor: inout TextCursor, _ failure: (String) -> TimeTextError
  ) throws(TimeTextError) -> CalendarDate {
    guard let year = cursor.digits(4), cursor.take("-"), let month = cursor.digits(2), cursor.take("-"),
      let day = cursor.digits(2)
    else { throw failure("not a date") }
    guard (1...12).contains(month), (1...CalendarDate.days(inMonth: month, of: year)).contains(day) else {
      throw failure("no such day in the calendar")
    }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// Reads `Thh:mm[:ss[.f]]`.
  private static func readTimeOfDay(
    _ cursor: inout TextCursor, into date: inout CalendarDate, _ failure: (String) -> TimeTextError
  ) throws(TimeTextError) {
    guard cursor.takeAny(of: "Tt ") != nil, let hour = cursor.digits(2), cursor.take(":"),
      let minute = cursor.digits(2)
    else { throw failure("not a time of day") }
    (date.hour, date.minute) = (hour, minute)
    if cursor.take(":") {
      guard let second = cursor.digits(2) else { throw failure("not a time of day") }
      date.second = second
      if cursor.takeAny(of: ".,") != nil {
        guard let fraction = cursor.nanoseconds() else { throw failure("no digits in the fraction of a second") }
        date.nanosecond = fraction
      }
    }
    guard date.hour < 24, date.minute < 60, date.second <= 60 else { throw failure("no such time of day") }
  }

  /// Reads `Z`, `±hh:mm`, `±hhmm` or `±hh`; nil for no zone.
  private static func zone(
    _ cursor: inout TextCursor, _ failure: (String) -> TimeTextError
  ) throws(TimeTextError) -> TimeSpan? {
    if cursor.takeAny(of: "Zz") != nil { return .zero }
    guard let sign = cursor.takeAny(of: "+-") else { return nil }
    guard let hours = cursor.digits(2), hours < 24 else { throw failure("not a zone") }
    var minutes: Int? = 0
    if !cursor.isAtEnd {
      _ = cursor.take(":")
      minutes = cursor.digits(2)
    }
    guard let minutes, minutes < 60 else { throw failure("not a zone") }
    let offset = TimeSpan.minutes(hours * 60 + minutes)
    return sign == "-" ? -offset : offset
  }

  /// Creates an instant from text; see ``read(_:)``.
  public init(_ text: String) throws(TimeTextError) {
    self = try ScenarioTime.read(text).time
  }

  /// The instant in ISO 8601, UTC with `Z`; as many of 0, 6 or 9 fraction digits as it needs.
  public var iso8601: String {
    let date = calendarDate
    var text = "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))"
    text += "T\(padded(date.hour, to: 2)):\(padded(date.minute, to: 2)):\(padded(date.second, to: 2))"
    if date.nanosecond % 1_000 != 0 {
      text += ".\(padded(date.nanosecond, to: 9))"
    } else if date.nanosecond != 0 {
      text += ".\(padded(date.nanosecond / 1_000, to: 6))"
    }
    return text + "Z"
  }
}

extension ScenarioTime: CustomStringConvertible {
  /// The text of ``iso8601``.
  public var description: String { iso8601 }
}
