import Testing

@testable import HTTPServer

@Suite struct RequestTargetTests {
  @Test(arguments: [
    ("/", []), ("/health", ["health"]), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]), ("/caf%C3%A9", ["café"]),
    ("/a%20b", ["a b"]), ("/a+b", ["a+b"]), ("/...", ["..."]), ("/a%25b", ["a%b"]),
    ("http://localhost:80/x", ["x"]), ("http://localhost", []),
  ])
  func decodesPaths(_ text: String, _ path: [String]) throws {
    #expect(try RequestTarget(Array(text.utf8)).path == path)
  }

  @Test(arguments: [
    "/..", "/../etc/passwd", "/a/../b", "/.", "/%2e%2e/etc/passwd", "/%2E./x", "/a%2fb", "/a%2F..%2Fb", "/a\\b",
    "/a%5c..%5cb", "/a%00b", "/a%0ab", "/a%7fb", "/%", "/%2", "/%zz", "/%+1", "//etc/passwd", "/a//b",
    "/%ff", "/%c0%af", "/%c0%ae%c0%ae/", "/%e0%80%af", "/%ed%a0%80", "/%f4%90%80%80", "/a b", "/caf\u{e9}", "/a#b",
    "", "a", "*x", "?x=1", "ftp://localhost/", "localhost:80",
  ])
  func refusesPathsThatLeadElsewhere(_ text: String) {
    #expect(throws: RequestTarget.Fault.self) { try RequestTarget(Array(text.utf8)) }
  }

  @Test func decodesTheQueryInOrder() throws {
    let target = try RequestTarget(Array("/s?ids=1,2&name=A+B%2B&flag&x=a=b&&ids=3&empty=".utf8))
    #expect(
      target.query == [
        QueryItem("ids", "1,2"), QueryItem("name", "A B+"), QueryItem("flag", ""), QueryItem("x", "a=b"),
        QueryItem("ids", "3"), QueryItem("empty", ""),
      ])
  }

  @Test(arguments: ["/?a=%00", "/?a=%ff", "/?%=1", "/?a=%c0%af"])
  func refusesQueriesThatAreNoText(_ text: String) {
    #expect(throws: RequestTarget.Fault.self) { try RequestTarget(Array(text.utf8)) }
  }

  @Test func keepsTheHostOfAnAbsoluteForm() throws {
    #expect(try RequestTarget(Array("http://evil.example:80/x?y".utf8)).authority == "evil.example:80")
    #expect(try RequestTarget(Array("*".utf8)).isServer)
  }
}

@Suite struct BodyLengthTests {
  @Test(
    arguments: [
      ([:], .known(0)), (["Content-Length": "17"], .known(17)), (["transfer-encoding": "Chunked"], .chunked),
    ] as [(HeaderFields, BodyLength)])
  func readsWhatIsClear(_ headers: HeaderFields, _ length: BodyLength) {
    #expect(BodyLength(headers, .v11) == length)
  }

  @Test(
    arguments: [
      ["Content-Length": "5", "Transfer-Encoding": "chunked"], ["Content-Length": "5", "Content-Length": "6"],
      ["Content-Length": "5", "Content-Length": "5"], ["Content-Length": "5, 5"], ["Content-Length": "+5"],
      ["Content-Length": "-5"], ["Content-Length": "0x5"], ["Content-Length": ""], ["Content-Length": "5 " + "5"],
      ["Content-Length": "99999999999999999999"], ["Transfer-Encoding": "gzip, chunked"],
      ["Transfer-Encoding": "identity"], ["Transfer-Encoding": "xchunked"],
      ["Transfer-Encoding": "chunked", "Transfer-Encoding": "chunked"],
    ] as [HeaderFields])
  func refusesWhatTwoReadersCouldTakeDifferently(_ headers: HeaderFields) {
    guard case .ambiguous = BodyLength(headers, .v11) else {
      Issue.record("taken as \(BodyLength(headers, .v11))")
      return
    }
  }

  @Test func knowsNoChunksInOldRequests() {
    #expect(
      BodyLength(["Transfer-Encoding": "chunked"], .v10) == .ambiguous("HTTP/1.0 has no Transfer-Encoding"))
  }
}
