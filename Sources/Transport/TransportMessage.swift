/// How hard a transport tries to deliver a message. Exactly-once is not offered: it stalls in libmosquitto 2.0.11.
public enum DeliveryQuality: Int, Comparable, Sendable {
  /// Sent once (MQTT quality 0): lost if the connection breaks while it is on the way.
  case atMostOnce = 0
  /// Sent until acknowledged (MQTT quality 1): never lost on the way to the broker, now and then sent twice.
  case atLeastOnce = 1

  /// Orders the weaker before the stronger.
  public static func < (left: DeliveryQuality, right: DeliveryQuality) -> Bool { left.rawValue < right.rawValue }
}

/// Bytes under a topic: all that a transport knows of what the federates say.
public struct TransportMessage: Equatable, Sendable {
  /// The name that the message goes under; checked when it is published.
  public var topic: String
  /// The content: any bytes, or none.
  public var payload: [UInt8]
  /// How hard to try; in a received message, the lower of what its sender and its subscriber asked for.
  public var quality: DeliveryQuality
  /// Sent: whether the broker keeps it for later subscribers. Received: whether it was such a kept one.
  ///
  /// A retained message without payload makes the broker forget the one it kept.
  public var isRetained: Bool

  /// Creates a message.
  public init(
    topic: String, payload: [UInt8], quality: DeliveryQuality = .atMostOnce, isRetained: Bool = false
  ) {
    self.topic = topic
    self.payload = payload
    self.quality = quality
    self.isRetained = isRetained
  }
}
