import HTTPServer
import JSON
import Quantities
import SharedState
import Synchronization
import TestSupport
import Testing

@testable import Facade

@Suite struct HostileRequestTests {
  private let facade = Fixture.facade()

  @Test(arguments: [
    ("/constellation/state?at=garbage", "at"), ("/constellation/state?at=2026-05-04T00:00:00 00:00", "at"),
    ("/constellation/state?att=2026-05-04", "att"), ("/satellites?limit=0", "limit"), ("/satellites?limit=x", "limit"),
    ("/satellites?limit=1.5", "limit"),
    ("/satellites?limit=1&limit=2", "limit"), ("/satellites/0/track?step_s=0", "step_s"),
    ("/satellites/0/track?minutes=20000&step_s=0.01", "step_s"), ("/grounds/x", "id"), ("/contacts?hours=-1", "hours"),
    ("/links?open=maybe", "open"), ("/handover/visible?lat=133&lon=0", "lat"), ("/handover/visible?lon=0", "lat"),
    ("/doppler/0?ue_location=1", "ue_location"), ("/doppler/0?ue_location=1,nan", "ue_location"),
    ("/elements?format=xls", "format"), ("/pool?lat=0&lon=0&in_view_min=5", "in_view_min"),
    ("/pool?lat=0&lon=0&size=1000&ticks=101", "ticks"), ("/doppler/0?ue_location=0x10,5", "ue_location"),
    ("/lineprotocol?run_id=a\nb", "run_id"), ("/lineprotocol?run_id=a\\", "run_id"),
    ("/d2/timeseries?lat=0&lon=0&minutes=1440&resolution=9&count=200", "count"),
    ("/czml?minutes=10080&step_s=1", "step_s"), ("/d2/timeseries?lat=0&lon=0&minutes=1440&resolution=1", "resolution"),
  ])
  func `A bad parameter is named with its value and what is allowed`(_ target: String, _ name: String) {
    let answer = facade.get(target)
    #expect(answer.status == 422)
    #expect(answer.contentType == "application/problem+json")
    #expect(answer.json["parameter"]?.string == name)
    #expect(answer.json["allowed"]?.string?.isEmpty == false)
    #expect(answer.json["detail"]?.string?.contains(name) == true)
  }

