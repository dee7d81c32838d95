import Downlink
import Quantities
import TestSupport
import Testing

@Suite struct RecorderAccountTests {
  /// Rounding of sums of some hundred Gigabits over a hundred drains, with room. Unit: Gigabits.
  static let rounding = 1e-9

  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))

  static func at(_ seconds: Double) -> ScenarioTime { start + TimeSpan(nanoseconds: Int64(seconds * 1e9)) }

  static func account(capacity: Double = 280, rate: Double = 0.0125, holding initial: Double = 84) -> RecorderAccount {
    RecorderAccount(
      capacity: .gigabits(capacity), collectionRate: .gigabitsPerSecond(rate), holding: .gigabits(initial), at: start)
  }

  static func isEqual(_ left: DataVolume, _ right: DataVolume) -> Bool {
    abs(left.gigabits - right.gigabits) <= rounding
  }

  static func isLawful(_ balance: RecorderAccount.Balance, of account: RecorderAccount) -> Bool {
    isEqual(balance.collected, balance.stored + balance.downlinked + balance.lost)
      && balance.stored >= .zero && balance.stored <= account.capacity
      && balance.lost >= .zero && balance.downlinked.gigabits >= -rounding
  }
}

/// One thing that becomes known to an account.
enum Entry {
  case open(link: Int, start: ScenarioTime, rate: Double)
  case close(link: Int, end: ScenarioTime, declared: Double?)

  func enter(into account: inout RecorderAccount) {
    switch self {
    case .open(let link, let start, let rate): account.open(link: link, at: start, rate: .gigabitsPerSecond(rate))
    case .close(let link, let end, let declared):
      account.close(link: link, at: end, declaring: declared.map { .gigabits($0) })
    }
  }

  /// Makes drains that overlap, of which some stay open, some end before they start and some declare an amount.
  static func random(links: Int, using random: inout RandomSource) -> [Entry] {
    (0..<links).flatMap { link -> [Entry] in
      let start = Double.random(in: -300...7_000, using: &random).rounded()
      let rates = [0, 0.01, 0.3, 0.78156, 5]
      let rate = rates.randomElement(using: &random) ?? 0
      let length = Double.random(in: -20...900, using: &random).rounded()
      let amounts: [Double?] = [nil, nil, 0, 10, length * rate, 1_000, -5]
      let declared = amounts.randomElement(using: &random) ?? nil
      let opening = Entry.open(link: link, start: RecorderAccountTests.at(start), rate: rate)
      let closing = Entry.close(link: link, end: RecorderAccountTests.at(start + length), declared: declared)
      return Bool.random(using: &random) || Bool.random(using: &random) ? [opening, closing] : [opening]
    }
  }
}

/// The laws, over seeded random drains.
extension RecorderAccountTests {
  static let rounds = 60

  /// Accounts of recorders that run empty, run full and do neither.
  static func varied(_ round: Int) -> RecorderAccount {
    let recorders: [(Double, Double, Double)] = [(280, 0.0125, 84), (20, 0.2, 20), (100, 0, 50), (30, 3, 1)]
    let (capacity, rate, initial) = recorders[round % recorders.count]
    return account(capacity: capacity, rate: rate, holding: initial)
  }

  @Test func whatIsCollectedIsStoredDownlinkedOrLost() {
    var random = RandomSource(seed: 7)
    for round in 0..<Self.rounds {
      var account = Self.varied(round)
      for entry in Entry.random(links: 12, using: &random).shuffled(using: &random) {
        entry.enter(into: &account)
        if Int.random(in: 0..<12, using: &random) == 0 { account.remove(link: .random(in: 0..<12, using: &random)) }
        for _ in 0..<20 {
          let time = Self.at(.random(in: -100...8_000, using: &random))
          #expect(Self.isLawful(account.balance(at: time), of: account))
        }
      }
    }
  }

  @Test func theOrderOfArrivalChangesNotEvenTheRounding() {
    var random = RandomSource(seed: 8)
    for round in 0..<Self.rounds {
      let entries = Entry.random(links: 10, using: &random)
      var accounts = [Self.varied(round), Self.varied(round), Self.varied(round)]
      for index in accounts.indices {
        for entry in index == 0 ? entries : entries.shuffled(using: &random) { entry.enter(into: &accounts[index]) }
      }
      #expect(accounts[0] == accounts[1])
      #expect(accounts[0] == accounts[2])
    }
  }

