import Orbits
import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct CandidateFilterTests {
  private let start = SyntheticSky.start

  @Test func `What leaves a stage enters the next, and the rates follow from the counts`() throws {
    let sets = try SyntheticSky.catalogue()
    for site in SyntheticSky.observers {
      let report = CandidateFilter().report(on: sets, over: site, from: start)
      #expect(report.stages.map(\.stage) == FilterReport.Stage.allCases)
      #expect(report.stages.first?.inputCount == sets.count && report.inputCount == sets.count)
      for (stage, next) in zip(report.stages, report.stages.dropFirst()) {
        #expect(stage.outputCount == next.inputCount && stage.outputCount <= stage.inputCount)
      }
      #expect(report.stages.last?.outputCount == report.candidates.count)
      let kept = report.stages.reduce(1) { $0 * (1 - $1.reductionRate) }
      #expect(abs(1 - kept - report.totalReduction) < 1e-12)
      #expect(report.stages[0].outputCount == 1_584 + 288)
      #expect(Set(report.candidates.map(\.satellite)).count == report.candidates.count)
    }
  }

  @Test func `The usable are those that the theory itself, tick by tick, has as the highest`() throws {
    let sets = try SyntheticSky.catalogue()
    let criteria = try FilterCriteria(duration: .hours(1))
    let site = SyntheticSky.observers[0]
    var usable: Set<Int> = []
    for tick in 0...120 {
      let time = start + .seconds(30 * tick)
      for prefix in ["STARLINK", "ONEWEB"] {
        let seen = try sets.indices.filter { sets[$0].name?.hasPrefix(prefix) == true }.map {
          ($0, try Orbit(sets[$0]).lookAngles(from: site, at: time).elevation)
        }
        if let best = seen.max(by: { $0.1 < $1.1 }), best.1 >= .degrees(10) { usable.insert(best.0) }
      }
    }
    let report = CandidateFilter(criteria).report(on: sets, over: site, from: start)
    #expect(report.usable == usable.sorted())
    #expect(CandidateFilter(criteria).usable(among: sets, over: site, from: start) == report.usable)
  }

  @Test func `Hardly any usable satellite is lost, whatever the place and the constellation`() throws {
    let skies = [
      try SyntheticSky.catalogue(),
      try SyntheticSky.shell("STARLINK", 66, planes: 6, inclination: 70, altitude: 570),
      try SyntheticSky.shell("ONEWEB", 648, planes: 18, inclination: 86.4, altitude: 1_200, pattern: .star),
    ]
    for sets in skies {
      for site in SyntheticSky.observers {
        let report = CandidateFilter().report(on: sets, over: site, from: start)
        #expect(report.retention >= 0.98, "\(report.retention) of \(report.usable.count)")
      }
    }
  }

  @Test func `A wider margin keeps more, and the curve holds the report's own point`() throws {
    let sets = try SyntheticSky.catalogue()
    let report = CandidateFilter().report(on: sets, over: SyntheticSky.observers[1], from: start)
    let curve = report.tradeOff(leadMargins: [-90, -5, 0, 0.1, 5, 90])
    for (point, next) in zip(curve, curve.dropFirst()) {
      #expect(point.keptCount <= next.keptCount && point.retention <= next.retention)
      #expect(point.reduction >= next.reduction)
    }
    #expect(curve[0].retention < 1 && curve[5].keptCount == report.stages[4].outputCount)
    #expect(curve[3].keptCount == report.candidates.count && curve[3].reduction == report.totalReduction)
    #expect(curve[3].retention == report.retention)
    let nobody = report.tradeOff(leadMargins: [0], against: [])
    #expect(nobody[0].retention == 1)
  }

  @Test func `A limit keeps the best scores, and scores are in order`() throws {
    let sets = try SyntheticSky.catalogue()
    let site = SyntheticSky.observers[2]
    let all = CandidateFilter().report(on: sets, over: site, from: start)
    let some = CandidateFilter(try FilterCriteria(limit: 17)).report(on: sets, over: site, from: start)
    #expect(some.candidates == Array(all.candidates.prefix(17)))
    for (candidate, next) in zip(all.candidates, all.candidates.dropFirst()) { #expect(candidate.score >= next.score) }
    let parts = all.candidates.flatMap { [$0.parts.signal, $0.parts.eventPotential, $0.parts.handover] }
    #expect(parts.allSatisfy { (0...1).contains($0) } && Set(parts).count > 100)
  }

  @Test func `Each criterion costs those that miss it`() throws {
    let sets = try SyntheticSky.catalogue()
    let site = SyntheticSky.observers[0]
    func outputs(_ criteria: FilterCriteria) -> [Int] {
      CandidateFilter(criteria).report(on: sets, over: site, from: start).stages.map(\.outputCount)
    }
    let usual = outputs(.usual)
    #expect(try outputs(FilterCriteria(constellations: [.oneWeb]))[0] == 288)
    #expect(try outputs(FilterCriteria(minimumElevation: .degrees(60)))[1] < usual[1])
    #expect(try outputs(FilterCriteria(minimumStay: .minutes(10)))[2] < usual[2])
    #expect(try outputs(FilterCriteria(minimumSignalToNoiseDB: 15))[3] < usual[3])
    #expect(try outputs(FilterCriteria(minimumAvailability: .minutes(60)))[4] < usual[4])
    #expect(try outputs(FilterCriteria(leadMarginDegrees: -10))[5] < usual[5])
  }

  @Test func `The report is the same on one core and on many`() throws {
    let sets = try SyntheticSky.catalogue()
    let filter = CandidateFilter(try FilterCriteria(duration: .hours(2)))
    let reports = [1, 2, 5].map { filter.report(on: sets, over: SyntheticSky.observers[0], from: start, threads: $0) }
    #expect(reports[0] == reports[1] && reports[1] == reports[2])
  }

  @Test func `Nothing to filter is no division by zero`() throws {
    let site = SyntheticSky.observers[0]
    let weather = try SyntheticSky.shell("WEATHER", 66, planes: 6, inclination: 98.5, altitude: 820)
    for sets in [[], weather] {
      let report = CandidateFilter().report(on: sets, over: site, from: start)
      #expect(report.candidates.isEmpty && report.usable.isEmpty && report.retention == 1)
      #expect(report.totalReduction == (sets.isEmpty ? 0 : 1))
      #expect(report.stages.dropFirst().allSatisfy { $0.inputCount == 0 && $0.reductionRate == 0 })
    }
  }

  @Test func `Satellites that have decayed are told and not kept`() throws {
    let sets = try SyntheticSky.decayed()
    let report = CandidateFilter().report(on: sets, over: SyntheticSky.observers[0], from: start)
    #expect(report.failures.count == sets.count && report.candidates.isEmpty)
  }

  @Test func `A set without a name goes by its altitude, one with another name never`() throws {
    var sets = try SyntheticSky.shell("X", 4, planes: 2, inclination: 53, altitude: 550)
    #expect(!sets.contains { Constellation.starlink.contains($0) })
    sets[0].name = nil
    #expect(Constellation.starlink.contains(sets[0]) && !Constellation.oneWeb.contains(sets[0]))
    sets[1].name = "Starlink-1008"
    #expect(Constellation.starlink.contains(sets[1]))
    sets[2].name = ""
    sets[2].meanMotionRevolutionsPerDay = 0
    #expect(!Constellation.starlink.contains(sets[2]))
  }

  @Test func `Criteria that cannot be are refused with what is allowed`() {
    let wrong: [(String, () throws -> FilterCriteria)] = [
      ("minimumElevation, degrees is -1; allowed: 0...90", { try FilterCriteria(minimumElevation: .degrees(-1)) }),
      ("duration is 0 s; allowed: 60...604800 s", { try FilterCriteria(duration: .zero) }),
      ("step is 0 s; allowed: 1...3600 s", { try FilterCriteria(step: .zero) }),
      ("leadMarginDegrees is nan; allowed: -90...90", { try FilterCriteria(leadMarginDegrees: .nan) }),
      ("limit is 0; allowed: 1...1000000", { try FilterCriteria(limit: 0) }),
    ]
    for (text, make) in wrong {
      let error = #expect(throws: ParameterError.self) { _ = try make() }
      #expect(error?.description == text)
    }
  }
}
