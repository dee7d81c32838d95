import Glibc

/// Where a server listens, whom it answers, and what it bears.
public struct ServerOptions: Equatable, Sendable {
  /// The port where none is given.
  public static let defaultPort = 8090

  /// The address to listen on, or a name of one; the loopback unless others are to reach the server.
  public var host: String
  /// The port; 0 picks a free one, which the server then tells.
  public var port: Int
  /// The certificate and its key; nil for a server in the clear.
  public var tls: ServerCertificate?
  /// Host names that the server answers to beside those of the loopback and ``host``.
  ///
  /// A page of another site can have its own name lead here, and is told apart by that name only.
  public var allowedHosts: [String] = []
  /// What whoever starts the server calls ``allowedHosts``, for the answer to a host that is not among them.
  public var allowedHostsOption = "allowedHosts"
  /// Origins whose pages may read and command, such as `http://localhost:3000`; none by default.
  public var allowedOrigins: [String] = []
  /// Threads that answer: more than there are processors, since those who share one wait for each other's answers.
  public var threads = 16
  /// What a client may send, keep and wait.
  public var limits = ServerLimits()

  /// Creates options; set the rest afterwards.
  public init(host: String = "127.0.0.1", port: Int = defaultPort) { (self.host, self.port) = (host, port) }

  /// The place as messages name it: `host:port`.
  var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A server's proof of who it is. Paths are of PEM files.
public struct ServerCertificate: Equatable, Sendable {
  /// The certificate, and those between it and an authority.
  public var certificate: String
  /// Its key, without passphrase.
  public var key: String

  /// Names the two files.
  public init(certificate: String, key: String) { (self.certificate, self.key) = (certificate, key) }
}

/// A server that cannot start: where, why, and what to do.
public struct StartError: Error, Equatable, CustomStringConvertible {
  /// The option or place, with its value.
  public let place: String
  /// What is wrong there.
  public let reason: String
  /// What to do about it.
  public let remedy: String

  /// The sentence for a person.
  public var description: String { "\(place): \(reason); \(remedy)" }
}

extension ServerOptions {
  /// Checks what can be checked without a socket.
  public func validate() throws(StartError) {
    func require(_ holds: Bool, _ option: String, _ value: Any, _ allowed: String) throws(StartError) {
      if !holds { throw StartError(place: "\(option) \(value)", reason: "not possible", remedy: "allowed: \(allowed)") }
    }
    try require(0...65_535 ~= port, "port", port, "0 to 65535")
    try require(1...256 ~= threads, "threads", threads, "1 to 256")
    try require(1_024...65_536 ~= limits.headerBytes, "headerBytes", limits.headerBytes, "1024 to 65536")
    for (option, value) in [
      ("headerFields", limits.headerFields), ("connections", limits.connections),
      ("connectionsPerAddress", limits.connectionsPerAddress), ("slowestReader", limits.slowestReader),
      ("longAnswers", limits.longAnswers), ("waitingAnswers", limits.waitingAnswers),
    ] {
      try require(1...1_000_000_000 ~= value, option, value, "1 to 1000000000")
    }
    try require(0...1 << 31 ~= limits.bodyBytes, "bodyBytes", limits.bodyBytes, "0 to 2147483648")
    try require(limits.shortest > .zero, "deadline", limits.shortest, "more than 0 seconds")
    for host in allowedHosts {
      try require(Authority(host)?.port == .some(nil), "allowed host", host.debugDescription, "host names without port")
    }
    for origin in allowedOrigins {
      let rest = ["http://", "https://"].first { origin.hasPrefix($0) }.map { origin.dropFirst($0.count) }
      try require(
        rest.flatMap { Authority(String($0)) } != nil, "allowed origin", origin.debugDescription,
        "http:// or https:// and a host, with or without a port")
    }
  }
}