  @Test(arguments: [
    ("{}", "$.ue_lat_deg"), (#"{"ue_lat_deg":133,"ue_lon_deg":0}"#, "$.ue_lat_deg"), ("[1]", "$"), ("{", "$"),
    (#"{"ue_lat_deg":0,"ue_lon_deg":0,"step_sec":0}"#, "$.step_sec"),
    (#"{"ue_lat_deg":0,"ue_lon_deg":0,"horizon_min":0}"#, "$.horizon_min"),
    (#"{"ue_lat_deg":0,"ue_lon_deg":0,"horizon_min":-5}"#, "$.horizon_min"),
    (#"{"ue_lat_deg":0,"ue_lon_deg":0,"horizon_min":1440,"step_sec":0.1}"#, "$.step_sec"),
    (#"{"ue_lat_deg":0,"ue_lon_deg":0,"profile":"a4"}"#, "$.profile"),
    (#"{"ue_lat_deg":0,"ue_lon_deg":0,"start_iso":"2199-12-31T23:59:59Z"}"#, "$.start_iso"),
    (#"{"ue_lat_deg":1e999,"ue_lon_deg":0}"#, "$"),
  ])
  func `A bad body is told with its path`(_ body: String, _ path: String) {
    let answer = facade.post("/predict/handover", body)
    #expect(answer.status == 422)
    #expect(answer.json["parameter"]?.string == path, "\(answer.text)")
  }

  @Test func `A problem has the value as it stood there, and says what was forgotten or misspelt`() {
    #expect(facade.get("/satellites?limit=0").json["value"] == "0", "a query holds text")
    let small = facade.post("/predict/handover", #"{"ue_lat_deg":-91,"ue_lon_deg":0}"#).json
    #expect(small["value"] == -91 && small["detail"]?.string?.hasPrefix("$.ue_lat_deg: -91 ") == true)
    let word = facade.post("/predict/handover", #"{"ue_lat_deg":"north","ue_lon_deg":0}"#).json
    #expect(word["value"] == "north")
    let nothing = facade.post("/predict/handover").json
    #expect(nothing["parameter"] == "$" && nothing["detail"]?.string?.contains("no body") == true)
    for body in ["[1]", "{", ""] {
      #expect(facade.post("/predict/handover", body).json["allowed"]?.string?.contains("ue_lat_deg") == true)
    }
    let misspelt = facade.post("/handover/evaluate", #"{"lat":0,"lon":0,"wieghts":{}}"#)
    #expect(misspelt.status == 422 && misspelt.json["parameter"] == "$.wieghts")
    #expect(misspelt.json["allowed"]?.string?.contains("weights") == true)
    let inner = facade.post("/d2/detect", #"{"ueLocation":{"lat":0,"lon":0,"height":1}}"#)
    #expect(inner.status == 422 && inner.json["parameter"] == "$.ueLocation.height")
    let early = facade.post("/d2/detect", #"{"ueLocation":{"lat":0,"lon":0},"timeRange":{"start":132}}"#)
    #expect(early.status == 422 && early.json["parameter"] == "$.timeRange.start" && early.json["value"] == 132)
  }

  @Test func `What is not there is a 404 and another method a 405 with the methods that are`() {
    #expect(facade.get("/nothing").status == 404)
    #expect(facade.get("/satellites/nobody").status == 404)
    #expect(facade.get("/grounds/7").status == 404)
    #expect(facade.get("/satellites/").status == 200, "the fixture splits off the last slash")
    let answer = facade.post("/constellation/state")
    #expect(answer.status == 405)
    #expect(answer["Allow"] == "GET, HEAD, OPTIONS")
    #expect(facade.get("/run/pause")["Allow"] == "POST, OPTIONS")
    #expect(facade.get("/predict/handover").json["status"] == 405)
  }

  @Test(arguments: ["1900-01-01", "2199-12-31T23:59:59Z", "2026-05-04T00:00:00.123456789Z"])
  func `A time at the end of all times is answered`(_ time: String) {
    for path in ["/constellation/state", "/satellites", "/satellites/0", "/contacts", "/lineprotocol", "/elements"] {
      #expect(facade.get("\(path)?at=\(time)").status == 200, "\(path)")
    }
    #expect(facade.get("/handover/visible?lat=0&lon=0&at=\(time)").status == 200)
    #expect([200, 409].contains(facade.get("/doppler/0?ue_location=0,0&at=\(time)").status))
  }
}

/// Notes the wishes that reach it.
final class NotedControl: RunControl {
  let wishes = Mutex<[String]>([])

  func pause() { wishes.withLock { $0.append("pause") } }
  func resume() { wishes.withLock { $0.append("resume") } }
  func setSpeed(_ scale: Double) { wishes.withLock { $0.append("speed \(scale)") } }
  func step() { wishes.withLock { $0.append("step") } }
  func takeOut(station groundId: Int, from start: ScenarioTime, to end: ScenarioTime) {
    wishes.withLock { $0.append("out \(groundId) \(start)/\(end)") }
  }
  func stop() { wishes.withLock { $0.append("stop") } }
}

@Suite struct ControlTests {
  private static let secret = "sixteen-characters-or-more"

  private func token() throws -> BearerToken {
    let directory = try TemporaryDirectory()
    return try BearerToken(file: directory.write(Self.secret, to: "token"))
  }

  @Test func `Without a token nobody commands, with one only who shows it`() throws {
    let control = NotedControl()
    #expect(Fixture.facade(control: control).post("/run/pause").status == 403)
    let facade = Fixture.facade(control: control, token: try token())
    #expect(facade.post("/run/pause").status == 401)
    #expect(facade.post("/run/pause", headers: ["authorization": "Bearer \(Self.secret)x"]).status == 401)
    #expect(
      facade.post("/run/pause", headers: ["authorization": "Basic \(Self.secret)"])["WWW-Authenticate"] == "Bearer")
    #expect(control.wishes.withLock { $0 }.isEmpty)
    #expect(facade.post("/run/pause", headers: ["authorization": "Bearer \(Self.secret)"]).status == 202)
    #expect(control.wishes.withLock { $0 } == ["pause"])
  }

  @Test func `Every wish reaches the run, and those that it cannot have do not`() throws {
    let (control, shown) = (NotedControl(), HeaderFields(dictionaryLiteral: ("authorization", "Bearer \(Self.secret)")))
    var run = Fixture.run()
    run.speeds = 0.1...1_000
    let facade = Fixture.facade(control: control, token: try token(), run: run)
    var moment = Fixture.moment()
    moment.snapshot.mode = "PAUSED"
    let paused = Fixture.facade(control: control, token: try token(), run: run, moment: moment)
    #expect(paused.post("/run/pause", headers: shown).json["detail"] == "the run is paused already")
    #expect(paused.commands(headers: shown) == ["resume", "stop", "speed"])
    #expect(paused.post("/run/resume", headers: shown).status == 202)
    #expect(facade.post("/run/resume", headers: shown).json["detail"] == "the run is not paused")
    #expect(facade.post("/run/speed", #"{"speed":600}"#, headers: shown).status == 202)
    #expect(facade.post("/run/speed", #"{"speed":1001}"#, headers: shown).json["parameter"] == "$.speed")
    #expect(facade.post("/run/speed", #"{"speed":0}"#, headers: shown).status == 422)
    #expect(facade.post("/run/speed", #"{"sped":600}"#, headers: shown).json["parameter"] == "$.sped")
    #expect(facade.post("/run/step", headers: shown).status == 409)
    #expect(facade.post("/run/stop", #"{"count":70}"#, headers: shown).json["parameter"] == "$")
    #expect(facade.post("/run/pause", "{}", headers: shown).status == 202)
    #expect(facade.commands(headers: shown) == ["pause", "stop", "speed"])
    #expect(facade.post("/run/stop", headers: shown).json["wish"] == "stop")
    #expect(control.wishes.withLock { $0 } == ["resume", "speed 600.0", "pause", "stop"])
    let outage = #"{"ground_id":0,"duration_s":600}"#
    #expect(facade.post("/outages", outage, headers: shown).status == 409)
    run.takesOutages = true
    let injected = Fixture.facade(control: control, token: try token(), run: run)
    #expect(injected.post("/outages", outage).status == 401)
    #expect(injected.post("/outages", outage, headers: shown).status == 202)
    #expect(
      injected.post("/outages", #"{"ground_id":99,"duration_s":1}"#, headers: shown).json["parameter"] == "$.ground_id")
    #expect(injected.post("/outages", #"{"ground_id":0,"duration_s":1e12}"#, headers: shown).status == 422)
    let late = #"{"ground_id":0,"duration_s":60,"start":"2030-01-01T00:00:00Z"}"#
    #expect(injected.post("/outages", late, headers: shown).json["parameter"] == "$.start")
    let instant = injected.post("/outages", #"{"ground_id":0,"duration_s":1e-12}"#, headers: shown)
    #expect(instant.json["allowed"]?.string?.contains("1e-9") == true)
    #expect(control.wishes.withLock { $0.last?.hasPrefix("out 0 ") } == true)
    run.speeds = nil
    run.isStepped = true
    let stepped = Fixture.facade(control: control, token: try token(), run: run)
    #expect(stepped.post("/run/step", headers: shown).status == 202)
    #expect(stepped.post("/run/speed", #"{"speed":600}"#, headers: shown).status == 409)
    moment.snapshot.mode = "TERMINATED"
    let over = Fixture.facade(control: control, token: try token(), run: run, moment: moment)
    #expect(over.post("/run/stop", headers: shown).status == 409)
    #expect(over.post("/outages", outage, headers: shown).status == 409)
    #expect(over.commands(headers: shown) == [])
    #expect(over.commands(headers: [:]) == nil, "who has no token is told nothing")
  }
}

extension Facade {
  /// The commands that are taken from who shows something; nil where it is refused.
  fileprivate func commands(headers: HeaderFields) -> JSONValue? {
    respond(to: Request(path: ["run", "commands"], headers: headers)).json["commands"]
  }
}
