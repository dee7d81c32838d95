import Glibc
import HandoverAnalysis
import Quantities
import Testing

@Suite struct ShadowingTests {
  static let origin = TestSite.epoch
  static let minute = TimeSpan.minutes(1)

  static func fading(_ seed: UInt64) throws -> Shadowing {
    try Shadowing(seed: seed, decorrelationTime: minute, from: origin)
  }

  @Test func `The fading is a function of seed and time, whoever asks in whatever order`() throws {
    let times = (0..<500).map { Self.origin + TimeSpan(nanoseconds: Int64($0) * 1_234_567_891) }
    var forward = try Self.fading(1)
    let values = times.map { forward.deviations(at: $0) }
    var backward = try Self.fading(1)
    #expect(times.reversed().map { backward.deviations(at: $0) }.reversed() == values)
    var other = try Self.fading(2)
    #expect(times.map { other.deviations(at: $0) } != values)
  }

  /// Of 4,000 independent links the mean of squares is known to 2 %, a correlation to 0.016 (one deviation).
  static let links: UInt64 = 4_000

  @Test(arguments: [0.0, 0.3, 1, 2])
  func `Its deviation is one, and its correlation falls as an exponential`(lag: Double) throws {
    let (first, second) = (
      Self.origin + .seconds(100), Self.origin + .seconds(100) + TimeSpan(nanoseconds: Int64(lag * 60e9))
    )
    var (sum, squares, products) = (0.0, 0.0, 0.0)
    for seed in 0..<Self.links {
      var fading = try Self.fading(seed)
      let (a, b) = (fading.deviations(at: first), fading.deviations(at: second))
      sum += a
      squares += b * b
      products += a * b
    }
    let count = Double(Self.links)
    #expect(abs(sum / count) < 0.064)
    #expect(abs(squares / count - 1) < 0.09)
    #expect(abs(products / count - exp(-lag)) < 0.09)
  }

  @Test func `It is continuous, and stands still before its origin`() throws {
    var fading = try Self.fading(7)
    let start = fading.deviations(at: Self.origin)
    #expect(fading.deviations(at: Self.origin - .seconds(50)) == start)
    var last = start
    for step in 1...10_000 {
      let value = fading.deviations(at: Self.origin + TimeSpan(nanoseconds: Int64(step) * 10_000_000))
      // A grid step of 3.75 s is 375 samples; six deviations of its innovation (0.34) are 2.1.
      #expect(abs(value - last) < 2.1 / 375 + 0.002)
      last = value
    }
  }

  @Test func `A decorrelation distance is a time at a speed`() throws {
    let moving = try Shadowing(seed: 1, decorrelationMetres: 50, speedMetresPerSecond: 25, from: Self.origin)
    #expect(moving.decorrelationTime == .seconds(2))
    #expect(
      throws: ParameterError(parameter: "decorrelationTime", value: "0.0 s", allowed: "from 16 ns on")
    ) { try Shadowing(seed: 1, decorrelationTime: .zero, from: Self.origin) }
    #expect(throws: ParameterError.self) {
      try Shadowing(seed: 1, decorrelationMetres: 50, speedMetresPerSecond: 0, from: Self.origin)
    }
  }
}
