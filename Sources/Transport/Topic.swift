/// The name that a message is published under: levels divided by `/`, without wildcards.
///
/// Two topics are equal when their bytes are, as the broker sees them: a letter with an accent in one
/// code point and the same letter in two are different names, though Swift's strings call them equal.
public struct Topic: Sendable {
  /// The name as given.
  public let text: String

  /// Takes a name that may be published under.
  ///
  /// - Throws: ``TopicError`` for an empty, overlong or overdeep name, a wildcard, or a character
  ///   that MQTT does not carry.
  public init(_ text: String) throws(TopicError) {
    if let reason = topicTextFault(in: text) { throw TopicError(.topic, text, reason) }
    if let wildcard = text.utf8.first(where: { $0 == plusSign || $0 == hashSign }) {
      throw TopicError(.topic, text, "'\(Character(UnicodeScalar(wildcard)))' is a wildcard, for filters only")
    }
    self.text = text
  }
}

extension Topic: Hashable, CustomStringConvertible {
  /// Compares two topics byte by byte.
  public static func == (left: Topic, right: Topic) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// The name as given.
  public var description: String { text }
}

/// A topic or filter that MQTT does not allow: which, what it was, what is wrong, what is allowed.
public struct TopicError: Error, Equatable, CustomStringConvertible {
  /// What the text was meant to be.
  public enum Role: String, Sendable {
    /// A name to publish under.
    case topic
    /// A pattern to subscribe to.
    case filter
  }

  /// What the text was meant to be.
  public let role: Role
  /// The text as given, cut after 64 characters.
  public let text: String
  /// What is wrong with it.
  public let reason: String

  init(_ role: Role, _ text: String, _ reason: String) {
    self.role = role
    self.text = text.count > 64 ? "\(text.prefix(64))…" : text
    self.reason = reason
  }

  /// What would be right.
  public var allowed: String {
    switch role {
    case .topic: "levels divided by '/', such as nost/manager/init"
    case .filter: "levels divided by '/', where '+' stands for one whole level and a last '#' for all that follow"
    }
  }

  /// The sentence for a log.
  public var description: String { "\(role.rawValue) \(text.debugDescription): \(reason); allowed: \(allowed)" }
}

let separator = UInt8(ascii: "/")
let plusSign = UInt8(ascii: "+")
let hashSign = UInt8(ascii: "#")
let dollarSign = UInt8(ascii: "$")

/// Returns what makes a text neither a topic nor a filter, or nil.
func topicTextFault(in text: String) -> String? {
  if text.isEmpty { return "it is empty" }
  if text.utf8.count > TransportLimits.topicBytes {
    return "it has \(text.utf8.count) bytes, more than \(TransportLimits.topicBytes)"
  }
  let separators = text.utf8.count { $0 == separator }
  if separators > TransportLimits.topicSeparators {
    return "it has \(separators) separators, more than \(TransportLimits.topicSeparators)"
  }
  guard let scalar = text.unicodeScalars.first(where: \.isRefusedByBrokers) else { return nil }
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "it holds U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits), which brokers refuse"
}

extension Unicode.Scalar {
  /// Whether this is a control character or a non-character (MQTT 3.1.1, 1.5.3).
  package var isRefusedByBrokers: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0xFDD0..<0xFDF0: true
    default: value & 0xFFFE == 0xFFFE
    }
  }
}
