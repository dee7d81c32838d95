import Federation
import Messages
import Quantities
import TestSupport
import Testing

@testable import Handover

@Suite struct DelayedMessagesTests {
  private static let start = ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4))

  private func message(_ second: Int, _ app: String) -> (InboundMessage, ScenarioTime) {
    let time = Self.start + .seconds(second)
    let restore = OutageRestore(groundId: second, outageEnd: time)
    return (InboundMessage(address: Address(prefix: "p", app: app, leaf: "restore"), content: Content(restore)), time)
  }

  @Test func `What comes in any order in time is used in one order, and not before it is old enough`() throws {
    let messages = (0..<60).flatMap { second in ["a", "b"].map { message(second, $0) } }
    var random = RandomSource(seed: 11)
    var orders: Set<[String]> = []
    for _ in 0..<20 {
      var delayed = DelayedMessages(delay: .seconds(10))
      for (message, time) in messages.shuffled(using: &random) { delayed.hold(message, of: time) }
      let early = delayed.take(dueAt: Self.start + .seconds(9))
      #expect(early.isEmpty)
      var taken: [String] = []
      for second in 10..<75 {
        let due = delayed.take(dueAt: Self.start + .seconds(second))
        #expect(due.count == (second < 70 ? 2 : 0))
        taken += try due.map { "\($0.address.app)\(try $0.read(as: OutageRestore.self).groundId)" }
      }
      #expect(delayed.lateCount == 0)
      orders.insert(taken)
    }
    #expect(orders.count == 1)
  }

  @Test func `What comes after it was to be used is used at once and counted`() {
    var delayed = DelayedMessages(delay: .seconds(10))
    _ = delayed.take(dueAt: Self.start + .seconds(30))
    let (late, time) = message(15, "a")
    delayed.hold(late, of: time)
    #expect(delayed.lateCount == 1)
    let taken = delayed.take(dueAt: Self.start + .seconds(31))
    #expect(taken == [late])
  }

  @Test func `What has no time of its own is used at once`() {
    var delayed = DelayedMessages(delay: .hours(1))
    delayed.hold(message(0, "a").0, of: nil)
    let taken = delayed.take(dueAt: Self.start)
    #expect(taken.count == 1 && delayed.lateCount == 0)
  }
}
