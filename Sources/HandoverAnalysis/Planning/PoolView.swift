import Orbits
import Quantities

/// The satellites of a constellation that come into view at the ticks of a plan.
struct PoolView {
  /// The candidates by their numbers in the catalogue, ascending.
  private let numbers: [Int]
  let problem: CoverProblem
  private let sets: [ElementSet]
  private let target: PoolTarget
  private let site: GroundSite
  private let times: [ScenarioTime]
  /// The levels of each candidate in view, dBm.
  private let levels: [Levels]

  private struct Levels {
    var lowest = Double.infinity, highest = -Double.infinity, sum = 0.0
  }

  init(
    _ sets: [ElementSet], _ target: PoolTarget, over site: GroundSite, at times: [ScenarioTime], threads: Int?
  ) {
    let field = sets.indices.filter { target.constellation.contains(sets[$0]) }
    let ticks = SkyTicks(
      of: Propagator(field.map { sets[$0] }), over: site, at: times, minimumElevation: target.minimumElevation,
      threads: threads)
    var rows = Array(repeating: [Int](), count: field.count)
    var levels = Array(repeating: Levels(), count: field.count)
    for (tick, sights) in ticks.sights.enumerated() {
      for sight in sights {
        rows[sight.satellite].append(tick)
        let level = target.constellation.budget.rsrpDBm(rangeKilometres: sight.rangeKilometres)
        levels[sight.satellite].lowest = min(levels[sight.satellite].lowest, level)
        levels[sight.satellite].highest = max(levels[sight.satellite].highest, level)
        levels[sight.satellite].sum += level
      }
    }
    let chosen = field.indices.filter { !rows[$0].isEmpty && !ticks.hasFailed[$0] }
    numbers = chosen.map { field[$0] }
    self.levels = chosen.map { levels[$0] }
    problem = CoverProblem(
      ticksInView: chosen.map { rows[$0] },
      worth: PoolView.worth(of: chosen.map { levels[$0].sum / Double(rows[$0].count) }), tickCount: times.count,
      size: target.size, wanted: target.inView)
    (self.sets, self.target, self.site, self.times) = (sets, target, site, times)
  }

  /// The mean levels of the candidates, the weakest as 0 and the strongest as 1.
  private static func worth(of levels: [Double]) -> [Double] {
    guard let weakest = levels.min(), let strongest = levels.max(), weakest < strongest else {
      return levels.map { _ in 1 }
    }
    return levels.map { ($0 - weakest) / (strongest - weakest) }
  }

  /// Returns the members of a cover with their series, by number.
  func members(_ cover: Cover, _ greedy: Cover, until end: ScenarioTime, threads: Int?) -> [PoolPlan.Member] {
    let members = cover.members.sorted()
    let propagator = Propagator(members.map { sets[numbers[$0]] })
    let series = points(propagator)
    let station = AccessScan.Station(site: site, minimumElevation: target.minimumElevation)
    var windows = Array(repeating: [AccessWindow](), count: members.count)
    if let start = times.first {
      for contact in AccessScan(of: propagator, over: [station]).contacts(from: start, to: end, threads: threads) {
        windows[contact.satellite].append(contact.window)
      }
    }
    return members.enumerated().map { place, candidate in
      let ticks = problem.ticks(of: candidate)
      let fewest = problem.wanted.lowerBound
      return PoolPlan.Member(
        satellite: numbers[candidate], points: series[place], windows: windows[place],
        lowestRSRPDBm: levels[candidate].lowest, meanRSRPDBm: levels[candidate].sum / Double(ticks.count),
        highestRSRPDBm: levels[candidate].highest, ticksInView: ticks.count,
        ticksNeeded: ticks.count { cover.counts[$0] <= fewest },
        distributionScore: ticks.reduce(0) { $0 + held(Double(fewest) / Double(cover.counts[$1])) }
          / Double(ticks.count), isGreedyChoice: greedy.contains(candidate))
    }
  }

  /// Where satellites stand at every tick.
  private func points(_ propagator: Propagator) -> [[PoolPlan.Point]] {
    var series = Array(repeating: [PoolPlan.Point](), count: propagator.count)
    guard propagator.count > 0 else { return series }
    let ephemeris = Ephemeris(satellites: propagator.count)
    let sky = Sky(satellites: propagator.count, sites: [site])
    for time in times {
      propagator.propagate(to: time, into: ephemeris, threads: 1)
      sky.update(from: ephemeris, at: time)
      for satellite in series.indices {
        guard let state = ephemeris[satellite: satellite, time: 0], let look = sky[satellite: satellite, site: 0]
        else { preconditionFailure("a candidate without a state at \(time)") }
        series[satellite].append(
          PoolPlan.Point(state: state, look: look, isInView: look.elevation >= target.minimumElevation))
      }
    }
    return series
  }
}
