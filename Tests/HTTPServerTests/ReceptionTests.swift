import JSON
import TestSupport
import Testing

@testable import HTTPServer

@Suite struct ReceptionTests {
  private static func reception(_ change: (inout ServerOptions) -> Void = { _ in }) -> Reception {
    var options = ServerOptions()
    change(&options)
    return Reception(options)
  }

  private static func head(
    _ method: Method? = .get, _ target: String = "/x", _ headers: HeaderFields = ["Host": "localhost:8090"]
  ) -> RequestHead {
    RequestHead(
      method: method, version: .v11,
      target: Result { () throws(RequestTarget.Fault) in try RequestTarget(Array(target.utf8)) }, headers: headers,
      bytes: 100)
  }

  private static func reply(
    _ request: Request, _ response: Response, by reception: Reception = reception()
  ) -> Reply {
    reception.reply(to: request, host: "localhost:8090", isServerAsked: false) { _ in response }
  }

  @Test func letsAnHonestRequestIn() { #expect(Self.reception().refusal(of: Self.head()) == nil) }

  @Test(
    arguments: [
      (head(nil), 501), (head(.get, "/../x"), 400), (head(.get, "*"), 400), (head(.get, "/", [:]), 400),
      (head(.get, "/", ["Host": "localhost", "Host": "localhost"]), 400), (head(.get, "/", ["Host": "a b"]), 400),
      (head(.get, "/", ["Host": "evil.example"]), 421), (head(.get, "http://evil.example/"), 421),
      (head(.get, "/", ["Host": "localhost", "Na me": "x"]), 400),
      (head(.get, "/", ["Host": "localhost", "A": "x\u{1}"]), 400),
      (head(.post, "/", ["Host": "localhost", "Content-Length": "1048577"]), 413),
      (head(.post, "/", ["Host": "localhost", "Content-Length": "1", "Transfer-Encoding": "chunked"]), 400),
    ] as [(RequestHead, Int)])
  func refusesWithAStatus(_ head: RequestHead, _ status: Int) {
    #expect(Self.reception().refusal(of: head)?.status == status)
  }

  @Test func boundsTheHead() {
    var head = Self.head()
    head.bytes = 16_385
    #expect(Self.reception().refusal(of: head)?.status == 431)
    var headers: HeaderFields = ["Host": "localhost"]
    for _ in 0..<100 { "A".withBytes { headers.append($0, $0) } }
    #expect(Self.reception().refusal(of: Self.head(.get, "/", headers))?.status == 431)
  }

  // MARK: Origins

  @Test(arguments: [
    "http://evil.example", "null", "https://localhost:8090", "http://localhost:3000", "http://localhost:8090.evil",
  ])
  func letsNoForeignPageCommand(_ origin: String) {
    let headers: HeaderFields = ["Host": "localhost:8090", "Origin": origin]
    for method in [Method.post, .put, .patch, .delete] {
      #expect(Self.reception().refusal(of: Self.head(method, "/x", headers))?.status == 403)
    }
    #expect(Self.reception().refusal(of: Self.head(.get, "/x", headers)) == nil)
  }

  @Test func believesABrowserThatTellsTheRelationOnly() {
    let headers: HeaderFields = ["Host": "localhost:8090", "Sec-Fetch-Site": "cross-site"]
    #expect(Self.reception().refusal(of: Self.head(.post, "/x", headers))?.status == 403)
  }

  @Test func letsItsOwnAndListedPagesCommand() {
    let own: HeaderFields = ["Host": "localhost:8090", "Origin": "http://localhost:8090"]
    #expect(Self.reception().refusal(of: Self.head(.post, "/x", own)) == nil)
    let listed: HeaderFields = ["Host": "localhost:8090", "Origin": "http://localhost:3000"]
    let reception = Self.reception { $0.allowedOrigins = ["http://localhost:3000"] }
    #expect(reception.refusal(of: Self.head(.post, "/x", listed)) == nil)
  }

  @Test func tellsBrowsersWhoMayReadOnlyWhereAList() {
    let headers: HeaderFields = ["Origin": "http://localhost:3000"]
    let request = Request(path: [], headers: headers)
    #expect(Self.reply(request, .text("a"))["Access-Control-Allow-Origin"] == nil)
    let reception = Self.reception { $0.allowedOrigins = ["http://localhost:3000"] }
    let reply = Self.reply(request, .text("a"), by: reception)
    #expect(reply["Access-Control-Allow-Origin"] == "http://localhost:3000")
    #expect(reply["Vary"] == "Origin")
    let foreign = Request(path: [], headers: ["Origin": "http://evil.example"])
    #expect(Self.reply(foreign, .text("a"), by: reception)["Access-Control-Allow-Origin"] == nil)
    #expect(Self.reply(foreign, .text("a"), by: reception)["Vary"] == "Origin")
  }

  @Test func answersAPreflightOfAListedPageOnly() {
    let headers: HeaderFields = [
      "Host": "localhost:8090", "Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST",
    ]
    #expect(Self.reception().refusal(of: Self.head(.options, "/x", headers))?.status == 403)
    let reception = Self.reception { $0.allowedOrigins = ["http://localhost:3000"] }
    #expect(reception.refusal(of: Self.head(.options, "/x", headers)) == nil)
    let refusal = Response(status: 405).adding("Allow", "GET, POST")
    let reply = Self.reply(Request(.options, path: ["x"], headers: headers), refusal, by: reception)
    #expect(reply.status == 204)
    #expect(reply["Access-Control-Allow-Methods"] == "GET, POST, HEAD, OPTIONS")
    #expect(reply["Access-Control-Allow-Headers"] == "Authorization, Content-Type, If-None-Match, Last-Event-ID")
  }

  // MARK: Answers

  @Test func makesOptionsOfARoutersRefusal() {
    let refusal = Response(status: 405).adding("Allow", "POST")
    let reply = Self.reply(Request(.options, path: ["x"]), refusal)
    #expect(reply.status == 204)
    #expect(reply["Allow"] == "POST, OPTIONS")
    #expect(Self.reply(Request(.options, path: ["x"]), Problem(404, "no such path").response).status == 404)
  }

  @Test func keepsOthersFromTakingAnAnswerForSomethingElse() {
    let reply = Self.reply(Request(path: []), .text("a"))
    #expect(reply["X-Content-Type-Options"] == "nosniff")
    #expect(reply["Cross-Origin-Resource-Policy"] == "same-origin")
  }

  @Test func sendsNothingThatBreaksTheHead() {
    let split = Response.text("a").adding("Location", "/x\r\nSet-Cookie: a=b")
    #expect(Self.reply(Request(path: []), split).status == 500)
    #expect(Self.reply(Request(path: []), Response(contentType: "a\nb")).status == 500)
  }

  @Test func answersWithNotModifiedToWhoHasIt() {
    let response = Response.json(Bytes("{}"), entityTag: EntityTag("v7"))
    let has: HeaderFields = ["If-None-Match": "\"v7\""]
    let reply = Self.reply(Request(path: [], headers: has), response)
    #expect(reply.status == 304)
    #expect(reply.bodyBytes == 0)
    #expect(reply["ETag"] == "\"v7\"")
    #expect(Self.reply(Request(.post, path: [], headers: has), response).status == 200)
    #expect(Self.reply(Request(path: [], headers: ["If-None-Match": "\"v6\""]), response).status == 200)
  }
}

#if HTTP
  @Suite struct GzipTests {
    private static let text = Bytes(String(repeating: "{\"satellite\":44713,\"lat\":12.5}", count: 100))

