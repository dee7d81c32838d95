/// What became of the handovers that were approved, and how good the courses were against the best there are.
public struct DecisionTally: Hashable, Sendable {
  /// How many handovers were approved, and how many of them early enough that the dwell ends within the pass.
  public private(set) var approvedCount = 0, judgedCount = 0
  /// Of those how many serve after the dwell: in view, with a radio link that has not failed.
  public private(set) var servedCount = 0
  /// Of those how many are not yet to be left: received above the level at which a serving cell is bad.
  public private(set) var goodCount = 0
  /// How many came back to the satellite left last within 30 s after the dwell.
  public private(set) var returnCount = 0
  /// The sums of scores over all ticks, and how many ticks there were; with service, how many.
  public private(set) var score = 0.0, bestScore = 0.0
  public private(set) var tickCount = 0, servedTicks = 0

  init() {}

  /// The part of the approved handovers that serves after the dwell, 0...1; 1 where there are none.
  public var success: Double { FilterReport.share(of: servedCount, in: judgedCount, orElse: 1) }

  /// The part of them that is still good, 0...1.
  public var goodness: Double { FilterReport.share(of: goodCount, in: judgedCount, orElse: 1) }

  /// The score over that of the exhaustive look-ahead, 0...1; 1 where nothing can be had.
  public var optimisation: Double { bestScore > 0 ? score / bestScore : 1 }

  /// The part of the ticks with service, 0...1.
  public var coverage: Double { FilterReport.share(of: servedTicks, in: tickCount, orElse: 0) }

  /// Adds what other passes came to.
  mutating func add(_ other: DecisionTally) {
    approvedCount += other.approvedCount
    judgedCount += other.judgedCount
    servedCount += other.servedCount
    goodCount += other.goodCount
    returnCount += other.returnCount
    score += other.score
    bestScore += other.bestScore
    tickCount += other.tickCount
    servedTicks += other.servedTicks
  }

  mutating func noteHandover(_ outcome: DecisionVerification.Outcome?, isReturn: Bool) {
    approvedCount += 1
    if isReturn { returnCount += 1 }
    guard let outcome else { return }
    judgedCount += 1
    if outcome.isServed { servedCount += 1 }
    if outcome.isGood { goodCount += 1 }
  }

  mutating func noteScores(_ score: Double, best: Double, ticks: Int, served: Int) {
    self.score += score
    bestScore += best
    tickCount += ticks
    servedTicks += served
  }
}
