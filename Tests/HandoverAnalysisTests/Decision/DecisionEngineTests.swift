import HandoverAnalysis
import Quantities
import TestSupport
import Testing

@Suite struct DecisionEngineTests {
  private let engine = DecisionEngine()
  private let bad = Self.candidate(0, -118, stay: 40, priority: .none)

  private static func candidate(
    _ satellite: Int, _ rsrp: Double = -113, stay: Int = 120, beam: Double = 0, station: Double = 0,
    priority: HandoverPriority = .medium
  ) -> HandoverCandidate {
    HandoverCandidate(
      satellite: satellite, rsrpDBm: rsrp, rangeKilometres: 900 + rsrp, stay: .seconds(stay), beamLoad: beam,
      stationLoad: station, priority: priority)
  }

  private func random(_ source: inout RandomSource, _ satellite: Int) -> HandoverCandidate {
    Self.candidate(
      satellite, Double(Int.random(in: -120 ... -110, using: &source)), stay: Int.random(in: 0...180, using: &source),
      beam: Double.random(in: 0...1.1, using: &source), station: Double.random(in: 0...0.6, using: &source),
      priority: HandoverPriority.allCases.randomElement(using: &source) ?? HandoverPriority.none)
  }

  @Test func `Factors are margins over what is required, each weighed and added up`() {
    let factors = engine.factors(of: Self.candidate(1, -115.5, stay: 30, beam: 0.25, station: 0.5))
    #expect(factors.signal.score == 0.5 && factors.signal.weight == 0.5 && factors.signal.contribution == 0.25)
    #expect(factors.mobility.score == 0.25 && factors.mobility.weight == 0.3)
    #expect(factors.resources.score == 0.5 && factors.resources.weight == 0.2)
    #expect(abs(factors.total - (0.25 + 0.075 + 0.1)) < 1e-15)
    let best = engine.factors(of: Self.candidate(1, -90, stay: 900))
    #expect(abs(best.total - 1) < 1e-15)
    let worst = engine.factors(of: Self.candidate(1, -140, stay: -5, beam: 2))
    #expect(worst.total == 0)
  }

  @Test func `A total of exactly the threshold is denied, and anything above it approved`() throws {
    let rule = try DecisionRule(signalWeight: 1, mobilityWeight: 0, resourceWeight: 0, threshold: 0.5, fullMarginDB: 4)
    let engine = DecisionEngine(rule)
    for (rsrp, isApproved) in [(-115.0, false), (-114.999, true)] {
      let decision = engine.decide(serving: bad, neighbours: [Self.candidate(1, rsrp)])
      #expect(decision.isApproved == isApproved)
      #expect(decision.reason == (isApproved ? .approved : .lowScore) && decision.factors?.signal.weight == 1)
    }
  }

  @Test func `The priority goes before the level, and the level before the place`() {
    let decision = engine.decide(
      serving: bad,
      neighbours: [
        Self.candidate(1, -110, priority: .medium), Self.candidate(2, -114, priority: .high),
        Self.candidate(3, -113, priority: .high),
        Self.candidate(4, -113, priority: .high), Self.candidate(5, -108, priority: .low),
      ])
    #expect(decision.target == 2 && decision.priority == .high && decision.gainDB == 5)
    #expect(decision.distanceReductionKilometres == -5)
  }

  @Test func `Who is denied makes room for the next in rank`() {
    let decision = engine.decide(
      serving: bad,
      neighbours: [
        Self.candidate(1, -110, beam: 1, priority: .high), Self.candidate(2, -110, stay: 20, priority: .high),
        Self.candidate(3, -116.9, priority: .high), Self.candidate(4, .nan, priority: .high),
        Self.candidate(5, -113, priority: .low),
      ])
    #expect(decision.target == 4 && decision.priority == .low && decision.isApproved)
  }

