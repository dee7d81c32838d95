import Downlink
import Quantities
import TestSupport
import Testing

@Suite struct NOSTRecorderTests {
  static let start = ScenarioTime(CalendarDate(year: 2023, month: 1, day: 23, hour: 7, minute: 20))
  static func at(_ minutes: Int) -> ScenarioTime { start + .minutes(minutes) }

  static func profile(
    capacity: Double = 280, rate: Double = 0.0125, mode: CostMode = .discrete
  ) -> SatelliteProfile {
    SatelliteProfile(
      id: 0, name: "SUOMI NPP", capacity: .gigabits(capacity), initial: .gigabits(84),
      instrumentRate: .gigabitsPerSecond(rate), costMode: mode, fixedRate: .dollarsPerSecond(0.09))
  }

  @Test("It fills by rate x time, past its capacity as well, and loses nothing")
  func noClamp() {
    let recorder = NOSTRecorder(Self.profile(capacity: 85), at: Self.start)
    #expect(recorder.stored(at: Self.at(1)).gigabits == 84.75)
    #expect(recorder.stored(at: Self.at(4)).gigabits == 87)
    #expect(recorder.stored(at: Self.start - .minutes(1)).gigabits == 84)
  }

  @Test("What is charged leaves at once, and no less than nothing stays")
  func offloads() {
    var recorder = NOSTRecorder(Self.profile(), at: Self.start)
    recorder.offload(.gigabits(85), link: 0, at: Self.at(4))
    recorder.offload(.gigabits(85), link: 1, at: Self.at(8))
    #expect(recorder.stored(at: Self.at(4) - TimeSpan.microsecond).gigabits > 86.9)
    #expect([4, 6, 8, 10].map { recorder.stored(at: Self.at($0)).gigabits } == [2, 3.5, 0, 1.5])
    #expect(recorder.collected(at: Self.at(10)).gigabits == 91.5)
  }

  @Test("Neither the order in which charges are heard nor their repetition changes anything")
  func anyOrder() {
    let charges = [(0, 40.0, 3), (1, 60.0, 5), (2, 7.0, 5), (3, 1.0, 9)]
    var straight = NOSTRecorder(Self.profile(), at: Self.start)
    for (link, amount, minute) in charges { straight.offload(.gigabits(amount), link: link, at: Self.at(minute)) }
    var random = RandomSource(seed: 4)
    for _ in 0..<20 {
      var late = NOSTRecorder(Self.profile(), at: Self.start)
      for (link, amount, minute) in (charges + charges.prefix(2)).shuffled(using: &random) {
        late.offload(.gigabits(amount), link: link, at: Self.at(minute))
      }
      #expect(late == straight)
    }
  }
}

@Suite struct NOSTExtremeTests {
  @Test("Stamps of three centuries make no crash")
  func anyStamp() {
    let times = [ScenarioTime.earliest, .latest, NOSTRecorderTests.start]
    for start in times {
      var recorder = NOSTRecorder(NOSTRecorderTests.profile(), at: start)
      for (link, time) in times.enumerated() { recorder.offload(.gigabits(1), link: link, at: time) }
      var station = NOSTAvailability()
      station.report(Outage(start: .earliest, end: .latest))
      station.restore(at: NOSTRecorderTests.start)
      let contract = NOSTContract(NOSTRecorderTests.profile(mode: .both), from: start, step: .seconds(7))
      for time in times {
        #expect(recorder.stored(at: time) >= .zero && contract.cost(at: time, station) >= .zero)
      }
    }
  }
}

@Suite struct NOSTAvailabilityTests {
  static func at(_ minutes: Int) -> ScenarioTime { NOSTRecorderTests.at(minutes) }
  static func outage(_ from: Int, _ to: Int) -> Outage { Outage(start: at(from), end: at(to)) }

  static func states(_ station: NOSTAvailability, _ minutes: [Int]) -> [Bool] {
    minutes.map { station.isOperational(at: at($0)) }
  }

