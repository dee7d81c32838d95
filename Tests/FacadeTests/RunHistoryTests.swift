import Messages
import Quantities
import Testing

@testable import Facade

@Suite struct BoundedLogTests {
  @Test func `Numbers stay, whatever has been dropped`() {
    var log = BoundedLog<Int>(keeping: 300)
    var dropped: [Int] = []
    for number in 0..<2_000 { dropped += log.append(number) }
    #expect(log.endIndex == 2_000)
    #expect(log.count >= 300)
    #expect(log.count < 300 + 2 * 256)
    #expect(log.allSatisfy { log[$0] == $0 })
    #expect(dropped == Array(0..<log.startIndex))
  }
}

@Suite struct RunHistoryTests {
  private func history(_ limits: RunHistory.Limits = .init()) -> RunHistory {
    RunHistory(of: Fixture.run(), flying: ElementsInUse(Fixture.satellites), limits: limits)
  }

  @Test func `A link is one, in whatever order its start and its bill come`() {
    let start = Fixture.said(LinkStart.example, by: "ground", under: "linkStart")
    let bill = Fixture.said(LinkCharge.example, by: "ground", under: "linkCharge")
    var (forward, backward) = (history(), history())
    for message in [start, bill] { forward.hear(message) }
    for message in [bill, start] { backward.hear(message) }
    #expect(forward.allLinks == backward.allLinks)
    #expect(forward.allLinks.map(\.gigabits) == [LinkCharge.example.dataOffload])
  }

  @Test func `Who comes late knows by the numbers of links how many there were`() {
    var (history, start) = (history(), LinkStart.example)
    (start.satId, start.linkId) = (2, 8)
    history.hear(Fixture.said(start, by: "ground", under: "linkStart"))
    #expect(history.linkCounts()[2] == 9 && history.linkCount == 9)
    #expect(history.linkCounts(at: start.start + .seconds(-1))[2] == 8)
    for number in [Int.max, Int.min, -7] {
      start.linkId = number
      history.hear(Fixture.said(start, by: "ground", under: "linkStart"))
    }
    #expect(history.linkCounts()[2] == 12, "numbers that nobody counts to")
  }

  @Test func `A link whose bill was lost ends when its satellite is out of range, and as billed if that comes late`() {
    var (history, start, state, bill) = (history(), LinkStart.example, SatelliteState.example, LinkCharge.example)
    (start.satId, start.linkId, start.start) = (2, 0, Fixture.start)
    (bill.satId, bill.linkId, bill.end, bill.duration) = (2, 0, Fixture.start + .seconds(90), 90)
    history.hear(Fixture.said(start, by: "ground", under: "linkStart"))
    for (minute, isInRange) in [(1, true), (2, false)] {
      (state.id, state.time, state.commRange) = (2, Fixture.start + .minutes(minute), isInRange)
      history.hear(Fixture.said(state, by: "satelliteStorage", under: "location"))
    }
    #expect(history.allLinks.map(\.end) == [Fixture.start + .minutes(2)])
    #expect(history.allLinks[0].gigabits == nil && history.linkChanges == 2)
    history.hear(Fixture.said(bill, by: "ground", under: "linkCharge"))
    #expect(history.allLinks.map(\.end) == [Fixture.start + .seconds(90)])
    #expect(history.allLinks[0].gigabits == bill.dataOffload)
  }

  @Test func `What a contract costs is no link, and takes the place of none`() {
    var (history, contract) = (history(), LinkCharge.example)
    (contract.groundId, contract.duration, contract.dataOffload) = (100, 0, 0)
    history.hear(Fixture.said(LinkCharge.example, by: "ground", under: "linkCharge"))
    history.hear(Fixture.said(contract, by: "satelliteStorage", under: "linkCharge"))
    #expect(history.allLinks.map(\.groundId) == [LinkCharge.example.groundId])
    #expect(history.linkChanges == 1)
  }

  @Test func `Whole element sets count from their start on, and the first ones for what was before`() {
    var limits = RunHistory.Limits()
    limits.elements = 2
    var history = RunHistory(of: Fixture.run(), flying: ElementsInUse([]), limits: limits)
    let eras = (1...3).map { ElementsInUse(Array(Fixture.satellites.prefix($0)), from: Fixture.start + .minutes($0)) }
    func count(_ minutes: Int) -> Int { history.elements(at: Fixture.start + .minutes(minutes)).satellites.count }
    history.fly(eras[0])
    #expect([0, 1, 9].map(count) == [1, 1, 1])
    history.fly(eras[1])
    #expect([0, 1, 2, 9].map(count) == [1, 1, 2, 2])
    history.fly(eras[2])
    // The oldest are dropped, and what is kept counts for their time as well.
    #expect([0, 1, 2, 3].map(count) == [2, 2, 2, 3])
  }

  @Test func `What cannot be read is counted and hides nothing else`() {
    var history = history()
    let address = Address(prefix: "orrery", app: "ground", leaf: "linkStart")
    history.hear(
      HeardMessage(time: nil, wall: Fixture.start, isOwn: false, address: address, payload: Array("{".utf8)))
    history.hear(Fixture.said(LinkStart.example, by: "ground", under: "linkStart"))
    #expect(history.unreadable[address.topic] == 1)
    #expect(history.allLinks.count == 1)
  }

  @Test func `What stations have come to holds the links that are kept no more`() throws {
    var limits = RunHistory.Limits()
    limits.links = 10
    var history = history(limits)
    for number in 0..<2_000 {
      var charge = LinkCharge.example
      (charge.linkId, charge.groundId, charge.end) = (number, number % 2, Fixture.start + .seconds(number))
      (charge.dataOffload, charge.downlinkCost) = (0.5, 2)
      history.hear(Fixture.said(charge, by: "ground", under: "linkCharge"))
    }
    #expect(history.allLinks.count < 1_000)
    let sums = try #require(history.sums(by: Fixture.start + .seconds(2_000)))
    #expect(
      sums == [
        0: LinkSum(links: 1_000, gigabits: 500, dollars: 2_000),
        1: LinkSum(links: 1_000, gigabits: 500, dollars: 2_000),
      ])
    #expect(history.sums(by: Fixture.start + .seconds(1_997))?[0]?.links == 999)
    #expect(history.sums(by: Fixture.start) == nil, "those links are kept no more")
  }

  @Test func `A flood of topics and links is bounded`() {
    var limits = RunHistory.Limits()
    (limits.topics, limits.links, limits.messages) = (10, 300, 300)
    var history = history(limits)
    for number in 0..<2_000 {
      var start = LinkStart.example
      start.linkId = number
      history.hear(Fixture.said(start, by: "ground", under: "linkStart"))
      history.hear(Fixture.said(start, by: "app\(number)", under: "x"))
    }
    #expect(history.ledger.streams.count == 10)
    #expect(history.allLinks.count < 300 + 512)
    #expect(history.allLinks.last?.linkId == 1_999)
    #expect(history.messages.count < 300 + 512)
  }
}