  /// Links one after another, as they come: at times two at once, at the same instant, never ended or charged again.
  static func course(links: Int, using random: inout RandomSource) -> [Entry] {
    let rates = [0, 0.3, 0.78156, 5]
    let amounts: [Double?] = [nil, nil, 0, 20, 1_000]
    var entries: [Entry] = []
    var clock = Double.random(in: -50...50, using: &random).rounded()
    for link in 0..<links {
      let rate = rates.randomElement(using: &random) ?? 0
      entries.append(.open(link: link, start: at(clock), rate: rate))
      clock += Double.random(in: 0...300, using: &random).rounded()
      let isEnded = Int.random(in: 0..<8, using: &random) > 0
      let declared = amounts.randomElement(using: &random) ?? nil
      if isEnded { entries.append(.close(link: link, end: at(clock), declared: declared)) }
      if isEnded, link % 7 == 3 { entries.append(.close(link: link, end: at(clock), declared: 7)) }
      if Bool.random(using: &random) { clock += Double.random(in: 0...900, using: &random).rounded() }
    }
    return entries
  }

  @Test func whatComesInOrderOfTimeIsTheSameAsWhatComesLate() {
    var random = RandomSource(seed: 13)
    for round in 0..<Self.rounds {
      let entries = Self.course(links: 40, using: &random)
      var (known, late) = (Self.varied(round), Self.varied(round))
      for (index, entry) in entries.enumerated() {
        entry.enter(into: &known)
        // A drain at the beginning that is entered last, and taken back, computes everything again.
        var again = known
        again.open(link: 1_000, at: Self.at(-60), rate: .gigabitsPerSecond(2))
        #expect(again != known)
        again.remove(link: 1_000)
        #expect(again == known, "after \(index + 1) entries of round \(round)")
      }
      // Of what is said twice of an end the last word counts, so that it must stay the last.
      let ends = entries.filter { if case .close = $0 { true } else { false } }
      let starts = entries.filter { if case .open = $0 { true } else { false } }
      for entry in starts.reversed() + ends { entry.enter(into: &late) }
      #expect(late == known)
      #expect(Self.isLawful(known.balance(at: Self.at(20_000)), of: known))
    }
  }

  @Test func aDrainTakenBackHasNeverBeen() {
    var random = RandomSource(seed: 9)
    for round in 0..<Self.rounds {
      let entries = Entry.random(links: 8, using: &random)
      var (with, without) = (Self.varied(round), Self.varied(round))
      for entry in entries { entry.enter(into: &with) }
      with.remove(link: 3)
      with.remove(link: 99)
      for entry in entries {
        switch entry {
        case .open(3, _, _), .close(3, _, _): continue
        default: entry.enter(into: &without)
        }
      }
      #expect(with == without)
    }
  }

  @Test func theStateDoesNotDependOnHowTheTimeBeforeWasCut() {
    var random = RandomSource(seed: 10)
    for round in 0..<Self.rounds {
      var whole = Self.varied(round)
      for entry in Entry.random(links: 8, using: &random) { entry.enter(into: &whole) }
      var cut = whole
      // Drains without a rate cut the time without changing it.
      for link in 100..<150 {
        let begin = Double.random(in: 0...7_000, using: &random)
        cut.open(link: link, at: Self.at(begin), rate: .zero)
        cut.close(link: link, at: Self.at(begin + .random(in: 0...600, using: &random)))
      }
      for second in stride(from: 0.0, through: 8_000, by: 125) {
        let (left, right) = (whole.balance(at: Self.at(second)), cut.balance(at: Self.at(second)))
        #expect(Self.isEqual(left.collected, right.collected))
        #expect(Self.isEqual(left.stored, right.stored))
        #expect(Self.isEqual(left.downlinked, right.downlinked))
        #expect(Self.isEqual(left.lost, right.lost))
      }
    }
  }

  @Test func theLinksHaveDeliveredWhatHasComeDown() {
    var random = RandomSource(seed: 11)
    for round in 0..<Self.rounds {
      var account = Self.varied(round)
      for entry in Entry.random(links: 9, using: &random) { entry.enter(into: &account) }
      // A drain that ends before the account opens is out of it, and what it declares with it.
      for second in stride(from: 10.0, through: 8_000, by: 333) {
        let sum = (0..<9).reduce(DataVolume.zero) { $0 + account.delivered(by: $1, at: Self.at(second)) }
        #expect(Self.isEqual(sum, account.balance(at: Self.at(second)).downlinked))
      }
    }
  }

