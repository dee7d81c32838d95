/// What a transport carries at most: the size of a payload, and how much waits for a connection.
public struct TransportLimits: Equatable, Sendable {
  /// The longest payload, in bytes, sent or received.
  ///
  /// A message of the federation is a few hundred bytes; 1 MiB leaves room for a whole contact plan,
  /// and keeps a runaway sender from filling the broker's memory.
  public var payloadBytes: Int
  /// The most messages of one client that wait to be sent; the next one is dropped.
  ///
  /// 250,000 is what 30,000 satellites say in eight rounds of their states, or 100 in forty minutes.
  public var queuedMessages: Int

  /// Creates limits; those not named stay at 1 MiB and 250,000 messages.
  public init(payloadBytes: Int = 1 << 20, queuedMessages: Int = 250_000) {
    self.payloadBytes = payloadBytes
    self.queuedMessages = queuedMessages
  }

  /// The longest topic or filter, in bytes of UTF-8: the width of MQTT's length field (MQTT 3.1.1, 1.5.3).
  public static let topicBytes = 65_535

  /// The most separators in a topic or filter: mosquitto closes the connection on a deeper one.
  ///
  /// Without this limit one deep topic at quality 1 would be sent again, and the connection lost
  /// again, for ever.
  public static let topicSeparators = 200
}
