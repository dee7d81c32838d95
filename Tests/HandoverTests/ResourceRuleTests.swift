import Federation
import Messages
import Quantities
import Testing

@testable import Handover

@Suite struct ResourceRuleTests {
  private func mirror(_ messages: [InboundMessage]) throws -> StateMirror {
    var mirror = StateMirror(of: Cast.apps)
    for message in messages { try mirror.hear(message) }
    return mirror
  }

  private func link(_ satellite: Int, _ station: Int) -> InboundMessage {
    Cast.message(
      "ground", "linkStart",
      LinkStart(groundId: station, satId: satellite, satName: "S", linkId: 0, start: Cast.start, data: 1))
  }

  @Test func `A regenerative satellite is as full as its recorder or its places, whichever is fuller`() throws {
    let rule = ResourceRule(terminalsPerSatellite: 4)
    let mirror = try mirror([Cast.ready(1), Cast.state(1, gigabits: 60)])
    #expect(rule.beamLoad(ofSatellite: 1, terminals: 1, mirror) == 0.6)
    #expect(rule.beamLoad(ofSatellite: 1, terminals: 3, mirror) == 0.75)
    #expect(rule.beamLoad(ofSatellite: 1, terminals: 9, mirror) == 1)
    #expect(rule.beamLoad(ofSatellite: 2, terminals: 0, mirror) == 0)
    #expect(rule.stationLoad(ofSatellite: 1, at: Cast.start, mirror) == 0)
  }

  @Test func `A bent pipe needs a station that works, and holds nothing`() throws {
    let rule = ResourceRule(payload: .transparent)
    let outage = Cast.message(
      "outage", "report",
      OutageReport(
        groundId: 7, outageStart: Cast.start + .minutes(5), outageDuration: .minutes(5),
        outageEnd: Cast.start + .minutes(10)))
    let mirror = try mirror([Cast.ready(1), Cast.state(1, gigabits: 100, station: 7), Cast.state(2), outage])
    #expect(rule.beamLoad(ofSatellite: 1, terminals: 0, mirror) == 0)
    for (minute, load) in [(0, 0.0), (4, 0), (5, 1), (9, 1), (10, 0)] {
      #expect(rule.stationLoad(ofSatellite: 1, at: Cast.start + .minutes(minute), mirror) == load, "minute \(minute)")
    }
    #expect(rule.stationLoad(ofSatellite: 2, at: Cast.start, mirror) == 1)
  }

  @Test func `A station's places are taken by other satellites only`() throws {
    let rule = ResourceRule(contactsPerStation: [7: 4])
    let states = [1, 2, 3].map { Cast.state($0, station: 7) }
    let mirror = try mirror(states + [link(2, 7), link(3, 7)])
    #expect(rule.stationLoad(ofSatellite: 1, at: Cast.start, mirror) == 0.5)
    #expect(rule.stationLoad(ofSatellite: 2, at: Cast.start, mirror) == 0.25)
  }
}
