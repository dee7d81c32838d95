/// A name that cannot be a level of an address: what it was, and why.
public struct AddressError: Error, Hashable, CustomStringConvertible {
  /// The name as given.
  public let name: String
  /// What is wrong with it.
  public let reason: String

  /// The sentence for a log.
  public var description: String {
    "\"\(name)\" \(reason); allowed: letters, digits, - and _"
  }
}

/// An address on the wire: PREFIX/APP/TOPIC.
public struct Address: Hashable, Sendable {
  /// The name of the test run.
  public let prefix: String
  /// The application that publishes.
  public let app: String
  /// What it publishes; may have several levels (`status/mode`).
  public let leaf: String

  /// Creates an address from its parts, which are not checked.
  public init(prefix: String, app: String, leaf: String) {
    self.prefix = prefix
    self.app = app
    self.leaf = leaf
  }

  /// Takes an address apart; nil for a topic with fewer than three levels.
  public init?(topic: String) {
    let parts = topic.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    self.init(prefix: String(parts[0]), app: String(parts[1]), leaf: String(parts[2]))
  }

  /// The longest name of a test run or an application, in bytes: two of them leave room for the rest of an AMQP
  /// routing key, which has 255 (AMQP 0-9-1, 4.2.5.3).
  public static let nameBytes = 100

  /// The MQTT topic.
  public var topic: String { "\(prefix)/\(app)/\(leaf)" }

  /// Checks the name of a test run or an application.
  ///
  /// NOS-T takes addresses apart by their separators (`/` in MQTT, `.` in AMQP), so that no name may hold one, nor
  /// a wildcard; scalar by scalar, since a separator may hide in a character of several.
  /// - Throws: ``AddressError`` for an empty name, one that is too long, and anything but letters, digits, `-` and `_`.
  public static func check(name: String) throws(AddressError) {
    guard !name.isEmpty else { throw AddressError(name: name, reason: "is empty") }
    guard name.utf8.count <= nameBytes else {
      throw AddressError(name: "\(name.prefix(32))...", reason: "has \(name.utf8.count) bytes, more than \(nameBytes)")
    }
    if let scalar = name.unicodeScalars.first(where: { !isAllowed($0) }) {
      throw AddressError(name: name, reason: "holds the character \"\(scalar)\"")
    }
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
      || scalar.properties.generalCategory == .decimalNumber
  }
}
