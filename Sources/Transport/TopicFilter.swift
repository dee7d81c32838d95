/// A pattern of topics to subscribe to: `+` stands for one level, a last `#` for all that follow.
public struct TopicFilter: Hashable, Sendable {
  /// One level of a filter.
  private enum Level: Hashable {
    case name([UInt8])
    case anyOne
    case allThatFollow
  }

  /// The levels, as bytes: filters are equal when the broker would call them equal.
  private let levels: [Level]

  /// Takes a filter.
  ///
  /// - Throws: ``TopicError`` for what no topic may hold, a wildcard that is not a whole level, a `#`
  ///   that is not the last, or a shared subscription (`$share/…`), which would keep no order.
  public init(_ text: String) throws(TopicError) {
    if let reason = topicTextFault(in: text) { throw TopicError(.filter, text, reason) }
    if text.utf8.starts(with: "$share/".utf8) {
      throw TopicError(.filter, text, "shared subscriptions keep no order and are not carried")
    }
    var levels: [Level] = []
    for name in text.utf8.split(separator: separator, omittingEmptySubsequences: false) {
      if levels.last == .allThatFollow { throw TopicError(.filter, text, "'#' is not the last level") }
      levels.append(try Self.level(name, in: text))
    }
    self.levels = levels
  }

  private static func level(_ name: Substring.UTF8View, in text: String) throws(TopicError) -> Level {
    if name.elementsEqual([plusSign]) { return .anyOne }
    if name.elementsEqual([hashSign]) { return .allThatFollow }
    if let wildcard = name.first(where: { $0 == plusSign || $0 == hashSign }) {
      throw TopicError(.filter, text, "'\(Character(UnicodeScalar(wildcard)))' shares a level with other characters")
    }
    return .name(Array(name))
  }

  /// Says whether a topic fits the pattern.
  ///
  /// `a/#` fits `a` too. A leading wildcard does not fit a topic that begins with `$`, such as the
  /// broker's own `$SYS` (MQTT 3.1.1, 4.7.2).
  public func matches(_ topic: String) -> Bool {
    if topic.utf8.first == dollarSign, !beginsWithName { return false }
    var rest: Substring.UTF8View? = topic.utf8[...]
    for level in levels {
      if level == .allThatFollow { return true }
      guard let here = rest else { return false }
      let end = here.firstIndex(of: separator)
      if case .name(let name) = level, !here[..<(end ?? here.endIndex)].elementsEqual(name) { return false }
      rest = end.map { here[here.index(after: $0)...] }
    }
    return rest == nil
  }

  private var beginsWithName: Bool {
    if case .name = levels.first { true } else { false }
  }
}

extension TopicFilter: CustomStringConvertible {
  /// The filter as it goes over the wire.
  public var description: String {
    levels.map { level in
      switch level {
      case .name(let bytes): String(decoding: bytes, as: UTF8.self)
      case .anyOne: "+"
      case .allThatFollow: "#"
      }
    }.joined(separator: "/")
  }
}
