import Glibc
import Orbits
import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct TimingDoubtTests {
  static let start = HandoverPredictorTests.start

  static func sets() throws -> [ElementSet] {
    try WalkerConstellation(
      .delta, satelliteCount: 1_584, planeCount: 72, phasing: 17, inclinationDegrees: 53, altitudeKilometres: 550,
      epoch: start
    ).elementSets(prefix: "S")
  }

  static func forecast(
    _ sets: [ElementSet], _ terminal: UserTerminal, minutes: Int = 6, by rule: HandoverRule = .highest
  ) -> HandoverForecast {
    HandoverPredictor(of: Propagator(sets), aging: CatalogueAging(sets)).forecast(
      for: terminal, from: start, to: start + .minutes(minutes), by: rule)
  }

  /// A satellite that is late on its orbit by so many kilometres.
  static func late(_ set: ElementSet, kilometres: Double) -> ElementSet {
    var set = set
    // A circle of 6,928 km.
    set.meanAnomalyDegrees -= kilometres / 6_928.137 * (180 / .pi)
    return set
  }

  @Test(arguments: [0, 1]) func `A deviation is the shift that satellites late by theirs make`(shape: Int) throws {
    let sets = try Self.sets()
    let terminal = shape == 0 ? HandoverPredictorTests.terminal(48, 11) : try MovingTerminalTests.terminal(0)
    let forecast = Self.forecast(sets, terminal)
    let changes = forecast.events.dropFirst()
    #expect(changes.count >= 3)
    for event in changes {
      let (from, to) = (try #require(event.from).satellite, try #require(event.to).satellite)
      let shifts = try [from, to].map { satellite in
        var shifted = sets
        // What sets of other low orbits may be off by after a day, and less.
        shifted[satellite] = Self.late(sets[satellite], kilometres: 0.438)
        let same = Self.forecast(shifted, terminal).events.first {
          $0.from?.satellite == from && $0.to?.satellite == to
        }
        return (try #require(same).time - event.time).seconds
      }
      let deviation = try #require(event.timeDeviationSeconds)
      #expect(deviation > 0.01)
      #expect(abs(hypot(shifts[0], shifts[1]) / deviation - 1) < 0.02, "\(shifts) for \(deviation)")
    }
  }

  @Test func `A rise and a set are as unsure as the satellite that is late makes them`() throws {
    let sets = try Self.sets().enumerated().filter { $0.offset % 132 == 0 }.map(\.element)
    let terminal = HandoverPredictorTests.terminal(40, 0)
    let edges = Self.forecast(sets, terminal, minutes: 240).events.filter {
      $0.kind != .handover && $0.time > Self.start
    }
    #expect(edges.count > 5)
    for edge in edges {
      let satellite = try #require(edge.to ?? edge.from).satellite
      var shifted = sets
      // A tenth of the figure, so that low passes are straight within it.
      shifted[satellite] = Self.late(sets[satellite], kilometres: 0.043_8)
      let same = Self.forecast(shifted, terminal, minutes: 240).events.first {
        $0.kind == edge.kind && abs(($0.time - edge.time).seconds) < 1
      }
      let shift = abs((try #require(same).time - edge.time).seconds) * 10
      let deviation = try #require(edge.timeDeviationSeconds)
      #expect(abs(shift / deviation - 1) < 0.02, "\(shift) for \(deviation)")
    }
  }

  @Test func `Older sets are less sure, by the table of their kind, before their epoch as after it`() throws {
    let sets = try Self.sets()
    let aging = CatalogueAging(sets)
    for (days, kilometres) in [(0.0, 0.438), (1, 0.438), (3, 2.768), (-3, 2.768), (14, 4 * 17.347)] {
      let time = Self.start + TimeSpan(nanoseconds: Int64(days * 86_400e9))
      #expect(abs(aging.alongTrackKilometres(of: 0, at: time) - kilometres) < 1e-9)
    }
    let terminal = HandoverPredictorTests.terminal(48, 11)
    let predictor = HandoverPredictor(of: Propagator(sets), aging: aging)
    func deviations(days: Int) -> [Double] {
      let from = Self.start + .hours(24 * days)
      return predictor.forecast(for: terminal, from: from, to: from + .minutes(10)).events.compactMap(
        \.timeDeviationSeconds)
    }
    let (young, old) = (deviations(days: 1), deviations(days: 6))
    #expect(young.count > 3 && old.count > 3)
    #expect((young.max() ?? 9) < (old.dropFirst().min() ?? 0))
  }

  @Test func `The confidence is the normal distribution's`() {
    func event(_ deviation: Double?) -> HandoverForecast.Event {
      HandoverForecast.Event(time: Self.start, kind: .lost, from: nil, to: nil, timeDeviationSeconds: deviation)
    }
    #expect(event(nil).confidence() == nil)
    #expect(event(0).confidence() == 1)
    #expect(event(.infinity).confidence() == 0)
    #expect(abs((event(5).confidence() ?? 0) - 0.682_689_492) < 1e-9)
    #expect(abs((event(2).confidence(within: .seconds(4)) ?? 0) - 0.954_499_736) < 1e-9)
  }

  @Test
  func `What begins with the span is sure, and what waits for the minimum service is as sure as what it waits for`()
    throws
  {
    let rule = try HandoverRule(by: .elevation, minimumService: .seconds(90))
    let events = Self.forecast(try Self.sets(), HandoverPredictorTests.terminal(48, 11), minutes: 20, by: rule).events
    #expect(events[0].timeDeviationSeconds == 0 && events[0].confidence() == 1)
    var waited = 0
    for (before, after) in zip(events, events.dropFirst()) where after.time - before.time == .seconds(90) {
      waited += 1
      #expect(after.timeDeviationSeconds == before.timeDeviationSeconds)
    }
    #expect(waited > 3)
  }

  @Test func `At ticks an event is as sure as the exact one behind it, nearly`() throws {
    let sets = try Self.sets()
    let terminal = HandoverPredictorTests.terminal(48, 11)
    let exact = Self.forecast(sets, terminal)
    let ticking = HandoverPredictor(of: Propagator(sets), aging: CatalogueAging(sets)).sampledForecast(
      for: terminal, from: Self.start, to: Self.start + .minutes(6), every: .seconds(1))
    #expect(exact.events.count == ticking.events.count)
    for (one, other) in zip(exact.events, ticking.events).dropFirst() {
      let (one, other) = (try #require(one.timeDeviationSeconds), try #require(other.timeDeviationSeconds))
      #expect(abs(other / one - 1) < 0.1)
    }
  }

  @Test func `Without ages nothing is said of how sure times are`() throws {
    let forecast = HandoverPredictor(of: try HandoverPredictorTests.shell()).forecast(
      for: HandoverPredictorTests.terminal(48, 11), from: Self.start, to: Self.start + .minutes(4))
    #expect(forecast.events.count > 2 && forecast.events.allSatisfy { $0.timeDeviationSeconds == nil })
  }
}
