/// What came in and what was wrong with it, by topic.
public struct Ingress: Equatable, Sendable {
  /// How many bad messages of one topic are logged each; the rest is only counted.
  public static let loggedPerTopic = 20

  /// Messages of others that were heard.
  public internal(set) var received = 0
  /// Messages that were published.
  public internal(set) var published = 0
  /// Bad messages that were dropped, by topic.
  public internal(set) var bad: [String: Int] = [:]

  /// Bad messages that were dropped, over all topics.
  public var badTotal: Int { bad.values.reduce(0, +) }

  /// Counts a bad message.
  /// - Returns: the line for the log, or nil where enough has been said of the topic.
  mutating func reject(topic: String, because error: any Error) -> String? {
    let count = bad[topic, default: 0] + 1
    bad[topic] = count
    guard count <= Self.loggedPerTopic else { return nil }
    let more = count == Self.loggedPerTopic ? "; further ones of this topic are only counted" : ""
    return "\(topic): dropped a bad message: \(error)\(more)"
  }
}
