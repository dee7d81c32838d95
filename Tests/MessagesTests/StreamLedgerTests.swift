import Messages
import Quantities
import TestSupport
import Testing

@Suite struct StreamLedgerTests {
  static let run = RunName("2026-11-20T09:33:16.357973Z")
  static let topic = "test/ground/linkStart"
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))

  /// Hears messages of one stream by their numbers.
  static func ledger(hearing numbers: [Int]) -> (StreamLedger, [StreamLedger.Verdict]) {
    var ledger = StreamLedger()
    ledger.follow(run)
    var verdicts: [StreamLedger.Verdict] = []
    for number in numbers { verdicts.append(ledger.hear(topic: topic, stamp: Stamp(run: run, sequence: number))) }
    return (ledger, verdicts)
  }

  @Test("What is left out is named, and what comes after all is not missing any more")
  func gaps() throws {
    let (ledger, verdicts) = Self.ledger(hearing: [0, 1, 4, 9, 3])
    #expect(verdicts == Array(repeating: .fresh, count: 5))
    let stream = try #require(ledger.streams[Self.topic])
    #expect(stream.missing == 5)
    #expect(stream.gaps == ["seq 2", "seq 5-8"])
    #expect((stream.received, stream.reordered, stream.duplicates) == (5, 1, 0))
  }

  @Test("Whatever the order of arrival, each number is fresh once, and the rest is missing")
  func everyOrder() throws {
    var generator = RandomSource(seed: 12)
    for _ in 0..<200 {
      let said = (0..<40).filter { _ in Bool.random(using: &generator) }
      let arrivals = (said + said.filter { _ in Bool.random(using: &generator) }).shuffled(using: &generator)
      let (ledger, verdicts) = Self.ledger(hearing: arrivals)
      #expect(verdicts.count { $0 == .fresh } == said.count, "\(arrivals)")
      #expect(ledger.missing(of: Self.topic) == (said.max().map { $0 + 1 } ?? 0) - said.count, "\(arrivals)")
    }
  }

  @Test("What was said before the first that came is missing only to one who was there from the beginning")
  func beginnings() {
    var (ledger, _) = Self.ledger(hearing: [7, 8])
    #expect(ledger.missing(of: Self.topic) == 7)
    ledger.isWhole = false
    #expect(ledger.missing(of: Self.topic) == 0)
    #expect(ledger.streams[Self.topic]?.before == 7)
  }

  @Test("The end of a stream that has not come is missed once its sender has said how much it said")
  func ends() {
    var (ledger, _) = Self.ledger(hearing: [0, 1, 2])
    ledger.close(topic: Self.topic, run: Self.run, after: 5)
    #expect(ledger.streams[Self.topic]?.gaps == ["seq 3-4"])
    ledger.close(topic: "test/ground/linkCharge", run: Self.run, after: 2)
    #expect(ledger.missing(of: "test/ground/linkCharge") == 2)
    ledger.close(topic: Self.topic, run: RunName("another"), after: 50)
    #expect(ledger.missing(of: Self.topic) == 2)
  }

  @Test("Messages of another run are let go; those of a process that joined again are a stream of their own")
  func runs() throws {
    var (ledger, _) = Self.ledger(hearing: [0, 1])
    #expect(ledger.hear(topic: Self.topic, stamp: Stamp(run: RunName("2025"), sequence: 2)) == .otherRun)
    let again = Self.run.joined(after: .seconds(45))
    #expect(again.description == "2026-11-20T09:33:16.357973Z+45.000")
    #expect(ledger.hear(topic: Self.topic, stamp: Stamp(run: again, sequence: 0)) == .fresh)
    #expect(ledger.hear(topic: Self.topic, stamp: Stamp(run: again, sequence: 0)) == .duplicate)
    let stream = try #require(ledger.streams[Self.topic])
    #expect((stream.otherRuns, stream.duplicates, stream.missing) == (1, 1, 0))
  }

  @Test("What was heard before the run was known is forgotten where it was of another one")
  func following() {
    var ledger = StreamLedger()
    _ = ledger.hear(topic: Self.topic, stamp: Stamp(run: RunName("2025"), sequence: 40))
    _ = ledger.hear(topic: Self.topic, stamp: Stamp(run: Self.run, sequence: 0))
    _ = ledger.hear(topic: Self.topic, stamp: nil)
    ledger.follow(Self.run)
    #expect(ledger.missing(of: Self.topic) == 0)
    #expect(ledger.streams[Self.topic]?.received == 2)
    #expect(ledger.hear(topic: Self.topic, stamp: Stamp(run: Self.run, sequence: 0)) == .duplicate)
  }

  @Test("Of what has no numbers the missing beats are counted and named; what keeps no beat is left alone")
  func beats() throws {
    var ledger = StreamLedger()
    let minutes = [1, 2, 3, 3, 4, 7, 8, 9, 11]
    for minute in minutes {
      #expect(ledger.hear(topic: "p/app/status/time", stamp: nil, time: Self.start + .minutes(minute)) == .fresh)
    }
    let stream = try #require(ledger.streams["p/app/status/time"])
    #expect(stream.missing == 3 && !stream.isNumbered)
    #expect(
      stream.gaps == [
        "between 2018-01-21T00:04:00Z and 2018-01-21T00:07:00Z",
        "between 2018-01-21T00:09:00Z and 2018-01-21T00:11:00Z",
      ])
    for second in [1, 7, 30, 31, 90, 200, 201] {
      _ = ledger.hear(topic: "p/app/detected", stamp: nil, time: Self.start + .seconds(second))
    }
    #expect(ledger.missing(of: "p/app/detected") == 0)
  }

  @Test("Lateness is told as its mean and its longest")
  func lateness() throws {
    var ledger = StreamLedger()
    for (number, milliseconds) in [5, 20, 2].enumerated() {
      _ = ledger.hear(
        topic: Self.topic, stamp: Stamp(run: Self.run, sequence: number), time: Self.start,
        lateness: TimeSpan(nanoseconds: Int64(milliseconds) * 1_000_000))
    }
    let stream = try #require(ledger.streams[Self.topic])
    #expect(stream.longestLateness == 0.02)
    #expect(abs(try #require(stream.meanLateness) - 0.009) < 1e-12)
  }

  @Test("Numbers as large as they may be, in a thousand runs, are counted without an overflow")
  func giantNumbers() {
    var ledger = StreamLedger()
    for run in 0..<1_000 {
      let name = RunName("~\(run)")
      _ = ledger.hear(topic: Self.topic, stamp: Stamp(run: name, sequence: 0))
      _ = ledger.hear(topic: Self.topic, stamp: Stamp(run: name, sequence: Stamp.largestSequence))
      ledger.close(topic: Self.topic, run: name, after: .max)
    }
    #expect(ledger.missing(of: Self.topic) == 1_000 * (Stamp.largestSequence - 1))
  }
}
