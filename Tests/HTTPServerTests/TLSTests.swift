#if HTTP
  import Foundation
  import HTTPServer
  import TestSupport
  import Testing

  @Suite struct TLSTests {
    private static func shell(_ script: String) throws -> String {
      let directory = try TemporaryDirectory()
      try Subprocess.shell(script, in: directory)
      return try String(contentsOfFile: directory.path("out"), encoding: .utf8)
    }

    private static func start(_ change: (inout ServerOptions) -> Void = { _ in }) throws -> Server {
      let material = try TLSMaterial.shared.get()
      return try Server.start {
        $0.tls = ServerCertificate(certificate: material.brokerCertificate, key: material.brokerKey)
        change(&$0)
      }
    }

    @Test func answersOverTLS() throws {
      let server = try Self.start()
      #expect(server.isTLS)
      let authority = try TLSMaterial.shared.get().authority
      let answer = try Self.shell(
        """
        printf 'GET /who HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' |
          openssl s_client -quiet -verify_return_error -CAfile '\(authority)' -verify_hostname localhost \\
            -connect localhost:\(server.port) -ign_eof > out 2>errors
        """)
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.hasSuffix("127.0.0.1 true"))
    }

    @Test(arguments: [("tls1_1", false), ("tls1_2", true), ("tls1_3", true)])
    func speaksNoOldTLS(_ version: String, _ isSpoken: Bool) throws {
      let server = try Self.start()
      let answer = try Self.shell(
        """
        openssl s_client -\(version) -cipher ALL:@SECLEVEL=0 -connect localhost:\(server.port) \\
          </dev/null >out 2>&1 || true
        """)
      #expect(answer.contains("Cipher is"))
      #expect(!answer.contains("Cipher is (NONE)") == isSpoken)
    }

    @Test func endsAHandshakeThatDoesNotCome() throws {
      let server = try Self.start { $0.limits.wholeHeaders = .milliseconds(200) }
      try RawClient(server.port).waitForEnd()
      #expect(server.statistics.slowRequests == 1)
    }

    @Test func bearsAClientThatSpeaksPlainly() throws {
      let server = try Self.start()
      let client = try RawClient(server.port)
      client.send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(throws: RawClient.Failure.self) { try client.answer() }
    }

    @Test func saysWhichFileIsWrong() throws {
      let material = try TLSMaterial.shared.get()
      let port = try Self.start().port
      let right = ServerCertificate(certificate: material.brokerCertificate, key: material.brokerKey)
      func start(_ change: (inout ServerCertificate) -> Void) -> StartError? {
        var certificate = right
        change(&certificate)
        return #expect(throws: StartError.self) {
          try Server.start {
            $0.tls = certificate
            $0.port = port
          }
        }
      }
      #expect(
        start { $0.certificate = "/no/file" }?.description == """
          certificate /no/file: No such file or directory; give a certificate in PEM that this program may read
          """)
      #expect(start { $0.key = "/tmp" }?.reason == "it is no file")
      #expect(start { $0.key = right.certificate }?.reason == "it holds no key")
      let pair = start { $0.key = material.clientKey }
      #expect(pair?.place == "certificate \(right.certificate) with key \(material.clientKey)")
      #expect(pair?.remedy == "give a certificate and its own key, both in PEM")
      // None of them has kept the port.
      let server = try Self.start { $0.port = port }
      #expect(server.port == port)
    }
  }
#endif
