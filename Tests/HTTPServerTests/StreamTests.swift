#if HTTP
  import HTTPServer
  import Synchronization
  import Testing

  /// A source whose pieces a test gives by hand. It may be opened several times, and then tells each its own.
  final class TestSource: StreamSource {
    private struct State {
      var pieces: [StreamPiece] = []
      var wakers: [StreamWaker] = []
      var ends = 0
    }

    private let state = Mutex(State())

    func open(_ waker: StreamWaker) -> any StreamSource {
      state.withLock { $0.wakers.append(waker) }
      return self
    }

    func give(_ text: String) { give(.bytes(Bytes(text))) }

    func give(_ piece: StreamPiece) {
      let wakers = state.withLock { state in
        state.pieces.append(piece)
        return state.wakers
      }
      wakers.forEach { $0.wake() }
    }

    func next() -> StreamPiece {
      state.withLock { $0.pieces.isEmpty ? .nothingYet : $0.pieces.removeFirst() }
    }

    func ended() { state.withLock { $0.ends += 1 } }

    var ends: Int { state.withLock { $0.ends } }

    func waitForEnd() throws {
      let start = ContinuousClock.now
      while ends == 0 {
        guard .now - start < RawClient.patience else { throw RawClient.Failure(reason: "the source was not ended") }
      }
    }
  }

  /// A source that always has more.
  final class EndlessSource: StreamSource {
    private let piece = Bytes([UInt8](repeating: 0x2E, count: 65_536))
    private let end = Atomic(0)

    func next() -> StreamPiece { .bytes(piece) }
    func ended() { end.add(1, ordering: .relaxed) }
    var ends: Int { end.load(ordering: .relaxed) }
  }

  @Suite struct StreamTests {
    private static let request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"

    private static func start(
      _ source: TestSource, _ change: (inout ServerOptions) -> Void = { _ in }
    ) throws -> Server {
      try Server.start(change) { request in
        request.path == ["events"] ? .events { source.open($0) } : .text("fine")
      }
    }

    @Test func sendsEventsAsTheyComeAndEndsWithTheSource() throws {
      let source = TestSource()
      let server = try Self.start(source)
      let client = try RawClient(server.port)
      client.send(Self.request)
      let head = try client.readHead()
      #expect(head.contains("Content-Type: text/event-stream"))
      #expect(head.contains("Cache-Control: no-store"))
      for number in 0..<50 {
        source.give("data: \(number)\n\n")
        #expect(try client.readChunk() == Array("data: \(number)\n\n".utf8))
      }
      source.give(.end)
      #expect(try client.readChunk() == nil)
      try source.waitForEnd()
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(try client.answer().text == "fine")
    }

    @Test func holdsNoThreadWhileThereIsNothing() throws {
      let source = TestSource()
      let server = try Self.start(source) { $0.threads = 1 }
      let clients = try (0..<50).map { _ in try RawClient(server.port) }
      for client in clients {
        client.send(Self.request)
        _ = try client.readHead()
      }
      #expect(try server.ask("GET /health").text == "fine")
      server.stop()
      for client in clients { #expect(try client.readChunk() == nil) }
      #expect(source.ends == 50)
    }

    @Test func noticesAClientThatLeavesWhileThereIsNothing() throws {
      let source = TestSource()
      let server = try Self.start(source)
      let client = try RawClient(server.port)
      client.send(Self.request)
      _ = try client.readHead()
      client.close()
      try source.waitForEnd()
      #expect(source.ends == 1)
      #expect(server.statistics.slowReaders == 0)
    }

    @Test func dropsAReaderThatIsTooSlow() throws {
      let source = EndlessSource()
      let server = try Server.start {
        $0.limits.streamPiece = .milliseconds(200)
      } responder: { _ in
        .events { _ in source }
      }
      let client = try RawClient(server.port, receiveBuffer: 4_096)
      client.send(Self.request)
      let start = ContinuousClock.now
      while source.ends == 0, .now - start < RawClient.patience { _ = client.isReadable(within: .zero) }
      #expect(source.ends == 1)
      #expect(server.statistics.slowReaders == 1)
    }

    @Test func bearsAReaderThatKeepsUp() throws {
      let source = EndlessSource()
      let server = try Server.start {
        $0.limits.streamPiece = .seconds(10)
      } responder: { _ in
        .events { _ in source }
      }
      let client = try RawClient(server.port)
      client.send(Self.request)
      _ = try client.readHead()
      for _ in 0..<200 { #expect(try client.readChunk()?.isEmpty == false) }
      #expect(server.statistics.slowReaders == 0)
    }

    @Test func opensNoSourceForAHead() throws {
      let server = try Server.start { _ in
      } responder: { _ in
        .events { _ in
          Issue.record("the source was opened")
          return TestSource()
        }
      }
      let client = try RawClient(server.port)
      #expect(try client.ask("HEAD /events")["Content-Type"] == "text/event-stream")
      #expect(throws: RawClient.Failure.self) { try client.answer() }
    }

    @Test func survivesWakersOfEveryThreadAndOfLongAgo() throws {
      let source = TestSource()
      let server = try Self.start(source)
      for _ in 0..<20 {
        let client = try RawClient(server.port)
        client.send(Self.request)
        _ = try client.readHead()
        for number in 0..<20 { source.give("\(number)\n") }
        client.close()
      }
      server.stop()
      source.give("late")
      #expect(source.ends == 20)
    }
  }
#endif
