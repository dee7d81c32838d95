import Downlink
import Quantities
import TestSupport
import Testing

@Suite struct StationAvailabilityTests {
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))

  static func at(_ minutes: Int) -> ScenarioTime { start + .minutes(minutes) }
  static func outage(_ from: Int, _ to: Int) -> Outage { Outage(start: at(from), end: at(to)) }

  static func station(_ outages: (Int, Int)...) -> StationAvailability {
    var station = StationAvailability()
    for (from, to) in outages { station.report(outage(from, to)) }
    return station
  }

  @Test func anOutageLastsFromItsStartToJustBeforeItsEnd() {
    let station = Self.station((10, 40))
    #expect([9, 10, 39, 40].map { station.isOperational(at: Self.at($0)) } == [true, false, false, true])
    #expect(!station.isOperational(at: Self.at(40) - TimeSpan(nanoseconds: 1)))
    #expect(Outage(start: Self.at(5), end: Self.at(1)) == Self.outage(5, 5))
  }

  @Test func theStationIsBackWhenTheLastOfItsOutagesHasEnded() {
    let station = Self.station((10, 40), (20, 30), (35, 60))
    #expect([10, 30, 40, 59, 60].map { station.isOperational(at: Self.at($0)) } == [false, false, false, false, true])
  }

  @Test func aStationNotCommissionedIsNeverOperational() {
    #expect(!StationAvailability(isCommissioned: false).isOperational(at: Self.start))
  }

  @Test func restoresEndOutagesOneByOneTheOneThatBeganFirstBefore() {
    var station = Self.station((10, 40), (20, 50))
    var moved = station.restore(at: Self.at(25))
    #expect(moved == Self.at(40))
    #expect(station.outages == [Self.outage(10, 25), Self.outage(20, 50)])
    #expect(!station.isOperational(at: Self.at(30)))
    moved = station.restore(at: Self.at(30))
    #expect(moved == Self.at(50))
    #expect(station.isOperational(at: Self.at(30)))
    moved = station.restore(at: Self.at(35))
    #expect(moved == nil)
  }

  @Test func aRestoreAtAPlannedEndEndsThatOutageAndNoOther() {
    // As in the NOS-T run: out at 07:21 for 30 min, hit again at 07:44, restored at 07:51.
    var station = Self.station((21, 51), (44, 74))
    let moved = station.restore(at: Self.at(51))
    #expect(moved == Self.at(51))
    #expect(station.outages == [Self.outage(21, 51), Self.outage(44, 74)])
    #expect(!station.isOperational(at: Self.at(60)))
  }

  @Test func aMessageThatComesAgainCountsOnce() {
    var station = Self.station((10, 40))
    var isNew = station.report(Self.outage(10, 40))
    #expect(!isNew)
    station.restore(at: Self.at(20))
    station.restore(at: Self.at(20))
    // Also when the outage has been restored in the meantime.
    isNew = station.report(Self.outage(10, 40))
    #expect(!isNew)
    #expect(station.outages == [Self.outage(10, 20)])
  }

  @Test func theOrderInWhichMessagesBecomeKnownChangesNothing() {
    var random = RandomSource(seed: 72)
    for _ in 0..<300 {
      let outages = (0..<5).map { _ -> Outage in
        let from = Int.random(in: 0..<60, using: &random)
        return Self.outage(from, from + .random(in: 0..<40, using: &random))
      }
      let restores = (0..<4).map { _ in Self.at(.random(in: 0..<100, using: &random)) }
      var entries: [(inout StationAvailability) -> Void] = []
      entries += outages.map { outage in { $0.report(outage) } }
      entries += restores.map { end in { $0.restore(at: end) } }
      var (first, second) = (StationAvailability(), StationAvailability())
      for entry in entries { entry(&first) }
      for entry in entries.shuffled(using: &random) { entry(&second) }
      #expect(first == second)
    }
  }

  @Test func aRestoreReturnsTheEndThatItMovedAndChangesNothingBefore() {
    var random = RandomSource(seed: 73)
    for _ in 0..<300 {
      var station = StationAvailability()
      for _ in 0..<6 {
        let from = Int.random(in: 0..<60, using: &random)
        station.report(Self.outage(from, from + .random(in: 1..<40, using: &random)))
        let (before, end) = (station, Int.random(in: 0..<100, using: &random))
        let moved = station.restore(at: Self.at(end))
        if moved == nil { #expect(station.outages == before.outages) }
        for minute in 0..<end {
          #expect(station.isOperational(at: Self.at(minute)) == before.isOperational(at: Self.at(minute)))
        }
      }
    }
  }

  @Test func theNextChangeIsTheNextBeginOrEnd() {
    let station = Self.station((10, 40), (20, 30))
    #expect([-5, 10, 20, 30].map { station.nextChange(after: Self.at($0)) } == [10, 20, 30, 40].map(Self.at))
    #expect(station.nextChange(after: Self.at(40)) == nil)
  }

  @Test func theTimeOutCountsOverlapsOnce() {
    let station = Self.station((10, 40), (20, 30), (35, 60), (80, 90))
    #expect(station.timeOut(from: Self.at(0), to: Self.at(100)) == .minutes(60))
    #expect(station.timeOut(from: Self.at(25), to: Self.at(85)) == .minutes(40))
    #expect(station.timeOut(from: Self.at(60), to: Self.at(80)) == .zero)
    #expect(station.timeOut(from: Self.at(20), to: Self.at(20)) == .zero)
    #expect(StationAvailability().timeOut(from: Self.at(0), to: Self.at(100)) == .zero)
  }
}

@Suite struct StationChoiceTests {
  @Test func highestTakesTheFirstOfTheRankingThatCanBeUsed() {
    #expect(StationChoice.highest.choose(from: [4, 0, 2]) { _ in true } == 4)
    #expect(StationChoice.highest.choose(from: [4, 0, 2]) { $0 != 4 } == 0)
  }

  @Test func firstTakesTheFirstOfTheTableThatCanBeUsed() {
    #expect(StationChoice.first.choose(from: [4, 0, 2]) { _ in true } == 0)
    #expect(StationChoice.first.choose(from: [4, 0, 2]) { $0 != 0 } == 2)
  }

  @Test(arguments: StationChoice.allCases)
  func noneIsChosenWhereNoneCanBeUsed(_ choice: StationChoice) {
    #expect(choice.choose(from: [1, 2]) { _ in false } == nil)
    #expect(choice.choose(from: [Int]()) { _ in true } == nil)
  }
}
