import Testing

@testable import LiveTwin

@Suite struct TwinPeriodTests {
  private let first = ContinuousClock.now

  @Test func `Work that ends in time moves no deadline, however often`() {
    var period = TwinPeriod(from: first, every: .seconds(60))
    for number in 1...10_000 {
      // Late by up to nearly an interval each time: a loop that sleeps for the interval would be days off by now.
      let now = period.deadline + .milliseconds(Int64(number * 37 % 59_999))
      #expect(period.advance(at: now) == 0)
      #expect(period.deadline == first + .seconds(60) * number)
    }
  }

  @Test(arguments: [(60.0, 0), (60.001, 1), (119.9, 1), (120.0, 1), (120.5, 2), (86_400.0, 1_439)] as [(Double, Int)])
  func `Work that takes longer leaves out what has passed, and keeps the grid`(seconds: Double, skipped: Int) {
    var period = TwinPeriod(from: first, every: .seconds(60))
    let now = first + .seconds(seconds)
    #expect(period.advance(at: now) == skipped)
    #expect(period.number == skipped + 1)
    #expect(period.deadline >= now)
    #expect(period.deadline - now < .seconds(60))
  }

  @Test func `A very short interval after a very long pause overflows nothing`() {
    var period = TwinPeriod(from: first, every: .microseconds(1))
    let skipped = period.advance(at: first + .seconds(86_400 * 365))
    #expect(skipped == 86_400 * 365 * 1_000_000 - 1)
  }
}