    private static func reply(_ headers: HeaderFields, _ response: Response) -> Reply {
      Reception(ServerOptions()).reply(to: Request(path: [], headers: headers), host: "", isServerAsked: false) { _ in
        response
      }
    }

    @Test func compressesLargeTextsForThoseThatReadIt() {
      let response = Response.json(Self.text, entityTag: EntityTag("v1"))
      let reply = Self.reply(["Accept-Encoding": "gzip"], response)
      #expect(reply["Content-Encoding"] == "gzip")
      #expect(reply["ETag"] == "\"v1-gzip\"")
      #expect(reply["Vary"] == "Accept-Encoding")
      #expect(reply.bodyBytes < Self.text.count / 10)
      let plain = Self.reply(["Accept-Encoding": "gzip;q=0"], response)
      #expect(plain["Content-Encoding"] == nil)
      #expect(plain["ETag"] == "\"v1\"")
      #expect(plain["Vary"] == "Accept-Encoding")
    }

    @Test func knowsTheStateInEitherForm() {
      let response = Response.json(Self.text, entityTag: EntityTag("v1"))
      let headers: HeaderFields = ["Accept-Encoding": "gzip", "If-None-Match": "\"v1-gzip\""]
      let reply = Self.reply(headers, response)
      #expect(reply.status == 304)
      #expect(reply["Content-Encoding"] == nil)
      #expect(Self.reply(["If-None-Match": "\"v1-gzip\""], response).status == 200)
    }

    @Test func leavesSmallAndPackedBodiesAlone() {
      let headers: HeaderFields = ["Accept-Encoding": "gzip"]
      #expect(Self.reply(headers, .text("short"))["Content-Encoding"] == nil)
      let picture = Response(contentType: "image/jpeg", body: .bytes(Self.text))
      #expect(Self.reply(headers, picture)["Content-Encoding"] == nil)
      var generator = RandomSource(seed: 1)
      let noise = Bytes((0..<4_096).map { _ in UInt8.random(in: 0...255, using: &generator) })
      #expect(Self.reply(headers, Response(contentType: "text/plain", body: .bytes(noise)))["Content-Encoding"] == nil)
    }

    @Test func compressesOnce() throws {
      let first = try #require(Self.text.gzipped)
      #expect(Self.text.gzipped === first)
    }
  }
#endif

extension Reply {
  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}

extension String {
  fileprivate func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    var text = self
    text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }
}

@Suite struct ProblemTests {
  @Test func isWhatTheStandardWants() {
    let problem = Problem(
      422, "lat_deg is 133; it must be from -90 to 90", title: "Parameter out of range",
      type: "urn:orrery:parameter", members: ["parameter": "lat_deg", "value": 133, "allowed": "-90 to 90"])
    let response = problem.response
    #expect(response.status == 422)
    #expect(response.contentType == "application/problem+json")
    guard case .bytes(let bytes) = response.body else {
      Issue.record("no body")
      return
    }
    let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    #expect(
      text == """
        {"type":"urn:orrery:parameter","title":"Parameter out of range","status":422,\
        "detail":"lat_deg is 133; it must be from -90 to 90","parameter":"lat_deg","value":133,"allowed":"-90 to 90"}
        """)
  }
}
