import HandoverAnalysis
import Quantities
import TestSupport
import Testing

@Suite struct ServingTrackerTests {
  static let start = ScenarioTime(nanosecondsSince1970: 0)

  static func sight(_ satellite: Int, _ degrees: Double) -> ServingCandidate {
    ServingCandidate(satellite: satellite, elevation: .degrees(degrees), rangeKilometres: 1_000)
  }

  /// A series of ticks 10 s apart, each a list of satellites and their elevations in degrees.
  static func series(_ skies: [[Int: Double]]) -> [ServingRun.Instant] {
    skies.enumerated().map { tick, sky in
      ServingRun.Instant(time: start + .seconds(10 * tick), satellites: sky.map { sight($0.key, $0.value) })
    }
  }

  static func served(_ skies: [[Int: Double]], _ policy: ServingPolicy = .highest) -> [Int?] {
    ServingRun(series(skies), policy: policy).ticks.map(\.serving)
  }

  /// Satellites that wander at random, in and out of view, a fifth of them at elevations that others have as well.
  static func randomSeries(seed: UInt64) -> [ServingRun.Instant] {
    var source = RandomSource(seed: seed)
    return series(
      (0..<200).map { _ in
        var sky: [Int: Double] = [:]
        for satellite in 0..<Int.random(in: 0...6, using: &source) {
          sky[satellite] = Double(Int.random(in: -10...90, using: &source)) / 2
        }
        return sky
      })
  }

