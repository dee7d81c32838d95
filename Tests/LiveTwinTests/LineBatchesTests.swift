import TestSupport
import Testing

@testable import LiveTwin

@Suite struct LineBatchesTests {
  private func batches(_ text: String, bytes: Int, lines: Int = .max) -> [String] {
    LineBatches(Array(text.utf8), bytes: bytes, lines: lines).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func `Lines are never cut, and a batch holds as many as fit`() {
    #expect(batches("aa\nbb\ncc\n", bytes: 6) == ["aa\nbb\n", "cc\n"])
    #expect(batches("aa\nbb\ncc\n", bytes: 8) == ["aa\nbb\n", "cc\n"])
    #expect(batches("aa\nbb\ncc\n", bytes: 9) == ["aa\nbb\ncc\n"])
    #expect(batches("aa\nbb\ncc\n", bytes: 100, lines: 2) == ["aa\nbb\n", "cc\n"])
    #expect(batches("", bytes: 6) == [])
  }

  @Test func `A line longer than a batch goes alone, and takes no other along`() {
    #expect(batches("a\nlonger than six\nb\n", bytes: 6) == ["a\n", "longer than six\n", "b\n"])
  }

  @Test func `All lines together are what was given, whatever their lengths`() {
    var random = RandomSource(seed: 7)
    let text = (0..<2_000).map { _ in String(repeating: "x", count: Int(random.next() % 90)) + "\n" }.joined()
    let batches = batches(text, bytes: 1_400)
    #expect(batches.joined() == text)
    #expect(batches.allSatisfy { $0.utf8.count <= 1_400 && $0.hasSuffix("\n") })
    #expect(LineBatches(Array(text.utf8), bytes: 1_400).reduce(0) { $0 + $1.lines } == 2_000)
  }
}
