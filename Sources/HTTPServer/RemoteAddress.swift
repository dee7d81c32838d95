import Glibc

/// The address at the other end of a connection; an IPv4 address in IPv6 form is the IPv4 address.
public struct RemoteAddress: Hashable, Sendable, CustomStringConvertible {
  /// The sixteen bytes of an IPv6 address, in the host's order of two words; `::ffff:a.b.c.d` for IPv4.
  private let high: UInt64
  private let low: UInt64

  private static let mappedPrefix: UInt64 = 0xFFFF << 32

  /// 127.0.0.1, for tests.
  public static let loopback = RemoteAddress(high: 0, low: mappedPrefix | 0x7F00_0001)

  private init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// Reads what the system wrote, by its layout (netinet/in.h); a family that is no internet address reads as `::`.
  init(_ address: UnsafePointer<sockaddr>) {
    let bytes = UnsafeRawPointer(address)
    switch Int32(bytes.load(as: sa_family_t.self)) {
    case AF_INET:
      let bits = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
      self.init(high: 0, low: Self.mappedPrefix | UInt64(bits))
    case AF_INET6:
      self.init(
        high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
    default: self.init(high: 0, low: 0)
    }
  }

  /// The address as people write it.
  public var description: String {
    var words = (high.bigEndian, low.bigEndian)
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    withUnsafeBytes(of: &words) { bytes in
      let isIPv4 = high == 0 && low >> 32 == 0xFFFF
      inet_ntop(
        isIPv4 ? AF_INET : AF_INET6, bytes.baseAddress.map { $0 + (isIPv4 ? 12 : 0) }, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
