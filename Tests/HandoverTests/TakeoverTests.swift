import Messages
import Quantities
import Testing

@testable import Handover

@Suite struct TakeoverTests {
  private static let time = ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4))

  private func state(_ instance: String, _ version: Int) -> HandoverState {
    HandoverState(instance: instance, version: version, services: [], time: Self.time)
  }

  private func standby() -> Takeover { Takeover(own: "second", among: ["first", "second", "third"]) }

  @Test func `Who is alone speaks`() {
    let takeover = Takeover(own: "handover", among: ["handover"])
    #expect(takeover.isSpeaking && takeover.others.isEmpty)
  }

  @Test func `Before the first state the first that is there speaks`() {
    var takeover = standby()
    #expect(takeover.isSpeaking)
    takeover.hear(HandoverInstance(name: "third", isPresent: true))
    #expect(takeover.isSpeaking)
    takeover.hear(HandoverInstance(name: "first", isPresent: true))
    #expect(takeover.speaker == "first")
  }

  @Test func `Who told the highest version speaks until its last will comes`() {
    var takeover = standby()
    takeover.hear(HandoverInstance(name: "first", isPresent: true))
    takeover.hear(state("first", 7))
    takeover.hear(state("first", 6))
    #expect(takeover.latest?.version == 7 && !takeover.isSpeaking)
    takeover.hear(HandoverInstance(name: "first", isPresent: false))
    #expect(takeover.isSpeaking)
    let next = takeover.tell([], at: Self.time)
    #expect(next.version == 8)
  }

  @Test func `Of several that wait the first in the scenario takes over`() {
    var takeover = Takeover(own: "third", among: ["first", "second", "third"])
    for name in ["first", "second"] { takeover.hear(HandoverInstance(name: name, isPresent: true)) }
    takeover.hear(state("first", 3))
    takeover.hear(HandoverInstance(name: "first", isPresent: false))
    #expect(takeover.speaker == "second")
    takeover.hear(HandoverInstance(name: "second", isPresent: false))
    #expect(takeover.isSpeaking)
  }

  @Test func `Who comes back stays silent beside the one that took over`() {
    var takeover = Takeover(own: "first", among: ["first", "second"])
    takeover.hear(state("first", 4))
    #expect(takeover.isSpeaking)
    takeover.hear(state("second", 5))
    #expect(takeover.speaker == "second")
    takeover.hear(HandoverInstance(name: "first", isPresent: true))
    #expect(!takeover.isSpeaking)
  }

  @Test func `Of two states of one version that of the first in the scenario counts, whichever comes first`() {
    var (one, other) = (standby(), standby())
    for state in [state("first", 5), state("second", 5)] { one.hear(state) }
    for state in [state("second", 5), state("first", 5)] { other.hear(state) }
    #expect(one.speaker == "first" && other.speaker == "first")
  }

  @Test func `Strangers are not heard`() {
    var takeover = Takeover(own: "first", among: ["first", "second"])
    takeover.hear(HandoverInstance(name: "mallory", isPresent: true))
    takeover.hear(state("mallory", 1_000))
    #expect(takeover.isSpeaking && takeover.latest == nil)
  }
}
