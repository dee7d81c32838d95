#if HTTP
  import Foundation
  import Glibc
  import HTTPServer
  import TestSupport
  import Testing

  @Suite struct ServerTests {
    @Test func answersOnOneConnectionAgainAndAgain() throws {
      let server = try Server.start()
      let client = try RawClient(server.port)
      for number in 0..<100 {
        let answer = try client.ask("POST /echo/\(number)", body: "body \(number)")
        #expect(answer.text == "post [\"echo\", \"\(number)\"] body \(number)")
      }
      #expect(server.statistics.connections == 1)
    }

    @Test func handsOverWhatWasAsked() throws {
      let server = try Server.start()
      #expect(try server.ask("GET /query?a=1&b=x%20y").text == "a=1;b=x y")
      #expect(try server.ask("GET /who").text == "127.0.0.1 false")
      #expect(try server.ask("PATCH /echo/caf%C3%A9", body: "p").text == "patch [\"echo\", \"café\"] p")
      #expect(try server.ask("GET /nowhere").status == 404)
    }

    @Test func datesAndGuardsItsAnswers() throws {
      let answer = try Server.start().ask("GET /health")
      #expect(answer["Date"]?.hasSuffix(" GMT") == true)
      #expect(answer["X-Content-Type-Options"] == "nosniff")
      #expect(answer["Content-Type"] == "text/plain; charset=utf-8")
    }

    @Test func answersHeadWithoutTheBody() throws {
      let server = try Server.start()
      let client = try RawClient(server.port)
      let answer = try client.ask("HEAD /state")
      #expect(answer["Content-Length"] == "6501")
      #expect(try client.ask("GET /health").text == "fine")
    }

    @Test func answersOptionsForAPathAndForAll() throws {
      let server = try Server.start()
      let answer = try server.ask("OPTIONS /router")
      #expect(answer.status == 204)
      #expect(answer["Allow"] == "GET, POST, HEAD, OPTIONS")
      #expect(try server.ask("OPTIONS *")["Allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
      #expect(try server.ask("GET /router").status == 405)
    }

    @Test func compressesAndKnowsWhatTheClientHas() throws {
      let server = try Server.start()
      let packed = try server.ask("GET /state", "Accept-Encoding: gzip")
      #expect(packed["Content-Encoding"] == "gzip")
      #expect(packed.body.starts(with: [0x1F, 0x8B]))
      let directory = try TemporaryDirectory()
      try Data(packed.body).write(to: directory.url.appending(path: "state.gz"))
      try Subprocess.shell("gzip -dc state.gz > state && test $(wc -c < state) = 6501", in: directory)
      let client = try RawClient(server.port)
      #expect(try client.ask("GET /state", "If-None-Match: \"v1\"").status == 304)
      #expect(try client.ask("GET /state", "If-None-Match: \"v1-gzip\"", "Accept-Encoding: gzip").status == 304)
      #expect(try client.ask("GET /state", "If-None-Match: \"v0\"").body.count == 6_501)
    }

    @Test func sendsALargeBodyWhole() throws {
      let answer = try Server.start().ask("GET /large")
      #expect(answer.body.count == Server.large.count)
      #expect(answer.body.allSatisfy { $0 == 7 })
    }

    @Test func takesABodyInChunksAndAfterAWord() throws {
      let server = try Server.start()
      let client = try RawClient(server.port)
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
      client.send("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
      #expect(try client.answer().text == "post [\"echo\"] abcde")
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
      #expect(try client.readHead().hasPrefix("HTTP/1.1 100 "))
      client.send("ok")
      #expect(try client.answer().text == "post [\"echo\"] ok")
    }

    @Test func answersAPipelineInOrder() throws {
      let server = try Server.start()
      let client = try RawClient(server.port)
      let get = { (path: String) in "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
      client.send(get("/echo/1") + get("/state") + get("/echo/3"))
      #expect(try client.answer().text.contains("\"1\""))
      #expect(try client.answer().body.count == 6_501)
      #expect(try client.answer().text.contains("\"3\""))
    }

    @Test func counts() throws {
      let server = try Server.start()
      let client = try RawClient(server.port)
      _ = try client.ask("GET /health")
      _ = try client.ask("GET /nowhere")
      _ = try client.ask("GET /state")
      #expect(server.statistics.answers[2] == 2)
      #expect(server.statistics.answers[4] == 1)
      #expect(server.statistics.latencies.reduce(0, +) == 3)
      #expect(server.statistics.latencySum > .zero)
      #expect(server.statistics.openConnections == 1)
      // A body is counted when it is on its way: before the next answer.
      _ = try client.ask("GET /health")
      #expect(server.statistics.bodyBytes >= 6_501 + 4)
    }

    @Test func outlivesClientsThatVanish() throws {
      let server = try Server.start()
      for _ in 0..<20 {
        let client = try RawClient(server.port, receiveBuffer: 4_096)
        client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = client.isReadable(within: RawClient.patience)
        client.close()
      }
      #expect(try server.ask("GET /health").status == 200)
    }

    @Test func dealsConnectionsOutToItsThreads() throws {
      let server = try Server.start({ $0.threads = 4 }) { _ in .text("\(pthread_self())") }
      // So many at once that each thread has its share, whatever other files are opened meanwhile.
      let clients = try (0..<48).map { _ in try RawClient(server.port) }
      var shares: [String: Int] = [:]
      for client in clients { shares[try client.ask("GET /").text, default: 0] += 1 }
      #expect(shares.count == 4)
    }

    // MARK: Start and stop

    @Test func saysWhyItCannotStart() throws {
      let server = try Server.start()
      let taken = #expect(throws: StartError.self) { try Server.start { $0.port = server.port } }
      #expect(
        taken?.description == """
          127.0.0.1:\(server.port): Address already in use; stop the program that listens there, \
          or choose another port; 0 picks a free one
          """)
      let unknown = #expect(throws: StartError.self) { try Server.start { $0.host = "no host" } }
      #expect(
        unknown?.description == """
          host "no host": there is no such host; give an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all
          """)
      let foreign = #expect(throws: StartError.self) { try Server.start { $0.host = "192.0.2.1" } }
      #expect(foreign?.remedy == "give an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all")
      #expect(throws: StartError.self) { try Server.start { $0.port = 65_536 } }
      #expect(throws: StartError.self) { try Server.start { $0.allowedOrigins = ["*"] } }
      #expect(throws: StartError.self) { try Server.start { $0.allowedHosts = ["a:80"] } }
      #expect(throws: StartError.self) { try Server.start { $0.limits.idle = .zero } }
      #expect(throws: StartError.self) { try Server.start { $0.limits.connections = 1_000_000_000 } }
    }

    @Test func givesThePortBackAtOnce() throws {
      let first = try Server.start()
      let client = try RawClient(first.port)
      _ = try client.ask("GET /health")
      let start = ContinuousClock.now
      first.stop()
      #expect(.now - start < .seconds(10))
      try client.waitForEnd()
      let second = try Server.start { $0.port = first.port }
      #expect(try second.ask("GET /health").status == 200)
      first.stop()
    }

    @Test func listensOnTheNewerFamilyToo() throws {
      let server = try Server.start { $0.host = "::" }
      #expect(try server.ask("GET /who").text == "127.0.0.1 false")
    }
  }
#endif
