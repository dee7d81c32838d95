import Federation
import Quantities
import Simulation
import Testing

/// What was published when, and the entity that it was published from.
private final class Diary {
  var stamps: [ScenarioTime] = []
}

@Suite struct IntervalPublisherTests {
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
  static let wall = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_000)

  static func map(_ scale: Double = 60) -> ClockMap { ClockMap(scenario: start, wall: wall, scale: scale) }

  /// Runs a publisher in a simulator as fast as possible; `change` is asked before every instant.
  static func run(
    for length: TimeSpan, step: TimeSpan = .seconds(60), _ entity: (Simulator) -> any Entity,
    change: (Simulator) -> Void = { _ in }
  ) {
    let simulator = Simulator()
    simulator.add(entity(simulator))
    simulator.initialize(clock: map(), end: start + length, step: step)
    simulator.execute()
    while simulator.nextInstant() != nil {
      change(simulator)
      simulator.advance()
    }
  }

  private static func wallclock(
    every interval: TimeSpan, from first: ScenarioTime? = nil, into diary: Diary
  ) -> (Simulator) -> any Entity {
    { simulator in
      WallclockTimeIntervalPublisher(
        name: "p", every: interval, from: first, clock: { [unowned simulator] in simulator.clock }
      ) { diary.stamps.append($0) }
    }
  }

  private static func minutes(_ diary: Diary) -> [Double] { diary.stamps.map { ($0 - start).seconds / 60 } }

  @Test(
    "In scenario time: at the start, then every interval, whatever the step; each label once", arguments: [1, 7, 60])
  func scenarioInterval(step: Int) {
    let diary = Diary()
    Self.run(for: .minutes(10), step: .seconds(step)) { _ in
      ScenarioTimeIntervalPublisher(name: "p", every: .seconds(90)) { diary.stamps.append($0) }
    }
    #expect(Self.minutes(diary) == [0, 1.5, 3, 4.5, 6, 7.5, 9])
  }

  @Test("In scenario time: from the first time given, or from the start where that lies before it")
  func scenarioFirst() {
    let diary = Diary()
    for first in [Self.start + .seconds(150), Self.start - .seconds(30)] {
      Self.run(for: .minutes(6)) { _ in
        ScenarioTimeIntervalPublisher(name: "p", every: .minutes(2), from: first) { diary.stamps.append($0) }
      }
    }
    #expect(Self.minutes(diary) == [2.5, 4.5, 0, 2, 4, 6])
  }

  @Test("By the wallclock: the k-th stamp is start + k x interval x scale", arguments: [1, 7, 60])
  func kthStamp(step: Int) {
    let diary = Diary()
    Self.run(
      for: .hours(2), step: .seconds(step), Self.wallclock(every: TimeSpan(nanoseconds: 333_333_000), into: diary))
    // 333.333 ms at 60 are 19.99998 s.
    let expected = (0...360).map { Self.start + Int64($0) * TimeSpan(nanoseconds: 19_999_980_000) }
    #expect(diary.stamps == expected)
  }

  @Test("By the wallclock: from the first time given, which is published itself")
  func wallclockFirst() {
    let diary = Diary()
    Self.run(for: .minutes(5), Self.wallclock(every: .seconds(1), from: Self.start + .seconds(90), into: diary))
    #expect(Self.minutes(diary) == [1.5, 2.5, 3.5, 4.5])
  }

  @Test("A change of scale spaces the stamps anew from its own time on, in the middle of an interval too")
  func changeOfScale() {
    let diary = Diary()
    var isChanged = false
    Self.run(for: .minutes(9), Self.wallclock(every: .seconds(1), into: diary)) { simulator in
      guard !isChanged else { return }
      isChanged = true
      // Half an interval of the old scale (0.5 s) and half of the new one lie in the interval after 4 minutes.
      simulator.setTimeScale(120, at: Self.start + .seconds(270))
    }
    #expect(Self.minutes(diary) == [0, 1, 2, 3, 4, 5.5, 7.5])
  }

  @Test("A change of scale that comes late neither repeats a stamp nor makes a burst")
  func lateChangeOfScale() {
    let diary = Diary()
    Self.run(for: .minutes(12), Self.wallclock(every: .seconds(1), into: diary)) { simulator in
      guard simulator.time == Self.start + .minutes(10), simulator.clock.scale(at: simulator.time) == 60 else { return }
      simulator.setTimeScale(30, at: Self.start + .minutes(5))
    }
    // Of the stamps that the change brings into the past, only those after the last one are told: one here.
    #expect(Self.minutes(diary) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9.5, 10, 10.5, 11, 11.5, 12])
    #expect(Set(diary.stamps).count == diary.stamps.count)
  }

  /// Counting intervals one by one took minutes here, and for ever at smaller scales.
  @Test("A late change to the slowest scale is followed without counting the intervals one by one")
  func lateChangeToTheSlowestScale() {
    let diary = Diary()
    var isChanged = false
    Self.run(for: .hours(1) + .seconds(1), Self.wallclock(every: TimeSpan(nanoseconds: 1_000_000_000), into: diary)) {
      simulator in
      guard !isChanged, simulator.time >= Self.start + .hours(1) else { return }
      isChanged = true
      simulator.setTimeScale(0.01, at: Self.start)
    }
    let late = diary.stamps.filter { $0 > Self.start + .hours(1) }
    #expect(late.first == Self.start + .hours(1) + TimeSpan(nanoseconds: 10_000_000))
    #expect(late.count == 100)
  }
}
