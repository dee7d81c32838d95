/// Damages files from a seed, so that a find comes again: SplitMix64 (Steele, Lea and Flood 2014).
public struct Mutator: RandomNumberGenerator {
  private var state: UInt64

  /// Creates a mutator for one input of a run.
  public init(seed: UInt64, input: Int) {
    state = seed &* 0xd129_0ddf_53c4_0d25 ^ UInt64(input) &* 0x9e37_79b9_7f4a_7c15
  }

  /// Returns the next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// Returns one of the seeds with one to eight damages.
  public mutating func input(from seeds: [[UInt8]]) -> [UInt8] {
    var bytes = seeds[Int.random(in: seeds.indices, using: &self)]
    for _ in 0..<Int.random(in: 1...8, using: &self) { damage(&bytes, seeds) }
    return bytes
  }

  private static let numbers = [
    "0", "-1", "1e999", "-1e-999", "NaN", "inf", "99999999999999999999", "0x1p3", "1e", ".", "-", "+", "180.0001",
    "360",
    "1.0", "0.99999999999999999", "999999999", "1000000000", "340000", "Z9999", "I0000", "9999-99-99T99:99:99",
    "2016-12-31T23:59:60", "1957-01-01T00:00:00", "2100-01-01T00:00:00.000000001", "5e-324", "1.7976931348623157e308",
  ]
  private static let words = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\r\n", "\t", "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>",
    "&",
    "&amp;", "<omm>", "</omm>", "<ndm>", "=", "CCSDS_OMM_VERS = 2.0\n", "COMMENT ", "OBJECT_NAME", "EPOCH", "null",
    "true", "\\u0000", "\\ud800", "1 ", "2 ", "0 ", "#", "\u{FEFF}", "\u{0}", "é", "\u{2028}", "\u{1F6F0}", "\"\"",
    "[deg]", "SGP4-XP", "4",
  ]

  private mutating func damage(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
    guard !bytes.isEmpty else {
      bytes = seeds[Int.random(in: seeds.indices, using: &self)]
      return
    }
    let index = Int.random(in: bytes.indices, using: &self)
    switch Int.random(in: 0..<10, using: &self) {
    case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
    case 1: bytes[index] = UInt8.random(in: 0...255, using: &self)
    case 2: bytes.removeSubrange(index...)
    case 3: bytes.removeSubrange(chunk(from: index, of: bytes))
    case 4: bytes.insert(contentsOf: bytes[chunk(from: index, of: bytes)], at: index)
    case 5: splice(&bytes, at: index, seeds)
    case 6: replaceNumber(&bytes, near: index)
    case 7: bytes.insert(contentsOf: (Self.words.randomElement(using: &self) ?? "").utf8, at: index)
    case 8: bytes.swapAt(index, Int.random(in: bytes.indices, using: &self))
    default: bytes.removeFirst(index)
    }
  }

  private mutating func chunk(from index: Int, of bytes: [UInt8]) -> Range<Int> {
    index..<min(bytes.count, index + Int.random(in: 1...400, using: &self))
  }

  /// Goes on with the rest of another file, of another format perhaps.
  private mutating func splice(_ bytes: inout [UInt8], at index: Int, _ seeds: [[UInt8]]) {
    let other = seeds[Int.random(in: seeds.indices, using: &self)]
    let start = Int.random(in: 0...other.count, using: &self)
    bytes.replaceSubrange(index..., with: other[start...])
  }

  /// Puts an odd number in the place of the one that stands next.
  private mutating func replaceNumber(_ bytes: inout [UInt8], near index: Int) {
    func isNumeral(_ byte: UInt8) -> Bool { (48...57).contains(byte) || [43, 45, 46].contains(byte) }
    guard let start = bytes[index...].firstIndex(where: isNumeral) else { return }
    let end = bytes[start...].firstIndex { !isNumeral($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: (Self.numbers.randomElement(using: &self) ?? "").utf8)
  }
}
