#if MQTT
  import Foundation
  import JSON
  import TestSupport
  import Testing

  @testable import orrery

  /// `orrery broker check`, at brokers that are as they should be and at others.
  @Suite struct BrokerCheckTests {
    /// The checks by name, as the JSON tells them.
    static func check(_ arguments: String...) throws -> (status: Int32, checks: [String: JSONValue], json: JSONValue) {
      let process = try OrreryProcess(["broker", "check"] + arguments + ["--json"])
      let status = process.end()
      let json = try JSONValue.parse(process.output)
      let checks = (json["checks"]?.array ?? []).map { ($0["name"]?.string ?? "", $0) }
      return (status, Dictionary(checks, uniquingKeysWith: { first, _ in first }), json)
    }

    @Test func `A mosquitto that is set up well passes, and nothing stays behind`() throws {
      let broker = try TestBroker()
      let (status, checks, json) = try Self.check("mqtt://127.0.0.1:\(broker.port)", "--prefix", "nost")
      #expect((status, json["isUsable"]) == (0, true))
      let names = ["connection", "echo", "broker", "MQTT versions", "session", "retained"]
      for name in names { #expect(checks[name]?["verdict"] == "good", "\(name): \(checks[name] ?? .null)") }
      #expect(checks["broker"]?["text"]?.string?.hasPrefix("calls itself \"mosquitto version ") == true)
      #expect(json["roundTrip"]?["count"]?.int == 50)
      let (median, p99) = (
        json["roundTrip"]?["medianMilliseconds"]?.double, json["roundTrip"]?["p99Milliseconds"]?.double
      )
      #expect(try #require(median) <= #require(p99))
      let again = try Self.check("mqtt://127.0.0.1:\(broker.port)", "--prefix", "nost")
      // A message that was left to those who come later would be heard as one of another application.
      #expect(again.checks["others"] == nil)
    }

    @Test func `A person reads a line a check`() throws {
      let broker = try TestBroker()
      let run = try OrreryProcess.run("broker", "check", "mqtt://127.0.0.1:\(broker.port)")
      #expect(run.status == 0)
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 7)
      #expect(lines.allSatisfy { $0.hasPrefix("✓ ") || $0.hasPrefix("! ") })
      #expect(lines[0].hasPrefix("✓ connection    127.0.0.1:\(broker.port) without a user, in the clear, in "))
    }

    @Test func `A broker that keeps nothing is warned of`() throws {
      let broker = try TestBroker(settings: ["retain_available false", "max_queued_messages 0", "max_keepalive 65535"])
      let (status, checks, _) = try Self.check("mqtt://127.0.0.1:\(broker.port)", "--within", "2")
      // mosquitto ends the connection of a client that wants a message retained all the same.
      #expect(checks["retained"]?["verdict"] == "warning")
      #expect(status == 0)
    }

    @Test func `A broker that is not there is told within the limit`() throws {
      let port = try TestBroker.freePort()
      let (status, checks, json) = try Self.check("mqtt://127.0.0.1:\(port)", "--within", "0.5")
      #expect((status, json["isUsable"], json["roundTrip"]) == (1, false, .null))
      #expect(checks["connection"]?["text"]?.string == "127.0.0.1:\(port): Connection refused")
    }

    @Test func `A listener that says nothing is told within the limit`() throws {
      let port = try TestBroker.freePort()
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_in()
      (address.sin_family, address.sin_port) = (sa_family_t(AF_INET), UInt16(port).bigEndian)
      address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
      // Never accepted: the kernel completes the connection, and nobody speaks.
      let isListening = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 && listen(descriptor, 8) == 0
        }
      }
      try #require(isListening)
      let (status, checks, _) = try Self.check("mqtt://127.0.0.1:\(port)", "--within", "0.5")
      #expect(status == 1)
      #expect(checks["connection"]?["text"]?.string?.contains("no answer within 0.5 s") == true)
    }

    @Test func `One who may not come in is told so, without the password`() throws {
      let broker = try TestBroker(.login(user: "ann", password: "right"))
      let process = try OrreryProcess([
        "broker", "check", "mqtt://ann:hush@127.0.0.1:\(broker.port)", "--within", "0.5",
      ])
      #expect(process.end() == 1)
      #expect(process.output.contains("✗ connection    127.0.0.1:\(broker.port): Connection Refused: not authorised."))
      #expect(!(process.output + process.errors).contains("hush"))
    }

    @Test(arguments: ["file", "command", "env"])
    func `The password comes from where it is said to be`(source: String) throws {
      let broker = try TestBroker(.login(user: "ann", password: "right"))
      let directory = try TemporaryDirectory()
      let token = try directory.write("right\n", to: "token")
      let environment = try directory.write("USERNAME=ann\nPASSWORD='right'\n", to: ".env")
      let (user, arguments): (String, [String]) =
        switch source {
        case "file": ("ann@", ["--password-file", token])
        case "command": ("ann@", ["--password-command", "cat '\(token)'"])
        default: ("", ["--env-file", environment])
        }
      let process = try OrreryProcess(["broker", "check", "mqtt://\(user)127.0.0.1:\(broker.port)"] + arguments)
      #expect(process.end() == 0)
      #expect(process.output.contains("\(broker.port) as ann, in the clear"))
    }

    @Test func `One who may not publish is told so`() throws {
      let directory = try TemporaryDirectory()
      let rights = try directory.write("topic read #\n", to: "acl")
      let broker = try TestBroker(settings: ["acl_file \(rights)"])
      let (status, checks, _) = try Self.check("mqtt://127.0.0.1:\(broker.port)", "--within", "0.5")
      #expect(status == 1)
      #expect(checks["echo"]?["text"]?.string?.contains("may the user publish there?") == true)
    }

    @Test(arguments: [
      (
        ["mqtt://h", "--prefix", "a/b"], "--prefix \"a/b\" holds the character \"/\"; allowed: letters, digits, - and _"
      ),
      (["mqtt://h", "--within", "soon"], "--within \"soon\": allowed: 0.1 to 600 seconds, such as 5 or PT5S"),
      (["mqtt://h", "--password-file", "f"], "a password needs a user: --broker mqtt://USER@HOST"),
      (
        ["mqtt://u:p@h", "--password-file", "f"], "there are two passwords: one stands in the broker's address"
      ),
      (
        ["mqtt://u@h", "--password-file", "f", "--password-command", "c"],
        "--password-file and --password-command shut each other out"
      ),
    ])
    func `A wrong command line is answered with what is right`(arguments: [String], message: String) throws {
      let process = try OrreryProcess(["broker", "check"] + arguments)
      #expect(process.end() == 2)
      #expect(process.errors == "orrery: \(message)\nTry: orrery broker check --help\n")
    }

    @Test func `Times of 40 ms betray Nagle's algorithm, a few of them do not`() {
      func times(_ milliseconds: [Int]) -> [Duration] { milliseconds.map { .milliseconds($0) } }
      let quick = times(Array(repeating: 1, count: 50))
      #expect(RoundTrips(quick, seconds: times(Array(repeating: 1, count: 10))).check.verdict == .good)
      let late = RoundTrips(quick, seconds: times([1] + Array(repeating: 44, count: 9))).check
      #expect(late.verdict == .warning)
      #expect(late.text.contains("the second came about 40 ms late, 9 of 10 times"))
      #expect(RoundTrips(quick, seconds: times([44, 44] + Array(repeating: 1, count: 8))).check.verdict == .good)
      let slow = RoundTrips(times(Array(repeating: 40, count: 50))).check
      #expect(slow.verdict == .warning)
      #expect(slow.text.contains("unless ping takes as long"))
      // A line that takes 80 ms has nothing to do with it.
      #expect(RoundTrips(times(Array(repeating: 80, count: 50)), seconds: times([80, 80])).check.verdict == .good)
    }

    @Test func `The median and the last hundredth are times that were measured`() {
      let trips = RoundTrips((1...200).reversed().map { .milliseconds($0) })
      #expect((trips.median, trips.p99) == (.milliseconds(100), .milliseconds(198)))
      #expect(RoundTrips((1...50).map { .milliseconds($0) }).p99 == .milliseconds(50))
      #expect(RoundTrips([]).median == .zero)
    }
  }
#endif
