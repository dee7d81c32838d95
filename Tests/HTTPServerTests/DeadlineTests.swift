#if HTTP
  import Glibc
  import HTTPServer
  import Testing

  @Suite struct DeadlineTests {
    private static let deadline = Duration.milliseconds(300)
    /// How late the end may come on a machine that has much else to do.
    private static let lateness = Duration.seconds(5)

    private static func server(_ change: (inout ServerLimits) -> Void) throws -> Server {
      try Server.start { change(&$0.limits) }
    }

    private static func expectInTime(_ time: Duration) {
      #expect(time > deadline / 2)
      #expect(time < deadline + lateness)
    }

    @Test func endsHeadersThatDrip() throws {
      let server = try Self.server { $0.wholeHeaders = Self.deadline }
      let client = try RawClient(server.port)
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX: ")
      Self.expectInTime(try client.drip("a"))
      #expect(server.statistics.slowRequests == 1)
    }

    @Test func endsAFirstLineThatDripsAndASilentClient() throws {
      let server = try Self.server { $0.wholeHeaders = Self.deadline }
      Self.expectInTime(try RawClient(server.port).drip("G"))
      let start = ContinuousClock.now
      try RawClient(server.port).waitForEnd()
      Self.expectInTime(.now - start)
    }

    @Test func endsHeadersThatDripOnAKeptConnection() throws {
      let server = try Self.server { $0.wholeHeaders = Self.deadline }
      let client = try RawClient(server.port)
      _ = try client.ask("GET /health")
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX: ")
      Self.expectInTime(try client.drip("a"))
    }

    @Test func endsAFirstLineThatDripsOnAKeptConnection() throws {
      let server = try Self.server { $0.wholeHeaders = Self.deadline }
      let client = try RawClient(server.port)
      _ = try client.ask("GET /health")
      Self.expectInTime(try client.drip("G"))
    }

    @Test func keepsAnIdleConnectionBeyondTheTimeOfHeaders() throws {
      let server = try Self.server { $0.wholeHeaders = .milliseconds(100) }
      let client = try RawClient(server.port)
      _ = try client.ask("GET /health")
      #expect(!client.isReadable(within: .milliseconds(500)))
      #expect(try client.ask("GET /health").text == "fine")
    }

    @Test func endsABodyThatDrips() throws {
      let server = try Self.server { $0.wholeBody = Self.deadline }
      let client = try RawClient(server.port)
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
      Self.expectInTime(try client.drip("a"))
      #expect(server.statistics.slowRequests == 1)
    }

    @Test func noticesAnEndThatCameWithTheRequest() throws {
      let server = try Self.server { $0.wholeHeaders = .seconds(2) }
      for _ in 0..<20 {
        let client = try RawClient(server.port)
        client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.finishSending()
        #expect(try client.answer().text == "fine")
        let start = ContinuousClock.now
        try client.waitForEnd()
        #expect(.now - start < Self.lateness)
      }
    }

    @Test func endsAnIdleConnection() throws {
      let server = try Self.server { $0.idle = Self.deadline }
      let client = try RawClient(server.port)
      _ = try client.ask("GET /health")
      let start = ContinuousClock.now
      try client.waitForEnd()
      Self.expectInTime(.now - start)
    }

    @Test func endsAnAnswerThatNobodyTakes() throws {
      let server = try Self.server {
        $0.wholeAnswer = Self.deadline
        $0.slowestReader = 1_000_000_000
      }
      let client = try RawClient(server.port, receiveBuffer: 4_096)
      client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
      let start = ContinuousClock.now
      while server.statistics.slowReaders == 0, .now - start < RawClient.patience {
        _ = client.isReadable(within: .zero)
      }
      Self.expectInTime(.now - start)
      #expect(throws: RawClient.Failure.self) { try client.answer() }
    }

    @Test func endsAnAnswerThatIsTakenDropByDrop() throws {
      // The whole 16 MiB would have 16 seconds.
      let server = try Self.server {
        $0.wholeAnswer = Self.deadline
        $0.slowestReader = 1_048_576
      }
      let client = try RawClient(server.port, receiveBuffer: 4_096)
      client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
      let start = ContinuousClock.now
      while server.statistics.slowReaders == 0, .now - start < RawClient.patience {
        try client.sip(every: .milliseconds(20))
      }
      Self.expectInTime(.now - start)
    }

    @Test func givesALargeAnswerTheTimeOfItsSize() throws {
      // 16 MiB at 64 KiB a second have four minutes: a reader that goes on is let go on.
      let server = try Self.server {
        $0.wholeAnswer = .milliseconds(20)
        $0.slowestReader = 65_536
      }
      #expect(try server.ask("GET /large").body.count == Server.large.count)
      #expect(server.statistics.slowReaders == 0)
    }

    @Test func endsNoAnswerThatIsTaken() throws {
      // The shortest deadline says how often connections are looked at: here every 2 ms, amid thousands of answers.
      let server = try Self.server { $0.streamPiece = .milliseconds(16) }
      let client = try RawClient(server.port)
      let start = ContinuousClock.now
      while .now - start < .seconds(2) { #expect(try client.ask("GET /health").status == 200) }
      #expect(server.statistics.slowReaders == 0 && server.statistics.connections == 1)
    }

    @Test func answersOthersMeanwhile() throws {
      let server = try Self.server { $0.connectionsPerAddress = 400 }
      let slow = try (0..<200).map { _ in try RawClient(server.port) }
      for client in slow { client.send("GET /health HTTP/1.1\r\nX: ") }
      #expect(try server.ask("GET /health").text == "fine")
      #expect(server.statistics.openConnections >= 200)
    }
  }

  @Suite struct ConnectionLimitTests {
    @Test func makesRoomForANewConnectionAtTheCostOfTheOldestUnfinished() throws {
      let server = try Server.start { $0.limits.connectionsPerAddress = 3 }
      let silent = try RawClient(server.port)
      server.waitForConnections(1)
      let clients = try (0..<3).map { _ in
        let client = try RawClient(server.port)
        #expect(try client.ask("GET /health").status == 200)
        return client
      }
      try silent.waitForEnd()
      for client in clients { #expect(try client.ask("GET /health").status == 200) }
      #expect(server.statistics.displacedConnections == 1)
      #expect(server.statistics.refusedConnections == 0)
      #expect(server.statistics.openConnections == 3)
    }

    @Test func makesRoomForANewConnectionAtTheCostOfTheSlowestReader() throws {
      let server = try Server.start { $0.limits.connectionsPerAddress = 8 }
      let slow = try (0..<8).map { _ in
        let client = try RawClient(server.port, receiveBuffer: 4_096)
        client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = client.isReadable(within: RawClient.patience)
        return client
      }
      // Who has just come and not asked yet is not the one to go, though all others have a whole request.
      let newcomers = try (0..<4).map { _ in try RawClient(server.port) }
      for client in newcomers { #expect(try client.ask("GET /health").status == 200) }
      #expect(server.statistics.displacedConnections == 4)
      #expect(server.statistics.refusedConnections == 0)
      #expect(server.statistics.slowReaders == 0)
      #expect(slow.count == 8)
    }

    @Test func turnsANewConnectionAwayWhereAllAreBusy() throws {
      let source = TestSource()
      let server = try Server.start {
        $0.limits.connectionsPerAddress = 2
      } responder: { _ in
        .events { source.open($0) }
      }
      let clients = try (0..<2).map { _ in try RawClient(server.port) }
      for client in clients {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        source.give("data: 1\n\n")
        _ = try client.readHead()
      }
      let third = try RawClient(server.port)
      let answer = try third.answer()
      #expect(answer.status == 503)
      #expect(answer.text.contains("too many connections"))
      // Another address has its own share.
      let other = try RawClient(server.port, from: "127.0.0.2")
      other.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(try other.readHead().hasPrefix("HTTP/1.1 200"))
    }

    @Test func boundsConnectionsInAll() throws {
      let server = try Server.start { $0.limits.connections = 2 }
      let silent = try RawClient(server.port, from: "127.0.0.2")
      server.waitForConnections(1)
      let others = try ["127.0.0.3", "127.0.0.4"].map { address in
        let client = try RawClient(server.port, from: address)
        #expect(try client.ask("GET /health").status == 200)
        return client
      }
      try silent.waitForEnd()
      #expect(others.count == server.statistics.openConnections)
    }
  }
#endif
