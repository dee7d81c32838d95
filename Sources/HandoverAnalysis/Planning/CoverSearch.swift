import Glibc

/// Searches for the candidates that are in view in the wanted number at all ticks: greedily, then by annealing.
///
/// Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) over exchanges of one member for one candidate, from the
/// greedy cover on; the best cover met is the answer, so that it is never worse than the greedy one. Every choice comes
/// from the seed.
struct CoverSearch {
  /// Where the numbers that decide come from.
  let seed: UInt64
  /// How many exchanges are tried.
  let moveCount: Int

  /// The first and the last temperature, in units of cost.
  private static let (hot, cold) = (8.0, 0.002)

  /// Adds the candidate that helps most, of equals the one that is worth most, until the size is reached.
  func greedy(_ problem: CoverProblem) -> Cover {
    var cover = Cover(of: problem)
    for _ in 0..<problem.size {
      var best: (candidate: Int, change: Int)?
      for candidate in 0..<problem.candidateCount where !cover.contains(candidate) {
        let change = cover.change(adding: candidate, problem)
        let isBetter = best.map { (change, -problem.worth[candidate]) < ($0.change, -problem.worth[$0.candidate]) }
        if isBetter ?? true { best = (candidate, change) }
      }
      guard let best else { break }
      cover.add(best.candidate, problem)
    }
    return cover
  }

  /// Betters a cover.
  func annealed(from first: Cover, _ problem: CoverProblem) -> Cover {
    guard problem.size > 0, problem.size < problem.candidateCount else { return first }
    var draw = Draw(seed: seed)
    var (current, best) = (first, first)
    var energy = current.energy(problem)
    var bestEnergy = energy
    let cooling = pow(CoverSearch.cold / CoverSearch.hot, 1 / Double(max(1, moveCount)))
    var temperature = CoverSearch.hot
    for _ in 0..<moveCount {
      temperature *= cooling
      guard let candidate = newcomer(to: current, problem, &draw) else { continue }
      let place = draw.number(below: problem.size)
      let leaver = current.members[place]
      current.replace(memberAt: place, by: candidate, problem)
      let next = current.energy(problem)
      guard next <= energy || draw.uniform() < exp((energy - next) / temperature) else {
        current.replace(memberAt: place, by: leaver, problem)
        continue
      }
      energy = next
      if energy < bestEnergy { (best, bestEnergy) = (current, energy) }
    }
    return best
  }

  /// A candidate that is not a member: of those in view where too few are, if a few draws find such a tick.
  private func newcomer(to cover: Cover, _ problem: CoverProblem, _ draw: inout Draw) -> Int? {
    for _ in 0..<8 {
      let tick = draw.number(below: problem.tickCount)
      guard cover.counts[tick] < problem.wanted.lowerBound else { continue }
      let seen = problem.candidates(at: tick)
      guard !seen.isEmpty else { continue }
      let candidate = seen[seen.startIndex + draw.number(below: seen.count)]
      if !cover.contains(candidate) { return candidate }
    }
    let candidate = draw.number(below: problem.candidateCount)
    return cover.contains(candidate) ? nil : candidate
  }
}

/// Random numbers one after the other, all from a seed.
private struct Draw {
  private let noise: CountedNoise
  private var count: Int64 = 0

  init(seed: UInt64) { noise = CountedNoise(seed: seed) }

  mutating func uniform() -> Double {
    count += 1
    return noise.uniform(count)
  }

  mutating func number(below bound: Int) -> Int { Int(uniform() * Double(bound)) }
}
