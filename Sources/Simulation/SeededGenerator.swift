import Quantities

/// The random generator of every run: xoshiro256**, seeded by SplitMix64 from a seed and the name of a stream.
///
/// A fixed algorithm (Blackman and Vigna 2018; Steele, Lea and Flood 2014), so that a scenario's seed gives the
/// same numbers in every version and on every machine. Each federate has a stream of its own, so that one
/// federate's draws never move another's.
public struct SeededGenerator: RandomNumberGenerator, Equatable, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Creates the generator of one stream of a seed.
  public init(seed: UInt64, stream: String) {
    // The name's fingerprint, so that streams differ in every bit of the state.
    var mixer = SplitMix64(state: seed ^ Fingerprint(of: stream.utf8).value)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// Returns the next 64 bits of the stream.
  public mutating func next() -> UInt64 {
    // result = rotl(s1 x 5, 7) x 9
    let result = rotatedLeft(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotatedLeft(state.3, by: 45)
    return result
  }

  /// Returns a number in 0 ..< 1, a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Says whether two generators will give the same numbers.
  public static func == (left: SeededGenerator, right: SeededGenerator) -> Bool { left.state == right.state }

  private func rotatedLeft(_ value: UInt64, by count: UInt64) -> UInt64 {
    value << count | value >> (64 - count)
  }
}

/// The generator that fills the state of another from one number.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