  @Test func `The same series twice is the same run`() throws {
    let policy = try ServingPolicy(hysteresisDegrees: 3, minimumDwell: .seconds(20), holdTicks: 1)
    for seed in 0..<20 as Range<UInt64> {
      let series = Self.randomSeries(seed: seed)
      let run = ServingRun(series, policy: policy)
      #expect(ServingRun(series, policy: policy) == run)
      let turned = series.map { ServingRun.Instant(time: $0.time, satellites: $0.satellites.reversed()) }
      #expect(ServingRun(turned, policy: policy) == run)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `Counts keep within each other, and the changes are what happened`(seed: UInt64) throws {
    var source = RandomSource(seed: seed)
    let policy = try ServingPolicy(
      hysteresisDegrees: Double(source.next() % 8), minimumDwell: .seconds(Int(source.next() % 60)),
      holdTicks: Int(source.next() % 3))
    let run = ServingRun(Self.randomSeries(seed: seed + 100), policy: policy)
    let summary = run.summary
    #expect((0...1).contains(summary.coverageRatio) && (0...1).contains(summary.overlapRatio))
    #expect(summary.satelliteHandoverCount <= summary.handoverCount)
    #expect(summary.pingPongCount <= summary.satelliteHandoverCount)
    #expect(summary.handoverCount == run.changes.count && run.changes.count > 10)
    #expect(summary.emptyTickCount + summary.coveredTickCount >= summary.tickCount)
    for (before, tick) in zip(run.ticks, run.ticks.dropFirst()) {
      #expect((tick.change != nil) == (before.serving != tick.serving))
      #expect(tick.change?.old == before.serving || tick.change == nil)
      #expect(tick.change?.new == tick.serving || tick.change == nil)
      let reason = tick.change?.reason
      if let reason { #expect((reason == .coverageLost) == (tick.serving == nil)) }
      if let reason { #expect((reason == .coverageAcquired) == (before.serving == nil)) }
    }
    let served = run.ticks.filter { $0.candidateCount > 0 }
    #expect(served.allSatisfy { $0.serving != nil })
  }

  @Test func `An empty sky has no service and no handovers`() {
    let run = ServingRun(Self.series(Array(repeating: [:], count: 5)))
    #expect(run.ticks.allSatisfy { $0.serving == nil && $0.highest == nil && $0.candidateCount == 0 })
    #expect(run.summary.coverageRatio == 0 && run.summary.handoverCount == 0 && run.summary.serviceTime == nil)
    #expect(ServingRun([]).summary.coverageRatio == 0)
  }

  @Test func `The mask is inclusive, ties go to the lower number, and no number is no satellite`() {
    #expect(Self.served([[4: 10], [4: 10.0.nextDown]]) == [4, nil])
    #expect(Self.served([[4: 30, 2: 30, 7: 30]]) == [2])
    // An equal one is not higher: the serving satellite stays.
    #expect(Self.served([[4: 30], [4: 30, 2: 30]]) == [4, 4])
    #expect(Self.served([[4: .nan], [4: .nan, 5: 12]]) == [nil, 5])
  }

  @Test func `The first tick sets the state and is no change`() {
    let run = ServingRun(Self.series([[1: 40], [1: 40]]))
    #expect(run.changes.isEmpty)
    #expect(run.summary.serviceCount == 1 && run.summary.serviceTime == nil)
  }

  @Test func `Hysteresis keeps the serving satellite up to the degrees told`() throws {
    let policy = try ServingPolicy(hysteresisDegrees: 2)
    #expect(Self.served([[1: 30], [1: 30, 2: 31.5], [1: 30, 2: 32]], policy) == [1, 1, 2])
  }

  @Test func `Dwell counts from the last change, and protects nobody below the mask`() throws {
    let policy = try ServingPolicy(minimumDwell: .seconds(20))
    let skies: [[Int: Double]] = [[1: 30], [1: 30, 2: 40], [1: 50, 2: 40], [1: 50, 2: 40], [1: 9, 2: 40]]
    #expect(Self.served(skies, policy) == [1, 2, 2, 1, 2])
  }

  @Test func `A satellite is held for so many ticks, and what is above the mask takes over at once`() throws {
    let policy = try ServingPolicy(holdTicks: 2)
    #expect(Self.served([[1: 12], [1: 9], [:], [:], [1: 11]], policy) == [1, 1, 1, nil, 1])
    #expect(Self.served([[1: 12], [1: 9], [1: 9, 2: 10]], policy) == [1, 1, 2])
    // Back above the mask, it may be held as long again.
    #expect(Self.served([[1: 12], [:], [:], [1: 12], [:], [:], [:]], policy) == [1, 1, 1, 1, 1, 1, nil])
  }

  @Test func `A held satellite is told where it stands, and its services go on`() throws {
    let run = ServingRun(
      Self.series([[1: 12], [1: 9], [2: 20], [2: 20]]), policy: try ServingPolicy(holdTicks: 1))
    #expect(run.ticks[1].servingSight?.elevation == .degrees(9))
    #expect(run.ticks[1].candidateCount == 0)
    #expect(run.changes.map(\.reason) == [.servingBelowMask])
    #expect(run.summary.coveredTickCount == 4)
  }

  @Test func `Only what stays long enough is taken, and what serves is not asked`() throws {
    let policy = try ServingPolicy(admission: .staying(.seconds(20)))
    // 1 is in view for 40 s, 2 comes for 10 s, 3 to the end.
    let skies: [[Int: Double]] = [
      [1: 30], [1: 30], [1: 30, 2: 40], [1: 30, 2: 40, 3: 20], [1: 12, 3: 20], [3: 20], [3: 20],
    ]
    #expect(Self.served(skies, policy) == [1, 1, 1, 1, 3, 3, 3])
    #expect(Self.served(skies) == [1, 1, 2, 2, 3, 3, 3])
    #expect(Self.served([[1: 30], [1: 30]], policy) == [nil, nil])
  }

  @Test func `What is not known to stay is not taken, and what is not prepared neither`() throws {
    var tracker = ServingTracker(policy: try ServingPolicy(admission: .staying(.seconds(1))))
    #expect(tracker.advance(to: Self.start, seeing: [Self.sight(1, 40)]).serving == nil)
    var prepared = ServingTracker(policy: try ServingPolicy(admission: .prepared))
    var high = Self.sight(1, 40)
    high.isPrepared = false
    let tick = prepared.advance(to: Self.start, seeing: [high, Self.sight(2, 20)])
    #expect(tick.serving == 2 && tick.candidateCount == 2 && tick.highest?.satellite == 1)
  }

  @Test func `A return within the window is a ping-pong, and one over a gap is not`() {
    func count(_ skies: [[Int: Double]], _ window: TimeSpan = .seconds(30)) -> Int {
      ServingRun(Self.series(skies), pingPongWindow: window).summary.pingPongCount
    }
    let back: [[Int: Double]] = [[1: 30], [1: 30, 2: 31], [1: 30, 2: 31], [1: 32, 2: 31]]
    #expect(count(back) == 1)
    #expect(count(back, .seconds(20)) == 1)
    #expect(count(back, .seconds(19)) == 0)
    #expect(count([[1: 30], [:], [1: 30]]) == 0)
    #expect(count([[1: 30], [2: 30], [3: 30], [1: 30]]) == 0)
  }

  @Test func `Service times are those of services that began and ended`() {
    // 1 to 20 s, cut by the begin; 2 for 10 s, 3 for 30 s, 4 for 20 s, 5 cut by the end.
    let skies: [[Int: Double]] = [
      [1: 30], [1: 30], [2: 30], [3: 30], [3: 30], [3: 30], [4: 30], [4: 30], [5: 30], [5: 30],
    ]
    let summary = ServingRun(Self.series(skies)).summary
    #expect(summary.serviceCount == 5)
    #expect(summary.serviceTime?.count == 3)
    #expect(summary.serviceTime?.least == .seconds(10))
    #expect(summary.serviceTime?.median == .seconds(20))
    #expect(summary.serviceTime?.mean == .seconds(20))
    #expect(summary.serviceTime?.greatest == .seconds(30))
    let even = ServingRun(Self.series(Array(skies.dropLast(3)))).summary
    #expect(even.serviceTime?.count == 2)
    #expect(even.serviceTime?.median == .seconds(20))
  }

  @Test func `A policy that cannot be says what could`() {
    let error = #expect(throws: ParameterError.self) { try ServingPolicy(hysteresisDegrees: -1) }
    #expect(error?.description == "hysteresisDegrees is -1.0; allowed: 0...90")
    #expect(throws: ParameterError.self) { try ServingPolicy(hysteresisDegrees: .nan) }
    #expect(throws: ParameterError.self) { try ServingPolicy(minimumDwell: .seconds(-1)) }
    #expect(throws: ParameterError.self) { try ServingPolicy(holdTicks: -1) }
    #expect(throws: ParameterError.self) { try ServingPolicy(admission: .staying(.seconds(-1))) }
  }
}
