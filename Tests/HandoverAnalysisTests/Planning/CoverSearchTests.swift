import TestSupport
import Testing

@testable import HandoverAnalysis

@Suite struct CoverSearchTests {
  /// Candidates in view for one run of ticks each.
  static func problem(_ seed: UInt64, candidates: Int, size: Int, wanted: ClosedRange<Int>) -> CoverProblem {
    var source = RandomSource(seed: seed)
    let rows = (0..<candidates).map { _ -> [Int] in
      let length = Int.random(in: 5...20, using: &source)
      let first = Int.random(in: 0..<192, using: &source)
      return Array(first..<min(192, first + length))
    }
    let worth = rows.map { _ in Double.random(in: 0...1, using: &source) }
    return CoverProblem(ticksInView: rows, worth: worth, tickCount: 192, size: size, wanted: wanted)
  }

  /// Runs of twelve ticks that cover every tick exactly `times` times, among others that nobody needs.
  static func planted(times: Int, decoys: Int, seed: UInt64) -> CoverProblem {
    var source = RandomSource(seed: seed)
    var rows = (0..<times).flatMap { layer in
      stride(from: 0, to: 192, by: 12).map { first in
        (first..<first + 12).map { ($0 + 5 * layer) % 192 }.sorted()
      }
    }
    rows += (0..<decoys).map { _ in
      let first = Int.random(in: 0..<187, using: &source)
      return Array(first..<first + 5)
    }
    rows.shuffle(using: &source)
    return CoverProblem(
      ticksInView: rows, worth: rows.map { _ in 0.5 }, tickCount: 192, size: 16 * times, wanted: times...times)
  }

  @Test func `A cover keeps its counts and its cost`() {
    let problem = Self.problem(1, candidates: 80, size: 20, wanted: 1...3)
    var cover = Cover(of: problem)
    var source = RandomSource(seed: 2)
    for candidate in 0..<20 {
      let change = cover.change(adding: candidate, problem)
      let before = cover.cost
      cover.add(candidate, problem)
      #expect(cover.cost == before + change)
    }
    for _ in 0..<200 {
      let candidate = Int.random(in: 0..<80, using: &source)
      if !cover.contains(candidate) {
        cover.replace(memberAt: Int.random(in: 0..<20, using: &source), by: candidate, problem)
      }
    }
    let counts = (0..<192).map { tick in cover.members.count { problem.ticks(of: $0).contains(tick) } }
    #expect(cover.counts == counts && Set(cover.members).count == 20)
    #expect(cover.cost == counts.reduce(0) { $0 + problem.cost(of: $1) })
  }

  @Test func `The search is never worse than the greedy cover, and mostly better where that misses`() {
    var bettered = 0
    for seed in 0..<20 {
      let problem = Self.problem(UInt64(seed), candidates: 400, size: 50, wanted: 3...4)
      let search = CoverSearch(seed: 7, moveCount: 20_000)
      let greedy = search.greedy(problem)
      let cover = search.annealed(from: greedy, problem)
      #expect(cover.cost <= greedy.cost && cover.energy(problem) <= greedy.energy(problem))
      #expect(cover.members.count == 50 && Set(cover.members).count == 50)
      if cover.cost < greedy.cost { bettered += 1 }
    }
    #expect(bettered >= 10)
  }

  @Test(arguments: 1...5) func `A target that can be met is met`(times: Int) {
    let problem = Self.planted(times: times, decoys: 100, seed: UInt64(times))
    let search = CoverSearch(seed: 42, moveCount: 200_000)
    let cover = search.annealed(from: search.greedy(problem), problem)
    #expect(cover.cost == 0, "\(cover.cost)")
    #expect(PoolVerdict(cover, problem, wantedSize: 16 * times) == .met)
  }

  @Test func `A seed gives one cover, and no moves the greedy one`() {
    let problem = Self.problem(3, candidates: 300, size: 40, wanted: 3...4)
    let covers = [5, 5, 6].map { seed -> Cover in
      let search = CoverSearch(seed: UInt64(seed), moveCount: 50_000)
      return search.annealed(from: search.greedy(problem), problem)
    }
    #expect(covers[0] == covers[1] && covers[0] != covers[2])
    let greedy = CoverSearch(seed: 5, moveCount: 0).greedy(problem)
    #expect(CoverSearch(seed: 5, moveCount: 0).annealed(from: greedy, problem) == greedy)
  }

  @Test func `A verdict tells why no pool can have what is wanted`() {
    func verdict(_ problem: CoverProblem, size: Int) -> PoolVerdict {
      let search = CoverSearch(seed: 1, moveCount: 1_000)
      return PoolVerdict(search.annealed(from: search.greedy(problem), problem), problem, wantedSize: size)
    }
    func problem(_ rows: [[Int]], size: Int, wanted: ClosedRange<Int>) -> CoverProblem {
      CoverProblem(ticksInView: rows, worth: rows.map { _ in 1 }, tickCount: 4, size: size, wanted: wanted)
    }
    #expect(verdict(problem([[0, 1]], size: 2, wanted: 1...1), size: 2) == .fewCandidates(count: 1))
    #expect(verdict(problem([], size: 2, wanted: 1...1), size: 2) == .fewCandidates(count: 0))
    #expect(verdict(problem([[0, 1], [1, 2]], size: 2, wanted: 1...2), size: 2) == .fewInView(tick: 3, count: 0))
    #expect(
      verdict(problem([[0], [1], [2], [3]], size: 2, wanted: 1...1), size: 2) == .littleTime(most: 2, wanted: 4))
    #expect(
      verdict(problem([[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]], size: 2, wanted: 1...1), size: 2)
        == .muchTime(least: 8, wanted: 4))
    #expect(verdict(problem([[0, 1], [1, 2], [2, 3, 0]], size: 2, wanted: 1...1), size: 2) == .notFound(ticks: 1))
  }
}
