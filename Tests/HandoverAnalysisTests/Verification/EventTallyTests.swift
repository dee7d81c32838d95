import Testing

@testable import HandoverAnalysis

@Suite struct EventTallyTests {
  @Test func `Detections, stray and repeated entries and the time of each are counted apart`() {
    var tally = EventTally("A4")
    // The first event is met early and once more, the second by nobody; an entry is on its own.
    tally.note([10..<20, 40..<50], [5..<12, 15..<18, 30..<33], of: 60) { $0 < 10 }
    #expect((tally.eventCount, tally.detectedCount) == (2, 1))
    #expect((tally.entryCount, tally.falseCount) == (3, 1))
    #expect((tally.strayCount, tally.repeatedCount) == (1, 1))
    #expect(tally.delaysSeconds == [-1])
    #expect((tally.eventSamples, tally.wronglyOff, tally.wronglyOn) == (20, 15, 8))
    #expect(tally.detection == 0.5 && tally.falsePositives == 1.0 / 3 && tally.timeRight == 1 - 23.0 / 60)
    #expect(tally.timeFalse == 8.0 / 40)
  }

  @Test func `One entry may last over two events, and two tallies add up`() {
    var (tally, other) = (EventTally("A4"), EventTally("A4"))
    tally.note([10..<20, 30..<40], [12..<60], of: 60) { _ in false }
    #expect((tally.detectedCount, tally.entryCount, tally.strayCount, tally.repeatedCount) == (2, 1, 0, 0))
    other.note([], [3..<5], of: 10) { _ in true }
    tally.add(other)
    #expect((tally.entryCount, tally.falseCount, tally.strayCount, tally.sampleCount) == (2, 1, 1, 70))
  }

  @Test func `Nothing at all is neither missed nor false`() {
    let tally = EventTally("A4")
    #expect(tally.detection == 1 && tally.falsePositives == 0 && tally.timeRight == 1)
  }
}
