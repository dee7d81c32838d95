/// What a bus knows: its clients, what is retained, and what is to be done, as a value without a lock.
struct BusState {
  /// A step of the total order. Each is carried out wholly before the next.
  enum Action {
    case open(Int)
    case subscribe(Int, Subscription)
    case publish(Int, TransportMessage)
    case tellDrops(Int)
  }

  /// An event on its way to a client.
  struct Handover {
    let id: Int
    let event: TransportEvent
  }

  private var members: [Int: Member] = [:]
  /// The clients in the order in which they were made, which is the order in which they hear a message.
  private var order: [Int] = []
  private var nextID = 0
  private var actions = FIFO<Action>()
  private var isDelivering = false
  private var retained: [Topic: TransportMessage] = [:]

  // MARK: What clients ask for

  mutating func admit(_ member: Member) -> Int {
    defer { nextID += 1 }
    members[nextID] = member
    order.append(nextID)
    return nextID
  }

  /// Forgets a client; returns it, to be released outside the bus's lock, for its handler may own other clients.
  mutating func dismiss(_ id: Int) -> Member? {
    order.removeAll { $0 == id }
    return members.removeValue(forKey: id)
  }

  mutating func start(_ id: Int, _ receive: @escaping Member.Receiver) {
    precondition(members[id]?.phase.isNew == true, "a transport is started once")
    members[id]?.phase = .open(receive)
    actions.append(.open(id))
    members[id]?.early.take(.max).forEach { actions.append($0) }
  }

  mutating func subscribe(_ id: Int, _ subscription: Subscription) {
    enqueue(.subscribe(id, subscription), of: id)
  }

  mutating func publish(_ id: Int, _ message: TransportMessage) throws(PublishError) {
    guard let member = members[id], !member.phase.isStopped else { throw .stopped(topic: message.topic) }
    try member.limits.check(message)
    guard member.statistics.queued < member.limits.queuedMessages else {
      members[id]?.statistics.dropped += 1
      if member.untoldDrops == 0 { enqueue(.tellDrops(id), of: id) }
      members[id]?.untoldDrops += 1
      return
    }
    members[id]?.statistics.published += 1
    members[id]?.statistics.queued += 1
    enqueue(.publish(id, message), of: id)
  }

  /// Lets go of a client's handler; returns the client as it was, to be released outside the bus's lock.
  mutating func stop(_ id: Int) -> Member? {
    guard let member = members[id], !member.phase.isStopped else { return nil }
    members[id]?.phase = .stopped
    members[id]?.early = FIFO()
    members[id]?.subscriptions = []
    return member
  }

  func statistics(of id: Int) -> TransportStatistics { members[id]?.statistics ?? TransportStatistics() }

  private mutating func enqueue(_ action: Action, of id: Int) {
    if members[id]?.phase.isNew == true { members[id]?.early.append(action) } else { actions.append(action) }
  }

  // MARK: Delivery

  /// Returns true for the one who is to deliver now.
  mutating func beginDelivery() -> Bool {
    defer { isDelivering = true }
    return !isDelivering
  }

  mutating func next() -> Action? {
    let action = actions.popFirst()
    isDelivering = action != nil
    return action
  }

  mutating func perform(_ action: Action) -> [Handover] {
    switch action {
    case .open(let id):
      members[id]?.statistics.connections = 1
      return [Handover(id: id, event: .connected(count: 1, sessionPresent: false))]
    case .subscribe(let id, let subscription):
      members[id]?.subscriptions.remember(subscription)
      return [Handover(id: id, event: .subscribed(subscription.filter))] + kept(for: id, subscription)
    case .publish(_, let message):
      keep(message)
      return order.compactMap { handover(of: message, to: $0) }
    case .tellDrops(let id):
      guard let member = members[id] else { return [] }
      members[id]?.untoldDrops = 0
      return [Handover(id: id, event: .notice(member.limits.notice(ofDropped: member.untoldDrops, at: member.name)))]
    }
  }

  /// Returns the handler that an event goes to, and counts it; nil once its client has stopped.
  mutating func receiver(for handover: Handover) -> Member.Receiver? {
    guard case .open(let receive)? = members[handover.id]?.phase else { return nil }
    if case .message = handover.event { members[handover.id]?.statistics.received += 1 }
    return receive
  }

  mutating func finish(_ action: Action) {
    guard case .publish(let id, let message) = action else { return }
    members[id]?.statistics.queued -= 1
    if message.quality == .atLeastOnce { members[id]?.statistics.acknowledged += 1 }
  }

  // MARK: Matching

  private mutating func handover(of message: TransportMessage, to id: Int) -> Handover? {
    guard let member = members[id],
      let granted = member.subscriptions.filter({ $0.filter.matches(message.topic) }).map(\.quality).max()
    else { return nil }
    guard message.payload.count <= member.limits.payloadBytes else {
      members[id]?.statistics.oversize += 1
      let text = member.limits.notice(ofOversize: message.payload.count, on: message.topic, at: member.name)
      return Handover(id: id, event: .notice(text))
    }
    var copy = message
    copy.quality = min(message.quality, granted)
    copy.isRetained = false
    return Handover(id: id, event: .message(copy))
  }

  private mutating func keep(_ message: TransportMessage) {
    guard message.isRetained, let topic = try? Topic(message.topic) else { return }
    retained[topic] = message.payload.isEmpty ? nil : message
  }

  /// Returns what is retained for a filter, in the order of the topics' bytes.
  private func kept(for id: Int, _ subscription: Subscription) -> [Handover] {
    retained.values
      .filter { subscription.filter.matches($0.topic) }
      .sorted { $0.topic.utf8.lexicographicallyPrecedes($1.topic.utf8) }
      .map { message in
        var copy = message
        copy.quality = min(message.quality, subscription.quality)
        return Handover(id: id, event: .message(copy))
      }
  }
}

/// One client as the bus sees it.
struct Member {
  typealias Receiver = @Sendable (TransportEvent) -> Void

  /// new → open → stopped, or new → stopped.
  enum Phase {
    case new
    case open(Receiver)
    case stopped

    var isNew: Bool { if case .new = self { true } else { false } }
    var isStopped: Bool { if case .stopped = self { true } else { false } }
  }

  let name: String
  let limits: TransportLimits
  var phase = Phase.new
  var subscriptions: [Subscription] = []
  /// What was asked for before `start`, in order.
  var early = FIFO<BusState.Action>()
  var statistics = TransportStatistics()
  var untoldDrops = 0

  init(name: String, limits: TransportLimits) {
    self.name = name
    self.limits = limits
  }
}
