#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// One connection and the request on it. All but what the reaper reads belongs to the thread of the connection.
  ///
  /// waiting → named (its first line is there) → receiving → answered → waiting; or refused at any of them.
  final class Connection: @unchecked Sendable {
    enum Progress {
      case waiting
      case named
      case receiving
      case answered
    }

    let daemon: Daemon
    let socket: Int32
    let address: RemoteAddress
    let isTLS: Bool

    // What the reaper reads.
    private let deadlineTime: Atomic<Int>
    /// Since when there has been no whole request; `Int.max` while one is answered.
    private let unfinishedTime: Atomic<Int>
    /// When the answer began that is of a known size; 0 while there is none.
    private let answerTime = Atomic(0)
    /// Whether the next request has not begun, as far as the library tells.
    private let idle = Atomic(false)
    private let running = Mutex<RunningStream?>(nil)
    private let workedOut = Mutex<LongAnswer?>(nil)
    /// How an answer is taken, once the reaper has seen it. Belongs to the table's lock.
    var pace: Pace?
    /// What an idle client had sent, once the reaper has seen it. Belongs to the table's lock.
    var silence: Silence?
    /// What the deadline was when the client was seen to have closed its end. Belongs to the table's lock.
    var deadlineWhenLeft: Int?

    // What belongs to the thread of the connection.
    var progress = Progress.waiting
    var isFirst = true
    /// The first line's target, as it came, and where it ends in the library's buffer.
    var target: [UInt8] = []
    var targetEnd: UnsafeRawPointer?
    var head: RequestHead?
    var body: [UInt8] = []
    /// How much of the body has come, also of one that is thrown away.
    var receivedBytes = 0
    var wholeAt = 0
    var answerBytes = 0

    init(_ daemon: Daemon, socket: Int32, address: RemoteAddress, isTLS: Bool) {
      (self.daemon, self.socket, self.address, self.isTLS) = (daemon, socket, address, isTLS)
      let now = monotonicNanoseconds()
      deadlineTime = Atomic(now + daemon.deadlines.wholeHeaders)
      unfinishedTime = Atomic(now)
    }

    /// When the connection is to be ended, unless something happens before.
    var deadline: Int {
      get { deadlineTime.load(ordering: .relaxed) }
      set { deadlineTime.store(newValue, ordering: .relaxed) }
    }

    var isUnfinished: Bool { unfinishedSince != .max }

    var unfinishedSince: Int {
      get { unfinishedTime.load(ordering: .relaxed) }
      set { unfinishedTime.store(newValue, ordering: .relaxed) }
    }

    var answerSince: Int {
      get { answerTime.load(ordering: .relaxed) }
      set { answerTime.store(newValue, ordering: .relaxed) }
    }

    var isIdle: Bool {
      get { idle.load(ordering: .relaxed) }
      set { idle.store(newValue, ordering: .relaxed) }
    }

    /// Brings the deadline forward, unless it was changed meanwhile.
    func hurry(from old: Int, to new: Int) {
      _ = deadlineTime.compareExchange(expected: old, desired: min(old, new), ordering: .relaxed)
    }

    /// The stream that is being answered with.
    var stream: RunningStream? {
      get { running.withLock { $0 } }
      set { running.withLock { $0 = newValue } }
    }

    /// The answer that is worked out apart.
    var longAnswer: LongAnswer? {
      get { workedOut.withLock { $0 } }
      set { workedOut.withLock { $0 = newValue } }
    }

    /// Whether the library watches the socket no more, until something wakes it.
    var isAside: Bool { stream?.isResting == true || longAnswer.map { $0.reply == nil } ?? false }

    /// Ends the answer where it stands.
    func cutAnswer() {
      stream?.cut()
      longAnswer?.finish(Reply(status: 503, closes: true))
    }

    /// Gives the client time to take what was handed out of a stream.
    func allowStreamPiece() { deadline = monotonicNanoseconds() + daemon.deadlines.streamPiece }
  }

  // MARK: The course of a request

  extension Connection {
    /// Notes the first line of a request.
    func begin(_ uri: UnsafePointer<CChar>?) {
      if !isFirst { deadline = monotonicNanoseconds() + daemon.deadlines.wholeHeaders }
      isFirst = false
      isIdle = false
      progress = .named
      target.removeAll(keepingCapacity: true)
      targetEnd = nil
      guard let uri else { return }
      let length = strlen(uri)
      target.append(contentsOf: UnsafeRawBufferPointer(start: uri, count: length))
      targetEnd = UnsafeRawPointer(uri + length)
    }

    /// Goes on with a request: at its head, at each part of its body, and at its end.
    /// - Returns: Whether the connection may go on.
    func advance(
      _ handle: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
      data: UnsafePointer<CChar>?, size: UnsafeMutablePointer<Int>
    ) -> Bool {
      switch progress {
      case .waiting: return false
      case .named: return receiveHead(handle, method, version)
      case .receiving where size.pointee > 0:
        receivedBytes += size.pointee
        let limit = daemon.reception.limits.bodyBytes
        if receivedBytes <= limit, let data {
          body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: size.pointee))
        } else {
          body = []
        }
        size.pointee = 0
        // The library takes no answer in the midst of a body: a client that goes on and on is left alone.
        return receivedBytes <= 2 * limit + 1_048_576
      case .receiving: return answer(handle)
      case .answered:
        size.pointee = 0
        return true
      }
    }

    /// Makes ready for the next request.
    /// - Parameter status: What the library answered by itself, or 0.
    func complete(status: Int, isSent: Bool) {
      if progress == .answered {
        if isSent { daemon.counters.bodyBytes.add(answerBytes, ordering: .relaxed) }
      } else if status > 0 {
        daemon.counters.countAnswer(status: status)
      }
      (stream, longAnswer) = (nil, nil)
      answerSince = 0
      progress = .waiting
      head = nil
      let now = monotonicNanoseconds()
      unfinishedSince = now
      deadline = now + daemon.deadlines.idle
      isIdle = true
    }

    private func receiveHead(
      _ handle: OpaquePointer, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
    ) -> Bool {
      let head = readHead(handle, method, version)
      self.head = head
      if let problem = daemon.reception.refusal(of: head) { return send(daemon.reception.reply(to: problem), handle) }
      progress = .receiving
      receivedBytes = 0
      body = []
      if head.bodyLength != .known(0) { deadline = monotonicNanoseconds() + daemon.deadlines.wholeBody }
      return true
    }

    private func answer(_ handle: OpaquePointer) -> Bool {
      if let reply = longAnswer?.reply { return send(reply, handle, isHead: head?.method == .head) }
      // The client has done its part: now the time is ours.
      deadline = .max
      unfinishedSince = .max
      wholeAt = monotonicNanoseconds()
      let reception = daemon.reception
      if receivedBytes > reception.limits.bodyBytes {
        return send(reception.reply(to: reception.tooLarge(receivedBytes)), handle)
      }
      guard let head, case .success(let target) = head.target, let method = head.method else { return false }
      let request = Request(
        method == .head ? .get : method, path: target.path, query: target.query, headers: head.headers, body: body,
        from: address, isTLS: isTLS)
      body = []
      let reply: @Sendable (Responder) -> Reply = { responder in
        reception.reply(to: request, host: head.host ?? "", isServerAsked: target.isServer, responder)
      }
      let responder = daemon.responder
      guard !target.isServer, daemon.takesLong(request) else {
        return send(reply(responder), handle, isHead: method == .head)
      }
      let answer = LongAnswer(handle) { reply(responder) }
      let isTaken = daemon.longAnswers.take(answer) {
        longAnswer = answer
        MHD_suspend_connection(handle)
      }
      return isTaken || send(reply { _ in Self.tooBusy }, handle, isHead: method == .head)
    }

    private static let tooBusy = Problem(503, "too many answers that take long are asked for now").response
      .adding("Retry-After", "1")
  }
#endif
