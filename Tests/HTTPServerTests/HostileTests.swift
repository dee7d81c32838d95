#if HTTP
  import HTTPServer
  import Testing

  private let get = "GET /health HTTP/1.1\r\nHost: localhost\r\n"
  private let post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n"

  @Suite struct HostileTests {
    /// Sends bytes as they are; returns the status of the answer, nil where the connection ends without one.
    private static func status(_ text: String, to server: Server) throws -> Int? {
      let client = try RawClient(server.port)
      client.send(Array(text.utf8))
      client.finishSending()
      let status = try? client.answer().status
      client.close()
      return status
    }

    @Test(
      arguments: [
        // Targets.
        ("GET /../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a%2fb HTTP/1.1\r\nHost: localhost\r\n\r\n", 400), ("GET /a%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /health\0x HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /health\0HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /%c0%ae%c0%ae/x HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400), ("GET health HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n", 421),
        // Hosts.
        ("GET /health HTTP/1.1\r\n\r\n", 400), ("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        ("\(get)Host: evil.example\r\n\r\n", 400),
        ("GET /health HTTP/1.1\r\nHost: localhost\0.evil.example\r\n\r\n", 400),
        ("GET /health HTTP/1.1\r\nHost: local\r\n host\r\n\r\n", 400),
        // Methods and versions.
        ("BREW /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        ("get /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
        ("GET /health HTTX/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /health\r\nHost: localhost\r\n\r\n", 400),
        // Fields.
        ("\(get)A b: c\r\n\r\n", 400),
        ("\(get)A: b\0c\r\nD: e\r\n\r\n", 400),
        ("\(get)A: b\0c\r\n\r\n", 400),
        ("\(get)no colon\r\n\r\n", 400),
        ("\(get)A: b\r\n folded\r\nC: d\r\n\r\n", 400),
        ("\(get): x\r\n\r\n", 400),
        // Lengths.
        ("\(post)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("\(post)Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", 400),
        ("\(post)Content-Length: +5\r\n\r\nabcde", 400),
        ("\(post)Content-Length : 5\r\n\r\nabcde", 400),
        ("\(post)Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        ("\(post)Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
        ("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("\(post)Content-Length: 99999999999\r\n\r\n", 413),
        ("\(post)Content-Length: 99999999999999999999999\r\n\r\n", 413),
        // Chunks.
        ("\(post)Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400),
        ("\(post)Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n", 400),
        ("\(post)Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", 400),
        ("\(post)Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 400),
        ("\(post)Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc", 413),
        // Cut short: nobody is there to be answered, or nothing that could be.
        ("GET /hea", nil), ("GET /health HTTP/1.1\r\nHost: loc", nil), ("", nil), ("\r\n\r\n", nil),
        ("\(post)Content-Length: 10\r\n\r\nabc", nil),
      ] as [(String, Int?)])
    func refuses(_ text: String, _ status: Int?) throws {
      let server = try Server.start { _ in
      } responder: { _ in
        Issue.record("the responder was asked")
        return .text("")
      }
      #expect(try Self.status(text, to: server) == status)
      #expect(try server.ask("GET /%").status == 400)
    }

    @Test func refusesTooManyAndTooLongFields() throws {
      let server = try Server.start()
      let many = String(repeating: "A: b\r\n", count: 200)
      #expect(try Self.status("GET / HTTP/1.1\r\nHost: localhost\r\n\(many)\r\n", to: server) == 431)
      for length in [17_000, 60_000, 200_000] {
        let long = "A: \(String(repeating: "b", count: length))\r\n"
        #expect(try Self.status("GET / HTTP/1.1\r\nHost: localhost\r\n\(long)\r\n", to: server) == 431)
      }
      let path = String(repeating: "/abcdefg", count: 20_000)
      let status = try Self.status("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n", to: server)
      #expect(status == 414 || status == 431)
    }

    @Test func refusesABodyThatGrowsBeyondTheLimit() throws {
      let server = try Server.start { $0.limits.bodyBytes = 1_000 }
      let client = try RawClient(server.port)
      client.send("\(post)Transfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<3 { client.send("190\r\n\(String(repeating: "x", count: 400))\r\n") }
      client.send("0\r\n\r\n")
      let answer = try client.answer()
      #expect(answer.status == 413)
      #expect(answer.text.contains("\"allowed\":\"1000 at most\""))
      let endless = try RawClient(server.port)
      endless.send("\(post)Transfer-Encoding: chunked\r\n\r\n")
      let chunk = "8000\r\n\(String(repeating: "x", count: 32_768))\r\n"
      var chunks = 0
      while endless.send(chunk), chunks < 10_000 { chunks += 1 }
      #expect(chunks < 10_000)
    }

    @Test func takesNoBodyForTheNextRequest() throws {
      let server = try Server.start()
      let hidden = "GET /echo/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
      let client = try RawClient(server.port)
      // GET with a body: what is in it is never asked.
      client.send("GET /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)")
      #expect(try client.answer().text == "get [\"echo\"] \(hidden)")
      client.send("\(get)\r\n")
      #expect(try client.answer().text == "fine")
      // A refused request ends the connection, and what follows on it with it.
      client.send("\(post)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden)
      let answer = try client.answer()
      #expect(answer.status == 400)
      #expect(answer["Connection"] == "close")
      try client.waitForEnd()
      #expect(server.statistics.answers[2] == 2)
    }

    @Test func survivesNoise() throws {
      let server = try Server.start()
      var random = RandomBytes(seed: 7)
      for _ in 0..<300 {
        let client = try RawClient(server.port)
        client.send(random.next(count: 200))
        client.finishSending()
        try? client.waitForEnd()
      }
      #expect(try server.ask("GET /health").text == "fine")
    }

    /// Noise that comes out the same each time, with line ends and spaces more often than chance would have them.
    private struct RandomBytes {
      var seed: UInt64

      mutating func next(count: Int) -> [UInt8] {
        (0..<count).map { _ in
          seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let byte = UInt8(truncatingIfNeeded: seed >> 33)
          return byte < 20 ? 0x0A : byte < 40 ? 0x20 : byte < 60 ? 0x3A : byte
        }
      }
    }

    @Test func letsNoForeignPageCommandOverASocket() throws {
      let server = try Server.start()
      let answer = try server.ask("POST /echo", "Origin: http://evil.example", body: "x")
      #expect(answer.status == 403)
      #expect(answer["Access-Control-Allow-Origin"] == nil)
      #expect(
        answer.text == """
          {"type":"about:blank","title":"Forbidden","status":403,\
          "detail":"a page of another origin may not command this server; \
          start it with the origin among the allowed ones",\
          "parameter":"Origin","value":"http://evil.example"}
          """)
    }
  }
#endif
