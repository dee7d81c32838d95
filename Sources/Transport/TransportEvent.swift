/// What a transport tells its owner. Legal order: (notice* connected (message | subscribed | notice)* disconnected)*.
public enum TransportEvent: Equatable, Sendable {
  /// The connection stands, and every subscription remembered has been asked for again on it.
  ///
  /// `count` is 1 for the first connection; `sessionPresent` says whether the broker kept the old session.
  case connected(count: Int, sessionPresent: Bool)
  /// The connection was lost, and why; another attempt follows on its own. Not told after a `stop`.
  case disconnected(reason: String, retryIn: Duration)
  /// The broker has confirmed a subscription: what others publish from now on is received.
  ///
  /// Told again for every subscription after every `connected`. Nobody need wait for it before
  /// publishing on the same transport: a client's requests are carried out in order.
  case subscribed(TopicFilter)
  /// A message came in.
  case message(TransportMessage)
  /// Something that a log should say: an attempt that failed, messages dropped, a subscription refused.
  case notice(String)
}

/// What a transport has done since it was made.
public struct TransportStatistics: Equatable, Sendable {
  /// Messages that `publish` took and that were not dropped.
  public var published = 0
  /// Of these, those at least-once that were confirmed.
  public var acknowledged = 0
  /// Of these, those that are still waiting to be sent or confirmed.
  public var queued = 0
  /// For how long the oldest of those has waited; zero where none does.
  public var queueAge = Duration.zero
  /// Messages handed to the receiver.
  public var received = 0
  /// Messages that `publish` did not take because the queue was full.
  public var dropped = 0
  /// Messages that came in larger than the limit and were not handed on.
  public var oversize = 0
  /// Connections made.
  public var connections = 0

  /// Creates statistics of nothing.
  public init() {}
}
