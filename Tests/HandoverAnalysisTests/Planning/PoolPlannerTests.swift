import JSON
import Orbits
import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct PoolPlannerTests {
  private let start = SyntheticSky.start
  private let site = SyntheticSky.observers[0]

  private func planner(moves: Int? = nil, seed: UInt64? = nil) throws -> PoolPlanner {
    try PoolPlanner(
      targets: [
        try PoolTarget(.starlink, size: 60, inView: 3...6), try PoolTarget(.oneWeb, size: 24, inView: 2...5),
      ], seed: seed, moveCount: moves)
  }

  @Test func `The numbers in view are those of the members' own points, and every series is unbroken`() throws {
    let sets = try SyntheticSky.catalogue()
    let plan = try planner().plan(among: sets, over: site, from: start)
    #expect(plan.tickCount == 192 && plan.step == .seconds(30))
    for pool in plan.pools {
      #expect(pool.members.count == pool.target.size)
      #expect(pool.members.map(\.satellite) == Array(Set(pool.members.map(\.satellite))).sorted())
      #expect(pool.members.allSatisfy { $0.points.count == 192 })
      for tick in 0..<192 { #expect(pool.inView[tick] == pool.members.count { $0.points[tick].isInView }) }
      #expect(pool.isMet == pool.inView.allSatisfy { pool.target.inView.contains($0) })
      #expect(pool.missCount <= pool.greedyMissCount)
    }
  }

  @Test func `Points are those of the theory, and windows hold the ticks in view`() throws {
    let sets = try SyntheticSky.catalogue()
    let plan = try planner(moves: 1_000).plan(among: sets, over: site, from: start)
    for pool in plan.pools {
      for member in pool.members.prefix(5) {
        let orbit = try Orbit(sets[member.satellite])
        for (tick, point) in member.points.enumerated() {
          let time = plan.time(ofTick: tick)
          let look = try orbit.lookAngles(from: site, at: time)
          #expect(abs(look.rangeKilometres - point.look.rangeKilometres) < 1e-6)
          #expect(abs(look.elevation.degrees - point.look.elevation.degrees) < 1e-7)
          #expect(point.isInView == member.windows.contains { $0.start <= time && time < $0.end })
        }
        #expect(member.ticksInView == member.points.count { $0.isInView })
        #expect(member.ticksNeeded <= member.ticksInView && (0...1).contains(member.distributionScore))
        #expect(member.lowestRSRPDBm <= member.meanRSRPDBm && member.meanRSRPDBm <= member.highestRSRPDBm)
        #expect(abs(member.visibleTime.seconds - 30 * Double(member.ticksInView)) <= 60 * Double(member.windows.count))
      }
    }
  }

  @Test func `A plan is the same on one core and on many, and another seed is another plan`() throws {
    let sets = try SyntheticSky.catalogue()
    let plans = [1, 4].map { threads in
      try? planner(moves: 2_000).plan(among: sets, over: site, from: start, threads: threads)
    }
    #expect(plans[0] != nil && plans[0] == plans[1])
    let other = try planner(moves: 2_000, seed: 43).plan(among: sets, over: site, from: start)
    #expect(plans[0] != other)
  }

  @Test func `Without satellites, and with those that have decayed, no target is met`() throws {
    for sets in [[], try SyntheticSky.decayed()] {
      let plan = PoolPlanner.usual.plan(among: sets, over: site, from: start)
      #expect(plan.pools.map(\.verdict) == [.fewCandidates(count: 0), .fewCandidates(count: 0)])
      #expect(plan.pools.allSatisfy { $0.members.isEmpty && $0.inView == Array(repeating: 0, count: 192) })
    }
  }

  @Test func `The document has the handbook's fields, each of the satellite's own`() throws {
    let sets = try SyntheticSky.catalogue()
    let planner = try PoolPlanner(
      targets: [try PoolTarget(.starlink, size: 60, inView: 3...6)], tickCount: 40, moveCount: 1_000)
    let document = planner.plan(among: sets, over: site, from: start).document(naming: sets)
    let satellites = try #require(document["dynamic_satellite_pool"]?.array)
    #expect(satellites.count == 60 && document["targets"]?.array?.count == 1)
    for name in ["total_visible_time", "coverage_ratio", "distribution_score"] {
      let values = satellites.compactMap { $0[name]?.double }
      #expect(values.count == 60 && Set(values).count > 3, "\(name)")
    }
    for satellite in satellites {
      let points = try #require(satellite["position_timeseries"]?.array)
      #expect(points.count == 40)
      let visible = points.count { $0["is_visible"]?.bool == true }
      #expect(satellite["coverage_ratio"]?.double == Double(visible) / 40)
      #expect(points[3]["time_offset_seconds"]?.double == 90 && points[3]["position_eci"]?["z"]?.double != nil)
      #expect(satellite["signal_metrics"]?["rsrp_mean_dbm"]?.double != nil)
      #expect(satellite["selection_rationale"]?["time_points_visible"]?.int == visible)
      #expect(satellite["visibility_windows"]?.array?.isEmpty == false)
    }
  }

  @Test func `Targets and planners that cannot be are refused with what is allowed`() {
    let wrong: [(String, () throws -> Void)] = [
      ("pool size is 0; allowed: 1...10000", { _ = try PoolTarget(.starlink, size: 0, inView: 0...0) }),
      ("fewest in view is 5; allowed: 0...4", { _ = try PoolTarget(.starlink, size: 4, inView: 5...6) }),
      ("number of ticks is 0; allowed: 1...100000", { _ = try PoolPlanner(tickCount: 0) }),
      ("step is 0.5 s; allowed: 1...3600 s", { _ = try PoolPlanner(step: TimeSpan(nanoseconds: 500_000_000)) }),
    ]
    for (text, make) in wrong {
      let error = #expect(throws: ParameterError.self) { try make() }
      #expect(error?.description == text)
    }
  }
}
