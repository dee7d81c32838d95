import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import Testing

@testable import Facade

@Suite struct ExportTests {
  private let facade = Fixture.facade()

  @Test func `A line has its tags escaped, its fields in order and its nanoseconds exact`() throws {
    let text = facade.get("/lineprotocol?run_id=a b,c=d&at=2026-05-04T00:00:00.123456789Z").text
    let lines = text.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[0].hasPrefix(#"ntn_sat_pos,sat_norad=90000,run_id=a\ b\,c\=d sat_x_m="#))
    #expect(lines[0].hasSuffix(" 1777852800123456789"))
    let names = lines[0].split(separator: " ").suffix(2)[
      lines[0].split(separator: " ").suffix(2).startIndex
    ].split(separator: ",").map { $0.split(separator: "=")[0] }
    #expect(
      names == [
        "sat_x_m", "sat_y_m", "sat_z_m", "sat_vx_mps", "sat_vy_mps", "sat_vz_mps", "lat_deg", "lon_deg", "alt_m",
      ])
    let x = try #require(Double(text.split(separator: "sat_x_m=")[1].prefix { $0 != "," }))
    let time = try ScenarioTime("2026-05-04T00:00:00.123456789Z")
    let state = try Orbit(Fixture.satellites[0].elements).earthFixed(at: time)
    // The batch kernels and the theory agree to 1e-8 km.
    #expect(abs(x - state.positionEarthFixed.x * 1_000) < 1e-4)
    #expect(facade.get("/lineprotocol?minutes=2").text.split(separator: "\n").count == 18)
  }

  @Test func `Metrics are lines of names, labels and numbers under their help and type`() throws {
    let text = facade.get("/metrics").text
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let name = line.prefix { $0 != "{" && $0 != " " }
      #expect(text.contains("# TYPE \(name) "), "\(line)")
      #expect(Double(try #require(line.split(separator: " ").last)) != nil, "\(line)")
    }
    #expect(text.contains(#"orrery_satellite_stored_gigabits{id="0",name="SAT 0"} 1.5"#))
    #expect(text.contains(#"orrery_messages_total{topic="orrery/ground/linkStart"} 1.0"#))
  }

  @Test func `A CZML document begins with its clock on whole seconds and has every satellite and station`() throws {
    let packets = try #require(facade.get("/czml?minutes=5&from=2026-05-04T00:00:00.9Z").json.array)
    #expect(packets[0]["id"] == "document")
    #expect(packets[0]["clock"]?["interval"] == "2026-05-04T00:00:00Z/2026-05-04T00:05:00Z")
    #expect(packets.count == 1 + 1 + 6)
    let satellite = try #require(packets.first { $0["id"] == "sat-90000-SAT 0" })
    let samples = try #require(satellite["position"]?["cartesian"]?.array).compactMap(\.double)
    #expect(samples.count == 6 * 4)
    let state = try Orbit(Fixture.satellites[0].elements).earthFixed(at: Fixture.start + .minutes(1))
    #expect(samples[4] == 60)
    #expect(abs(samples[5] - state.positionEarthFixed.x * 1_000) < 1e-4)
  }

  @Test func `A live scene goes on where the one before ended, and moves no clock`() throws {
    let first = facade.get("/czml/live").json
    #expect(first["cursor"] == "2026-05-04T00:20:00Z")
    let packets = try #require(first["packets"]?.array)
    #expect(packets.first?["id"] == "document" && packets.first?["clock"] == nil)
    let second = facade.get("/czml/live?since=2026-05-04T00:20:00Z").json
    #expect(second["packets"] == [], "there are no links")
    #expect(second["cursor"] == first["cursor"])
    let third = facade.get("/czml/live?since=2026-05-04T00:19:00Z").json
    #expect(third["packets"]?.array?.first?["position"]?["epoch"] == "2026-05-04T00:19:00Z")
    // A packet's availability takes the place of the one before: a satellite must not be away until the new samples.
    let availability = try #require(third["packets"]?.array?.first?["availability"]?.string)
    #expect(availability.hasPrefix("2026-05-03T23:40:00Z/"))
    #expect(packets.contains { $0["id"] == "ground-0" })
  }

  @Test func `A live scene has open links up to its end, corrects those that ended, and drops old ones`() throws {
    var moment = Fixture.moment()
    func hear(_ satellite: Int, from: TimeSpan, to: TimeSpan?) {
      moment.history.hear(
        Fixture.said(
          LinkStart(groundId: 0, satId: satellite, satName: "", linkId: 7, start: Fixture.start + from, data: 0),
          by: "ground", under: "linkStart"))
      guard let to else { return }
      var charge = LinkCharge.example
      (charge.satId, charge.groundId, charge.linkId) = (satellite, 0, 7)
      (charge.end, charge.duration) = (Fixture.start + to, (to - from).seconds)
      moment.history.hear(Fixture.said(charge, by: "ground", under: "linkCharge"))
    }
    hear(1, from: .minutes(8), to: nil)
    hear(2, from: .minutes(2), to: .minutes(6))
    hear(3, from: .minutes(-60), to: .minutes(-25))
    let packets = try #require(
      Fixture.facade(moment: moment).get("/czml/live?since=2026-05-04T00:20:00Z").json["packets"]?.array)
    let links = Dictionary(uniqueKeysWithValues: packets.map { ($0["id"]?.string ?? "", $0) })
    #expect(links["link-1-0"]?["availability"] == "2026-05-04T00:08:00Z/2026-05-04T00:20:30Z")
    #expect(links["link-2-0"]?["availability"] == "2026-05-04T00:02:00Z/2026-05-04T00:06:00Z")
    #expect(links["link-3-0"]?["delete"] == true)
  }

  /// Reads what a stream has to give, until it is put aside or ends.
  private func read(_ response: Response) -> (text: String, ends: Bool) {
    guard case .stream(let open) = response.body else { return ("", true) }
    let source = open(StreamWaker {})
    defer { source.ended() }
    var text = ""
    while true {
      switch source.next() {
      case .bytes(let bytes): text += bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      case .nothingYet: return (text, false)
      case .end: return (text, true)
      }
    }
  }

  @Test func `Events begin where they are asked for, go on behind the last one, and end at a limit`() throws {
    let all = read(facade.get("/events?since=0"))
    #expect(!all.ends)
    #expect(
      all.text.split(separator: "\n").filter { $0.hasPrefix("id: ") } == ["id: 0", "id: 1", "id: 2", "id: 3", "id: 4"])
    let limited = read(facade.get("/events?since=0&limit=2"))
    #expect(limited.ends)
    #expect(limited.text.hasPrefix("id: 0\nevent: location\ndata: {\"number\":0,"))
    let request = Request(path: ["events"], headers: ["Last-Event-ID": "3"])
    #expect(read(facade.respond(to: request)).text.hasPrefix("id: 4\n"))
    #expect(read(facade.get("/events")).text.isEmpty)
    #expect(
      read(facade.get("/events?since=0&topic=orrery/ground/%23".replacing("%23", with: "#"))).text.contains("linkStart")
    )
    let bad = Request(path: ["events"], headers: ["Last-Event-ID": "x"])
    #expect(facade.respond(to: bad).status == 422)
  }

  @Test func `Who reads events is waked when something is said`() {
    guard case .stream(let open) = facade.get("/events").body else { return #expect(Bool(false), "no stream") }
    let woken = WakeCount()
    let source = open(StreamWaker { woken.add() })
    facade.wake()
    #expect(woken.count == 1)
    source.ended()
    facade.wake()
    #expect(woken.count == 1)
  }
}
