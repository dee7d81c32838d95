#if MQTT
  import CMosquitto
  import Glibc
  import Transport

  /// A connection that could not be made or was lost, and why.
  struct BrokenConnection: Error {
    let reason: String
  }

  /// What the library reports; kept until it has returned, so that no handler runs inside it.
  enum Happening {
    case connected(sessionPresent: Bool)
    case confirmed(Subscription, isGranted: Bool)
    /// A message was written (at most once) or acknowledged (at least once).
    case sent(id: Int32)
    case message(TransportMessage)

    /// Whether it is that a connection stands.
    var isConnected: Bool { if case .connected = self { true } else { false } }
  }

  /// One `struct mosquitto` of libmosquitto 2.0.11, driven from outside. Belongs to one thread.
  ///
  /// The library keeps messages at quality 1 until they are acknowledged, over any number of
  /// connections, and sends them again itself; so one client lives as long as its transport.
  /// Its traps, and where each is met:
  /// - a publish at quality 1 without a connection reports an error and has queued (``publish(_:)``);
  /// - with an unlimited window, unacknowledged messages are never sent again (``window``);
  /// - its own loops retry in whole seconds, or never: ``BrokerLoop`` has its own;
  /// - the log callback formats a text for every packet (``connect(bindingTo:password:)``);
  /// - a connection bound to no address, after one bound to an address, uses freed memory: the owner
  ///   of this client binds from some attempt on, or never.
  final class LibraryClient {
    /// How many messages are handed over and not yet done with.
    ///
    /// The library walks through all of them at each publish; 100 keeps that short and the line full.
    static let window = 100

    private let handle: OpaquePointer
    private let options: BrokerOptions
    private var subscriptions: [Subscription] = []
    /// Requests not yet confirmed on this connection, by packet identifier.
    private var requested: [Int32: Subscription] = [:]
    private var happenings: [Happening] = []
    private var isConnected = false
    private var isConfigured = false
    /// Why the broker turned us away, and what the library complained of, in this attempt.
    private var refusal: String?
    private var complaints: [String] = []

    init(_ options: BrokerOptions, id: String) {
      precondition(Self.isLibraryReady)
      guard let handle = mosquitto_new(id, options.session == .none, nil) else {
        preconditionFailure("mosquitto_new: \(String(cString: strerror(errno)))")
      }
      self.handle = handle
      self.options = options
      mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
      mosquitto_int_option(
        handle, MOSQ_OPT_PROTOCOL_VERSION, options.version == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311)
      mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
      mosquitto_int_option(handle, MOSQ_OPT_SEND_MAXIMUM, Int32(Self.window))
      setCallbacks()
    }

    deinit { mosquitto_destroy(handle) }

    /// The library's own set-up, once in a process and never undone: another user may still need it.
    private static let isLibraryReady = mosquitto_lib_init() == MOSQ_ERR_SUCCESS.rawValue

    // MARK: The connection

    /// The socket, or -1 when there is none.
    var socket: Int32 { mosquitto_socket(handle) }

    var wantsToWrite: Bool { mosquitto_want_write(handle) }

    /// Begins a connection; it stands when `.connected` has happened.
    func connect(bindingTo address: String?, password: Secret?) throws(BrokenConnection) {
      disown()
      refusal = nil
      complaints = []
      listenToComplaints()
      if !isConfigured { try configure() }
      isConfigured = true
      try check(mosquitto_username_pw_set(handle, options.user, password?.text))
      let keepAlive = Int32(options.keepAlive.components.seconds)
      let code = mosquitto_connect_bind_async(handle, options.host, Int32(options.port), keepAlive, address)
      if code != MOSQ_ERR_CONN_PENDING.rawValue { try check(code) }
    }

    /// Reads and handles what has come in; returns whether more may be waiting.
    func read() throws(BrokenConnection) -> Bool {
      // The library stops at EAGAIN, which an older call may have left in errno: trust it only
      // where nothing came in. What stays inside TLS raises no event, so this must go on to the end.
      for _ in 0..<64 {
        let before = happenings.count
        errno = 0
        try check(mosquitto_loop_read(handle, 1))
        if errno == EAGAIN, happenings.count == before { return false }
      }
      return true
    }

    func write() throws(BrokenConnection) { try check(mosquitto_loop_write(handle, 1)) }

    /// Sends a sign of life where one is due, and notices when the broker gives none. To be called every second.
    func keepAlive() throws(BrokenConnection) { try check(mosquitto_loop_misc(handle)) }

    /// Notes that the connection is given up; the socket itself is closed by the next attempt.
    func disown() {
      isConnected = false
      requested = [:]
    }

    /// Says goodbye, and waits until the broker has read everything and closed.
    ///
    /// The library closes its socket as soon as it has written, and if anything unread has come in by
    /// then the kernel resets the connection: what the broker had not yet read would be lost, and our
    /// last will published. A second descriptor keeps the connection open until the broker's end.
    func disconnect(by deadline: ContinuousClock.Instant) {
      guard isConnected, socket >= 0 else { return }
      let keeper = dup(socket)
      mosquitto_disconnect(handle)
      guard keeper >= 0 else { return }
      shutdown(keeper, Int32(SHUT_WR))
      var scratch = [UInt8](repeating: 0, count: 65_536)
      while true {
        var poll = pollfd(fd: keeper, events: Int16(POLLIN), revents: 0)
        guard deadline > .now, Glibc.poll(&poll, 1, milliseconds(deadline - .now)) > 0,
          Glibc.read(keeper, &scratch, scratch.count) > 0
        else { break }
      }
      close(keeper)
    }

    // MARK: Messages

    /// Remembers a subscription, and asks for it now if the connection stands.
    func subscribe(_ subscription: Subscription) {
      subscriptions.remember(subscription)
      if isConnected { request(subscription) }
    }

    /// Hands a message over; returns its identifier, under which `.sent` will happen.
    ///
    /// Any answer of the network means that the library has queued the message (quality 1) or lost it
    /// with the connection (quality 0). Only what could never be sent is refused.
    func publish(_ message: TransportMessage) -> Int32? {
      var id: Int32 = 0
      let code = message.payload.withUnsafeBytes { bytes in
        mosquitto_publish(
          handle, &id, message.topic, Int32(bytes.count), bytes.baseAddress, Int32(message.quality.rawValue),
          message.isRetained)
      }
      let network = [MOSQ_ERR_SUCCESS, MOSQ_ERR_NO_CONN, MOSQ_ERR_CONN_LOST, MOSQ_ERR_ERRNO, MOSQ_ERR_TLS]
      return network.contains { $0.rawValue == code } ? id : nil
    }

    /// Takes what has happened since the last call.
    func takeHappenings() -> [Happening] {
      let taken = happenings
      happenings = []
      return taken
    }

    private func request(_ subscription: Subscription) {
      var id: Int32 = 0
      mosquitto_subscribe(handle, &id, subscription.filter.description, Int32(subscription.quality.rawValue))
      requested[id] = subscription
    }
  }

  // MARK: Set-up

  extension LibraryClient {
    /// Passes the options on. Tried again at each attempt until it works: a file may come later.
    private func configure() throws(BrokenConnection) {
      if let will = options.lastWill {
        let code = will.payload.withUnsafeBytes { bytes in
          mosquitto_will_set(
            handle, will.topic, Int32(bytes.count), bytes.baseAddress, Int32(will.quality.rawValue), will.isRetained)
        }
        try check(code)
      }
      if let tls = options.tls { try configure(tls) }
    }

    private func configure(_ tls: TLSOptions) throws(BrokenConnection) {
      for (name, path) in [("ca", tls.authority), ("cert", tls.certificate), ("key", tls.key)] {
        guard let path, access(path, R_OK) != 0 else { continue }
        throw BrokenConnection(reason: "\(name) file \(path): \(String(cString: strerror(errno)))")
      }
      let system = tls.authority == nil ? "/etc/ssl/certs" : nil
      // Without a callback of ours, OpenSSL would ask the terminal for the passphrase of a key.
      try check(mosquitto_tls_set(handle, tls.authority, system, tls.certificate, tls.key) { _, _, _, _ in 0 })
      try check(mosquitto_tls_opts_set(handle, tls.verification == .none ? 0 : 1, nil, nil))
      try check(mosquitto_tls_insecure_set(handle, tls.verification != .full))
    }

    /// Whether a code means that what was reached has not spoken MQTT.
    private func isStranger(_ code: Int32) -> Bool {
      if isConnected { return false }
      return switch mosq_err_t(rawValue: code) {
      case MOSQ_ERR_ERRNO: errno == 0
      case MOSQ_ERR_CONN_LOST, MOSQ_ERR_PROTOCOL, MOSQ_ERR_MALFORMED_PACKET: true
      default: false
      }
    }

    /// Throws what a code of the library means, if it means failure.
    private func check(_ code: Int32) throws(BrokenConnection) {
      guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
      let text =
        switch mosq_err_t(rawValue: code) {
        case _ where isStranger(code):
          "the connection ended before an answer in MQTT: is \(options.port) the broker's port for MQTT "
            + "\(options.tls == nil ? "without" : "with") TLS?"
        // The library reports an end without a cause as an error number that nobody set.
        case MOSQ_ERR_ERRNO where errno == 0: String(cString: mosquitto_strerror(MOSQ_ERR_CONN_LOST.rawValue))
        case MOSQ_ERR_ERRNO: String(cString: strerror(errno))
        case MOSQ_ERR_EAI: String(cString: gai_strerror(errno))
        case MOSQ_ERR_KEEPALIVE: "the broker gave no sign of life within \(options.keepAlive)"
        case MOSQ_ERR_CONN_REFUSED where refusal != nil: refusal ?? ""
        default: String(cString: mosquitto_strerror(code))
        }
      throw BrokenConnection(reason: ([text] + complaints).joined(separator: " "))
    }
  }

  // MARK: Callbacks

  extension LibraryClient {
    /// The client that a callback of the library is about.
    private static func from(_ pointer: UnsafeMutableRawPointer?) -> LibraryClient? {
      pointer.map { Unmanaged<LibraryClient>.fromOpaque($0).takeUnretainedValue() }
    }

    // Formed here, outside any actor: a callback formed on the main actor traps on another thread.
    private func setCallbacks() {
      mosquitto_connect_with_flags_callback_set(handle) { _, client, code, flags in
        LibraryClient.from(client)?.connected(code: code, flags: flags)
      }
      mosquitto_subscribe_callback_set(handle) { _, client, id, count, granted in
        LibraryClient.from(client)?.confirmed(id, isGranted: count > 0 && granted.map { $0.pointee < 0x80 } == true)
      }
      mosquitto_publish_callback_set(handle) { _, client, id in
        LibraryClient.from(client)?.happenings.append(.sent(id: id))
      }
      mosquitto_message_callback_set(handle) { _, client, message in
        if let message { LibraryClient.from(client)?.received(message.pointee) }
      }
    }

    private func listenToComplaints() {
      mosquitto_log_callback_set(handle) { _, client, level, text in
        guard level & Int32(MOSQ_LOG_ERR | MOSQ_LOG_WARNING) != 0, let text else { return }
        // Some of its lines end with a line break.
        let line = String(cString: text).filter { !$0.isNewline }
        LibraryClient.from(client)?.complaints.append("(\(line))")
      }
    }

    private func connected(code: Int32, flags: Int32) {
      guard code == 0 else {
        refusal = String(cString: mosquitto_connack_string(code))
        return
      }
      mosquitto_log_callback_set(handle, nil)
      isConnected = true
      happenings.append(.connected(sessionPresent: flags & 1 != 0))
      // Before the library sends again what was not acknowledged: our own echo must not be missed.
      subscriptions.forEach(request)
    }

    private func confirmed(_ id: Int32, isGranted: Bool) {
      guard let subscription = requested.removeValue(forKey: id) else { return }
      happenings.append(.confirmed(subscription, isGranted: isGranted))
    }

    private func received(_ message: mosquitto_message) {
      let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
      happenings.append(
        .message(
          TransportMessage(
            topic: String(cString: message.topic), payload: Array(payload),
            quality: message.qos == 0 ? .atMostOnce : .atLeastOnce, isRetained: message.retain)))
    }
  }
#endif
