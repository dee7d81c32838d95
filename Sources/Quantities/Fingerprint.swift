/// What tells sequences of bytes apart: FNV-1a of 64 bits (Fowler, Noll and Vo).
///
/// It shows damage and mistakes; it is no protection against those who would forge one.
public struct Fingerprint: Hashable, Sendable {
  /// The hash itself.
  public let value: UInt64

  /// Takes the fingerprint of some bytes.
  @inlinable
  public init(of bytes: some Sequence<UInt8>) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    value = hash
  }
}

extension Fingerprint: CustomStringConvertible {
  /// The hash in 16 hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
