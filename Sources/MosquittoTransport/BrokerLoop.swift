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
    private let client: LibraryClient
    private let poller: Poller
    private var phase = Phase.waiting(until: .now)
    private var backoff = Backoff()
    private var notices = NoticeLimiter()
    private var generator = SystemRandomNumberGenerator()
    /// Attempts that failed: they choose the local address, and so the family, that the next one tries.
    private var failures = 0
    /// Found after the first failure and then kept: the library must not go back to no address.
    private var addresses: [String] = []
    private var nextSignOfLife = ContinuousClock.Instant.now
    private var mayReadMore = false
    /// Messages handed over at quality 1, by identifier, and at quality 0, in the order of writing.
    private var unacknowledged: Set<Int32> = []
    private var unwritten = FIFO<TransportMessage>()

    init(_ options: BrokerOptions, clientID: String, mail: Mailbox, receive: @escaping (TransportEvent) -> Void) {
      self.options = options
      self.mail = mail
      self.receive = receive
      client = LibraryClient(options, id: clientID)
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
      client.disconnect(by: min(mail.stopRequest?.by ?? .now, .now + MosquittoTransport.closingGrace))
    }

    // MARK: Sending

    private var isConnected: Bool { if case .connected = phase { true } else { false } }

    /// How many messages may be handed over now.
    private var room: Int { isConnected ? LibraryClient.window - unacknowledged.count - unwritten.count : 0 }

    /// Carries out what was asked for; returns whether more could be sent at once.
    private func carryOutOrders() -> Bool {
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

    private func keepUp() throws(BrokenConnection) {
      let now = ContinuousClock.now
      switch phase {
      case .waiting(let until) where until <= now:
        if failures > 0, addresses.isEmpty { addresses = localAddresses(towards: options.host) }
        phase = .connecting(until: .now + options.attemptLimit)
        try client.connect(bindingTo: addresses.isEmpty ? nil : addresses[failures % addresses.count])
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
      if case .connected(let since) = phase, .now - since >= Backoff.steadyAfter { backoff.reset() }
      let pause = backoff.next(using: &generator)
      if isConnected {
        tell(.disconnected(reason: "\(options.place): \(reason)", retryIn: pause))
      } else {
        failures += 1
        say("\(options.place): \(reason); trying again")
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