  @Test("The first restore ends every outage, as seen of station 10: out at 07:21 and 07:44, back at 07:51")
  func firstRestore() {
    var station = NOSTAvailability()
    station.report(Self.outage(1, 31))
    station.report(Self.outage(24, 54))
    #expect(Self.states(station, [0, 1, 30, 31, 40, 54]) == [true, false, false, true, true, true])
    let outages = station.outages(from: Self.at(0), to: Self.at(120))
    #expect(outages.count == 1 && outages.length == .minutes(30))
  }

  @Test("A restore that comes early ends an outage, and one at a station that was never out commissions it")
  func earlyRestore() {
    var station = NOSTAvailability(isCommissioned: false)
    station.report(Self.outage(10, 40))
    #expect(Self.states(station, [9, 10, 40]) == [false, false, true])
    station.restore(at: Self.at(5))
    station.restore(at: Self.at(20))
    #expect(Self.states(station, [4, 5, 10, 20, 30]) == [false, true, false, true, true])
  }

  @Test("An outage that begins as another ends keeps the station out, an empty one says nothing")
  func sameInstant() {
    var station = NOSTAvailability()
    station.report(Self.outage(20, 30))
    station.report(Self.outage(10, 20))
    station.report(Self.outage(25, 25))
    station.report(Self.outage(10, 20))
    #expect(Self.states(station, [10, 20, 26, 30]) == [false, false, false, true])
    #expect(station.changes.count == 4)
    let outages = station.outages(from: Self.at(15), to: Self.at(28))
    #expect(outages.count == 2 && outages.length == .minutes(13))
    #expect(station.outages(from: Self.at(31), to: Self.at(40)).count == 0)
  }
}

@Suite struct NOSTContractTests {
  static func contract(_ mode: CostMode, step: TimeSpan = .seconds(60)) -> NOSTContract {
    NOSTContract(NOSTRecorderTests.profile(mode: mode), from: NOSTRecorderTests.start, step: step)
  }

  static func cost(_ contract: NOSTContract, _ minutes: Int, _ station: NOSTAvailability = .init()) -> Double {
    contract.cost(at: NOSTRecorderTests.at(minutes), station).dollars
  }

  @Test("A contract costs rate x time, no contract nothing", arguments: CostMode.allCases)
  func modes(mode: CostMode) {
    #expect(abs(Self.cost(Self.contract(mode), 10) - (mode.chargesContract ? 54 : 0)) <= 1e-9)
    #expect(Self.cost(Self.contract(mode), -10) == 0)
  }

  @Test(
    "An outage of station 11 makes everybody discrete, its end makes everybody pay for both",
    arguments: CostMode.allCases)
  func decisiveStation(mode: CostMode) {
    var station = NOSTAvailability()
    station.report(Outage(start: NOSTRecorderTests.at(2), end: NOSTRecorderTests.at(5)))
    let contract = Self.contract(mode)
    let before = mode.chargesContract ? 2.0 : 0
    for (minutes, paid) in [(2, before), (5, before), (9, before + 4)] {
      #expect(abs(Self.cost(contract, minutes, station) - paid * 5.4) <= 1e-9)
    }
    let paid = [0, 1, 2, 4, 5].map { contract.isPaid(at: NOSTRecorderTests.at($0), station) }
    #expect(paid == [mode.chargesContract, mode.chargesContract, false, false, true])
  }

  @Test("What falls into a step holds from the next step on")
  func wholeSteps() {
    var station = NOSTAvailability()
    station.report(
      Outage(start: NOSTRecorderTests.at(1) + .seconds(1), end: NOSTRecorderTests.at(3) + .seconds(59)))
    #expect(abs(Self.cost(Self.contract(.both), 6, station) - 4 * 5.4) <= 1e-9)
    // Steps of 7 s: paid for up to 63 s, and again from 245 s on.
    #expect(abs(Self.cost(Self.contract(.both, step: .seconds(7)), 6, station) - (63 + 115) * 0.09) <= 1e-9)
    station.restore(at: NOSTRecorderTests.at(-5))
    #expect(abs(Self.cost(Self.contract(.discrete), 1, station) - 5.4) <= 1e-9)
  }
}
