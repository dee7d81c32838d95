#if MQTT
  import Transport

  /// What the broker's thread does: connects, for ever, and carries messages both ways. Belongs to that thread.
  final class BrokerLoop {
    /// waiting → connecting → connected → waiting, or connecting → waiting.
    private enum Phase {
      case waiting(until: ContinuousClock.Instant)
      case connecting(until: ContinuousClock.Instant)
      case connected(since: ContinuousClock.Instant)
    }

    private let options: BrokerOptions
    private let mail: Mailbox
    private let receive: (TransportEvent) -> Void
    private let clientID: String
    private var client: LibraryClient
    /// Whether the client at hand only makes the broker forget an earlier process of the same name.
    private var isSweeping: Bool
    private let poller: Poller
    private var phase = Phase.waiting(until: .now)
    private var backoff = Backoff()
    private var notices = NoticeLimiter()
    private var generator = SystemRandomNumberGenerator()
    /// Attempts that failed: they choose the local address, and so the family, that the next one tries.
    private var failures = 0
    /// Connections in a row that did not last a second.
    private var losses = 0
    /// Found after the first failure and then kept: the library must not go back to no address.
    private var addresses: [String] = []
    /// The password of the last attempt.
    private var lastPassword: Secret?
    private var nextSignOfLife = ContinuousClock.Instant.now
    private var mayReadMore = false
    /// Messages handed over at quality 1, by identifier, and at quality 0, in the order of writing.
    private var unacknowledged: Set<Int32> = []
    private var unwritten = FIFO<TransportMessage>()

    init(_ options: BrokerOptions, clientID: String, mail: Mailbox, receive: @escaping (TransportEvent) -> Void) {
      self.options = options
      self.mail = mail
      self.receive = receive
      self.clientID = clientID
      isSweeping = options.session == .whileRunning
      client = isSweeping ? Self.sweeper(options, clientID) : LibraryClient(options, id: clientID)
      poller = Poller(waker: mail.waker)
    }

    /// Runs until the mailbox asks to stop and nothing is left to send, or the time for that is over.
    func run() {
      mail.adopt()
      while true {
        let hasMore = carryOutOrders()
        let stop = mail.stopRequest
        if let stop, stop.isFlushed || stop.by <= .now { break }
        do {
          try keepUp()
          try exchange(poller.wait(timeout(hasMore: hasMore, stopBy: stop?.by)))
        } catch {
          lose(error.reason)
        }
        report()
      }
      let deadline = min(mail.stopRequest?.by ?? .now, .now + MosquittoTransport.closingGrace)
      let hasSession = isConnected && [.whileRunning, .resumed].contains(options.session)
      client.disconnect(by: deadline)
      if hasSession { endSession(by: deadline) }
    }

    // MARK: The session

    /// A client that makes the broker forget everything that it has kept under a name: it asks for a clean session.
    private static func sweeper(_ options: BrokerOptions, _ clientID: String) -> LibraryClient {
      var options = options
      options.session = .none
      options.lastWill = nil
      return LibraryClient(options, id: clientID)
    }

    /// Goes on with the client that carries, now that the broker knows nothing of an earlier one.
    private func beginSession() {
      client.disconnect(by: .now + MosquittoTransport.closingGrace)
      poller.forget()
      client = LibraryClient(options, id: clientID)
      isSweeping = false
      phase = .waiting(until: .now)
    }

    /// Has the broker forget us, as far as that can be had by a deadline.
    private func endSession(by deadline: ContinuousClock.Instant) {
      poller.forget()
      client = Self.sweeper(options, clientID)
      do {
        try client.connect(bindingTo: localAddress, password: lastPassword)
        while deadline > .now, client.socket >= 0 {
          poller.watch(client.socket, forWriting: client.wantsToWrite)
          let readiness = poller.wait(deadline - .now)
          if readiness.isReadable { _ = try client.read() }
          if readiness.isWritable { try client.write() }
          if client.takeHappenings().contains(where: \.isConnected) { return client.disconnect(by: deadline) }
        }
      } catch {
        // A broker that is away keeps what it has; the next process of this name throws it away.
      }
    }

    // MARK: Sending

    private var isConnected: Bool { if case .connected = phase { true } else { false } }

    /// How many messages may be handed over now.
    private var room: Int { isConnected ? LibraryClient.window - unacknowledged.count - unwritten.count : 0 }

    /// Carries out what was asked for; returns whether more could be sent at once.
    private func carryOutOrders() -> Bool {
      if isSweeping { return false }
      let orders = mail.collect(messages: room)
      orders.subscriptions.forEach(client.subscribe)
      orders.messages.forEach(hand)
      if orders.drops > 0 { say(mail.limits.notice(ofDropped: orders.drops, at: options.place)) }
      report()
      return orders.hasMore && room > 0
    }

    private func hand(_ message: TransportMessage) {
      if message.quality == .atMostOnce { unwritten.append(message) }
      let id = client.publish(message)
      precondition(id != nil, "the library refused what the transport's checks let pass: \(message.topic)")
      if message.quality == .atLeastOnce, let id { unacknowledged.insert(id) }
    }

    // MARK: The connection

    /// The address to connect from, which chooses the family; nil for any.
    private var localAddress: String? { addresses.isEmpty ? nil : addresses[failures % addresses.count] }

    private func keepUp() throws(BrokenConnection) {
      let now = ContinuousClock.now
      switch phase {
      case .waiting(let until) where until <= now:
        if failures > 0, addresses.isEmpty { addresses = localAddresses(towards: options.host) }
        let password = try options.password?.read { mail.stopRequest.map { $0.isFlushed || $0.by <= .now } ?? false }
        phase = .connecting(until: .now + options.attemptLimit)
        try client.connect(bindingTo: localAddress, password: password)
        lastPassword = password
      case .connecting(let until) where until <= now:
        throw BrokenConnection(reason: "no answer within \(options.attemptLimit)")
      case .connected where nextSignOfLife <= now:
        nextSignOfLife = now + .seconds(1)
        try client.keepAlive()
      default: break
      }
      if case .waiting = phase { return }
      guard client.socket >= 0 else { throw BrokenConnection(reason: "the connection was closed") }
      poller.watch(client.socket, forWriting: client.wantsToWrite)
    }

    /// How long to wait for the socket and the waker before something is due.
    private func timeout(hasMore: Bool, stopBy: ContinuousClock.Instant?) -> Duration {
      if hasMore || mayReadMore { return .zero }
      let due =
        switch phase {
        case .waiting(let until), .connecting(let until): until
        case .connected: nextSignOfLife
        }
      return min(due, stopBy ?? due) - .now
    }

    private func exchange(_ readiness: Poller.Readiness) throws(BrokenConnection) {
      if case .waiting = phase { return }
      if readiness.isReadable || mayReadMore { mayReadMore = try client.read() }
      if readiness.isWritable { try client.write() }
    }

    private func lose(_ reason: String) {
      poller.forget()
      client.disown()
      mayReadMore = false
      report()
      mail.putBack(unwritten.take(.max))
      if case .connected(let since) = phase {
        if .now - since >= Backoff.steadyAfter { backoff.reset() }
        losses = .now - since >= .seconds(1) ? 0 : losses + 1
      }
      let pause = backoff.next(using: &generator)
      if isConnected {
        tell(.disconnected(reason: "\(options.place): \(reason)", retryIn: pause))
      } else {
        failures += 1
        say("\(options.place): \(reason); trying again")
      }
      if losses == 3, options.session != .none {
        say("\(options.place): closed three times just after connecting; is another process called \(clientID)?")
      }
      phase = .waiting(until: .now + pause)
    }

    // MARK: Reporting

    private func report() {
      for happening in client.takeHappenings() {
        switch happening {
        case .connected(let sessionPresent): welcome(sessionPresent)
        case .confirmed(let subscription, true): tell(.subscribed(subscription.filter))
        case .confirmed(let subscription, false):
          say("\(options.place): the broker refused the subscription to \(subscription.filter)")
        case .sent(let id): settle(id)
        case .message(let message): take(message)
        }
      }
    }

    private func welcome(_ sessionPresent: Bool) {
      if isSweeping { return beginSession() }
      phase = .connected(since: .now)
      nextSignOfLife = .now + .seconds(1)
      notices.reset()
      mail.count { $0.connections += 1 }
      tell(.connected(count: mail.statistics.connections, sessionPresent: sessionPresent))
    }

    private func settle(_ id: Int32) {
      let isAcknowledged = unacknowledged.remove(id) != nil
      // A message is also reported as sent when a late acknowledgement of an earlier copy comes in.
      guard isAcknowledged || unwritten.popFirst() != nil else { return }
      mail.settle(isAcknowledged: isAcknowledged)
    }

    private func take(_ message: TransportMessage) {
      guard message.payload.count <= mail.limits.payloadBytes else {
        mail.count { $0.oversize += 1 }
        say(mail.limits.notice(ofOversize: message.payload.count, on: message.topic, at: options.place))
        return
      }
      mail.count { $0.received += 1 }
      tell(.message(message))
    }

    private func say(_ text: String) {
      if let text = notices.admit(text, at: .now) { tell(.notice(text)) }
    }

    /// Hands an event over, unless the transport has been let go.
    private func tell(_ event: TransportEvent) {
      if !mail.isSilenced { receive(event) }
    }
  }
#endif
