import Synchronization

/// A broker inside the process: any number of clients, one total order, no thread of its own.
///
/// Whoever publishes delivers: when `publish` returns, every handler has run. What a handler does
/// itself (publish, subscribe, start) is queued and carried out after the current message has reached
/// all its subscribers, breadth first; so a run on one thread is the same, event for event, every time.
/// Clients hear a message in the order in which they were made. When two threads publish at once, one
/// of them delivers for both, and the other's `publish` returns before its message is delivered.
public final class InProcessBus: Sendable {
  private let state = Mutex(BusState())

  /// Creates a bus without clients.
  public init() {}

  /// Makes a client. The name is for notices only and need not be unique.
  public func client(named name: String, limits: TransportLimits = TransportLimits()) -> InProcessClient {
    let id = state.withLock { $0.admit(Member(name: name, limits: limits)) }
    return InProcessClient(bus: self, id: id)
  }

  /// Queues what a client wants done and, unless somebody is at it already, carries everything out.
  func submit(_ request: (inout BusState) throws(PublishError) -> Void) throws(PublishError) {
    let result = state.withLock { state -> Result<Bool, PublishError> in
      do throws(PublishError) {
        try request(&state)
        return .success(state.beginDelivery())
      } catch {
        return .failure(error)
      }
    }
    if try result.get() { deliver() }
  }

  func read<Value: Sendable>(_ body: (inout BusState) -> Value) -> Value { state.withLock { body(&$0) } }

  private func deliver() {
    while let action = state.withLock({ $0.next() }) {
      for handover in state.withLock({ $0.perform(action) }) {
        state.withLock { $0.receiver(for: handover) }?(handover.event)
      }
      state.withLock { $0.finish(action) }
    }
  }
}

/// One end of an ``InProcessBus``. Letting go of it stops it.
public final class InProcessClient: Transport {
  private let bus: InProcessBus
  private let id: Int

  init(bus: InProcessBus, id: Int) {
    self.bus = bus
    self.id = id
  }

  deinit { _ = bus.read { $0.dismiss(id) } }

  /// Connects at once; what was asked for before is done now, in order.
  public func start(receive: @escaping @Sendable (TransportEvent) -> Void) {
    submit { $0.start(id, receive) }
  }

  /// Subscribes; in force when this returns, unless called from a handler.
  public func subscribe(to filter: TopicFilter, quality: DeliveryQuality) {
    submit { $0.subscribe(id, Subscription(filter: filter, quality: quality)) }
  }

  /// Delivers a message; done when this returns, unless called from a handler.
  public func publish(_ message: TransportMessage) throws(PublishError) {
    try bus.submit { state throws(PublishError) in try state.publish(id, message) }
  }

  /// Stops the client; what it has published is delivered all the same, by whoever is delivering.
  ///
  /// If another thread holds an event for this client at that moment, that one is still handed over.
  @discardableResult
  public func stop(within timeout: Duration = .zero) -> Int {
    guard let member = bus.read({ $0.stop(id) }), member.phase.isNew else { return 0 }
    return member.statistics.queued
  }

  /// What the client has done so far.
  public var statistics: TransportStatistics { bus.read { $0.statistics(of: id) } }

  /// Submits a request that cannot fail.
  private func submit(_ request: (inout BusState) -> Void) {
    do {
      try bus.submit { state throws(PublishError) in request(&state) }
    } catch {
      preconditionFailure("only publish throws: \(error)")
    }
  }
}
