import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState
import Testing

@testable import Facade

@Suite struct ExportTests {
  private let facade = Fixture.facade()

  @Test func `A line has its tags escaped, its fields in order and its nanoseconds exact`() throws {
    let text = facade.get("/lineprotocol?run_id=a b,c=d&measurement=ntn_sat_pos&at=2026-05-04T00:00:00.123456789Z").text
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
    #expect(facade.get("/lineprotocol?minutes=2&measurement=ntn_sat_pos").text.split(separator: "\n").count == 18)
  }

  @Test func `Many points come in pieces, and are those that come whole`() {
    let facade = Fixture.facade()
    func lines(_ query: String) -> Response { facade.get("/lineprotocol?step_s=1&measurement=ntn_sat_pos&\(query)") }
    let whole = ["at=2026-05-04T00:00:00Z&minutes=29.99", "at=2026-05-04T00:30:00Z&minutes=30"].map { lines($0).text }
    guard case .stream(let open) = lines("at=2026-05-04T00:00:00Z&minutes=60").body else {
      Issue.record("21,606 points came whole")
      return
    }
    let source = open(StreamWaker {})
    var (bytes, pieces): ([UInt8], Int) = ([], 0)
    while case .bytes(let piece) = source.next() {
      bytes += piece.withUnsafeBytes { Array($0) }
      pieces += 1
    }
    #expect(pieces > 100)
    #expect(String(decoding: bytes, as: UTF8.self) == whole.joined())
  }

  @Test func `Recorders and terminals are measurements of their own, at the run's own time`() throws {
    var moment = Fixture.moment()
    moment.snapshot.satellites[2].groundId = 4
    moment.snapshot.terminals = [
      .init(
        name: "Oslo, north", policy: "A4", position: Geodetic(latitudeDegrees: 59.9, longitudeDegrees: 10.7),
        satelliteId: 1, elevation: .degrees(45), rsrpDBm: -110.5, candidates: 3, handovers: 7),
      .init(
        name: "Oslo, south", policy: "A4", position: Geodetic(latitudeDegrees: 59.8, longitudeDegrees: 10.7),
        satelliteId: nil, elevation: nil, rsrpDBm: nil, candidates: 0, handovers: 0),
    ]
    let facade = Fixture.facade(moment: moment)
    let lines = facade.get("/lineprotocol").text.split(separator: "\n")
    #expect(lines.count == 6 + 6 + 2)
    let nanoseconds = (Fixture.start + .minutes(10)).nanosecondsSince1970
    #expect(
      lines[8]
        == "orrery_storage,sat_norad=90002,sat_id=2,run_id=fixture stored_gigabits=1.5,capacity_gigabits=10.0,fill=0.15,ground_id=4i,link_count=0i,cost_dollars=2.25 \(nanoseconds)"
    )
    #expect(
      lines[12]
        == #"ntn_handover,terminal=Oslo\,\ north,policy=A4,run_id=fixture ho_exec_count=7i,candidates=3i,sat_norad=90001i,elevation_deg=45.0,rsrp_dbm=-110.5 \#(nanoseconds)"#
    )
    #expect(
      lines[13]
        == #"ntn_handover,terminal=Oslo\,\ south,policy=A4,run_id=fixture ho_exec_count=0i,candidates=0i \#(nanoseconds)"#
    )
    #expect(facade.get("/lineprotocol?measurement=orrery_storage").text.split(separator: "\n").count == 6)
    // Of another time only positions are known.
    #expect(facade.get("/lineprotocol?at=2026-05-04T00:20:00Z").text.split(separator: "\n").count == 6)
  }

  @Test func `A scene of twelve thousand satellites comes in pieces, as one document`() throws {
    let satellites = (0..<12_000).map { number in
      var satellite = Fixture.satellites[number % 6]
      (satellite.id, satellite.elements.catalogNumber) = (number, 100_000 + number)
      return satellite
    }
    let facade = Fixture.facade(moment: Fixture.moment(satellites: satellites))
    let response = facade.get("/czml?minutes=8&step_s=60")
    guard case .stream = response.body else { return #expect(Bool(false), "not in pieces") }
    let packets = try #require(try JSONValue.parse(read(response).text).array)
    #expect(packets.count == 1 + 1 + 12_000)
    #expect(packets[0]["id"] == "document")
    let small = try #require(Fixture.facade().get("/czml?minutes=8&step_s=60").json.array)
    #expect(packets[2]["position"] == small[2]["position"])
    #expect(packets[12_001]["position"] == small[7]["position"])
    // The usual hundred minutes are a matter of time, not of memory; a week of seconds is refused.
    #expect(facade.get("/czml").status == 200)
    #expect(facade.get("/czml/live").status == 200)
    #expect(facade.get("/czml?minutes=10080&step_s=1").status == 422)
  }

  @Test func `Metrics are lines of names, labels and numbers under their help and type`() throws {
    let text = facade.get("/metrics").text
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      var name = String(line.prefix { $0 != "{" && $0 != " " })
      for histogram in ["orrery_step_lag_seconds", "orrery_step_duration_seconds"] where name.hasPrefix(histogram) {
        name = histogram
      }
      #expect(text.contains("# TYPE \(name) "), "\(line)")
      #expect(Double(try #require(line.split(separator: " ").last)) != nil, "\(line)")
    }
    #expect(text.contains(#"orrery_satellite_stored_bytes{id="0",name="SAT 0"} 187500000.0"#))
    #expect(text.contains(#"orrery_step_lag_seconds_bucket{le="0.005"} 2.0"#))
    #expect(text.contains(#"orrery_step_lag_seconds_bucket{le="0.01"} 3.0"#))
    #expect(text.contains(#"orrery_step_lag_seconds_bucket{le="+Inf"} 4.0"#))
    #expect(text.contains("orrery_step_lag_seconds_sum 2.007\n"))
    #expect(text.contains(#"orrery_step_duration_seconds_bucket{le="0.001"} 2.0"#))
    #expect(text.contains("orrery_step_duration_seconds_sum 0.035\n"))
    #expect(text.contains("\norrery_queued_messages 12.0\n") && text.contains("\norrery_queue_age_seconds 0.25\n"))
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
    #expect(abs(samples[5] - state.positionEarthFixed.x * 1_000) < 1e-3)
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
    // Who has been here knows the satellites already.
    #expect(packets.contains { $0["path"] != nil })
    #expect(third["packets"]?.array?.contains { $0["path"] != nil } == false)
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
    /// Reads events behind the comment that goes first, so that whoever waits sees that the stream is there.
    func read(_ response: Response) -> (text: String, ends: Bool) {
      let (text, ends) = self.read(response)
      #expect(text.hasPrefix(":\n\n"))
      return (String(text.dropFirst(3)), ends)
    }
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
    #expect(!read(facade.get("/events?limit=5")).ends, "the run goes on")
    var silent = Fixture.run()
    silent.isSilent = true
    #expect(read(Fixture.facade(run: silent).get("/events?limit=5")).ends, "a twin says nothing")
    #expect(
      read(facade.get("/events?since=0&topic=orrery/ground/%23".replacing("%23", with: "#"))).text.contains("linkStart")
    )
    // An id that nothing has yet is of a server that ran here before: all of this one's is new.
    let foreign = Request(path: ["events"], headers: ["Last-Event-ID": "5000"])
    #expect(read(facade.respond(to: foreign)).text.hasPrefix("id: 0\n"))
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
