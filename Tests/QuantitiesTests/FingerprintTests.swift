import Quantities
import Testing

@Suite struct FingerprintTests {
  /// Of the authors' list of test vectors (draft-eastlake-fnv, appendix C).
  @Test(arguments: [
    ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
  ])
  func isAsPublished(text: String, value: UInt64) {
    #expect(Fingerprint(of: text.utf8).value == value)
  }

  @Test func hasSixteenDigits() throws {
    let short = try #require((0...).lazy.map { Fingerprint(of: "\($0)".utf8) }.first { $0.value >> 60 == 0 })
    #expect("\(short)".count == 16)
    #expect(UInt64("\(short)", radix: 16) == short.value)
  }
}
