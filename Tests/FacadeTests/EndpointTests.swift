import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState
import TestSupport
import Testing

@testable import Facade

@Suite struct EndpointTests {
  /// One request for every route of the document, by `METHOD /path`.
  static let requests: [(route: String, answer: Response)] = {
    let facade = Fixture.facade()
    let place = "lat=40&lon=-83"
    let elements = facade.get("/elements?format=tle").text
    return [
      ("GET /health", facade.get("/health")),
      ("GET /constellation/state", facade.get("/constellation/state")),
      (
        "POST /predict/handover",
        facade.post("/predict/handover", #"{"ue_lat_deg":"40","ue_lon_deg":-83,"horizon_min":120,"extra":1}"#)
      ),
      ("GET /run", facade.get("/run")),
      ("GET /scenario", facade.get("/scenario")),
      ("GET /snapshot", facade.get("/snapshot")),
      ("GET /satellites", facade.get("/satellites?limit=3")),
      ("GET /satellites/{id}", facade.get("/satellites/SAT 1")),
      ("GET /satellites/{id}/track", facade.get("/satellites/90002/track?minutes=5")),
      ("GET /positions", facade.get("/positions?count=2")),
      ("GET /grounds", facade.get("/grounds")),
      ("GET /grounds/{id}", facade.get("/grounds/0?hours=12")),
      ("GET /outages", facade.get("/outages")),
      ("GET /contacts", facade.get("/contacts?hours=12&satellite=0&ground=0")),
      ("GET /links", facade.get("/links")),
      ("GET /costs", facade.get("/costs")),
      ("GET /history", facade.get("/history?points=3")),
      ("GET /messages", facade.get("/messages?topic=orrery/+/location")),
      ("GET /delivery", facade.get("/delivery")),
      ("GET /handover/served", facade.get("/handover/served")),
      ("GET /handover/events", facade.get("/handover/events?policy=A4")),
      ("GET /handover/visible", facade.get("/handover/visible?\(place)&min_elevation_deg=0")),
      ("POST /handover/evaluate", facade.post("/handover/evaluate", #"{"lat":40,"lon":-83,"min_elevation_deg":0}"#)),
      ("GET /doppler/{id}", facade.get("/doppler/0?ue_location=25,121.4,30")),
      ("GET /d2/timeseries", facade.get("/d2/timeseries?\(place)&resolution=60&count=2")),
      ("POST /d2/detect", facade.post("/d2/detect", #"{"ueLocation":{"lat":40,"lon":-83},"resolution":60}"#)),
      ("GET /pool", facade.get("/pool?\(place)&size=3&ticks=20&moves=100&min_elevation_deg=5")),
      ("GET /elements", facade.get("/elements")),
      ("GET /elements/diff", facade.get("/elements/diff")),
      ("POST /elements/diff", facade.post("/elements/diff", elements)),
      ("GET /czml", facade.get("/czml?minutes=10")),
      ("GET /czml/live", facade.get("/czml/live")),
      ("GET /openapi.json", facade.get("/openapi.json")),
    ]
  }()

  /// Routes whose answers are no JSON, and the commands, which have tests of their own.
  static let others: Set<String> = [
    "GET /metrics", "GET /lineprotocol", "GET /events", "GET /docs", "POST /run/pause", "POST /run/resume",
    "POST /run/step", "POST /run/stop", "POST /run/speed", "POST /outages",
    "GET /run/commands",
  ]

  @Test func `Every route of the document has a request here`() {
    let routes = Facade.router.routes.map { "\($0.method.rawValue) \($0.path)" }
    #expect(Set(routes) == Set(Self.requests.map(\.route)).union(Self.others))
    #expect(Set(routes).count == routes.count)
  }

  @Test(
    .enabled(if: SchemaJudge.isAvailable, "skipped: no Python with jsonschema (apt-get install python3-jsonschema)"))
  func `Every answer is valid by the document's schema, and none after a member is taken away`() throws {
    let document = OpenAPI.document(version: "1.2.3")
    for (route, answer) in Self.requests {
      #expect(answer.status == 200, "\(route): \(answer.text.prefix(300))")
      let words = route.split(separator: " ").map(String.init)
      let schema = try #require(
        document["paths"]?[words[1]]?[words[0].lowercased()]?["responses"]?["200"]?["content"]?["application/json"]?[
          "schema"])
      var values = [answer.json]
      if let object = answer.json.object, let first = object.members.first, schema["required"] != nil {
        var less = object
        less[first.name] = nil
        values.append(.object(less))
      }
      let verdicts = try SchemaJudge.verdicts(by: schema, of: values)
      #expect(verdicts[0], "\(route): \(answer.text.prefix(500))")
      #expect(verdicts.count == 1 || !verdicts[1], "\(route) takes an answer that lacks a member")
    }
  }

  @Test func `The answers tell what the moment holds`() throws {
    let answers = Dictionary(uniqueKeysWithValues: Self.requests.map { ($0.route, $0.answer.json) })
    #expect(answers["GET /health"]?["constellation_size"] == 6)
    #expect(answers["GET /run"]?["mean_speed"] == .number(10))
    #expect(answers["GET /run"]?["lag_s"] == .number(0.002))
    #expect(answers["GET /satellites"]?["satellites"]?.array?.count == 3)
    #expect(answers["GET /satellites/{id}"]?["satellite"]?["recorder"]?["fill"] == .number(0.15))
    #expect(answers["GET /satellites/{id}"]?["passes"]?.array?.isEmpty == false)
    #expect(answers["GET /satellites/{id}/track"]?["points"]?.array?.count == 6)
    #expect(answers["GET /grounds"]?["grounds"]?.array?.first?["contacts"] == [1])
    #expect(answers["GET /costs"]?["total_dollars"] == .number(6 * 2.25))
    #expect(answers["GET /links"]?["links"]?.array?.first?["gigabits"] == .number(LinkCharge.example.dataOffload))
    #expect(answers["GET /messages"]?["messages"]?.array?.count == 1)
    #expect(answers["GET /delivery"]?["topics"]?["orrery/ground/linkStart"]?["received"] == 1)
    #expect(answers["GET /delivery"]?["topics"]?["orrery/ground/linkStart"]?["sent"] == .null, "it has no numbers")
    #expect(answers["GET /handover/events"]?["events"]?.array?.count == 1)
    #expect(answers["GET /elements/diff"]?["unchanged"] == 6)
  }

  @Test func `A time of the past has the recorder that was told then, one ahead has none`() throws {
    var moment = Fixture.moment()
    var state = SatelliteState.example
    (state.id, state.time, state.capacityUsed) = (2, Fixture.start + .minutes(3), 0.75)
    moment.history.hear(Fixture.said(state, by: "satelliteStorage", under: "location"))
    let facade = Fixture.facade(moment: moment)
    let past = facade.get("/satellites/2?at=2026-05-04T00:04:00Z").json["satellite"]
    #expect(past?["recorder"]?["stored_gigabits"] == .number(0.75))
    #expect(past?["recorder"]?["time"] == "2026-05-04T00:03:00Z")
    let ahead = facade.get("/satellites/2?at=2026-05-04T01:00:00Z").json["satellite"]
    #expect(ahead?["recorder"] == .null)
    #expect(ahead?["latitude_deg"]?.double != past?["latitude_deg"]?.double)
  }

  @Test func `Costs, outages and served terminals of another time are those of then`() throws {
    var moment = Fixture.moment()
    for (minute, cost) in [(1, 0.5), (3, 0.75)] {
      for id in 0..<6 {
        var state = SatelliteState.example
        (state.id, state.time, state.cumulativeCostBySat) = (id, Fixture.start + .minutes(minute), cost)
        moment.history.hear(Fixture.said(state, by: "satelliteStorage", under: "location"))
      }
      var terminal = ServedTerminal.example
      (terminal.terminal, terminal.time, terminal.satId) = ("car", Fixture.start + .minutes(minute), minute)
      moment.history.hear(Fixture.said(terminal, by: "handover", under: "served"))
    }
    let facade = Fixture.facade(moment: moment)
    #expect(facade.get("/costs?at=2026-05-04T00:02:00Z").json["total_dollars"] == .number(3))
    #expect(facade.get("/costs?at=2026-05-04T00:03:00Z").json["total_dollars"] == .number(4.5))
    #expect(facade.get("/costs?at=2026-05-04T01:00:00Z").json["total_dollars"] == .null, "nobody knows yet")
    func server(_ at: String) -> JSONValue? {
      facade.get("/handover/served?terminal=car\(at)").json["terminals"]?.array?.first?["satId"]
    }
    #expect(server("") == 3 && server("&at=2026-05-04T00:02:59Z") == 1)
    #expect(server("&at=2026-05-04T00:00:59Z") == nil && server("&at=2026-05-04T01:00:00Z") == nil)
    let counts = ["00:59:59", "01:00:00", "02:00:00"].map {
      facade.get("/outages?at=2026-05-04T\($0)Z").json["outages"]?.array?.count
    }
    #expect(counts == [0, 1, 0])
  }

  @Test func `What a satellite has cost is what it told last and the bills since, wherever that is asked`() throws {
    var moment = Fixture.moment()
    var state = SatelliteState.example
    (state.id, state.time, state.cumulativeCostBySat) = (2, Fixture.start + .minutes(3), 10)
    moment.history.hear(Fixture.said(state, by: "satelliteStorage", under: "location"))
    for (link, minute) in [(0, 2), (1, 4), (2, 9)] {
      var charge = LinkCharge.example
      (charge.satId, charge.linkId, charge.end) = (2, link, Fixture.start + .minutes(minute))
      charge.downlinkCost = 1.5
      moment.history.hear(Fixture.said(charge, by: "ground", under: "linkCharge"))
    }
    let facade = Fixture.facade(moment: moment)
    for (time, dollars) in [("00:02:00", nil), ("00:03:30", 10), ("00:04:00", 11.5), ("00:09:30", 13)] {
      let at = "at=2026-05-04T\(time)Z"
      let expected = dollars.map { JSONValue.number($0) }
      let costs = facade.get("/costs?\(at)").json["satellites"]?.array?.first { $0["id"] == 2 }
      #expect(costs?["dollars"] == expected ?? .null)
      #expect(facade.get("/satellites/2?\(at)").json["satellite"]?["recorder"]?["cost_dollars"] == expected)
      let snapshot = facade.get("/snapshot?\(at)").json["satellites"]
      let place = try #require(snapshot?["id"]?.array?.firstIndex(of: 2))
      #expect(snapshot?["cost_dollars"]?.array?[place] == expected ?? .null)
    }
  }

  @Test func `What was told earlier is told with its time`() throws {
    var moment = Fixture.moment()
    moment.snapshot.satellites[2].told = Fixture.start + .minutes(7)
    let facade = Fixture.facade(moment: moment)
    #expect(
      facade.get("/satellites/2").json["satellite"]?["recorder"]?["time"] == "2026-05-04T00:07:00Z")
    let lines = facade.get("/lineprotocol?measurement=orrery_storage").text.split(separator: "\n")
    let stamp = "\((Fixture.start + .minutes(7)).nanosecondsSince1970)"
    #expect(lines.filter { $0.hasSuffix(" " + stamp) }.map { $0.contains("sat_id=2,") } == [true])
  }

  @Test func `Sets that lines cannot hold are told, and digits that they lose`() {
    var satellites = Fixture.satellites
    satellites[1].elements.meanMotionRevolutionsPerDay = 15.055816463872352
    let rounded = Fixture.facade(moment: Fixture.moment(satellites: satellites))
    #expect(rounded.get("/elements?format=tle")["Orrery-Elements-Exact"] == "false")
    #expect(rounded.get("/elements?format=omm-json")["Orrery-Elements-Exact"] == "true")
    #expect(Fixture.facade().get("/elements?format=3le")["Orrery-Elements-Exact"] == "true")
    satellites[2].elements.catalogNumber = 999_999
    let refused = Fixture.facade(moment: Fixture.moment(satellites: satellites))
    let answer = refused.get("/elements?format=tle")
    #expect(answer.status == 422 && answer.json["allowed"] == "omm-json for these sets")
    #expect(answer.json["detail"]?.string?.contains("1 of 6 sets") == true)
    #expect(refused.get("/elements?format=omm-json").json.array?.count == 6)
  }

  @Test func `The course ends now, whatever the number of points`() throws {
    for points in [2, 3, 7, 240, 1_999] {
      let course = Fixture.facade().get("/history?points=\(points)").json
      #expect(course["times"]?.array?.count == points)
      #expect(course["times"]?.array?.last == .string(Fixture.moment().snapshot.time.iso8601))
      #expect(course["cost_dollars"]?.array?.last == .number(6 * 2.25))
    }
  }

  @Test func `Links, contacts and recorders of the past are those that lasted then`() throws {
    var moment = Fixture.moment()
    for (link, minutes) in [(0, 2...4), (1, 3...6)] {
      var charge = LinkCharge.example
      (charge.satId, charge.linkId, charge.end) = (2, link, Fixture.start + .minutes(minutes.upperBound))
      charge.duration = Double(60 * minutes.count - 60)
      moment.history.hear(Fixture.said(charge, by: "ground", under: "linkCharge"))
    }
    var state = SatelliteState.example
    (state.id, state.time, state.capacityUsed) = (2, Fixture.start + .minutes(3), 0.75)
    moment.history.hear(Fixture.said(state, by: "satelliteStorage", under: "location"))
    let facade = Fixture.facade(moment: moment)
    let then = "at=2026-05-04T00:03:30Z"
    #expect(facade.get("/links?\(then)").json["count"] == 2)
    #expect(facade.get("/links?\(then)&open=true").json["count"] == 2)
    #expect(facade.get("/links?satellite=2&\(then)&open=false").json["count"] == 0)
    let later = "satellite=2&at=2026-05-04T00:05:00Z"
    #expect(facade.get("/links?\(later)&open=false").json["links"]?.array?.map { $0["link_id"] } == [0])
    #expect(facade.get("/links?at=2026-05-04T00:05:00Z").json["count"] == 1)
    #expect(facade.get("/links?ground=77").json["parameter"] == "ground")
    #expect(facade.get("/outages?ground=77").status == 404)
    #expect(facade.get("/grounds?\(then)").json["grounds"]?.array?.first?["contacts"] == [2])
    #expect(facade.get("/grounds?at=2026-05-04T01:00:00Z").json["grounds"]?.array?.first?["contacts"] == .null)
    #expect(facade.get("/snapshot?\(then)").json["stations"]?["contacts"] == [1])
    #expect(facade.get("/snapshot?at=2026-05-04T01:00:00Z").json["stations"]?["contacts"] == [.null])
    let counts = ["00:02:30", "00:03:30"].map {
      facade.get("/satellites/2?at=2026-05-04T\($0)Z").json["satellite"]?["recorder"]?["links"]
    }
    #expect(counts == [nil, 2], "nothing was told of the recorder before 00:03")
    #expect(facade.get("/satellites/2").json["satellite"]?["recorder"]?["links"] == 2)
    let line = facade.get("/lineprotocol?measurement=orrery_storage&\(then)").text
    let own = line.split(separator: "\n").filter { $0.contains("sat_id=2,") }
    #expect(own.count == 1 && own[0].contains("stored_gigabits=0.75,") && own[0].contains("link_count=2i"))
    #expect(facade.get("/lineprotocol?measurement=orrery_storage&at=2026-05-04T01:00:00Z").text.isEmpty)
  }

  @Test func `Terminals of the past are as they were told, and ahead nobody knows who serves them`() throws {
    var moment = Fixture.moment()
    moment.snapshot.terminals = [
      Snapshot.Terminal(
        name: "car", policy: "A3", position: Geodetic(latitudeDegrees: 1, longitudeDegrees: 2), satelliteId: 5,
        elevation: .degrees(40), rsrpDBm: -110, candidates: 3, handovers: 9)
    ]
    var terminal = ServedTerminal.example
    (terminal.terminal, terminal.policy, terminal.satId, terminal.time) = ("car", "A3", 1, Fixture.start + .minutes(2))
    moment.history.hear(Fixture.said(terminal, by: "handover", under: "served"))
    let facade = Fixture.facade(moment: moment)
    func first(_ query: String) -> JSONValue? { facade.get("/snapshot\(query)").json["terminals"]?.array?.first }
    #expect(first("")?["satellite_id"] == 5)
    #expect(first("?at=2026-05-04T00:05:00Z")?["satellite_id"] == 1)
    #expect(first("?at=2026-05-04T00:05:00Z")?["handovers"] == .whole(terminal.totals.handovers))
    #expect(first("?at=2026-05-04T00:01:00Z") == nil)
    let line = facade.get("/lineprotocol?measurement=ntn_handover&at=2026-05-04T00:05:00Z").text
    let told = (Fixture.start + .minutes(2)).nanosecondsSince1970
    #expect(line.hasPrefix("ntn_handover,terminal=car,policy=A3,") && line.hasSuffix(" \(told)\n"))
    let ahead = first("?at=2026-05-04T01:00:00Z")
    #expect(ahead?["name"] == "car" && ahead?["satellite_id"] == .null && ahead?["handovers"] == .null)
    for filter in ["terminal=nobody", "policy=Z9"] {
      #expect(facade.get("/handover/served?\(filter)").status == 404)
      #expect(
        facade.get("/handover/events?\(filter)").json["allowed"]?.string?.contains("A3") == filter.hasPrefix("policy"))
    }
  }

  @Test func `A change counts at once, before the terminal is told of again`() throws {
    var moment = Fixture.moment()
    var told = ServedTerminal.example
    (told.terminal, told.policy, told.satId, told.time) = ("car", "A3", 1, Fixture.start + .minutes(2))
    moment.history.hear(Fixture.said(told, by: "handover", under: "served"))
    for (minute, satellite, number) in [(1, 4, 3), (3, 2, 4), (5, 5, 5)] {
      var event = HandoverEvent.example
      (event.terminal, event.policy, event.number) = ("car", "A3", number)
      (event.newSatId, event.time) = (satellite, Fixture.start + .minutes(minute))
      moment.history.hear(Fixture.said(event, by: "handover", under: "event"))
    }
    moment.snapshot.terminals = [
      Snapshot.Terminal(
        name: "car", policy: "A3", position: Geodetic(latitudeDegrees: 1, longitudeDegrees: 2), satelliteId: 5,
        elevation: .degrees(40), rsrpDBm: -110, candidates: 3, handovers: 5)
    ]
    let facade = Fixture.facade(moment: moment)
    func served(_ at: String) -> JSONValue? {
      facade.get("/handover/served?terminal=car\(at)").json["terminals"]?.array?.first
    }
    let past = served("&at=2026-05-04T00:04:00Z")
    #expect(past?["satId"] == 2 && past?["satName"] == "SAT 2" && past?["time"] == "2026-05-04T00:03:00Z")
    #expect(past?["elevation"] == .null && past?["totals"]?["handovers"] == 4)
    #expect(past?["totals"]?["satelliteHandovers"] == .whole(told.totals.satelliteHandovers + 1))
    let now = served("")
    #expect(now?["satId"] == 5 && now?["elevation"] == .number(40) && now?["time"] == .time(moment.snapshot.time))
    #expect(served("&at=2026-05-04T00:02:00Z")?["satId"] == 1)
    let then = facade.get("/snapshot?at=2026-05-04T00:04:00Z").json["terminals"]?.array?.first
    #expect(then?["satellite_id"] == 2 && then?["handovers"] == 4)
  }

  @Test func `Of links ahead nothing is known, and a lost bill is told`() {
    var moment = Fixture.moment()
    var start = LinkStart.example
    for link in 0...1 {
      (start.satId, start.linkId, start.groundId, start.start) = (2, link, 0, Fixture.start + .minutes(3 + 2 * link))
      moment.history.hear(Fixture.said(start, by: "ground", under: "linkStart"))
    }
    let facade = Fixture.facade(moment: moment)
    #expect(facade.get("/links?at=2026-05-04T01:00:00Z").json["count"] == 0)
    #expect(facade.get("/links?satellite=2&open=true").json["count"] == 1)
    let over = facade.get("/links?satellite=2&open=false").json["links"]?.array?.first
    #expect(over?["end"] == "2026-05-04T00:05:00Z" && over?["gigabits"] == .null)
    let station = facade.get("/costs").json["stations"]?.array?.first
    #expect(station?["links"] == 2 && station?["gigabits"] == .null && station?["dollars"] == .null)
  }

  @Test(arguments: ["%23/x", "a/%23/b", "a%2B/b", "+a", ""])
  func `A topic filter is one of MQTT`(filter: String) {
    let filter = filter.replacing("%23", with: "#").replacing("%2B", with: "+")
    #expect(Fixture.facade().get("/messages?topic=\(filter)").json["parameter"] == "topic")
    #expect(Fixture.facade().get("/events?topic=\(filter)").status == 422)
  }

  @Test func `What was lost, came twice or came late is counted by its numbers`() {
    var moment = Fixture.moment()
    for sequence in [2, 3, 6, 4, 4] {
      let stamp = Stamp(run: RunName("now"), sequence: sequence)
      let address = Address(prefix: "orrery", app: "other", leaf: "word")
      moment.history.hear(
        HeardMessage(
          time: nil, wall: Fixture.start, isOwn: false, address: address, stamp: stamp, payload: { [] },
          read: { (_) throws(MessageError) in LinkStart.example }))
    }
    let counts = Fixture.facade(moment: moment).get("/delivery").json["topics"]?["orrery/other/word"]
    #expect(counts == ["sent": 5, "received": 5, "lost": 1, "duplicate": 1, "late": 1, "unreadable": 0])
  }

  @Test func `Links are of a satellite by its number, catalogue number or name`() throws {
    let facade = Fixture.facade()
    let id = try #require(facade.get("/links").json["links"]?.array?.first?["satellite_id"]?.int)
    for word in ["\(id)", "9000\(id)", "SAT \(id)"] {
      #expect(facade.get("/links?satellite=\(word)").json["count"] == 1, "\(word)")
    }
    #expect(facade.get("/links?satellite=\(id + 1)").json["count"] == 0)
    #expect(facade.get("/links?satellite=nobody").status == 404)
  }

  @Test func `Of several satellites with one name none is taken, and their numbers are told`() {
    var satellites = Fixture.satellites
    for number in [1, 4] { satellites[number].name = "Debris" }
    let facade = Fixture.facade(moment: Fixture.moment(satellites: satellites))
    let refused = facade.get("/satellites/debris")
    #expect(refused.status == 404)
    #expect(
      refused.json["detail"]
        == "id: \"debris\" is the name of 2 satellites; allowed: one of their numbers: 1, 4")
    #expect(facade.get("/satellites/4").json["satellite"]?["name"] == "Debris")
    #expect(facade.get("/satellites/90001").status == 200)
  }

  @Test func `New elements count from their time on, and no earlier`() throws {
    var moment = Fixture.moment()
    let before = Fixture.facade(moment: moment).get("/elements").json["hash"]
    var elements = Fixture.satellites[0].elements
    elements.meanAnomalyDegrees += 10
    let message = SatelliteElements(id: 0, time: Fixture.start + .minutes(5), elements: elements)
    moment.history.hear(Fixture.said(message, by: "catalog", under: "elements"))
    let facade = Fixture.facade(moment: moment)
    #expect(facade.get("/elements").json["hash"] != before)
    #expect(facade.get("/elements").json["in_use_since"] == "2026-05-04T00:05:00Z")
    #expect(facade.get("/elements?at=2026-05-04T00:04:59Z").json["hash"] == before)
    let change = facade.get("/elements/diff").json["modified"]?.array
    #expect(change == nil || change?.count == 0, "the handbook's thresholds know no anomaly")
    let places = ["00:04:59", "00:05:00"].map {
      facade.get("/constellation/state?at=2026-05-04T\($0)Z").json["satellites"]?.array?.first?["lat_deg"]?.double
    }
    // A second is 0.06 degrees of the orbit, the change 10.
    #expect(abs(try #require(places[0]) - #require(places[1])) > 1)
  }

  @Test func `The state as it is now has a tag of its instant and its elements`() throws {
    let facade = Fixture.facade()
    let tag = try #require(facade.get("/constellation/state").entityTag)
    #expect(facade.get("/constellation/state").entityTag == tag)
    var later = Fixture.moment()
    later.snapshot.time += .seconds(1)
    #expect(Fixture.facade(moment: later).get("/constellation/state").entityTag != tag)
    let fewer = Fixture.moment(satellites: Array(Fixture.satellites.dropLast()))
    #expect(Fixture.facade(moment: fewer).get("/constellation/state").entityTag != tag)
    // What is made for one question alone has none.
    #expect(facade.get("/constellation/state?at=2026-05-04").entityTag == nil)
  }

  @Test func `A run without an end has no stop and no progress, and tells when its elements were refreshed`() throws {
    var run = Fixture.run()
    run.stop = nil
    var moment = Fixture.moment(of: run)
    moment.refreshed = Fixture.start + .seconds(5)
    let facade = Fixture.facade(run: run, moment: moment)
    #expect(facade.get("/run").json["stop"] == .null)
    #expect(facade.get("/run").json["progress"] == .null)
    #expect(!facade.get("/metrics").text.contains("orrery_progress_ratio"))
    #expect(facade.get("/health").json["last_refresh_iso"] == "2026-05-04T00:00:05+00:00")
  }
}
