/// A date of the Gregorian calendar and a time of day, UTC.
public struct CalendarDate: Hashable, Sendable {
  /// Year, month 1...12, day 1...31.
  public var year, month, day: Int
  /// Hour 0...23, minute 0...59, second 0...59, nanosecond of the second.
  public var hour, minute, second, nanosecond: Int

  /// Creates a date with a time of day; the parts are not checked.
  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: Int = 0) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second, self.nanosecond) = (hour, minute, second, nanosecond)
  }

  /// Returns the number of days in a month of a year.
  public static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension ScenarioTime {
  /// Creates the instant of a calendar date; the parts must form a real date.
  public init(_ date: CalendarDate) {
    let days = daysSince1970(year: date.year, month: date.month, day: date.day)
    let seconds = Int64(days) * 86_400 + Int64(date.hour * 3_600 + date.minute * 60 + date.second)
    self.init(nanosecondsSince1970: seconds * 1_000_000_000 + Int64(date.nanosecond))
  }

  /// The instant as a calendar date and a time of day, UTC.
  public var calendarDate: CalendarDate {
    let (days, nanosecondOfDay) = floorDivide(nanosecondsSince1970, by: 86_400_000_000_000)
    let (year, month, day) = civilDate(daysSince1970: Int(days))
    let (secondOfDay, nanosecond) = floorDivide(nanosecondOfDay, by: 1_000_000_000)
    let second = Int(secondOfDay)
    return CalendarDate(
      year: year, month: month, day: day,
      hour: second / 3_600, minute: second / 60 % 60, second: second % 60, nanosecond: Int(nanosecond))
  }
}

/// Days from 1970-01-01 to a Gregorian date. The year is taken to begin in March, so that the leap day ends it.
private func daysSince1970(year: Int, month: Int, day: Int) -> Int {
  let marchYear = month <= 2 ? year - 1 : year
  let (era, yearOfEra) = floorDivide(Int64(marchYear), by: 400)
  let monthFromMarch = (month + 9) % 12
  let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
  let dayOfEra = Int(yearOfEra) * 365 + Int(yearOfEra) / 4 - Int(yearOfEra) / 100 + dayOfYear
  // 719,468 days lie between 0000-03-01 and 1970-01-01; an era of 400 years has 146,097 days.
  return Int(era) * 146_097 + dayOfEra - 719_468
}

/// The Gregorian date of a day counted from 1970-01-01: the inverse of ``daysSince1970(year:month:day:)``.
private func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
  let (era, dayOfEra64) = floorDivide(Int64(days + 719_468), by: 146_097)
  let dayOfEra = Int(dayOfEra64)
  let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let monthFromMarch = (5 * dayOfYear + 2) / 153
  let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  let year = Int(era) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}

/// Divides so that the remainder is never negative.
private func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
