#if HTTP
  import Glibc
  import Synchronization

  /// A server of HTTP/1.1, with or without TLS, that answers with a function.
  ///
  /// It listens from its creation to ``stop()``. Requests that are malformed, too large, too slow, for another host or
  /// from a foreign page never reach the responder.
  public final class Server: Sendable {
    /// The port that it listens on.
    public let port: Int
    /// Whether clients speak TLS.
    public let isTLS: Bool
    private let daemon: Daemon
    private let isRunning = Atomic(true)

    /// Starts to listen.
    /// - Parameters:
    ///   - takesLong: Whether a request is answered on one of few threads apart (``ServerLimits/longAnswers``), so that
    ///     it holds up no other. Asked on the server's threads, and to return at once.
    ///   - responder: Answers requests.
    /// - Throws: ``StartError`` with the place, the value and what to do.
    public init(
      _ options: ServerOptions = ServerOptions(), takesLong: @escaping @Sendable (Request) -> Bool = { _ in false },
      responder: @escaping Responder
    ) throws(StartError) {
      try options.validate()
      try Self.makeRoom(for: options.limits.connections)
      let files = try options.tls.map { (tls) throws(StartError) in try CertificateText(tls) }
      let socket = try ListeningSocket(options)
      port = socket.port
      isTLS = options.tls != nil
      daemon = try Daemon(options, files, socket, takesLong: takesLong, responder)
    }

    deinit { stop() }

    /// What it has done so far.
    public var statistics: ServerStatistics { daemon.counters.statistics(openConnections: daemon.table.count) }

    /// Ends streams, lets answers under way finish within ``ServerLimits/closingGrace``, and gives the port back.
    ///
    /// Not to be called by a responder or a source of the server.
    public func stop() {
      guard isRunning.exchange(false, ordering: .relaxed) else { return }
      daemon.stop()
    }

    /// Files that the process may need beside its connections.
    private static let otherFiles: UInt = 256

    /// Raises the process's own limit of open files as far as the system lets it.
    private static func makeRoom(for connections: Int) throws(StartError) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let wanted = UInt(connections) + otherFiles
      guard limit.rlim_cur < wanted else { return }
      limit.rlim_cur = wanted
      guard wanted <= limit.rlim_max, setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
        throw StartError(
          place: "connections \(connections)", reason: "this process may have \(limit.rlim_max) files open",
          remedy: "allow fewer connections, or more files (ulimit -n)")
      }
    }
  }
#endif
