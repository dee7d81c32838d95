import Orbits
import Quantities
import TestSupport

/// Element sets made from a seed, over all that the type allows.
enum Samples {
  static func sets(_ count: Int, seed: UInt64) -> [ElementSet] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in set(&random) }
  }

  private static func set(_ random: inout RandomSource) -> ElementSet {
    let names = [
      "ISS (ZARYA)", "IRIDIUM 73 [-]", "A, B", "say \"hi\"", "é ü 星", "<&>", "0 NULL", "#1", "1 ONE", "=", "2",
    ]
    func within(_ range: ClosedRange<Double>, _ random: inout RandomSource) -> Double {
      Double.random(in: range, using: &random)
    }
    let exponent = within(-20...8, &random)
    let drag =
      within(-1...1, &random) * (0..<Int(exponent.magnitude)).reduce(1.0) { x, _ in exponent < 0 ? x / 10 : x * 10 }
    let epoch = Int64.random(in: -410_227_200_000_000...4_102_444_800_000_000, using: &random) * 1_000
    return ElementSet(
      name: Bool.random(using: &random) ? names.randomElement(using: &random) : nil,
      catalogNumber: Int.random(in: 0...999_999_999, using: &random),
      classification: "UCS".randomElement(using: &random) ?? "U",
      internationalDesignator: ["", "1998-067A", "2026-162ABC", "UNKNOWN", "a,b"].randomElement(using: &random) ?? "",
      epoch: ScenarioTime(nanosecondsSince1970: epoch),
      meanMotionRevolutionsPerDay: within(0.01...17, &random), eccentricity: within(0...0.9999999, &random),
      inclinationDegrees: within(0...180, &random), rightAscensionDegrees: within(0...360, &random),
      argumentOfPerigeeDegrees: within(0...360, &random), meanAnomalyDegrees: within(0...360, &random), bstar: drag,
      meanMotionDot: within(-0.99...0.99, &random), meanMotionDoubleDot: within(-1e-3...1e-3, &random),
      elementSetNumber: Int.random(in: 0...9_999, using: &random),
      revolutionNumber: Int.random(in: 0...99_999, using: &random))
  }
}
