import Foundation
import JSON
import TestSupport
import Testing

/// The real program, asked over HTTP by Python's client.
@Suite(.serialized) struct ServeCommandTests {
  private static let token = "sixteen-characters-or-more"

  private struct Answer {
    let status: Int
    let text: String
    var json: JSONValue { (try? JSONValue.parse(text)) ?? .null }
  }

  /// Asks a server; a body makes it a POST.
  private func ask(_ base: String, _ target: String, body: String? = nil, token: String? = nil) throws -> Answer {
    let directory = try TemporaryDirectory()
    let post = body.map { ", data=\(JSONValue.string($0).compact).encode()" } ?? ""
    let headers = token.map { "{\"Authorization\": \"Bearer \($0)\"}" } ?? "{}"
    try directory.write(
      """
      import json, urllib.error, urllib.request
      request = urllib.request.Request("\(base)\(target)"\(post), headers=\(headers))
      try:
          answer = urllib.request.urlopen(request, timeout=30)
      except urllib.error.HTTPError as error:
          answer = error
      json.dump({"status": answer.status, "text": answer.read().decode()}, open("answer.json", "w"))
      """, to: "ask.py")
    try Subprocess.shell("/usr/bin/python3 ask.py", in: directory)
    let answer = try JSONValue.parse(String(contentsOfFile: directory.path("answer.json"), encoding: .utf8))
    return Answer(status: try #require(answer["status"]?.int), text: try #require(answer["text"]?.string))
  }

  /// Waits until a program says where it serves.
  private func base(_ process: OrreryProcess) throws -> String {
    func url() -> Substring? {
      process.errors.split(separator: "\n").first { $0.hasPrefix("serving http") }?.dropFirst("serving ".count)
    }
    try OrreryProcess.wait(for: "the server") { url() != nil || !process.isRunning }
    return String(try #require(url(), "\(process.errors)").dropLast("/".count))
  }

  private func wait(for what: String, _ holds: () throws -> Bool) throws {
    var failure: (any Error)?
    try OrreryProcess.wait(for: what) {
      do {
        return try holds()
      } catch {
        failure = error
        return true
      }
    }
    if let failure { throw failure }
  }

  @Test func `A run is watched, paused, hastened, and told of after its end until Ctrl-C`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(Self.token, to: "token")
    let process = try OrreryProcess([
      "serve", "Scenarios/downlink", "--port", "0", "--speed", "600", "--token-file", file,
    ])
    let base = try base(process)
    func mode() throws -> JSONValue? { try ask(base, "/run").json["mode"] }
    try wait(for: "the run") { try mode() == "EXECUTING" }
    #expect(try ask(base, "/run/pause", body: "").status == 401)
    #expect(try ask(base, "/run/pause", body: "", token: Self.token).status == 202)
    try wait(for: "the pause") { try mode() == "PAUSED" }
    let state = try ask(base, "/constellation/state").json
    #expect(state["count"] == 2)
    let time = try #require(state["epoch_iso"]?.string)
    #expect(time.hasPrefix("2018-01-21T0"))
    #expect(
      try ask(base, "/events?since=0&limit=3").text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.count == 3)
    #expect(try ask(base, "/satellites/NOAA%2020?at=2018-01-22").json["satellite"]?["norad"] == 43013)
    #expect(try ask(base, "/run/speed", body: #"{"speed":100000}"#, token: Self.token).status == 202)
    #expect(try ask(base, "/run/resume", body: "", token: Self.token).status == 202)
    try wait(for: "the end") { try mode() == "TERMINATED" }
    // As the report of the scenario has them.
    #expect(try ask(base, "/links").json["count"] == 8)
    let cost = try #require(try ask(base, "/costs").json["total_dollars"]?.double)
    #expect(abs(cost - 104.63) < 0.01)
    #expect(try ask(base, "/run/pause", body: "", token: Self.token).status == 409)
    try wait(for: "the report") { process.output.contains("complete") }
    process.send(SIGINT)
    #expect(process.end() == 0)
  }

  @Test func `A run answers while it goes on, and ends as it does without`() throws {
    let process = try OrreryProcess(["run", "Scenarios/downlink", "--speed", "3600", "--serve", "0"])
    let base = try base(process)
    #expect(try ask(base, "/health").json["ok"] == true)
    #expect(try ask(base, "/run/stop", body: "").status == 403)
    #expect(process.end() == 0, "\(process.errors)")
  }

  @Test func `A process that only hears the federation tells what it hears`() throws {
    let broker = try TestBroker()
    let join = { (app: String, more: [String]) in
      try OrreryProcess(
        ["join", "Scenarios/downlink", "--as", app, "--broker", "mqtt://127.0.0.1:\(broker.port)"] + more)
    }
    let others = try ["storage", "ground"].map { try join($0, []) }
    let manager = try join("manager", ["--speed", "600", "--serve", "0"])
    let base = try base(manager)
    try wait(for: "a link that has ended") {
      try ask(base, "/links?open=false").json["links"]?.array?.first?["gigabits"]?.double != nil
    }
    let satellites = try #require(try ask(base, "/satellites").json["satellites"]?.array)
    #expect(satellites.map { $0["name"] } == ["SUOMI NPP", "NOAA 20"])
    #expect(try ask(base, "/run").json["stations"] == 12)
    // A satellite tells of its cost with its next state.
    try wait(for: "a cost") { try ask(base, "/costs").json["total_dollars"]?.double ?? 0 > 0 }
    #expect(manager.end() == 0, "\(manager.errors)")
    for process in others { #expect(process.end() == 0) }
  }

  @Test func `Options of a server without one, and ports that cannot be, are told of`() throws {
    let stray = try OrreryProcess.run("run", "Scenarios/downlink", "--token-file", "x")
    #expect(stray.status == 2)
    #expect(stray.errors.contains("--token-file needs --serve"))
    #expect(try OrreryProcess.run("serve", "Scenarios/downlink", "--port", "70000").errors.contains("0 to 65535"))
    let directory = try TemporaryDirectory()
    let missing = try OrreryProcess.run(
      "serve", "Scenarios/downlink", "--token-file", "/nonexistent", "--record", directory.path("record"))
    #expect(missing.status == 3)
    #expect(missing.errors.contains("token file /nonexistent"))
    #expect(!FileManager.default.fileExists(atPath: directory.path("record")))
  }
}
