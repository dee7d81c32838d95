public import Orbits
public import Quantities

/// Satellites chosen so that enough of them are in view at all times, with where they stand at every tick.
public struct PoolPlan: Hashable, Sendable {
  /// Where a satellite is at a tick.
  public struct Point: Hashable, Sendable {
    /// Position and velocity, km and km/s.
    public var state: TEMEState
    /// Where it stands in the site's sky.
    public var look: LookAngles
    /// Whether it is at or above the mask.
    public var isInView: Bool
  }

  /// A satellite of the pool.
  public struct Member: Hashable, Sendable {
    /// Its number in the sets that were planned with.
    public var satellite: Int
    /// Its points, one a tick without a gap.
    public var points: [Point]
    /// Its passes over the mask within the plan's span, to the microsecond.
    public var windows: [AccessWindow]
    /// The RSRP of a resource element in view, without losses, dBm: lowest, mean of the ticks' dBm, and highest.
    public var lowestRSRPDBm, meanRSRPDBm, highestRSRPDBm: Double
    /// The ticks at which it is in view, and those of them at which fewer than wanted were in view without it.
    public var ticksInView, ticksNeeded: Int
    /// How thinly the sky is filled where it is in view: the mean of the fewest wanted over the number in view, 0...1.
    public var distributionScore: Double
    /// Whether the greedy cover had it as well.
    public var isGreedyChoice: Bool

    /// How long it is in view.
    public var visibleTime: TimeSpan { windows.reduce(.zero) { $0 + ($1.end - $1.start) } }
  }

  /// What came of a target.
  public struct Pool: Hashable, Sendable {
    /// The target.
    public var target: PoolTarget
    /// How many satellites come into view, with a state at every tick.
    public var candidateCount: Int
    /// The chosen, by number.
    public var members: [Member]
    /// How many of them are in view, by tick.
    public var inView: [Int]
    /// Whether the target is met, or why not.
    public var verdict: PoolVerdict
    /// At how many ticks the number in view is not as wanted: of the greedy cover, and of the one chosen.
    public var greedyMissCount, missCount: Int

    /// Whether the target is met.
    public var isMet: Bool { verdict == .met }
    /// The mean number in view.
    public var meanInView: Double {
      inView.isEmpty ? 0 : Double(inView.reduce(0, +)) / Double(inView.count)
    }
  }

  /// The first tick.
  public let start: ScenarioTime
  /// From tick to tick.
  public let step: TimeSpan
  /// How many ticks there are.
  public let tickCount: Int
  /// A pool for each target.
  public let pools: [Pool]

  /// Returns when a tick is.
  public func time(ofTick tick: Int) -> ScenarioTime { start + Int64(tick) * step }
}
