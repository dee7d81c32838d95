/// How bytes under topics get from one federate to another, and nothing of what they mean.
///
/// The laws that an implementer must pass; `TransportConformanceTests` holds each as a test:
/// 1. **Nothing blocks.** `start`, `subscribe` and `publish` return at once, whatever the broker does,
///    and may be called from any thread, before or after the connection stands, and from `receive`.
/// 2. **One at a time.** Events reach `receive` one after the other, never two at once, in the order of
///    ``TransportEvent``. A message published from within `receive` is delivered after the current event.
/// 3. **Order.** The messages of one publisher at one quality reach each subscriber in publication order.
/// 4. **A broker that is away is not an error.** It is reported, and tried again for ever; what is
///    published meanwhile, at either quality, waits in order. Past the limit the *newest* message is
///    dropped, so that what was accepted stays accepted; a notice counts the dropped ones.
/// 5. **Subscriptions are remembered** and renewed on every connection. A message that fits one filter
///    arrives once; one that fits two overlapping filters may arrive twice.
/// 6. **Bytes are kept**: any payload up to the limit, empty ones and NUL included, and any legal topic.
/// 7. **Retained**: a kept message arrives with `isRetained` true at each new subscription and at each
///    renewal; those already subscribed got it with `isRetained` false.
/// 8. **Stop** sends what was accepted and waits until it is confirmed, for as long as it was given; says
///    how much is left; and hands nothing over afterwards. Stopping twice is stopping once.
public protocol Transport: AnyObject, Sendable {
  /// Begins to connect and to hand events over.
  ///
  /// - Parameter receive: Called on a thread of the transport's choosing. It must not block: no message
  ///   is received while it runs. Parse, check, enqueue, return.
  /// - Precondition: Called once, and before `stop`.
  func start(receive: @escaping @Sendable (TransportEvent) -> Void)

  /// Asks for what others publish under topics that fit a filter; asking again changes the quality.
  func subscribe(to filter: TopicFilter, quality: DeliveryQuality)

  /// Takes a message to be sent.
  ///
  /// - Throws: ``PublishError``: a topic that is none, a payload over the limit, or a transport that was stopped.
  func publish(_ message: TransportMessage) throws(PublishError)

  /// Sends what is left, disconnects, and frees everything.
  ///
  /// Called from `receive` it returns at once, and the rest is done after that event.
  /// - Parameter timeout: How long to try to send what is left.
  /// - Returns: How many accepted messages were not delivered (or not confirmed, where that was asked for).
  @discardableResult
  func stop(within timeout: Duration) -> Int

  /// What the transport has done so far.
  var statistics: TransportStatistics { get }
}

/// Why a message was not taken.
public enum PublishError: Error, Equatable, CustomStringConvertible {
  /// Its topic is none.
  case topic(TopicError)
  /// Its payload is over the limit.
  case payload(PayloadSizeError)
  /// The transport has been stopped.
  case stopped(topic: String)

  /// The sentence for a log.
  public var description: String {
    switch self {
    case .topic(let error): error.description
    case .payload(let error): error.description
    case .stopped(let topic): "topic \(topic.debugDescription): not published, the transport has been stopped"
    }
  }
}

/// A payload over the limit: where it was to go, its size, what is allowed.
public struct PayloadSizeError: Error, Equatable, CustomStringConvertible {
  /// The topic of the message.
  public let topic: String
  /// The size of its payload in bytes.
  public let payloadBytes: Int
  /// The most that is allowed, in bytes.
  public let allowedBytes: Int

  /// The sentence for a log.
  public var description: String {
    "topic \(topic.debugDescription): payload of \(payloadBytes) bytes; allowed: at most \(allowedBytes) bytes"
  }
}

extension TransportLimits {
  /// Checks that a message may be sent; every transport asks this first.
  package func check(_ message: TransportMessage) throws(PublishError) {
    do {
      _ = try Topic(message.topic)
    } catch {
      throw .topic(error)
    }
    if message.payload.count > payloadBytes {
      throw .payload(
        PayloadSizeError(topic: message.topic, payloadBytes: message.payload.count, allowedBytes: payloadBytes))
    }
  }

  /// The sentence for messages dropped because the queue was full.
  package func notice(ofDropped count: Int, at place: String) -> String {
    "\(place): queue full, \(queuedMessages) messages wait (queuedMessages); newest dropped: \(count)"
  }

  /// The sentence for a message that came in over the limit.
  package func notice(ofOversize bytes: Int, on topic: String, at place: String) -> String {
    "\(place): topic \(topic.debugDescription): dropped a received payload of \(bytes) bytes; "
      + "allowed: at most \(payloadBytes) bytes (payloadBytes)"
  }
}

/// One thing subscribed to.
package struct Subscription: Equatable, Sendable {
  package let filter: TopicFilter
  package let quality: DeliveryQuality

  package init(filter: TopicFilter, quality: DeliveryQuality) {
    self.filter = filter
    self.quality = quality
  }
}

extension [Subscription] {
  /// Adds a subscription in place of an earlier one to the same filter.
  package mutating func remember(_ subscription: Subscription) {
    if let index = firstIndex(where: { $0.filter == subscription.filter }) {
      self[index] = subscription
    } else {
      append(subscription)
    }
  }
}
