import Foundation
import JSON
import TestSupport
import Testing

/// The real program, asked over HTTP by Python's client.
@Suite(.serialized) struct ServeCommandTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// A file with the token.
  private func token() throws -> String { try directory.write(ServedProcess.token, to: "token") }

  @Test func `A run is watched, paused, hastened, and told of after its end until Ctrl-C`() throws {
    let process = try ServedProcess([
      "serve", "Scenarios/downlink", "--port", "0", "--speed", "60", "--token-file", try token(),
    ])
    func mode() throws -> JSONValue? { try process.ask("/run").json["mode"] }
    try ServedProcess.wait(for: "the run") { try mode() == "EXECUTING" }
    #expect(try process.ask("/run/pause", body: "").status == 401)
    #expect(try process.ask("/run/pause", body: "", token: ServedProcess.token).status == 202)
    try ServedProcess.wait(for: "the pause") { try mode() == "PAUSED" }
    let state = try process.ask("/constellation/state").json
    #expect(state["count"] == 2)
    let time = try #require(state["epoch_iso"]?.string)
    #expect(time.hasPrefix("2018-01-21T0"))
    #expect(
      try process.ask("/events?since=0&limit=3").text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.count == 3)
    #expect(try process.ask("/satellites/NOAA%2020?at=2018-01-22").json["satellite"]?["norad"] == 43013)
    // Over Ohio nothing comes in these two hours: the books stay as they are.
    let wish = #"{"ground_id":0,"start":"2018-01-21T01:00:00Z","duration_s":1800}"#
    #expect(try process.ask("/outages", body: wish, token: ServedProcess.token).status == 202)
    #expect(try process.ask("/run/speed", body: #"{"speed":100000}"#, token: ServedProcess.token).status == 202)
    #expect(try process.ask("/run/resume", body: "", token: ServedProcess.token).status == 202)
    try ServedProcess.wait(for: "the end") { try mode() == "TERMINATED" }
    #expect(
      try process.ask("/outages").json["outages"]
        == [["ground_id": 0, "start": "2018-01-21T01:00:00Z", "end": "2018-01-21T01:30:00Z"]])
    // Of a run that is over nothing more comes, and who has set a limit is not left waiting.
    let events = try process.ask("/events?since=0&limit=1000000").text.split(separator: "\n")
    let last = try #require(try process.ask("/messages?limit=1").json["messages"]?.array?.last?["number"]?.int)
    #expect(events.last { $0.hasPrefix("id: ") } == "id: \(last)")
    // As the report of the scenario has them.
    #expect(try process.ask("/links").json["count"] == 8)
    let cost = try #require(try process.ask("/costs").json["total_dollars"]?.double)
    #expect(abs(cost - 104.63) < 0.01)
    #expect(try process.ask("/run/pause", body: "", token: ServedProcess.token).status == 409)
    try ServedProcess.wait(for: "the report") { process.output.contains("complete") }
    process.send(SIGINT)
    #expect(process.end() == 0)
  }

  @Test func `A run answers while it goes on, and ends as it does without`() throws {
    let process = try ServedProcess([
      "run", "Scenarios/downlink", "--speed", "60", "--serve", "0", "--token-file", try token(),
    ])
    #expect(try process.ask("/health").json["ok"] == true)
    #expect(try process.ask("/run/speed", body: #"{"speed":100000}"#, token: ServedProcess.token).status == 202)
    #expect(process.end() == 0, "\(process.errors)")
    let withoutToken = try ServedProcess(["run", "Scenarios/downlink", "--speed", "60", "--serve", "0"])
    #expect(try withoutToken.ask("/run/stop", body: "").status == 403)
  }

  @Test func `A process that only hears the federation tells what it hears`() throws {
    let broker = try TestBroker()
    let join = { (app: String) in
      ["join", "Scenarios/downlink", "--as", app, "--broker", "mqtt://127.0.0.1:\(broker.port)"]
    }
    let others = try ["storage", "ground"].map { try OrreryProcess(join($0)) }
    let observer = try ServedProcess(join("observer") + ["--serve", "0", "--token-file", try token()])
    let manager = try ServedProcess(
      join("manager") + ["--speed", "180", "--serve", "0", "--token-file", try token()])
    for process in [manager, observer] {
      try ServedProcess.wait(for: "a link that has ended") {
        try process.ask("/links?open=false").json["links"]?.array?.first?["gigabits"]?.double != nil
      }
      let satellites = try #require(try process.ask("/satellites").json["satellites"]?.array)
      #expect(satellites.map { $0["name"] } == ["SUOMI NPP", "NOAA 20"])
      #expect(try process.ask("/run").json["stations"] == 12)
      // A satellite tells of its cost with its next state.
      try ServedProcess.wait(for: "a cost") { try process.ask("/costs").json["total_dollars"]?.double ?? 0 > 0 }
    }
    // Who only looks on cannot command the others.
    #expect(try observer.ask("/run/pause", body: "", token: ServedProcess.token).status == 409)
    #expect(try manager.ask("/run/speed", body: #"{"speed":1200}"#, token: ServedProcess.token).status == 202)
    #expect(manager.end() == 0, "\(manager.errors)")
    #expect(observer.end() == 0, "\(observer.errors)")
    for process in others { #expect(process.end() == 0) }
  }

  @Test func `A record is looked at as if it were live`() throws {
    let record = directory.path("run.jsonl")
    let report = try OrreryProcess.run("run", "Scenarios/downlink", "--record", record, "--json", "--quiet")
    let process = try ServedProcess([
      "replay", record, "--serve", "0", "--speed", "60", "--from", "PT30M", "--token-file", try token(),
    ])
    let begin = try process.ask("/run").json
    #expect(begin["mode"] == "EXECUTING")
    #expect(try #require(begin["scenario_time"]?.string) >= "2018-01-21T00:30:00")
    func act(_ wish: String, _ body: String = "") throws -> Int {
      try process.ask("/run/\(wish)", body: body, token: ServedProcess.token).status
    }
    #expect(try act("pause") == 202)
    let time = try process.ask("/run").json
    #expect(time["mode"] == "PAUSED")
    #expect(try process.ask("/run").json["scenario_time"] == time["scenario_time"])
    #expect(try act("speed", #"{"speed":100000}"#) == 202)
    #expect(try act("resume") == 202)
    try ServedProcess.wait(for: "the end") { try process.ask("/run").json["mode"] == "TERMINATED" }
    #expect(try process.ask("/links").json["count"] == 8)
    let satellites = try #require(try JSONValue.parse(report.output)["satellites"]?.array)
    let total = satellites.reduce(0) { $0 + ($1["dollars"]?.double ?? .nan) }
    let told = try #require(try process.ask("/costs").json["total_dollars"]?.double)
    #expect(abs(told - total) < 1e-9)
    // The elements are those by which the run flew.
    #expect(try process.ask("/elements?format=tle").text.contains("37849"))
    process.send(SIGINT)
    #expect(process.end() == 0)
  }

  @Test func `A record that does not say where satellites flew is refused`() throws {
    let record = directory.path("run.jsonl")
    _ = try OrreryProcess.run("run", "Scenarios/downlink", "--record", record, "--quiet", "--until", "PT10M")
    let text = try String(contentsOfFile: record, encoding: .utf8)
    let lines = text.split(separator: "\n", maxSplits: 1)
    guard case .object(var header) = try JSONValue.parse(String(lines[0])) else {
      Issue.record("no header")
      return
    }
    header["scene"] = nil
    let old = try directory.write("\(JSONValue.object(header).compact)\n\(lines[1])", to: "old.jsonl")
    let run = try OrreryProcess.run("replay", old, "--serve", "0")
    #expect(run.status == 3)
    #expect(run.errors.contains("old.jsonl:1: does not say where its satellites flew"))
    let both = try OrreryProcess.run("replay", record, "--serve", "0", "--inbound")
    #expect(both.status == 2)
    #expect(both.errors.contains("--serve and --inbound shut each other out"))
  }

  @Test func `Options of a server without one, and ports that cannot be, are told of`() throws {
    let stray = try OrreryProcess.run("run", "Scenarios/downlink", "--token-file", "x")
    #expect(stray.status == 2)
    #expect(stray.errors.contains("--token-file needs --serve"))
    for (option, value, allowed) in [
      ("port", "70000", "0 to 65535"), ("allow-origin", "localhost", "http:// or https:// and a host"),
      ("allow-host", "twin.example:80", "host names without port"),
    ] {
      let wrong = try OrreryProcess.run("serve", "Scenarios/downlink", "--\(option)", value)
      #expect(wrong.status == 2, "\(option)")
      #expect(wrong.errors.contains(value) && wrong.errors.contains(allowed), "\(wrong.errors)")
    }
    let missing = try OrreryProcess.run(
      "serve", "Scenarios/downlink", "--token-file", "/nonexistent", "--record", directory.path("record"))
    #expect(missing.status == 3)
    #expect(missing.errors.contains("token file /nonexistent"))
    #expect(!FileManager.default.fileExists(atPath: directory.path("record")))
  }

  @Test func `A port that is taken, and a host that is not here, end it before the run`() throws {
    let first = try ServedProcess(["serve", "Scenarios/downlink", "--port", "0", "--speed", "realtime"])
    let port = try #require(first.base.split(separator: ":").last)
    for (option, value) in [("port", String(port)), ("host", "192.0.2.1")] {
      let second = try OrreryProcess.run("serve", "Scenarios/downlink", "--\(option)", value)
      #expect(second.status == 1, "\(second.errors)")
    }
    first.send(SIGINT)
    #expect(first.end() == 130)
  }
}