  @Test func theLastDeclarationOfALinkCounts() {
    var random = RandomSource(seed: 12)
    for round in 0..<Self.rounds {
      var (once, again) = (Self.varied(round), Self.varied(round))
      for account in 0..<2 {
        for amount in account == 0 ? [7] : [50, nil, 1e6, 7] {
          let entries = [
            Entry.open(link: 1, start: Self.at(100), rate: 0.5),
            .close(link: 1, end: Self.at(amount == 7 ? 400 : .random(in: 0...900, using: &random)), declared: amount),
          ]
          for entry in entries { account == 0 ? entry.enter(into: &once) : entry.enter(into: &again) }
        }
      }
      #expect(once == again)
    }
  }
}

/// Closed forms, worked out by hand.
extension RecorderAccountTests {
  @Test func aRecorderFillsLinearlyAndLosesWhatItCannotHold() {
    // 84 + 0.0125 x 60 = 84.75; full after (280 - 84) / 0.0125 = 15,680 s; then 0.0125 a second is lost.
    let account = Self.account()
    #expect(account.balance(at: Self.at(60)).stored == .gigabits(84.75))
    #expect(Self.isEqual(account.balance(at: Self.at(15_680)).stored, .gigabits(280)))
    let late = account.balance(at: Self.at(16_000))
    #expect(late.stored == .gigabits(280))
    #expect(Self.isEqual(late.lost, .gigabits(4)))
    #expect(Self.isEqual(late.collected, .gigabits(284)))
    #expect(late.downlinked == .zero)
  }

  @Test func beforeTheStartItIsTheAccountAtTheStart() {
    let account = Self.account()
    #expect(account.balance(at: Self.at(-500)) == account.balance(at: Self.start))
    #expect(account.balance(at: Self.start).stored == .gigabits(84))
  }

  @Test func whatDoesNotFitAtTheStartIsLost() {
    let balance = Self.account(capacity: 50, rate: 0, holding: 84).balance(at: Self.start)
    #expect(balance.stored == .gigabits(50))
    #expect(balance.lost == .gigabits(34))
    #expect(balance.collected == .gigabits(84))
  }

  @Test func aDrainEmptiesTheRecorderAndThenPassesWhatIsCollected() {
    // 10 Gb, fill 0.5, drain 1.5: empty after 10 s with 15 Gb down; then 0.5 a second.
    var account = Self.account(rate: 0.5, holding: 10)
    account.open(link: 0, at: Self.start, rate: .gigabitsPerSecond(1.5))
    let half = account.balance(at: Self.at(5))
    #expect(Self.isEqual(half.stored, .gigabits(5)))
    #expect(Self.isEqual(half.downlinked, .gigabits(7.5)))
    let late = account.balance(at: Self.at(30))
    #expect(late.stored == .zero)
    #expect(Self.isEqual(late.downlinked, .gigabits(25)))
    account.close(link: 0, at: Self.at(30))
    let after = account.balance(at: Self.at(40))
    #expect(Self.isEqual(after.stored, .gigabits(5)))
    #expect(Self.isEqual(after.downlinked, .gigabits(25)))
  }

  @Test func drainsThatOverlapShareByTheirRates() {
    // 1 and 3 Gb/s together empty 40 Gb in 10 s: 10 and 30 Gb.
    var account = Self.account(rate: 0, holding: 40)
    account.open(link: 0, at: Self.start, rate: .gigabitsPerSecond(1))
    account.open(link: 1, at: Self.start, rate: .gigabitsPerSecond(3))
    #expect(Self.isEqual(account.delivered(by: 0, at: Self.at(100)), .gigabits(10)))
    #expect(Self.isEqual(account.delivered(by: 1, at: Self.at(100)), .gigabits(30)))
    #expect(Self.isEqual(account.delivered(by: 1, at: Self.at(5)), .gigabits(15)))
    #expect(account.delivered(by: 2, at: Self.at(5)) == .zero)
  }

