import Federation
import Quantities
import Simulation
import Testing

@Suite struct ScriptPlayerTests {
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))

  private final class Diary {
    var lines: [String] = []
  }

  @Test("Messages go at their own times, those of one time in the order of the script, nothing before the start")
  func order() {
    let diary = Diary()
    let simulator = Simulator()
    let outboxes = ["outage", "ground"].map { Outbox(app: $0) }
    for outbox in outboxes {
      outbox.connect(log: { _, _ in }) { [app = outbox.app, unowned simulator] leaf, content in
        let seconds = (simulator.time - Self.start).seconds
        diary.lines.append("\(seconds) \(app)/\(leaf) \(String(decoding: content.payload, as: UTF8.self))")
      }
    }
    func message(_ seconds: Int, _ app: String, _ text: String) -> ScriptedMessage {
      ScriptedMessage(time: Self.start + .seconds(seconds), app: app, leaf: "report", payload: Array(text.utf8))
    }
    simulator.add(
      ScriptPlayer(
        [
          message(61, "ground", "b"), message(-1, "ground", "too early"), message(7, "outage", "a"),
          message(61, "outage", "c"), message(90, "nobody", "no outbox"), message(61, "ground", "d"),
          message(121, "ground", "too late"),
        ], outboxes: outboxes))
    let clock = ClockMap(scenario: Self.start, wall: WallTime(nanosecondsSince1970: 0), scale: 1)
    simulator.initialize(clock: clock, end: Self.start + .minutes(2), step: .seconds(60))
    simulator.execute()
    while simulator.nextInstant() != nil { simulator.advance() }
    #expect(
      diary.lines == [
        "7.0 outage/report a", "61.0 ground/report b", "61.0 outage/report c", "61.0 ground/report d",
      ])
  }
}
