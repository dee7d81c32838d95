import Foundation
import JSON
import TestSupport
import Testing

/// The real program as a twin, without a network.
@Suite(.serialized) struct TwinCommandTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func json(_ name: String) throws -> JSONValue {
    try JSONValue.parse(String(contentsOfFile: directory.path(name), encoding: .utf8))
  }

  @Test func `Once writes both files and the statistics, and prints these`() throws {
    let run = try OrreryProcess.run(
      "twin", "--group", "oneweb", "--offline", "--cache", directory.path("cache"), "--max-sats", "50", "--once",
      "--czml", directory.path("twin.czml"), "--line-protocol", directory.path("twin.lp"), "--run-id", "a b", "--stats",
      directory.path("stats.json"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try json("twin.czml").array?.count == 51)
    let lines = try String(contentsOfFile: directory.path("twin.lp"), encoding: .utf8)
    #expect(lines.split(separator: "\n").count == 50)
    #expect(lines.contains(#",run_id=a\ b sat_x_m="#))
    let printed = try JSONValue.parse(run.output)
    #expect(printed == (try json("stats.json")))
    #expect(printed["iterations"] == 1)
    #expect(printed["error_count"] == 0)
    #expect(printed["last_error"] == .null)
    #expect(printed["last_tle_count"] == 50)
    #expect(printed["elements_origin"] == "embedded")
    #expect(run.errors.contains("the program's own sets are used"))
  }

  @Test func `It answers of the sets in use, takes new ones, and ends at once and well when it is told`() throws {
    func write(_ count: Int) throws {
      let run = try OrreryProcess.run(
        "elements", "fetch", "--group", "noaa", "--offline", "--quiet", "--output", directory.path("all.3le"))
      try #require(run.status == 0)
      let lines = try String(contentsOfFile: directory.path("all.3le"), encoding: .utf8).split(separator: "\n")
      try directory.write(lines.prefix(3 * count).joined(separator: "\n") + "\n", to: "sets.3le")
    }
    try write(3)
    let manager = try NotifySocket(directory.path("notify"))
    let process = try OrreryProcess(
      [
        "NOTIFY_SOCKET=\(directory.path("notify"))", OrreryProcess.program, "twin", "--elements",
        directory.path("sets.3le"), "--interval", "0.2", "--serve", "0", "--stats", directory.path("stats.json"),
      ], program: "/usr/bin/env")
    func base() -> Substring? {
      process.errors.split(separator: "\n").first { $0.hasPrefix("serving http") }?
        .dropFirst("serving ".count).dropLast("/".count)
    }
    try OrreryProcess.wait(for: "the server") { base() != nil || !process.isRunning }
    let address = String(try #require(base(), "\(process.errors)"))
    func ask(_ target: String) throws -> JSONValue {
      try JSONValue.parse(Data(contentsOf: try #require(URL(string: address + target))).map { $0 })
    }
    try OrreryProcess.wait(for: "the first sets") {
      (try? ask("/health"))?["constellation_size"] == 3
    }
    let health = try ask("/health")
    #expect(health["last_refresh_iso"]?.string?.hasPrefix("20") == true)
    #expect(try ask("/constellation/state")["count"] == 3)
    #expect(try ask("/elements")["count"] == 3)
    #expect(try ask("/run")["stop"] == .null)
    #expect(try ask("/czml?minutes=5").array?.count == 4)
    let first = try ask("/elements")["hash"]
    try write(5)
    try OrreryProcess.wait(for: "the new sets") { (try? ask("/health"))?["constellation_size"] == 5 }
    #expect(try ask("/elements")["hash"] != first)
    process.send(SIGTERM)
    #expect(process.end() == 0, "\(process.errors)")
    let statistics = try JSONValue.parse(process.output)
    #expect(try #require(statistics["iterations"]?.int) > 1)
    let heard = manager.read()
    #expect(heard.first?.hasPrefix("READY=1\nSTATUS=") == true)
    #expect(heard.last == "STOPPING=1")
    #expect(heard.contains { $0.hasPrefix("STATUS=5 satellites") })
  }

  @Test func `A wait of a day and a silent server end with SIGTERM, by what was done before`() throws {
    let waiting = try OrreryProcess([
      "twin", "--walker", "6/2/1", "--interval", "86400", "--stats", directory.path("stats.json"),
    ])
    try OrreryProcess.wait(for: "an iteration") { (try? json("stats.json"))?["iterations"] == 1 }
    waiting.send(SIGTERM)
    #expect(waiting.end() == 0)
    let server = try TestWebServer(body: [])
    let asking = try OrreryProcess([
      "twin", "--url", server.url("/slow"), "--cache", directory.path("cache"), "--stats", directory.path("other.json"),
    ])
    try OrreryProcess.wait(for: "the request") { !server.requests.isEmpty }
    asking.send(SIGINT)
    #expect(asking.end() == 1)
    #expect(try JSONValue.parse(asking.output)["error_count"] == 0)
  }

  @Test(arguments: [
    (["twin"], "twin needs something to do"),
    (["twin", "--once", "--serve"], "--once and --serve shut each other out"),
    (["twin", "--group", "a", "--walker", "1/1/0", "--serve"], "--group and --walker shut each other out"),
    (["twin", "--stats", "x", "--interval", "0"], "--interval \"0\": allowed: above 0"),
    (["twin", "--stats", "x", "--run-id", "a\nb"], "text without line breaks"),
    (["twin", "--line-protocol", "udp://host"], "allowed: FILE, udp://HOST:PORT"),
    (["twin", "--line-protocol", "tcp://host:1"], "allowed: FILE, udp://HOST:PORT"),
    (["twin", "--line-protocol", "http://u:secret@host"], "no address of InfluxDB"),
    (["twin", "--line-protocol", "http://host/b", "--influx-org", "o"], "InfluxDB 2 needs a token"),
    (["twin", "--line-protocol", "f", "--gzip"], "--gzip goes with --line-protocol http://"),
    (["twin", "--stats", "x", "--star"], "--star goes with --walker"),
    (["twin", "--czml", "x", "--sample", "PT10M"], "--sample \"PT10M\": allowed: at most the window"),
    (["twin", "--walker", "10/3/0", "--serve"], "planeCount (P) a divisor of T = 10"),
  ])
  func `What cannot be is refused with what is allowed, and tells no password`(words: [String], says: String) throws {
    let process = try OrreryProcess(words)
    #expect(process.end() == 2)
    #expect(process.errors.contains(says), "\(process.errors)")
    #expect(!process.errors.contains("secret"))
  }
}

/// A socket on which a service says how it is, as systemd listens on it.
private final class NotifySocket {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
    let descriptor = descriptor
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    try #require(isBound)
  }

  deinit { close(descriptor) }

  /// Returns what has been said, as far as the socket kept it.
  func read() -> [String] {
    var messages: [String] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return messages }
      messages.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }
}
