#if MQTT
  import CMosquitto
  import Glibc
  import Synchronization
  public import Transport

  /// A ``Transport`` over an MQTT 3.1.1 broker, through libmosquitto.
  ///
  /// One thread of its own makes every call of the library and runs `receive`. It connects again after
  /// any failure whatever, for ever: after 50 ms, then twice as long each time, up to 1 s. Messages at
  /// quality 1 are kept until the broker has acknowledged them, over any number of connections; those
  /// on their way when a connection breaks are sent again, and may then arrive twice. Messages at
  /// quality 0 are kept until they are written to the socket; what the kernel holds then may be lost.
  /// A broker may lose what it has acknowledged: without persistence, whatever it had not yet
  /// delivered when it was killed; and past its `max_queued_messages`, whatever a slow subscriber left.
  public final class MosquittoTransport: Transport {
    /// How long `stop` waits beyond its timeout for the thread: for a handler to return, for a last write.
    static let closingGrace = Duration.seconds(1)

    /// What the transport was made with.
    public let options: BrokerOptions
    /// The name that the broker knows us by.
    public let clientID: String
    private let mail: Mailbox
    private let thread = Mutex(Thread.notStarted)

    /// Life of the thread: notStarted → running → ended, or notStarted → ended.
    private enum Thread {
      case notStarted
      case running(pthread_t)
      case ended
    }

    /// Makes a transport that does nothing before `start`.
    ///
    /// - Throws: ``BrokerOptionsError`` for options that could never work.
    public init(_ options: BrokerOptions) throws(BrokerOptionsError) {
      try options.validate()
      self.options = options
      clientID = options.clientID ?? Self.randomClientID()
      mail = Mailbox(limits: options.limits)
    }

    /// Ends the thread without sending what is left. While `receive` holds the transport, only `stop` ends it.
    deinit {
      mail.silenceReceiver()
      mail.requestStop(by: .now)
      thread.withLock { thread in
        if case .running(let id) = thread { pthread_detach(id) }
      }
    }

    /// Starts the thread, which connects for ever.
    public func start(receive: @escaping @Sendable (TransportEvent) -> Void) {
      let (options, clientID, mail) = (options, clientID, mail)
      thread.withLock { thread in
        guard case .notStarted = thread else { preconditionFailure("a transport is started once") }
        let id = launch {
          BrokerLoop(options, clientID: clientID, mail: mail, receive: receive).run()
          mail.end.ring()
        }
        thread = .running(id)
      }
    }

    /// Subscribes now, if the connection stands, and again on every connection.
    public func subscribe(to filter: TopicFilter, quality: DeliveryQuality) {
      mail.post(Subscription(filter: filter, quality: quality))
    }

    /// Queues a message for the thread; never touches the network.
    public func publish(_ message: TransportMessage) throws(PublishError) { try mail.post(message) }

    /// Sends what is left, disconnects, and ends the thread, within the timeout and one second.
    ///
    /// A thread that is held up longer, by a handler that blocks or by a name server, ends and frees
    /// everything by itself later; it hands nothing more over.
    @discardableResult
    public func stop(within timeout: Duration) -> Int {
      mail.requestStop(by: .now + timeout)
      // The transport's own thread cannot wait for itself, nor for another that waits for it.
      if !mail.isOwnThread { thread.withLock { $0 = join($0, by: .now + timeout + Self.closingGrace) } }
      mail.silenceReceiver()
      return mail.statistics.queued
    }

    /// What the transport has done so far.
    public var statistics: TransportStatistics { mail.statistics }

    private func join(_ thread: Thread, by deadline: ContinuousClock.Instant) -> Thread {
      guard case .running(let id) = thread else { return .ended }
      if mail.end.wait(until: deadline) { pthread_join(id, nil) } else { pthread_detach(id) }
      return .ended
    }

    private static func randomClientID() -> String {
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return "orrery-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  /// What a new thread is to do, on its way there.
  private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that answers no signal but those of its own faults: the rest are the program's.
  private func launch(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    var others = sigset_t()
    var before = sigset_t()
    sigfillset(&others)
    for fault in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { sigdelset(&others, fault) }
    pthread_sigmask(SIG_SETMASK, &others, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let body = Unmanaged.passRetained(ThreadBody(body))
    let code = pthread_create(
      &thread, nil,
      { body in
        if let body { Unmanaged<ThreadBody>.fromOpaque(body).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    precondition(code == 0, "pthread_create: \(String(cString: strerror(code)))")
    return thread
  }
#endif
