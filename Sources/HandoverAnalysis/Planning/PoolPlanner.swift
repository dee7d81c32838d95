public import Orbits
public import Quantities

/// Plans pools of satellites of which the wanted number is in view at all times.
public struct PoolPlanner: Hashable, Sendable {
  /// What is wanted of each constellation.
  public let targets: [PoolTarget]
  /// From tick to tick, 1 s to 1 h.
  public let step: TimeSpan
  /// How many ticks, 1...100,000.
  public let tickCount: Int
  /// Whence the search has its random numbers.
  public let seed: UInt64
  /// How many exchanges the search tries for each target, 0...100,000,000; with 0 the pool is the greedy one.
  public let moveCount: Int

  /// The handbook's: 120 Starlink and 36 OneWeb at 192 ticks of 30 s.
  public static let usual = PoolPlanner()

  private init() {
    targets = [.starlink, .oneWeb]
    (step, tickCount) = (.seconds(30), 192)
    (seed, moveCount) = (42, 200_000)
  }

  /// Creates a planner; what is not told is the handbook's.
  /// - Throws: ``ParameterError`` for the first value that cannot be.
  public init(
    targets: [PoolTarget]? = nil, step: TimeSpan? = nil, tickCount: Int? = nil, seed: UInt64? = nil,
    moveCount: Int? = nil
  ) throws(ParameterError) {
    let usual = PoolPlanner.usual
    self.targets = targets ?? usual.targets
    self.step = step ?? usual.step
    self.tickCount = tickCount ?? usual.tickCount
    self.seed = seed ?? usual.seed
    self.moveCount = moveCount ?? usual.moveCount
    try ParameterError.check(self.step, "step", in: .seconds(1) ... .hours(1))
    try ParameterError.check(self.tickCount, "number of ticks", in: 1...100_000)
    try ParameterError.check(self.moveCount, "number of moves", in: 0...100_000_000)
  }

  /// Plans over a site.
  ///
  /// - Parameter threads: on how many cores; nil for all. The plan is the same whatever the number.
  public func plan(
    among sets: [ElementSet], over site: GroundSite, from start: ScenarioTime, threads: Int? = nil
  ) -> PoolPlan {
    let times = (0..<tickCount).map { start + Int64($0) * step }
    let pools = targets.map { target in
      let view = PoolView(sets, target, over: site, at: times, threads: threads)
      let search = CoverSearch(seed: seed, moveCount: moveCount)
      let problem = view.problem
      let greedy = search.greedy(problem)
      let cover = search.annealed(from: greedy, problem)
      return PoolPlan.Pool(
        target: target, candidateCount: problem.candidateCount,
        members: view.members(cover, greedy, until: start + Int64(tickCount) * step, threads: threads),
        inView: cover.counts, verdict: PoolVerdict(cover, problem, wantedSize: target.size),
        greedyMissCount: greedy.counts.count { !target.inView.contains($0) },
        missCount: cover.counts.count { !target.inView.contains($0) })
    }
    return PoolPlan(start: start, step: step, tickCount: tickCount, pools: pools)
  }
}
