import Simulation
import Testing

@Suite struct SeededGeneratorTests {
  /// Worked out in Python from the published definitions: FNV-1a of 64 bits over the name, xor the seed, through
  /// SplitMix64 into xoshiro256**. That script gives 0x85944171f73967e8 for FNV-1a of "foobar" and
  /// 6457827717110365317 for the first of SplitMix64 from 1234567, as their authors print them.
  @Test(
    arguments: [
      (0, "", [0x2138_2ef0_92ed_7068, 0x5b54_c052_757a_df62, 0xa64c_b2cf_6879_5072, 0xd35c_15d5_9620_35af]),
      (72, "outage", [0xb9b9_ae84_4462_d35a, 0xd08f_9ad9_8510_08fe, 0xb995_23d6_7381_bcb5, 0xb983_564a_5385_8e6c]),
      (72, "ground", [0x658d_e7f6_9899_47b4, 0x70b6_3258_3a88_b4da, 0xa1ca_4c99_f436_fc41, 0x87c1_1e5a_21ba_50e8]),
      (.max, "größe", [0x6f54_e70e_2229_6131, 0x23d4_4fe1_e463_137d, 0x36b6_2a00_59dc_33d8, 0xf2eb_aac2_9683_2e56]),
    ] as [(UInt64, String, [UInt64])])
  func numbersAreThoseOfTheDefinition(_ seed: UInt64, _ stream: String, _ expected: [UInt64]) {
    var generator = SeededGenerator(seed: seed, stream: stream)
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func uniformIsTheUpper53Bits() {
    var generator = SeededGenerator(seed: 72, stream: "outage")
    // The same Python: (x >> 11) * 2.0**-53.
    #expect((0..<3).map { _ in generator.uniform() } == [0.7254895279805951, 0.8146912365965023, 0.7249319456636901])
  }

  /// Five standard errors of the mean of 100,000 uniform numbers: 5 x sqrt(1/12 / 1e5).
  static let meanTolerance = 0.0046

  @Test func uniformLiesInZeroToOneWithItsMeanInTheMiddle() {
    var generator = SeededGenerator(seed: 1, stream: "mean")
    var sum = 0.0
    for _ in 0..<100_000 {
      let number = generator.uniform()
      guard number >= 0, number < 1 else {
        Issue.record("\(number) is outside 0 ..< 1")
        return
      }
      sum += number
    }
    #expect(abs(sum / 100_000 - 0.5) <= Self.meanTolerance)
  }

  @Test func theSameSeedAndStreamGiveTheSameAndOthersGiveOthers() {
    var first = SeededGenerator(seed: 5, stream: "a")
    var second = SeededGenerator(seed: 5, stream: "a")
    #expect(first == second)
    #expect(first.next() == second.next())
    #expect(first == second)
    _ = first.next()
    #expect(first != second)
    let streams = ["a", "b", "aa", ""].flatMap { name in [0, 1, .max].map { SeededGenerator(seed: $0, stream: name) } }
    let numbers = Set(
      streams.map { stream in
        var stream = stream; return stream.next()
      })
    #expect(numbers.count == streams.count)
  }
}