  @Test func aDrainSlowerThanTheCollectionLosesOnlyTheExcessOfAFullRecorder() {
    // 10 Gb of 12, fill 3, drain 1: full after 1 s; from then on 2 a second are lost.
    var account = Self.account(capacity: 12, rate: 3, holding: 10)
    account.open(link: 0, at: Self.start, rate: .gigabitsPerSecond(1))
    let balance = account.balance(at: Self.at(11))
    #expect(Self.isEqual(balance.downlinked, .gigabits(11)))
    #expect(Self.isEqual(balance.lost, .gigabits(20)))
    #expect(balance.stored == .gigabits(12))
  }

  @Test(
    arguments: [
      // Drained in 100 s: 50 Gb of 84. Declared; what comes down; what is on board; what is lost of 90 Gb of room.
      (nil, 50.0, 34.0, 0.0), (50, 50, 34, 0), (50 + 1e-10, 50, 34, 0), (30, 30, 54, 0), (60, 60, 24, 0),
      (84, 84, 0, 0), (1_000, 84, 0, 0), (0, 0, 84, 0), (-5, 0, 84, 0),
    ] as [(Double?, Double, Double, Double)])
  func whatTheGroundDeclaresIsAdoptedUpToWhatIsOnBoard(
    _ declared: Double?, _ downlinked: Double, _ stored: Double, _ lost: Double
  ) {
    var account = Self.account(capacity: 90, rate: 0, holding: 84)
    account.open(link: 0, at: Self.start, rate: .gigabitsPerSecond(0.5))
    account.close(link: 0, at: Self.at(100), declaring: declared.map { .gigabits($0) })
    let balance = account.balance(at: Self.at(100))
    #expect(Self.isEqual(balance.downlinked, .gigabits(downlinked)))
    #expect(Self.isEqual(balance.stored, .gigabits(stored)))
    #expect(Self.isEqual(balance.lost, .gigabits(lost)))
    #expect(Self.isEqual(account.delivered(by: 0, at: Self.at(100)), .gigabits(downlinked)))
    // Until it ends, a link is taken by its rate: the declaration is not known to be of any instant before.
    #expect(Self.isEqual(account.balance(at: Self.at(99)).downlinked, .gigabits(49.5)))
  }

  @Test func whatComesBackToAFullRecorderIsLost() {
    // Full, fill 1, drain 1: nothing is lost, until it turns out that only 20 of 100 Gb came down.
    var account = Self.account(capacity: 50, rate: 1, holding: 50)
    account.open(link: 0, at: Self.start, rate: .gigabitsPerSecond(1))
    account.close(link: 0, at: Self.at(100), declaring: .gigabits(20))
    let balance = account.balance(at: Self.at(100))
    #expect(Self.isEqual(balance.downlinked, .gigabits(20)))
    #expect(balance.stored == .gigabits(50))
    #expect(Self.isEqual(balance.lost, .gigabits(80)))
  }

  @Test func declarationsThatEndTogetherNeedNoOrder() {
    // Both drained 4 of 9 Gb, 1 is left: one declares 3 more, one 2 less, so that 1 more has come down.
    for (more, less) in [(0, 1), (1, 0)] {
      var account = Self.account(rate: 0, holding: 9)
      for link in [0, 1] { account.open(link: link, at: Self.start, rate: .gigabitsPerSecond(0.4)) }
      account.close(link: more, at: Self.at(10), declaring: .gigabits(7))
      account.close(link: less, at: Self.at(10), declaring: .gigabits(2))
      #expect(Self.isEqual(account.balance(at: Self.at(10)).downlinked, .gigabits(9)))
      #expect(Self.isEqual(account.delivered(by: more, at: Self.at(10)), .gigabits(7)))
      #expect(Self.isEqual(account.delivered(by: less, at: Self.at(10)), .gigabits(2)))
    }
  }

  @Test func aStartThatIsMovedKeepsTheEndThatWasSaid() {
    var account = Self.account(rate: 0, holding: 84)
    account.open(link: 0, at: Self.at(50), rate: .gigabitsPerSecond(0.5))
    account.close(link: 0, at: Self.at(30))
    #expect(account.balance(at: Self.at(100)).downlinked == .zero)
    account.open(link: 0, at: Self.at(10), rate: .gigabitsPerSecond(0.5))
    #expect(Self.isEqual(account.balance(at: Self.at(100)).downlinked, .gigabits(10)))
  }
}
