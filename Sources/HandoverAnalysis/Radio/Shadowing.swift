import Glibc
public import Quantities

/// Shadow fading over time: normally distributed in dB, correlated by an exponential, seeded.
///
/// A first-order autoregressive sequence on a grid of sixteenths of the decorrelation time, straight between the
/// grid's points and scaled there to the same variance. It is a function of the seed and the time alone: how often
/// and in what order it is asked for changes nothing. Correlation model: TR 38.901 7.4.4, exp(-Δ/d).
public struct Shadowing: Sendable {
  /// The first instant; before it the value is the first one.
  public let origin: ScenarioTime
  /// The time after which the correlation is 1/e.
  public let decorrelationTime: TimeSpan

  private let noise: CountedNoise
  private let step: Int64
  private let correlation: Double
  /// The grid's point before the time last asked for, its value, and the next one's.
  private var index: Int64 = 0
  private var value: Double
  private var next: Double

  /// Creates the fading of one link.
  ///
  /// - Parameters:
  ///   - seed: One for each pair of terminal and satellite.
  ///   - decorrelationTime: Positive; 16 ns at least.
  /// - Throws: ``ParameterError`` for a shorter time.
  public init(seed: UInt64, decorrelationTime: TimeSpan, from origin: ScenarioTime) throws(ParameterError) {
    guard decorrelationTime.nanoseconds >= 16 else {
      throw ParameterError(
        parameter: "decorrelationTime", value: "\(decorrelationTime.seconds) s", allowed: "from 16 ns on")
    }
    self.origin = origin
    self.decorrelationTime = decorrelationTime
    noise = CountedNoise(seed: seed)
    step = decorrelationTime.nanoseconds / 16
    correlation = exp(-Double(step) / Double(decorrelationTime.nanoseconds))
    (value, next) = (0, 0)
    rewind()
  }

  /// Creates the fading of a terminal that moves through what shades it.
  ///
  /// - Parameters:
  ///   - distance: The decorrelation distance, metres: 37 with a line of sight; without one 50 in a city and 120
  ///     in the country (TR 38.901 table 7.5-6, for terrestrial cells; that they hold for satellites is unconfirmed).
  ///   - speed: How fast the terminal moves, m/s.
  /// - Throws: ``ParameterError`` where distance or speed are not positive.
  public init(
    seed: UInt64, decorrelationMetres distance: Double, speedMetresPerSecond speed: Double, from origin: ScenarioTime
  ) throws(ParameterError) {
    try ParameterError.check(distance, "decorrelationMetres", in: 0.001...1e6)
    try ParameterError.check(speed, "speedMetresPerSecond", in: 0.001...1e5)
    let nanoseconds = Int64((distance / speed * 1e9).rounded())
    try self.init(seed: seed, decorrelationTime: TimeSpan(nanoseconds: nanoseconds), from: origin)
  }

  /// Returns the fading at a time in standard deviations: positive is a loss.
  ///
  /// Constant time a grid point passed; going back begins at the origin again.
  public mutating func deviations(at time: ScenarioTime) -> Double {
    let since = max(0, (time - origin).nanoseconds)
    let (wanted, rest) = since.quotientAndRemainder(dividingBy: step)
    if wanted < index { rewind() }
    while index < wanted { advance() }
    let part = Double(rest) / Double(step)
    // Var((1 - u) a + u b) = (1 - u)² + u² + 2 u (1 - u) ρ
    let variance = 1 - 2 * part * (1 - part) * (1 - correlation)
    return ((1 - part) * value + part * next) / variance.squareRoot()
  }

  private mutating func rewind() {
    index = 0
    value = noise.normal(0)
    next = successor(of: value, at: 1)
  }

  private mutating func advance() {
    index += 1
    value = next
    next = successor(of: value, at: index + 1)
  }

  private func successor(of value: Double, at index: Int64) -> Double {
    correlation * value + (1 - correlation * correlation).squareRoot() * noise.normal(index)
  }
}

/// Random numbers that are a function of a seed and a count: SplitMix64 (Steele, Lea and Flood 2014).
struct CountedNoise: Sendable {
  let seed: UInt64

  /// Returns 64 bits.
  func bits(_ count: Int64) -> UInt64 {
    mixed(mixed(seed) &+ UInt64(bitPattern: count) &* 0x9e37_79b9_7f4a_7c15)
  }

  /// Returns a number of the normal distribution (Box and Muller 1958).
  func normal(_ count: Int64) -> Double {
    // 1 - u is in (0, 1], whose logarithm is finite.
    let radius = (-2 * log(1 - uniform(2 &* count))).squareRoot()
    return radius * cos(2 * .pi * uniform(2 &* count &+ 1))
  }

  /// Returns a number in 0 ..< 1.
  func uniform(_ count: Int64) -> Double { Double(bits(count) >> 11) * 0x1p-53 }

  private func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number &+ 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
