import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState
import Testing

@testable import Facade

/// What a page asks for again and again: columns, and whether they have changed.
@Suite struct SnapshotTests {
  private func told(_ id: Int, _ gigabits: Double, _ dollars: Double, after time: TimeSpan) -> HeardMessage {
    var state = SatelliteState.example
    (state.id, state.time) = (id, Fixture.start + time)
    (state.capacityUsed, state.cumulativeCostBySat) = (gigabits, dollars)
    return Fixture.said(state, by: "satelliteStorage", under: "location")
  }

  @Test func `Columns have an entry for each satellite and station`() throws {
    var moment = Fixture.moment()
    moment.snapshot.openLinks = [
      Snapshot.Link(satelliteId: 1, groundId: 0, linkId: 3, start: Fixture.start + .minutes(8), end: nil)
    ]
    let answer = Fixture.facade(moment: moment).get("/snapshot").json
    #expect(answer["time"] == "2026-05-04T00:10:00Z")
    #expect(answer["satellites"]?["id"] == [0, 1, 2, 3, 4, 5])
    #expect(answer["satellites"]?["stored_gigabits"]?.array == [JSONValue](repeating: .number(1.5), count: 6))
    #expect(answer["stations"]?["contacts"] == [1])
    #expect(answer["open_links"]?.array?.map { $0["link_id"] } == [3])
    #expect(answer["changes"]?["handovers"] == 1)
  }

  @Test func `The tag stays while nothing changes, and changes with the time, the mode, the speed and the lists`() {
    let moment = Fixture.moment()
    // Two façades begin at two times of the wall, so that a tag never lasts over a restart.
    func tag(_ change: (inout FacadeMoment) -> Void = { _ in }) -> EntityTag? {
      var moment = moment
      change(&moment)
      return Fixture.facade(moment: moment).get("/snapshot").entityTag
    }
    let tags = [
      tag(), tag { $0.snapshot.time = Fixture.start + .minutes(11) }, tag { $0.snapshot.mode = "PAUSED" },
      tag { $0.snapshot.pace?.scale = 20 }, tag { $0.snapshot.outages = [] },
      tag { $0.history.hear(Fixture.said(LinkStart.example, by: "ground", under: "linkStart")) },
    ]
    #expect(tags[0] != nil && tags[0] == tag())
    #expect(Set(tags).count == tags.count)
  }

  @Test func `Of a time before it tells what was told last until then, of a time ahead nothing`() {
    var moment = Fixture.moment()
    moment.history.hear(told(2, 0.75, 1, after: .minutes(3)))
    let facade = Fixture.facade(moment: moment)
    // Ten times real time, told 2 ms late: the clock is ahead of the last step.
    #expect(facade.get("/snapshot")["Scenario-Time"] == "2026-05-04T00:10:00.020000Z")
    #expect(facade.get("/snapshot?at=2026-05-04T00:04:00Z")["Scenario-Time"] == nil)
    let past = facade.get("/snapshot?at=2026-05-04T00:04:00Z").json
    #expect(past["satellites"]?["stored_gigabits"]?.array?[2] == .number(0.75))
    #expect(past["satellites"]?["stored_gigabits"]?.array?[3] == .null)
    let ahead = facade.get("/snapshot?at=2026-05-04T01:30:00Z").json
    #expect(ahead["satellites"]?["stored_gigabits"]?.array?[2] == .null)
    #expect(ahead["stations"]?["operational"] == [false], "an outage is planned")
  }

  @Test func `Positions are the track's, to a decimetre, and null where there is none`() throws {
    let facade = Fixture.facade()
    let answer = facade.get("/positions?from=2026-05-04T00:05:00Z&step_s=30&count=3").json
    #expect(answer["times"] == ["2026-05-04T00:05:00Z", "2026-05-04T00:05:30Z", "2026-05-04T00:06:00Z"])
    let track = facade.get("/satellites/4/track?from=2026-05-04T00:06:00Z&minutes=0").json
    let place = try #require(track["points"]?.array?.first?["position_ecef_m"]?.array).compactMap(\.double)
    let column = try #require(answer["position_ecef_m"]?.array?[2].array).compactMap(\.double)
    #expect(column.count == 18)
    for axis in 0..<3 { #expect(abs(column[12 + axis] - place[axis]) <= 0.051) }
    var elements = Fixture.satellites[1].elements
    elements.eccentricity = 0.99
    var satellites = Fixture.satellites
    satellites[1].elements = elements
    let broken = Fixture.facade(moment: Fixture.moment(satellites: satellites)).get("/positions").json
    #expect(broken["position_ecef_m"]?.array?[0].array?[3...5] == [.null, .null, .null])
    #expect(facade.get("/positions?count=1000&step_s=0.05").status == 422)
  }

  @Test func `The course of all recorders is their sum, and that of one its own`() throws {
    var moment = Fixture.moment()
    for id in 0..<6 { moment.history.hear(told(id, 0.5, 1, after: .minutes(2))) }
    let facade = Fixture.facade(moment: moment)
    let all = facade.get("/history?points=11").json
    #expect(all["times"]?.array?.last == "2026-05-04T00:10:00Z")
    #expect(all["stored_gigabits"]?.array?[5] == .number(3))
    #expect(all["stored_gigabits"]?.array?[10] == .number(9), "the last one is as the snapshot has it")
    #expect(all["fill"]?.array?[10] == .number(0.15))
    #expect(all["cost_dollars"]?.array?[5] == .number(6))
    let one = facade.get("/history?points=2&satellite=SAT 3").json
    #expect(one["stored_gigabits"]?.array == [.null, .number(1.5)])
    #expect(facade.get("/history?satellite=nobody").status == 404)
  }
}
