#if HTTP
  import Glibc
  import HTTPServer

  extension Server {
    /// What the server of a test answers; see the paths.
    static let echo: Responder = { request in
      switch request.path.first {
      case "health": .text("fine")
      case "echo": .text("\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))")
      case "query": .text(request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";"))
      case "who": .text("\(request.remoteAddress) \(request.isTLS)")
      case "state": .json(state, entityTag: EntityTag("v1"))
      case "large": Response(contentType: "application/octet-stream", body: .bytes(large))
      case "router": Response(status: 405).adding("Allow", "GET, POST")
      default: Problem(404, "nothing stands at this path").response
      }
    }

    private static let state = Bytes("[" + repeatElement("{\"lat\":12.5}", count: 500).joined(separator: ",") + "]")
    /// More than all buffers between two sockets hold.
    static let large = Bytes([UInt8](repeating: 7, count: 16_777_216))

    /// Starts a server on a free port of the loopback.
    static func start(
      _ change: (inout ServerOptions) -> Void = { _ in }, responder: @escaping Responder = echo
    ) throws -> Server {
      var options = ServerOptions(port: 0)
      options.threads = 2
      change(&options)
      return try Server(options, responder: responder)
    }

    /// Waits until it has accepted some connections.
    func waitForConnections(_ count: Int) {
      let start = ContinuousClock.now
      while statistics.connections < count, .now - start < RawClient.patience { sched_yield() }
    }

    /// Asks on a connection of its own.
    func ask(_ line: String, _ fields: String..., body: String = "") throws -> RawClient.Answer {
      let client = try RawClient(port)
      var text = "\(line) HTTP/1.1\r\nHost: localhost\r\n"
      for field in fields { text += field + "\r\n" }
      if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
      client.send(text + "\r\n" + body)
      return try client.answer(toHead: line.hasPrefix("HEAD"))
    }
  }
#endif
