import Quantities
import TestSupport
import Testing

@Suite struct ScenarioTimeReadingTests {
  /// 2023-01-23T07:20:00Z, from `date -u -d ... +%s`.
  static let reference = ScenarioTime(nanosecondsSince1970: 1_674_458_400_000_000_000)

  @Test(arguments: [
    ("2023-01-23T07:20:00Z", 0, true),
    ("2023-01-23T07:20:00.000000Z", 0, true),
    ("2023-01-23t07:20:00z", 0, true),
    ("2023-01-23 07:20:00Z", 0, true),
    ("2023-01-23T07:20Z", 0, true),
    ("2023-01-23T07:20", 0, false),
    ("2023-01-23 07:20:00", 0, false),
    ("2023-01-23T07:20:00+00:00", 0, true),
    ("2023-01-23T07:20:00-00:00", 0, true),
    ("2023-01-23T12:50:00+05:30", 0, true),
    ("2023-01-23T12:50:00+0530", 0, true),
    ("2023-01-22T19:20:00-12", 0, true),
    ("2023-01-24T07:19:00+23:59", 0, true),
    ("2023-01-23T07:20:00.5Z", 500_000_000, true),
    ("2023-01-23T07:20:00,25Z", 250_000_000, true),
    ("2023-01-23T07:20:00.357973Z", 357_973_000, true),
    ("2023-01-23T07:20:00.123456789Z", 123_456_789, true),
    ("2023-01-23T07:20:00.12345678999999Z", 123_456_789, true),
    ("2023-01-23T07:20:00.000000000000000000001+00:00", 0, true),
  ])
  func everyFormOfTheWireIsTheSameInstant(_ text: String, _ nanoseconds: Int64, _ namesZone: Bool) throws {
    let reading = try ScenarioTime.read(text)
    #expect(reading.time == Self.reference + TimeSpan(nanoseconds: nanoseconds))
    #expect(reading.namesZone == namesZone)
    #expect(!reading.namesLeapSecond)
  }

  @Test func aDateAloneIsItsMidnight() throws {
    let reading = try ScenarioTime.read("2023-01-23")
    #expect(reading.time == Self.reference - .minutes(7 * 60 + 20))
    #expect(!reading.namesZone)
  }

  @Test(arguments: [
    "2016-12-31T23:59:60Z", "2016-12-31T23:59:60.999Z", "2016-12-31T23:59:60", "2017-01-01T05:29:60+05:30",
    "2016-12-31T18:59:60-05:00",
  ])
  func aLeapSecondIsTheNextMidnight(_ text: String) throws {
    let reading = try ScenarioTime.read(text)
    #expect(reading.time.iso8601 == "2017-01-01T00:00:00Z")
    #expect(reading.namesLeapSecond)
  }

  @Test(arguments: [
    ("", "not a date"),
    ("now", "not a date"),
    ("20230123T072000Z", "not a date"),
    ("2023-1-23", "not a date"),
    ("-2023-01-23", "not a date"),
    ("２０２３-01-23", "not a date"),
    ("2023-13-01", "no such day in the calendar"),
    ("2023-00-01", "no such day in the calendar"),
    ("2023-02-29T00:00:00Z", "no such day in the calendar"),
    ("2023-04-31", "no such day in the calendar"),
    ("2023-01-00", "no such day in the calendar"),
    ("2023-01-23T", "not a time of day"),
    ("2023-01-23T07", "not a time of day"),
    ("2023-01-23Z", "not a time of day"),
    ("2023-01-23T7:20:00Z", "not a time of day"),
    ("2023-01-23T07:20:Z", "not a time of day"),
    ("2023-01-23T24:00:00Z", "no such time of day"),
    ("2023-01-23T07:60:00Z", "no such time of day"),
    ("2023-01-23T07:20:61Z", "no such time of day"),
    ("2023-01-23T07:20:60Z", "no such time of day"),
    ("2023-01-23T12:59:60Z", "no such time of day"),
    ("2023-01-23T23:59:60+05:30", "no such time of day"),
    ("2023-01-23T07:20:00.Z", "no digits in the fraction of a second"),
    ("2023-01-23T07:20:00+5", "not a zone"),
    ("2023-01-23T07:20:00+05:", "not a zone"),
    ("2023-01-23T07:20:00+05:3", "not a zone"),
    ("2023-01-23T07:20:00+24:00", "not a zone"),
    ("2023-01-23T07:20:00+05:60", "not a zone"),
    ("2023-01-23T07:20:00Z ", "something follows the time"),
    ("2023-01-23T07:20:00 UTC", "something follows the time"),
    ("2023-01-23T07:20.5Z", "something follows the time"),
    ("2023-01-23T07:20:00Z+01:00", "something follows the time"),
    ("0001-01-01", "outside the years 1900 to 2200"),
    ("1899-12-31T23:59:59Z", "outside the years 1900 to 2200"),
    ("1900-01-01T00:00:00+00:01", "outside the years 1900 to 2200"),
    ("2200-01-01T00:00:00.000000001Z", "outside the years 1900 to 2200"),
    ("9999-12-31T23:59:59Z", "outside the years 1900 to 2200"),
  ])
  func whatIsNoTimeIsRefusedWithItsReason(_ text: String, _ reason: String) {
    #expect {
      _ = try ScenarioTime.read(text)
    } throws: { error in
      "\(error)" == "\"\(text)\": \(reason); allowed: \(ScenarioTime.allowedForms)"
    }
  }

  @Test func theErrorSaysWhatWhyAndWhatIsAllowedAndKeepsLongTextsShort() {
    let error = #expect(throws: TimeTextError.self) { _ = try ScenarioTime("2023-02-30T00:00:00Z") }
    #expect(
      error?.description
        == "\"2023-02-30T00:00:00Z\": no such day in the calendar; "
        + "allowed: an ISO 8601 date and time such as 2018-01-21T00:00:00Z, from 1900 to 2200")
    let long = #expect(throws: TimeTextError.self) { _ = try ScenarioTime(String(repeating: "9", count: 100_000)) }
    #expect(long?.text.count == 64)
  }

  @Test func theFirstAndTheLastInstantAreRead() throws {
    #expect(try ScenarioTime("1900-01-01T00:00:00Z") == .earliest)
    #expect(try ScenarioTime("2200-01-01T00:00:00Z") == .latest)
    #expect(try ScenarioTime("2200-01-01T05:00:00+05:00") == .latest)
  }

  @Test func noMutationOfATimeTrapsAndWhatIsReadIsInRange() {
    var random = RandomSource(seed: 8601)
    let seeds = ["2023-01-23T07:20:00.123456+05:30", "2016-12-31T23:59:60Z", "1900-01-01 00:00", "2200-01-01"]
    var read = 0
    for round in 0..<20_000 {
      var bytes = Array(seeds[round % seeds.count].utf8)
      for _ in 0...round % 3 { bytes = random.mutation(of: bytes) }
      guard let time = try? ScenarioTime(String(decoding: bytes, as: UTF8.self)) else { continue }
      read += 1
      #expect(time >= .earliest && time <= .latest)
    }
    #expect(read > 500)
  }
}
