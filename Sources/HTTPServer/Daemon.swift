#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// The library's server and everything that its threads share.
  final class Daemon: Sendable {
    /// The limits in time, in nanoseconds.
    struct Deadlines {
      let wholeHeaders: Int
      let wholeBody: Int
      let idle: Int
      let streamPiece: Int
    }

    let reception: Reception
    let responder: Responder
    let takesLong: @Sendable (Request) -> Bool
    let longAnswers: LongAnswers
    let deadlines: Deadlines
    let counters = Counters()
    let table: ConnectionTable
    private let isTLS: Bool
    private let stopping = Atomic(false)
    private nonisolated(unsafe) var handle: OpaquePointer?
    private let reaper: Reaper
    private let acceptor = Acceptor()
    private let listener: Int32
    private let complaints = Complaints()
    private let closingGrace: Int

    /// Starts the library's threads, and those beside them; the socket is the daemon's from then on.
    init(
      _ options: ServerOptions, _ files: CertificateText?, _ socket: ListeningSocket,
      takesLong: @escaping @Sendable (Request) -> Bool, _ responder: @escaping Responder
    ) throws(StartError) {
      let limits = options.limits
      reception = Reception(options)
      (self.responder, self.takesLong) = (responder, takesLong)
      longAnswers = LongAnswers(limits)
      deadlines = Deadlines(
        wholeHeaders: limits.wholeHeaders.nanoseconds, wholeBody: limits.wholeBody.nanoseconds,
        idle: limits.idle.nanoseconds, streamPiece: limits.streamPiece.nanoseconds)
      table = ConnectionTable(limits, counters)
      reaper = Reaper(table, shortest: limits.shortest)
      isTLS = options.tls != nil
      closingGrace = limits.closingGrace.nanoseconds
      listener = socket.descriptor
      do {
        handle = try start(options, files)
      } catch {
        close(listener)
        throw error
      }
      reaper.start()
      acceptor.start(listener) { [weak self] socket, address, size in
        // A socket that the library does not take it has closed.
        if let self { MHD_add_connection(self.handle, socket, address, size) } else { close(socket) }
      }
    }

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Ends streams, lets answers under way finish for a while, and gives the port back.
    func stop() {
      stopping.store(true, ordering: .sequentiallyConsistent)
      let until = monotonicNanoseconds() + closingGrace
      repeat {
        table.endStreams()
        if !table.isBusy { break }
        usleep(1_000)
      } while monotonicNanoseconds() < until
      acceptor.stop()
      close(listener)
      reaper.stop()
      table.endStreams()
      longAnswers.stop(answering: reception.reply(to: Problem(503, "this server ends")))
      MHD_stop_daemon(handle)
    }
  }

  // MARK: Callbacks

  extension Daemon {
    private static func from(_ context: UnsafeMutableRawPointer?) -> Daemon? {
      context.map { Unmanaged<Daemon>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func connection(_ context: UnsafeMutableRawPointer?) -> Connection? {
      context.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }

    // Formed here, outside any actor: a callback formed on the main actor traps on another thread.
    private static let onConnection: MHD_NotifyConnectionCallback = { context, handle, place, event in
      guard let place, let handle else { return }
      switch event {
      case .CONNECTION_NOTIFY_STARTED: place.pointee = Daemon.from(context)?.admit(handle)
      case .CONNECTION_NOTIFY_CLOSED:
        guard let connection = place.pointee else { return }
        place.pointee = nil
        Daemon.from(context)?.table.remove(Unmanaged<Connection>.fromOpaque(connection).takeRetainedValue())
      }
    }

    private typealias LineCallback =
      @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
      ) -> UnsafeMutableRawPointer?

    /// Makes the connection the context of its request.
    private static let onFirstLine: LineCallback = { _, uri, handle in
      let context = MHD_connection_info(handle, .CONNECTION_INFO_SOCKET_CONTEXT)?.pointee.socket_context
      Daemon.connection(context)?.begin(uri)
      return context
    }

    private static let onRequest: MHD_AccessHandlerCallback = { _, handle, _, method, version, data, size, context in
      guard let connection = Daemon.connection(context?.pointee), let handle, let method, let version, let size,
        connection.advance(handle, method: method, version: version, data: data, size: size)
      else { return .NO }
      return .YES
    }

    private static let onCompletion: MHD_RequestCompletedCallback = { _, handle, context, ending in
      let status = MHD_connection_info(handle, .CONNECTION_INFO_HTTP_STATUS)?.pointee.http_status
      Daemon.connection(context?.pointee)?.complete(
        status: Int(status ?? 0), isSent: ending == .REQUEST_TERMINATED_COMPLETED_OK)
    }

    /// Leaves `%` as it is: the target is decoded with more care than the library takes.
    private typealias UnescapeCallback =
      @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?
      ) -> Int
    private static let onEscape: UnescapeCallback = { _, _, text in text.map { strlen($0) } ?? 0 }

    /// Takes a new connection in, or turns it away with a word.
    private func admit(_ handle: OpaquePointer) -> UnsafeMutableRawPointer? {
      guard let socket = MHD_connection_info(handle, .CONNECTION_INFO_CONNECTION_FD)?.pointee.connect_fd,
        let address = MHD_connection_info(handle, .CONNECTION_INFO_CLIENT_ADDRESS)?.pointee.client_addr
      else { return nil }
      let connection = Connection(self, socket: socket, address: RemoteAddress(address), isTLS: isTLS)
      counters.connections.add(1, ordering: .relaxed)
      if !isStopping, table.admit(connection) { return Unmanaged.passRetained(connection).toOpaque() }
      counters.refusedConnections.add(1, ordering: .relaxed)
      if !isTLS {
        let words = Self.fullHouse
        send(socket, words.utf8Start, words.utf8CodeUnitCount, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      shutdown(socket, Int32(SHUT_RDWR))
      return nil
    }

    private static let fullHouse: StaticString = """
      HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: 110\r\n\
      Retry-After: 1\r\nConnection: close\r\n\r\n\
      {"type":"about:blank","title":"Service Unavailable","status":503,"detail":"too many connections are open now"}
      """
  }

  // MARK: Start

  extension Daemon {
    /// The protocols of a server with a certificate: TLS 1.2 and newer (GnuTLS, "Priority Strings").
    private static let priorities = "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"

    private func start(_ options: ServerOptions, _ files: CertificateText?) throws(StartError) -> OpaquePointer {
      var flags =
        MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_USE_ERROR_LOG.rawValue
        | MHD_USE_NO_LISTEN_SOCKET.rawValue | MHD_USE_ITC.rawValue
      if files != nil { flags |= MHD_USE_TLS.rawValue }
      let limits = options.limits
      let this = Unmanaged.passUnretained(self).toOpaque()
      var items = [
        complaints.item,
        // The library clears all of it after each request.
        item(.CONNECTION_MEMORY_LIMIT, limits.headerBytes + 16_384),
        // All connections may fall to one thread. The limit that holds is that of the table.
        item(.CONNECTION_LIMIT, (limits.connections + 64) * options.threads),
        item(.NOTIFY_CONNECTION, callback(Self.onConnection), this),
        item(.URI_LOG_CALLBACK, callback(Self.onFirstLine), this),
        item(.UNESCAPE_CALLBACK, callback(Self.onEscape), this),
        item(.NOTIFY_COMPLETED, callback(Self.onCompletion), this),
      ]
      if options.threads > 1 { items.append(item(.THREAD_POOL_SIZE, options.threads)) }
      let priorities = strdup(Self.priorities)
      defer { free(priorities) }
      if let files {
        items.append(item(.HTTPS_MEM_CERT, 0, files.certificate))
        items.append(item(.HTTPS_MEM_KEY, 0, files.key))
        items.append(item(.HTTPS_PRIORITIES, 0, priorities))
      }
      items.append(item(.END, 0))
      let handle = withExtendedLifetime(files) { MHD_start_with(flags, Self.onRequest, this, &items) }
      let words = complaints.text
      complaints.close()
      if let handle { return handle }
      let place = options.tls.map { "certificate \($0.certificate) with key \($0.key)" } ?? options.place
      throw StartError(
        place: place, reason: words.isEmpty ? "the server did not start" : words,
        remedy: options.tls == nil ? "give another host or port" : "give a certificate and its own key, both in PEM")
    }

    private func item(_ option: MHD_OPTION, _ value: Int, _ pointer: UnsafeMutableRawPointer? = nil) -> MHD_OptionItem {
      MHD_OptionItem(option: option, value: value, ptr_value: pointer)
    }

    private func callback<Callback>(_ callback: Callback) -> Int { unsafeBitCast(callback, to: Int.self) }
  }
#endif
