#if MQTT
  import Testing

  @testable import MosquittoTransport

  @Suite struct BackoffTests {
    /// A generator that always draws the top, or the bottom.
    struct Fixed: RandomNumberGenerator {
      let value: UInt64
      mutating func next() -> UInt64 { value }
    }

    /// How far a drawn wait may be from its bound: the rounding of a draw of 53 bits, far under a scheduler's tick.
    static let rounding = Duration.nanoseconds(1)

    @Test(
      "Waits double from 50 ms to 1 s, and no draw leaves the upper half", arguments: [(0, 0.5), (UInt64.max, 1.0)])
    func doubling(draw: UInt64, share: Double) {
      var backoff = Backoff()
      var generator = Fixed(value: draw)
      let bounds = [50, 100, 200, 400, 800, 1000, 1000].map { Duration.milliseconds($0) }
      for bound in bounds {
        let difference = backoff.next(using: &generator) - bound * share
        #expect(difference < Self.rounding && difference > .zero - Self.rounding)
      }
      backoff.reset()
      #expect(backoff.next(using: &generator) <= Backoff.first)
    }

    @Test("A repeated notice passes at once, then every 10 s, with a count of the others")
    func limiting() {
      var limiter = NoticeLimiter()
      let start = ContinuousClock.now
      let said = (0...25).compactMap { limiter.admit("refused", at: start + .seconds($0)) }
      let repeated = "refused (and 9 times since the last such notice)"
      #expect(said == ["refused", repeated, repeated])
      #expect(limiter.admit("other", at: start) == "other")
      limiter.reset()
      #expect(limiter.admit("refused", at: start + .seconds(25)) == "refused")
    }
  }
#endif
