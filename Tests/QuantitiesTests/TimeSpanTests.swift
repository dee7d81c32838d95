import Quantities
import TestSupport
import Testing

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("PT1M5S", 65_000_000_000), ("PT1H1.5S", 3_601_500_000_000), ("P1DT1H1M1.25S", 90_061_250_000_000), ("PT0S", 0),
    ("-PT5S", -5_000_000_000), ("PT1M", 60_000_000_000), ("PT30M", 1_800_000_000_000), ("PT12H", 43_200_000_000_000),
    ("P1D", 86_400_000_000_000), ("P7D", 604_800_000_000_000), ("PT0.00025S", 250_000), ("PT0.000000001S", 1),
    ("P106751DT23H47M16.854775807S", Int64.max),
  ])
  func isWrittenAsReadInTheFormsOfTheWire(_ text: String, _ nanoseconds: Int64) throws {
    #expect(TimeSpan(nanoseconds: nanoseconds).iso8601 == text)
    #expect(try TimeSpan(text).nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    ("PT90S", 90.0), ("PT1.5H", 5_400), ("PT0.5M", 30), ("P1W", 604_800), ("P0.5D", 43_200), ("+PT5S", 5),
    ("-P1DT1S", -86_401), ("pt1m5,5s", 65.5), ("P1DT0S", 86_400), ("PT36H", 129_600),
    ("0:00:01", 1), ("00:01:30", 90), ("-0:00:05", -5), ("25:00:00", 90_000), ("12:00:00.25", 43_200.25),
    ("60", 60), ("60.5", 60.5), ("-60", -60), ("0", 0), ("-0", 0),
  ])
  func otherFormsAreReadToo(_ text: String, _ seconds: Double) throws {
    #expect(try TimeSpan(text).seconds == seconds)
  }

  @Test func digitsPastTheNanosecondAreDropped() throws {
    #expect(try TimeSpan("PT0.1234567899999999S").nanoseconds == 123_456_789)
    #expect(try TimeSpan("1.9999999999").nanoseconds == 1_999_999_999)
  }

  @Test(arguments: [
    ("", "not a duration"), ("P", "not a duration"), ("PT", "not a duration"), ("P1DT", "not a duration"),
    ("P1", "not a duration"), ("PT1", "not a duration"), ("P1S", "not a duration"), ("PT1D", "not a duration"),
    ("PT1S1M", "not a duration"), ("PT1S1S", "not a duration"), ("PTT1S", "not a duration"),
    ("PT1.S", "not a duration"), ("PT.5S", "not a duration"), ("PT-1S", "not a duration"), ("--PT1S", "not a duration"),
    ("PT1S ", "not a duration"), ("1:30", "not a duration"), ("1:60:00", "not a duration"),
    ("0:00:60", "not a duration"), ("1:2:3:4", "not a duration"), ("1e3s", "not a duration"),
    ("60 s", "not a duration"),
    ("soon", "not a duration"), ("1234567890123456", "longer than 290 years"), ("P١D", "not a duration"),
    ("P1Y", "years and months have no fixed length"), ("P1M", "years and months have no fixed length"),
    ("P1Y2M", "years and months have no fixed length"),
    ("P106752D", "longer than 290 years"), ("PT9223372036.854775808S", "longer than 290 years"),
    ("P999999999999999W", "longer than 290 years"), ("P106751DT24H", "longer than 290 years"),
    ("9223372037", "longer than 290 years"), ("999999999999999:00:00", "longer than 290 years"),
  ])
  func whatIsNoSpanIsRefusedWithItsReason(_ text: String, _ reason: String) {
    #expect {
      _ = try TimeSpan(text)
    } throws: { error in
      "\(error)" == "\"\(text)\": \(reason); allowed: \(TimeSpan.allowedForms)"
    }
  }

  @Test func theErrorIsASentenceOfWhatIsAllowed() {
    let error = #expect(throws: TimeTextError.self) { _ = try TimeSpan("P1M") }
    #expect(
      error?.description == "\"P1M\": years and months have no fixed length; allowed: "
        + "an ISO 8601 duration such as PT90S or P1DT2H, HH:MM:SS, or a number of seconds")
  }

  @Test func whatIsWrittenIsReadAsTheSameSpan() throws {
    var random = RandomSource(seed: 290)
    for round in 0..<20_000 {
      let limit: Int64 = [1_000_000, 1_000_000_000_000, .max][round % 3]
      let span = TimeSpan(nanoseconds: Int64.random(in: -limit...limit, using: &random))
      #expect(try TimeSpan(span.iso8601) == span)
    }
  }

  @Test func noMutationOfASpanTraps() throws {
    var random = RandomSource(seed: 65)
    let seeds = ["-P12DT3H4M5.678901234S", "00:01:30.5", "P106751DT23H47M16.854775807S", "9223372036.854775807"]
    var read = 0
    for round in 0..<20_000 {
      let bytes = random.mutation(of: random.mutation(of: Array(seeds[round % seeds.count].utf8)))
      guard let span = try? TimeSpan(String(decoding: bytes, as: UTF8.self)) else { continue }
      read += 1
      #expect(try TimeSpan(span.iso8601) == span)
    }
    #expect(read > 1_000)
  }

  @Test func secondsAreTheNearestDouble() {
    // The literal on the right is read to the nearest double by the compiler.
    #expect(TimeSpan(nanoseconds: 1_100_000_000).seconds == 1.1)
    #expect(TimeSpan(nanoseconds: 60_000_000_001).seconds == 60.000000001)
    #expect(TimeSpan(nanoseconds: 7_200_123_456_789).seconds == 7200.123456789)
    #expect(TimeSpan(nanoseconds: -1).seconds == -1e-9)
    #expect(TimeSpan(nanoseconds: 86_400_000_000_000).seconds == 86_400)
    #expect(TimeSpan(nanoseconds: .max).seconds == 9_223_372_036.854775807)
    var random = RandomSource(seed: 53)
    for _ in 0..<10_000 {
      // Below 2^53 ns the text of the decimal is read by another road than the division.
      let nanoseconds = Int64.random(in: 0..<1 << Int64.random(in: 1...53, using: &random), using: &random)
      let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
      let text = "\(whole)." + String(repeating: "0", count: 9 - "\(rest)".count) + "\(rest)"
      #expect(TimeSpan(nanoseconds: nanoseconds).seconds == Double(text))
    }
  }

  @Test(arguments: [
    (1.0, 1_000_000_000), (0.0000004, 0), (0.0000006, 1_000), (-1.5, -1_500_000_000), (0.1, 100_000_000),
    (1_795_167_329.824737, 1_795_167_329_824_737_000), (-0.0, 0),
  ])
  func roundsSecondsToTheMicrosecond(_ seconds: Double, _ nanoseconds: Int64) {
    #expect(TimeSpan(roundingSeconds: seconds)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [("1e-06", 1_000), ("5E-7", 500), ("1.5e3", 1_500_000_000_000), ("-2e-9", -2)])
  func readsSecondsWithAnExponent(_ text: String, _ nanoseconds: Int64) throws {
    #expect(try TimeSpan(text).nanoseconds == nanoseconds)
  }

  @Test(arguments: ["1e300", "e5", "1e", "0x1e3", "PT1e3S", "1e5e5"])
  func readsNoOtherExponent(_ text: String) {
    #expect(throws: TimeTextError.self) { try TimeSpan(text) }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, 9.3e9, -9.3e9])
  func roundsNothingOutOfRange(_ seconds: Double) {
    #expect(TimeSpan(roundingSeconds: seconds) == nil)
  }

  @Test func isCountedInWholeNanoseconds() {
    #expect(TimeSpan.hours(1) == .minutes(60))
    #expect(TimeSpan.minutes(1) == .seconds(60))
    #expect(3 * TimeSpan.microsecond - .microsecond == TimeSpan(nanoseconds: 2_000))
    #expect(-TimeSpan.seconds(1) + .seconds(1) == .zero)
    #expect(-TimeSpan.seconds(1) < .zero)
  }
}