  @Test func `A denial names what stands against the first in rank`() {
    func reason(_ neighbour: HandoverCandidate, serving: HandoverCandidate? = nil) -> HandoverDecision.Reason {
      let decision = engine.decide(serving: serving ?? bad, neighbours: [neighbour])
      #expect(decision.isApproved == (decision.reason == .approved) && (decision.gainDB != nil) == decision.isApproved)
      return decision.reason
    }
    #expect(reason(Self.candidate(1, beam: 1)) == .noResources)
    #expect(reason(Self.candidate(1, station: 1.5)) == .noResources)
    #expect(reason(Self.candidate(1, stay: 29)) == .shortStay)
    #expect(reason(Self.candidate(1, -116.5)) == .lowScore)
    #expect(reason(Self.candidate(1, .nan)) == .notMeasured)
    #expect(reason(Self.candidate(1, station: .nan)) == .notMeasured)
    #expect(reason(Self.candidate(1, beam: -0.1)) == .notMeasured)
    #expect(reason(Self.candidate(1), serving: Self.candidate(0)) == .servingIsBetter)
    #expect(reason(Self.candidate(1, priority: .none)) == .noEvent)
    #expect(reason(Self.candidate(0)) == .noEvent)
    #expect(engine.decide(serving: bad, neighbours: []).factors == nil)
  }

  @Test func `Where nobody serves, no event is asked for`() {
    let decision = engine.decide(
      serving: nil, neighbours: [Self.candidate(1, -114, priority: .none), Self.candidate(2, priority: .none)])
    #expect(decision.target == 1 && decision.gainDB == nil)
  }

  @Test func `Of random neighbours the chosen is the first in rank of those that would be approved alone`() {
    var source = RandomSource(seed: 11)
    var approvals = 0
    for _ in 0..<2_000 {
      let serving = random(&source, 0)
      let neighbours = (1...6).map { random(&source, $0) }
      let alone = neighbours.indices.filter { engine.decide(serving: serving, neighbours: [neighbours[$0]]).isApproved }
      let best = alone.max {
        let (a, b) = (neighbours[$0], neighbours[$1])
        return (a.priority, a.rsrpDBm, -$0) < (b.priority, b.rsrpDBm, -$1)
      }
      let decision = engine.decide(serving: serving, neighbours: neighbours)
      #expect(decision.target == best)
      if let factors = decision.factors, decision.isApproved { #expect(factors.total > 0.7) }
      approvals += decision.isApproved ? 1 : 0
    }
    #expect(approvals > 200 && approvals < 1_900)
  }

  @Test func `Priorities are A5, A4, D2, none, and the most pressing event has its way`() throws {
    let (level, hysteresis) = (LevelThreshold.rsrp(.nearest(to: -114)), try Hysteresis(2))
    let distance = try DistanceThreshold(500_000)
    let a4 = MeasurementEvent.a4(threshold: level, hysteresis: hysteresis)
    let a5 = MeasurementEvent.a5(serving: level, neighbour: level, hysteresis: hysteresis)
    let d2 = MeasurementEvent.d2(serving: distance, target: distance, hysteresis: try LocationHysteresis(100))
    #expect([a5, a4, d2].map { HandoverPriority(of: $0).word } == ["HIGH", "MEDIUM", "LOW"])
    #expect(HandoverPriority(of: [d2, a4]) == .medium && HandoverPriority(of: [d2, a5, a4]) == .high)
    #expect(HandoverPriority(of: [MeasurementEvent]()).word == "NONE")
  }

  @Test func `Rules that cannot be are refused with what is allowed`() {
    let wrong: [(String, () throws -> DecisionRule)] = [
      ("sum of the weights is 1.25; allowed: 1", { try DecisionRule(signalWeight: 0.75) }),
      ("mobilityWeight is -0.1; allowed: 0...1", { try DecisionRule(mobilityWeight: -0.1) }),
      ("signalWeight is nan; allowed: 0...1", { try DecisionRule(signalWeight: .nan) }),
      ("fullMarginDB is 0; allowed: 0.1...100", { try DecisionRule(fullMarginDB: 0) }),
      ("minimumStay is 121 s; allowed: 0...120 s", { try DecisionRule(minimumStay: .seconds(121)) }),
    ]
    for (text, make) in wrong {
      let error = #expect(throws: ParameterError.self) { _ = try make() }
      #expect(error?.description == text)
    }
  }
}
