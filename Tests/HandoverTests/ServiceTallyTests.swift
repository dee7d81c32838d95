import HandoverAnalysis
import Quantities
import TestSupport
import Testing

@testable import Handover

@Suite struct ServiceTallyTests {
  @Test func `A tally counts changes and ping-pongs as a summary of ticks does`() {
    let start = ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4))
    var random = RandomSource(seed: 5)
    for _ in 0..<50 {
      var (tally, summary, tracker) = (ServiceTally(), ServingSummary(), ServingTracker(minimumElevation: .degrees(10)))
      var covered = 0
      for second in 0..<200 {
        let time = start + .seconds(second * 10)
        let seen = (0..<3).map {
          ServingCandidate(
            satellite: $0, elevation: .degrees(Double(random.next() % 60)), rangeKilometres: 1_000)
        }
        let tick = tracker.advance(to: time, seeing: seen)
        summary.add(tick)
        if second == 0 { tally.begin(with: tick.serving, at: time) }
        if let change = tick.change { tally.change(from: change.old, to: change.new, at: time) }
        if tick.serving != nil { covered += 10 }
      }
      #expect(tally.handovers == summary.handoverCount && tally.satelliteHandovers == summary.satelliteHandoverCount)
      #expect(tally.pingPongs == summary.pingPongCount && tally.served.count == summary.uniqueServedCount)
      #expect(tally.covered(to: start + .seconds(2_000)) == .seconds(covered))
    }
  }

  @Test func `The mean level is of the samples with service`() {
    var tally = ServiceTally()
    #expect(tally.meanLevelDBm == nil)
    for level in [-110.0, -112, -114] { tally.sample(levelDBm: level) }
    #expect(tally.meanLevelDBm == -112)
  }
}
