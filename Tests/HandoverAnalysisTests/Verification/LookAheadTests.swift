import TestSupport
import Testing

@testable import HandoverAnalysis

@Suite struct LookAheadTests {
  /// Sums of a few scores, in another order.
  static let rounding = 1e-12

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `The look-ahead is the best of all courses, tried one by one`(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let tickCount = Int.random(in: 1...9, using: &random)
    let problem = LookAhead(
      satellites: (0..<3).map { _ in
        let first = Int.random(in: 0..<tickCount, using: &random)
        let range = first..<Int.random(in: first...tickCount, using: &random)
        return (range, range.map { _ in Double.random(in: 0...1, using: &random) })
      },
      tickCount: tickCount, dwell: Int.random(in: 1...4, using: &random))
    #expect(abs(problem.best - Self.tried(problem, serving: 0, changed: nil, tick: 0)) < Self.rounding)
  }

  /// Every choice at every tick.
  private static func tried(_ problem: LookAhead, serving: Int, changed: Int?, tick: Int) -> Double {
    guard tick < problem.tickCount else { return 0 }
    func isInView(_ satellite: Int) -> Bool { problem.satellites[satellite].inView.contains(tick) }
    let (inView, scores) = problem.satellites[serving]
    let score = isInView(serving) ? scores[tick - inView.lowerBound] : 0
    var best = score + tried(problem, serving: serving, changed: changed, tick: tick + 1)
    guard changed.map({ tick >= $0 + problem.dwell }) ?? true || !isInView(serving) else { return best }
    for other in problem.satellites.indices where isInView(other) {
      best = max(best, tried(problem, serving: other, changed: tick, tick: tick + 1))
    }
    return best
  }
}
