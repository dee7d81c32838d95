#if HTTP
  import Foundation
  import HTTPServer
  import Synchronization
  import TestSupport
  import Testing

  /// Answers that take long, which here is until the test lets them go on.
  @Suite struct LongAnswerTests {
    private final class Gate: Sendable {
      private let opened = DispatchSemaphore(value: 0)
      private let counts = Mutex((begun: 0, mostAtOnce: 0, now: 0))

      var begun: Int { counts.withLock { $0.begun } }
      var mostAtOnce: Int { counts.withLock { $0.mostAtOnce } }

      func open(times: Int) { for _ in 0..<times { opened.signal() } }

      func pass() {
        counts.withLock {
          $0.begun += 1
          $0.now += 1
          $0.mostAtOnce = max($0.mostAtOnce, $0.now)
        }
        opened.wait()
        counts.withLock { $0.now -= 1 }
      }

      func wait(untilBegun count: Int) {
        let start = ContinuousClock.now
        while begun < count, .now - start < RawClient.patience { sched_yield() }
      }
    }

    private static func server(_ gate: Gate, _ change: (inout ServerLimits) -> Void = { _ in }) throws -> Server {
      var options = ServerOptions(port: 0)
      options.threads = 2
      change(&options.limits)
      return try Server(options, takesLong: { $0.path.first == "long" }) { request in
        if request.path.first == "long" { gate.pass() }
        return .text("fine")
      }
    }

    private static let request = "GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n"

    private static func ask(_ server: Server, times: Int) throws -> [RawClient] {
      try (0..<times).map { _ in
        let client = try RawClient(server.port)
        client.send(request)
        return client
      }
    }

    @Test func holdUpNobody() throws {
      let gate = Gate()
      let server = try Self.server(gate)
      let clients = try Self.ask(server, times: 20)
      gate.wait(untilBegun: 2)
      for _ in 0..<8 { #expect(try server.ask("GET /health").text == "fine") }
      gate.open(times: 20)
      for client in clients {
        #expect(try client.answer().text == "fine")
        // The connection goes on as any other.
        #expect(try client.ask("GET /health").text == "fine")
      }
      #expect(gate.begun == 20 && gate.mostAtOnce == 2)
    }

    @Test func headHasNoBody() throws {
      let gate = Gate()
      let server = try Self.server(gate)
      gate.open(times: 2)
      let client = try RawClient(server.port)
      let answer = try client.ask("HEAD /long")
      #expect(answer.status == 200 && answer["Content-Length"] == "4")
      #expect(try client.ask("GET /long").text == "fine")
    }

    @Test func areRefusedWhereTooManyWait() throws {
      let gate = Gate()
      let server = try Self.server(gate) { ($0.longAnswers, $0.waitingAnswers) = (1, 1) }
      let first = try Self.ask(server, times: 1)
      gate.wait(untilBegun: 1)
      let second = try RawClient(server.port)
      second.send(Self.request)
      // Whether the second waits shows in what the third is told.
      var third = RawClient.Answer(status: 0, head: "", body: [])
      let start = ContinuousClock.now
      var others: [RawClient] = []
      while third.status != 503, .now - start < RawClient.patience {
        let client = try RawClient(server.port)
        client.send(Self.request)
        if client.isReadable(within: .milliseconds(100)) { third = try client.answer() } else { others.append(client) }
      }
      #expect(third.status == 503 && third["Retry-After"] == "1")
      #expect(third.text.contains("too many answers that take long"))
      #expect(others.count <= 1)
      gate.open(times: 3)
      #expect(try first[0].answer().status == 200)
    }

    @Test func areNotWorkedOutForWhoHasGone() throws {
      let gate = Gate()
      let server = try Self.server(gate) {
        $0.longAnswers = 1
        $0.idle = .milliseconds(200)
      }
      let first = try Self.ask(server, times: 1)
      gate.wait(untilBegun: 1)
      let others = try Self.ask(server, times: 10)
      server.waitForConnections(11)
      for client in others { client.close() }
      let start = ContinuousClock.now
      while server.statistics.openConnections > 1, .now - start < RawClient.patience { sched_yield() }
      gate.open(times: 20)
      #expect(try first[0].answer().text == "fine")
      #expect(try server.ask("GET /long").text == "fine")
      #expect(gate.begun == 2)
    }

    @Test func doNotKeepTheServerFromEnding() throws {
      let gate = Gate()
      let server = try Self.server(gate)
      let clients = try Self.ask(server, times: 5)
      gate.wait(untilBegun: 2)
      let start = ContinuousClock.now
      server.stop()
      #expect(.now - start < .seconds(10))
      for client in clients {
        let answer = try? client.answer()
        #expect(answer == nil || answer?.status == 503)
      }
      gate.open(times: 5)
    }
  }
#endif
