import Quantities
import TestSupport
import Testing

@Suite struct ScenarioTimeTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"),
    (1_000, "1970-01-01T00:00:00.000001Z"),
    (500_000_000, "1970-01-01T00:00:00.500000Z"),
    (1, "1970-01-01T00:00:00.000000001Z"),
    (123_456_789, "1970-01-01T00:00:00.123456789Z"),
    (-1, "1969-12-31T23:59:59.999999999Z"),
    (-1_000, "1969-12-31T23:59:59.999999Z"),
    (1_674_458_400_000_000_000, "2023-01-23T07:20:00Z"),
    (ScenarioTime.earliest.nanosecondsSince1970, "1900-01-01T00:00:00Z"),
    (ScenarioTime.latest.nanosecondsSince1970, "2200-01-01T00:00:00Z"),
    (Int64.max, "2262-04-11T23:47:16.854775807Z"),
    (Int64.min, "1677-09-21T00:12:43.145224192Z"),
  ])
  func isWrittenInUTCWithNoneSixOrNineDigits(_ nanoseconds: Int64, _ text: String) {
    #expect(ScenarioTime(nanosecondsSince1970: nanoseconds).iso8601 == text)
  }

  @Test func whatIsWrittenIsReadAsTheSameInstant() throws {
    var random = RandomSource(seed: 1900)
    let range = ScenarioTime.earliest.nanosecondsSince1970...ScenarioTime.latest.nanosecondsSince1970
    for round in 0..<20_000 {
      let unit: Int64 = [1, 1_000, 1_000_000_000, 86_400_000_000_000][round % 4]
      let count = Int64.random(in: range, using: &random)
      let time = ScenarioTime(nanosecondsSince1970: count / unit * unit)
      #expect(try ScenarioTime(time.iso8601) == time)
    }
  }

  @Test func everyDayOfThreeCenturiesFollowsTheOneBefore() {
    var expected = CalendarDate(year: 1900, month: 1, day: 1)
    var days = 0
    for day in -25_567...84_005 {
      let time = ScenarioTime(nanosecondsSince1970: Int64(day) * 86_400_000_000_000)
      guard time.calendarDate == expected, ScenarioTime(expected) == time else {
        Issue.record("day \(day) is \(time.calendarDate), not \(expected)")
        return
      }
      days += 1
      expected.day += 1
      if expected.day > CalendarDate.days(inMonth: expected.month, of: expected.year) {
        (expected.month, expected.day) = (expected.month + 1, 1)
      }
      if expected.month > 12 { (expected.year, expected.month) = (expected.year + 1, 1) }
    }
    // 300 years of 365 days and 73 leap days: 1904...2196, without 2100, with 2000.
    #expect(days == 300 * 365 + 73)
    #expect(expected == CalendarDate(year: 2200, month: 1, day: 1))
  }

  /// Seconds since 1970 as `date -u -d ... +%s` of GNU coreutils gives them.
  @Test(arguments: [
    ("1900-03-01T00:00:00Z", -2_203_891_200), ("1956-02-29T12:34:56Z", -436_706_704),
    ("2000-02-29T23:59:59Z", 951_868_799), ("2018-01-21T00:00:00Z", 1_516_492_800),
    ("2024-02-29T00:00:00Z", 1_709_164_800), ("2100-02-28T23:59:59Z", 4_107_542_399),
    ("2100-03-01T00:00:00Z", 4_107_542_400), ("2199-12-31T23:59:59Z", 7_258_118_399),
  ])
  func calendarIsThatOfCoreutils(_ text: String, _ seconds: Int64) throws {
    #expect(try ScenarioTime(text).nanosecondsSince1970 == seconds * 1_000_000_000)
  }

  @Test(arguments: [(1900, 28), (1904, 29), (2000, 29), (2023, 28), (2024, 29), (2100, 28)])
  func februaryHasItsLeapDayByTheGregorianRule(_ year: Int, _ days: Int) {
    #expect(CalendarDate.days(inMonth: 2, of: year) == days)
  }

  @Test func addingRefusesToLeaveTheYears1900To2200() {
    #expect(ScenarioTime.latest.adding(.zero) == .latest)
    #expect(ScenarioTime.latest.adding(TimeSpan(nanoseconds: 1)) == nil)
    #expect(ScenarioTime.earliest.adding(TimeSpan(nanoseconds: -1)) == nil)
    #expect(ScenarioTime.latest.adding(TimeSpan(nanoseconds: .max)) == nil)
    #expect(ScenarioTime.earliest.adding(TimeSpan(nanoseconds: .min)) == nil)
    #expect(ScenarioTime.earliest.adding(.hours(24 * 365)) == ScenarioTime(CalendarDate(year: 1901, month: 1, day: 1)))
  }

  @Test(arguments: [(0, 0), (999, 0), (1_000, 1_000), (1_999, 1_000), (-1, -1_000), (-1_000, -1_000), (-1_001, -2_000)])
  func theWholeMicrosecondIsTheOneAtOrBefore(_ nanoseconds: Int64, _ expected: Int64) {
    let time = ScenarioTime(nanosecondsSince1970: nanoseconds)
    #expect(time.wholeMicrosecond.nanosecondsSince1970 == expected)
  }

  @Test func sumsAndDifferencesAreExact() {
    let time = ScenarioTime(CalendarDate(year: 2199, month: 12, day: 31, nanosecond: 1))
    let span = TimeSpan(nanoseconds: 123_456_789_012_345_679)
    #expect((time - span) + span == time)
    #expect(time - (time - span) == span)
    #expect(time - span < time)
  }
}
