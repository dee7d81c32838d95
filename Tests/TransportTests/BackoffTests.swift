#if MQTT
  import Testing

  @testable import MosquittoTransport

  @Suite struct BackoffTests {
    /// A small generator with a seed (Steele, Lea and Flood's SplitMix64), so that every run draws alike.
    struct Seeded: RandomNumberGenerator {
      var state: UInt64
      mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
      }
    }

    @Test("Waits double from 50 ms to 1 s, each drawn from its upper half, and begin anew after a reset")
    func doubling() {
      var backoff = Backoff()
      var generator = Seeded(state: 1)
      for _ in 0..<100 {
        for milliseconds in [50, 100, 200, 400, 800, 1000, 1000] {
          let bound = Duration.milliseconds(milliseconds)
          #expect((bound / 2...bound).contains(backoff.next(using: &generator)))
        }
        backoff.reset()
      }
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
