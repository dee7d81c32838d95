public import JSON

/// What one member of a message may hold.
public indirect enum MemberKind: Sendable {
  /// A whole number.
  case integer
  /// A whole number within bounds.
  case count(ClosedRange<Int>)
  /// A finite number, within bounds where the wire states them.
  case number(ClosedRange<Double>? = nil)
  /// A finite number above zero.
  case positiveNumber
  /// Text.
  case text
  /// One of some words.
  case choice([String])
  /// A list of texts.
  case texts
  /// `true` or `false`.
  case boolean
  /// A date and time.
  case time
  /// A length of time.
  case span
  /// Whole numbers from 0, under names of any kind.
  case counts
  /// Members of its own.
  case object([Member])
  /// A list of objects with the same members.
  case objects([Member])
}

/// One member of a message: its name on the wire, and what it may hold.
public struct Member: Sendable {
  /// The name as the wire spells it.
  public let name: String
  /// What it may hold.
  public let kind: MemberKind
  /// What it means, with its unit.
  public let summary: String
  /// Whether it must be there.
  public let isRequired: Bool
  /// Whether `null` may stand for it.
  public let isNullable: Bool
  /// What it is where it is missing.
  public let fallback: JSONValue?

  /// Describes a member that must be there.
  public static func required(_ name: String, _ kind: MemberKind, _ summary: String) -> Member {
    Member(name: name, kind: kind, summary: summary, isRequired: true, isNullable: false, fallback: nil)
  }

  /// Describes a member that must be there but may be `null`.
  public static func nullable(_ name: String, _ kind: MemberKind, _ summary: String) -> Member {
    Member(name: name, kind: kind, summary: summary, isRequired: true, isNullable: true, fallback: nil)
  }

  /// Describes a member that may be missing or `null`.
  public static func optional(
    _ name: String, _ kind: MemberKind, _ summary: String, default fallback: JSONValue? = nil
  ) -> Member {
    Member(name: name, kind: kind, summary: summary, isRequired: false, isNullable: true, fallback: fallback)
  }
}

/// The shape of a message: what its reader accepts, and what its schema says.
public struct MessageShape: Sendable {
  /// The message's name.
  public let name: String
  /// What it says.
  public let summary: String
  /// Its members, in the order in which they are written.
  public let members: [Member]

  /// Describes a message.
  public init(_ name: String, _ summary: String, _ members: [Member]) {
    self.name = name
    self.summary = summary
    self.members = members
  }
}

/// A message that is not what its topic carries: where, what stood there, what is allowed.
public struct MessageError: Error, Hashable, CustomStringConvertible {
  /// The message that was expected.
  public let message: String
  /// The JSON path of the member.
  public let path: String
  /// What is wrong.
  public let reason: String
  /// What stood there, shortened.
  public let value: String?
  /// What would be right.
  public let allowed: String?

  /// Describes a bad message.
  public init(message: String, path: String, reason: String, value: String? = nil, allowed: String? = nil) {
    self.message = message
    self.path = path
    self.reason = reason
    self.value = value
    self.allowed = allowed
  }

  /// The sentence for a log.
  public var description: String {
    var text = "\(message) \(path): "
    if let value { text += "\(value) " }
    text += reason
    if let allowed { text += "; allowed: \(allowed)" }
    return text
  }
}
