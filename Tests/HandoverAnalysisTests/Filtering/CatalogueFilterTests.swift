import Catalog
import HandoverAnalysis
import Orbits
import Quantities
import TestSupport
import Testing

/// The filter and the planner on the whole real catalogue.
@Suite(.enabled(if: SharedData.has("catalog/active_2026-07-24.3le"), "\(SharedData.absence)"))
struct CatalogueFilterTests {
  private let sets: [ElementSet]
  private let newest: ScenarioTime

  init() throws {
    sets = ElementFile(Array(try SharedData.text("catalog/active_2026-07-24.3le").utf8)).sets
    newest = try #require(sets.map(\.epoch).max())
  }

  @Test func `93 of 100 are left behind, of the usable 98 of 100 kept, at several places and times`() {
    for (number, site) in SyntheticSky.observers.enumerated() {
      let report = CandidateFilter().report(on: sets, over: site, from: newest + .hours(5 * number))
      #expect(report.inputCount == 16_126)
      #expect(report.totalReduction >= 0.93, "observer \(number): \(report.totalReduction)")
      #expect(report.retention >= 0.98, "observer \(number): \(report.retention)")
      #expect(report.usable.count > 500)
    }
  }

  @Test func `The handbook's pools are planned, and each says whether it has what was wanted`() {
    let plan = PoolPlanner.usual.plan(among: sets, over: SyntheticSky.observers[0], from: newest)
    #expect(plan.pools.map { $0.members.count } == [120, 36])
    for pool in plan.pools {
      #expect(pool.missCount <= pool.greedyMissCount)
      #expect(pool.isMet == pool.inView.allSatisfy { pool.target.inView.contains($0) })
    }
    #expect(plan.pools.allSatisfy { $0.isMet }, "\(plan.pools.map { $0.verdict })")
  }
}
