/// An answer as it goes out: with everything that the server itself adds, in the form that the client can read.
struct Reply: Sendable {
  var status: Int
  var fields: [Response.Field] = []
  var contentType: String?
  var body: Response.Body = .none
  /// Whether the connection ends with it.
  var closes = false

  /// The size of the body in bytes, as far as it is known.
  var bodyBytes: Int {
    if case .bytes(let bytes) = body { bytes.count } else { 0 }
  }
}

extension Reception {
  /// Bodies below this many bytes are not worth compressing: they fit into a packet or two.
  static let leastCompressedBytes = 1_024

  /// Makes the answer to a refused request, which nobody else's page may read.
  func reply(to problem: Problem) -> Reply {
    let response = problem.response
    return Reply(
      status: response.status, fields: Self.guards, contentType: response.contentType, body: response.body,
      closes: true)
  }

  /// Asks a responder and makes its answer ready to go out.
  func reply(to request: Request, host: String, isServerAsked: Bool, _ responder: Responder) -> Reply {
    let origin: String?
    if case .listed(let listed) = origins.verdict(request.headers, host: host, isTLS: request.isTLS) {
      origin = listed
    } else {
      origin = nil
    }
    var response = isServerAsked ? Response(status: 405).adding("Allow", Self.allMethods) : responder(request)
    if request.method == .options { response = answerToOptions(request, response, origin) }
    guard response.isSendable else {
      return reply(to: Problem(500, "the answer has a header field that cannot be sent"))
    }
    var reply = Reply(
      status: response.status, fields: response.fields + Self.guards, contentType: response.contentType,
      body: response.body)
    var varies: [String] = []
    negotiate(&reply, response.entityTag, request, &varies)
    if origins.hasList { varies.append("Origin") }
    if let origin {
      reply.fields.append(.init(name: "Access-Control-Allow-Origin", value: origin))
      let names = ["ETag", "Location", "Retry-After"] + response.fields.map(\.name)
      reply.fields.append(.init(name: "Access-Control-Expose-Headers", value: names.joined(separator: ", ")))
    }
    if !varies.isEmpty { reply.fields.append(.init(name: "Vary", value: varies.joined(separator: ", "))) }
    return reply
  }

  /// What keeps a browser from taking an answer for something else, or for another site's page.
  private static let guards: [Response.Field] = [
    .init(name: "X-Content-Type-Options", value: "nosniff"),
    .init(name: "Cross-Origin-Resource-Policy", value: "same-origin"),
  ]

  private static let allMethods = Method.allCases.filter { $0 != .trace && $0 != .query }.map(\.rawValue).joined(
    separator: ", ")

  // MARK: Form

  /// Chooses between gzip and plain, and between the body and "you have it already".
  private func negotiate(
    _ reply: inout Reply, _ tag: EntityTag?, _ request: Request, _ varies: inout [String]
  ) {
    var tag = tag
    #if HTTP
      if case .bytes(let bytes) = reply.body, bytes.count >= Self.leastCompressedBytes, isCompressible(reply) {
        varies.append("Accept-Encoding")
        if AcceptEncoding.admitsGzip(request.headers.values(of: "accept-encoding")), let smaller = bytes.gzipped {
          reply.body = .bytes(smaller)
          reply.fields.append(.init(name: "Content-Encoding", value: "gzip"))
          tag = tag?.ofGzip
        }
      }
    #endif
    guard let tag else { return }
    reply.fields.append(.init(name: "ETag", value: tag.quoted))
    guard reply.status == 200, request.method == .get else { return }
    if tag.isMatched(by: request.headers.values(of: "if-none-match")) {
      reply.status = 304
      reply.body = .none
      reply.contentType = nil
      reply.fields.removeAll { $0.name == "Content-Encoding" }
    }
  }

  private func isCompressible(_ reply: Reply) -> Bool {
    guard let type = reply.contentType, !reply.fields.contains(where: { $0.isNamed("content-encoding") }) else {
      return false
    }
    // Bytes, not characters: this is asked of every answer.
    let bytes = type.utf8.prefix { $0 != UInt8(ascii: ";") }
    return bytes.starts(with: "text/".utf8) || bytes.elementsEqual("application/wasm".utf8)
      || ["json", "xml", "javascript"].contains { bytes.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  // MARK: OPTIONS

  /// Makes an answer of the methods that a responder allows: it tells them with its 405.
  private func answerToOptions(_ request: Request, _ response: Response, _ origin: String?) -> Response {
    guard response.status == 405, let allow = response["Allow"] else { return response }
    var methods = allow.split { $0 == "," || $0 == " " }.map(String.init)
    for method in [Method.head, .options] where !methods.contains(method.rawValue) {
      if method == .options || methods.contains(Method.get.rawValue) { methods.append(method.rawValue) }
    }
    let list = methods.joined(separator: ", ")
    var answer = Response(status: 204).adding("Allow", list)
    if origin != nil, isPreflight(request.method, request.headers) {
      answer = answer.adding("Access-Control-Allow-Methods", list)
        .adding("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match, Last-Event-ID")
        .adding("Access-Control-Max-Age", "600")
    }
    return answer
  }
}

extension Response {
  /// Whether every field is of one line, and its name a token.
  fileprivate var isSendable: Bool {
    let isText = { (text: String) in text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
    return fields.allSatisfy { !$0.name.isEmpty && $0.name.utf8.allSatisfy(\.isTokenCharacter) && isText($0.value) }
      && contentType.map(isText) != false && 200...999 ~= status
  }
}
