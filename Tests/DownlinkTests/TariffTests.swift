import Downlink
import Quantities
import TestSupport
import Testing

@Suite struct TariffTests {
  /// The figures of the NOS-T downlink run are given to nine decimals of a dollar.
  static let documentedDigits = 5e-10
  /// Rounding of a volume of a hundred Gigabits over one drain. Unit: Gigabits.
  static let rounding = 1e-9

  static let start = ScenarioTime(CalendarDate(year: 2023, month: 1, day: 23, hour: 7, minute: 59))
  static let rate = DataRate.gigabitsPerSecond(0.78156)
  static let tariff = Tariff(rate: .dollarsPerSecond(0.37), chargesDownlinks: true)

  @Test func thePassOfTheDownlinkExampleBringsItsDataAndItsPrice() {
    // 420 s at 0.78156 Gb/s would bring 328 Gb; 113.25 are on board: 113.25 / 0.78156 x 0.37 dollars.
    var account = RecorderAccount(
      capacity: .gigabits(280), collectionRate: .zero, holding: .gigabits(113.25), at: Self.start)
    account.open(link: 0, at: Self.start, rate: Self.rate)
    account.close(link: 0, at: Self.start + .seconds(420))
    let volume = account.delivered(by: 0, at: Self.start + .seconds(420))
    #expect(abs(volume.gigabits - 113.25) <= Self.rounding)
    let cost = Self.tariff.cost(of: volume, at: Self.rate, during: .seconds(420))
    #expect(abs(cost.dollars - 53.613925994) <= Self.documentedDigits)
  }

  @Test func onlySecondsOfFlowAreCharged() {
    // 10 s of flow in 100 s in range, and never more than the time in range.
    #expect(Self.tariff.cost(of: .gigabits(7.8156), at: Self.rate, during: .seconds(100)).dollars == 3.7)
    #expect(Self.tariff.cost(of: .gigabits(1_000), at: Self.rate, during: .seconds(100)).dollars == 37)
    #expect(Self.tariff.cost(of: .zero, at: Self.rate, during: .seconds(100)) == .zero)
  }

  @Test func aStationOnContractOrWithoutARateChargesNothing() {
    let contract = Tariff(rate: .dollarsPerSecond(0.37), chargesDownlinks: false)
    #expect(contract.cost(of: .gigabits(10), at: Self.rate, during: .seconds(100)) == .zero)
    #expect(Self.tariff.cost(of: .gigabits(10), at: .zero, during: .seconds(100)) == .zero)
  }

  @Test func theModesChargeWhatTheirNamesSay() {
    #expect(CostMode.allCases.map(\.rawValue) == ["discrete", "continuous", "both"])
    #expect(CostMode.allCases.map(\.chargesDownlinks) == [true, false, true])
    #expect(CostMode.allCases.map(\.chargesContract) == [false, true, true])
  }
}

@Suite struct CostAccountTests {
  static let start = TariffTests.start

  static func account(_ mode: CostMode) -> CostAccount {
    CostAccount(mode: mode, contractRate: .dollarsPerSecond(0.25), at: start)
  }

  static func at(_ seconds: Int) -> ScenarioTime { start + .seconds(seconds) }

  @Test(arguments: CostMode.allCases)
  func theTotalIsTheSumOfTheEntriesSoFar(_ mode: CostMode) {
    var account = Self.account(mode)
    // Powers of two add up without rounding.
    for (link, seconds) in [(2, 300), (0, 100), (1, 200)] {
      account.charge(link: link, amount: .dollars(Double(1 << link)), at: Self.at(seconds))
    }
    for (seconds, charged) in [(0, 0.0), (99, 0), (100, 1), (200, 3), (299, 3), (300, 7), (1_000, 7)] {
      let links = mode.chargesDownlinks ? charged : 0
      let contract = mode.chargesContract ? 0.25 * Double(seconds) : 0
      #expect(account.downlinks(at: Self.at(seconds)) == .dollars(links))
      #expect(account.contract(at: Self.at(seconds)) == .dollars(contract))
      #expect(account.total(at: Self.at(seconds)) == .dollars(links + contract))
    }
    #expect(account.contract(at: Self.at(-10)) == .zero)
    #expect(account.charges.map(\.link) == (mode.chargesDownlinks ? [0, 1, 2] : []))
  }

  @Test func aChargeThatComesAgainTakesThePlaceOfTheEarlierOne() {
    var account = Self.account(.discrete)
    account.charge(link: 0, amount: .dollars(50), at: Self.at(100))
    account.charge(link: 0, amount: .dollars(20), at: Self.at(80))
    #expect(account.charges.count == 1)
    #expect(account.total(at: Self.at(90)) == .dollars(20))
    account.removeCharge(link: 0)
    account.removeCharge(link: 7)
    #expect(account.total(at: Self.at(200)) == .zero)
  }

  @Test func theSumAtAnyInstantIsThatOfTheChargesFromTheFirstOn() {
    var random = RandomSource(seed: 21)
    for _ in 0..<40 {
      var account = Self.account(.discrete)
      var entered: [Int: (amount: Double, seconds: Int)] = [:]
      for step in 0..<60 {
        // Mostly in order; now and then late, again, or taken back.
        let link = Bool.random(using: &random) ? step : Int.random(in: 0...step, using: &random)
        let seconds = Int.random(in: 0..<4, using: &random) > 0 ? step * 100 : Int.random(in: 0...6_000, using: &random)
        if Int.random(in: 0..<6, using: &random) == 0 {
          account.removeCharge(link: link)
          entered[link] = nil
        } else {
          let amount = Double.random(in: 0...50, using: &random)
          account.charge(link: link, amount: .dollars(amount), at: Self.at(seconds))
          entered[link] = (amount, seconds)
        }
        let inOrder = entered.sorted { ($0.value.seconds, $0.key) < ($1.value.seconds, $1.key) }
        #expect(account.charges.map(\.link) == inOrder.map(\.key))
        for instant in [0, 99, step * 100, Int.random(in: 0...6_000, using: &random), 9_000] {
          let sum = inOrder.filter { $0.value.seconds <= instant }.reduce(0) { $0 + $1.value.amount }
          #expect(account.downlinks(at: Self.at(instant)) == .dollars(sum))
        }
      }
    }
  }

  @Test func theOrderInWhichChargesBecomeKnownChangesNothing() {
    let entries = [(0, 3.0, 10), (1, 4, 10), (2, 5, 5), (3, 6, 20)]
    var (forward, backward) = (Self.account(.both), Self.account(.both))
    for (link, amount, time) in entries { forward.charge(link: link, amount: .dollars(amount), at: Self.at(time)) }
    for (link, amount, time) in entries.reversed() {
      backward.charge(link: link, amount: .dollars(amount), at: Self.at(time))
    }
    #expect(forward == backward)
  }
}
