import Glibc
public import Transport

/// Where a broker is, who we are to it, and how the connection is kept.
public struct BrokerOptions: Equatable, Sendable {
  /// The broker's name or address; an IPv6 address without brackets.
  public var host: String
  /// The broker's port: 1883 in the clear and 8883 over TLS, by custom.
  public var port: Int
  /// The name that the broker knows us by; nil for `orrery-` and 16 random digits, new in each transport.
  ///
  /// Two clients of one name throw each other out for ever.
  public var clientID: String?
  /// The user to log in as, if the broker asks.
  public var user: String?
  /// Where the user's password comes from.
  public var password: PasswordSource?
  /// How to encrypt; nil for a connection in the clear.
  public var tls: TLSOptions?
  /// What the broker publishes for us if we vanish without saying goodbye.
  public var lastWill: TransportMessage?
  /// How often to prove that we are alive, in whole seconds from 5 to 65,535.
  ///
  /// A broker that falls silent is noticed after one to two of these.
  public var keepAlive: Duration
  /// What the broker keeps of us while we are away; all but ``Session/none`` need a ``clientID``.
  public var session: Session
  /// The version of MQTT that is asked for; what a test run needs is 3.1.1.
  public var version = MQTTVersion.v311
  /// How long one attempt may take, from the first packet to the broker's welcome.
  public var attemptLimit: Duration
  /// What is carried at most.
  public var limits: TransportLimits

  /// Creates options for a broker in the clear, without user or will; set the rest afterwards.
  public init(host: String = "localhost", port: Int = 1883, limits: TransportLimits = TransportLimits()) {
    self.host = host
    self.port = port
    keepAlive = .seconds(15)
    session = .none
    attemptLimit = .seconds(5)
    self.limits = limits
  }

  /// The broker as notices name it: `host:port`.
  var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A version of MQTT.
public enum MQTTVersion: Sendable {
  /// MQTT 3.1.1, which every broker speaks.
  case v311
  /// MQTT 5.0.
  case v5
}

/// What a broker keeps of a client that is away: its subscriptions, and what others say at least once meanwhile.
public enum Session: String, Sendable {
  /// Nothing: it forgets the client at every break of the connection.
  case none
  /// All, from the first connection to `stop`; what it has kept for an earlier client of the name is thrown away.
  case whileRunning
  /// All, until `stop`, and what it has kept for an earlier client of the name comes first.
  case resumed
  /// All, also before the first connection and after `stop`.
  case always
}

/// How a connection is encrypted and each side proves who it is. Paths are of PEM files.
public struct TLSOptions: Equatable, Sendable {
  /// How much of the broker's proof is checked.
  public enum Verification: String, Sendable, CaseIterable {
    /// That a trusted authority signed for the broker, and for this host name.
    case full
    /// That a trusted authority signed for some host: anyone it trusts may pose as the broker.
    case withoutHostName
    /// Nothing: anyone on the way may read and change everything.
    case none
  }

  /// The authorities to trust; nil for those of the system, in `/etc/ssl/certs`.
  public var authority: String?
  /// Our own certificate, if the broker asks for one.
  public var certificate: String?
  /// The key of our certificate, without passphrase.
  public var key: String?
  /// How much of the broker's proof is checked.
  public var verification: Verification

  /// Creates options that check everything.
  public init(
    authority: String? = nil, certificate: String? = nil, key: String? = nil, verification: Verification = .full
  ) {
    self.authority = authority
    self.certificate = certificate
    self.key = key
    self.verification = verification
  }
}

/// A text that no description, dump or log shows.
public struct Secret: Equatable, Sendable, ExpressibleByStringLiteral {
  /// The text itself.
  public let text: String

  /// Keeps a text.
  public init(_ text: String) { self.text = text }

  /// Keeps a literal, for tests and examples.
  public init(stringLiteral text: String) { self.text = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Three dots, whatever the text.
  public var description: String { "•••" }
  /// Three dots, whatever the text.
  public var debugDescription: String { description }
  /// A mirror that shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// An option that cannot work: which, its value, what is allowed.
public struct BrokerOptionsError: Error, Equatable, CustomStringConvertible {
  /// The name of the option.
  public let option: String
  /// Its value as text.
  public let value: String
  /// What would be right.
  public let allowed: String

  /// The sentence for a log.
  public var description: String { "\(option) \(value): allowed: \(allowed)" }
}

extension BrokerOptions {
  /// The longest payload that fits into a packet with the longest topic (MQTT 3.1.1, 2.2.3), in bytes.
  static let packetPayloadBytes = 268_435_455 - TransportLimits.topicBytes - 4

  /// Says in the system's words why a file cannot be read; nil where it can.
  private static func faultOfFile(_ path: String) -> String? {
    guard access(path, R_OK) == 0 else { return String(cString: strerror(errno)) }
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    return isFolder ? String(cString: strerror(EISDIR)) : nil
  }

  /// Checks what can be checked without the broker.
  func validate() throws(BrokerOptionsError) {
    func require(_ holds: Bool, _ option: String, _ value: Any, _ allowed: String) throws(BrokerOptionsError) {
      if !holds { throw BrokerOptionsError(option: option, value: "\(value)", allowed: allowed) }
    }
    let isName = !host.isEmpty && !host.utf8.contains { $0 <= UInt8(ascii: " ") || $0 == UInt8(ascii: "/") }
    try require(isName, "host", host.debugDescription, "a host name or address")
    try require(1...65_535 ~= port, "port", port, "1 to 65535")
    let seconds = keepAlive.components
    try require(
      5...65_535 ~= seconds.seconds && seconds.attoseconds == 0, "keepAlive", keepAlive, "whole seconds, 5 to 65535")
    try require(attemptLimit > .zero, "attemptLimit", attemptLimit, "more than 0 seconds")
    try require(session == .none || clientID != nil, "session", session.rawValue, "none, or another with a clientID")
    try require(1...65_535 ~= clientID?.utf8.count ?? 1, "clientID", clientID ?? "", "1 to 65535 bytes, or nil")
    try require(password == nil || user != nil, "password", Secret(""), "only with a user")
    try require((tls?.certificate == nil) == (tls?.key == nil), "tls", "half a pair", "certificate and key, or neither")
    for (option, path) in [("ca", tls?.authority), ("cert", tls?.certificate), ("key", tls?.key)] {
      guard let path, let reason = Self.faultOfFile(path) else { continue }
      throw BrokerOptionsError(option: option, value: "\(path) (\(reason))", allowed: "a PEM file that can be read")
    }
    try require(
      0...Self.packetPayloadBytes ~= limits.payloadBytes, "payloadBytes", limits.payloadBytes,
      "0 to \(Self.packetPayloadBytes)")
    try require(limits.queuedMessages > 0, "queuedMessages", limits.queuedMessages, "1 or more")
    for (option, text) in [("clientID", clientID ?? ""), ("user", user ?? "")] {
      let isPlain = !text.unicodeScalars.contains(where: \.isRefusedByBrokers)
      try require(isPlain, option, text.debugDescription, "text without control characters")
    }
    if case .text(let secret) = password {
      try require(!secret.text.utf8.contains(0), "password", Secret(""), "text without NUL")
    }
    guard let lastWill else { return }
    do {
      try limits.check(lastWill)
    } catch {
      throw BrokerOptionsError(option: "lastWill", value: "\(error)", allowed: "a message that could be published")
    }
  }
}
