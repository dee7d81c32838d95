#if MQTT
  import Foundation
  import MosquittoTransport
  import TestSupport
  import Testing
  import Transport

  /// Passwords that are read anew before every attempt, at a broker that asks for one.
  @Suite struct PasswordSourceTests {
    private static func client(
      _ broker: TestBroker, _ password: PasswordSource
    ) throws -> (MosquittoTransport, EventLog) {
      var options = BrokerOptions(host: "127.0.0.1", port: broker.port)
      (options.user, options.password) = ("sat", password)
      let client = try MosquittoTransport(options)
      let log = EventLog()
      client.start { log.append($0) }
      return (client, log)
    }

    @Test func `A password that is put right in its file opens at the next attempt`() throws {
      let broker = try TestBroker(.login(user: "sat", password: "right"))
      let directory = try TemporaryDirectory()
      let (client, log) = try Self.client(broker, .file(directory.path("token")))
      defer { client.stop(within: .zero) }
      log.wait(for: "notice") { $0.notices.count == 1 }
      try directory.write("old\r\n", to: "token")
      log.wait(for: "refusal") { $0.notices.count == 2 }
      try directory.write("right\n", to: "token")
      log.wait(for: "connection") { $0.connections == 1 }
      let place = "127.0.0.1:\(broker.port)"
      #expect(
        log.notices == [
          "\(place): password file \(directory.path("token")): No such file or directory; trying again",
          "\(place): Connection Refused: not authorised.; trying again",
        ])
    }

    @Test func `A command is asked again when the connection was lost, and its new token opens`() throws {
      let broker = try TestBroker(.login(user: "sat", password: "right"))
      let directory = try TemporaryDirectory()
      let command = "echo asked >> '\(directory.path("log"))'; printf right"
      let (client, log) = try Self.client(broker, .command(Secret(command)))
      defer { client.stop(within: .zero) }
      log.wait(for: "connection") { $0.connections == 1 }
      try broker.restart()
      log.wait(for: "second connection") { $0.connections == 2 }
      let asked = try String(contentsOfFile: directory.path("log"), encoding: .utf8)
      #expect(asked.split(separator: "\n").count >= 2)
    }

    @Test(arguments: [
      ("echo hush >&2; exit 3", "it ended with exit code 3"), ("exit 0", "it gives nothing"),
      ("kill -9 $$", "it ended with signal 9"), ("printf '\\377'", "it gives no text in UTF-8"),
      ("head -c 70000 /dev/zero", "more than 65535 bytes"),
    ])
    func `A command that fails is told by how it ended, and by no word of it`(command: String, reason: String) throws {
      let broker = try TestBroker(.login(user: "sat", password: "right"))
      let (client, log) = try Self.client(broker, .command(Secret(command)))
      defer { client.stop(within: .zero) }
      log.wait(for: "notice") { !$0.notices.isEmpty }
      #expect(log.notices == ["127.0.0.1:\(broker.port): password command: \(reason); trying again"])
      #expect(!"\(client.options)".contains(command))
    }

    @Test func `A command that does not end keeps nobody from stopping, and is gone then`() throws {
      let broker = try TestBroker(.login(user: "sat", password: "right"))
      let directory = try TemporaryDirectory()
      let command = "echo $$ > '\(directory.path("pid"))'; sleep 1000"
      let (client, _) = try Self.client(broker, .command(Secret(command)))
      func process() -> pid_t? {
        (try? String(contentsOfFile: directory.path("pid"), encoding: .utf8))
          .flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
      }
      eventually("command started") { process() != nil }
      try client.publish(TransportMessage("t", 1))
      #expect(client.stop(within: .zero) == 1)
      let id = try #require(process())
      eventually("command gone") { kill(id, 0) != 0 }
    }
  }
#endif
