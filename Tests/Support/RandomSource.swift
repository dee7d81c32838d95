/// A seeded source of test inputs: SplitMix64 (Steele, Lea and Flood 2014), so that a failure comes again.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a source that always gives the same numbers for the same seed.
  public init(seed: UInt64) { state = seed }

  /// Returns the next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// Returns some bytes with one of them changed, removed, doubled or exchanged for one that means something.
  public mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var bytes = bytes
    let index = Int.random(in: bytes.indices, using: &self)
    switch Int.random(in: 0..<5, using: &self) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &self)
    case 1: bytes.remove(at: index)
    case 2: bytes.insert(bytes[index], at: index)
    case 3: bytes.swapAt(index, Int.random(in: bytes.indices, using: &self))
    default: bytes[index] = Array("{}[]\",:\\-+.eE019tfnu \u{0}".utf8).randomElement(using: &self) ?? 0
    }
    return bytes
  }
}
