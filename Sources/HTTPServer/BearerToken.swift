import Glibc

/// A secret that a client must show, for a responder that wants it for what changes something (RFC 6750).
public struct BearerToken: Sendable, CustomStringConvertible, CustomReflectable {
  /// The least length, in bytes: shorter ones could be guessed over the network.
  public static let leastBytes = 16

  private let bytes: [UInt8]

  /// A token that cannot be one: where it came from, and why.
  public struct Fault: Error, Equatable, CustomStringConvertible {
    /// The file or variable.
    public let place: String
    /// What is wrong with it; nothing of the token.
    public let reason: String

    /// The sentence for a person.
    public var description: String { "\(place): \(reason)" }
  }

  /// Reads the first line of a file.
  public init(file path: String) throws(Fault) {
    let place = "token file \(path)"
    try self.init(try readFile(path, limit: 65_536) { Fault(place: place, reason: $0) }, place)
  }

  /// Reads a variable of the environment.
  public init(environment name: String) throws(Fault) {
    guard let value = getenv(name) else { throw Fault(place: "token variable \(name)", reason: "it is not set") }
    try self.init(Array(UnsafeRawBufferPointer(start: value, count: strlen(value))), "token variable \(name)")
  }

  private init(_ content: [UInt8], _ place: String) throws(Fault) {
    let line = content.prefix { $0 != 0x0A && $0 != 0x0D }
    guard line.count >= Self.leastBytes else {
      let reason = "the token has \(line.count) characters; at least \(Self.leastBytes) are needed"
      throw Fault(place: place, reason: reason)
    }
    guard line.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Fault(place: place, reason: "the token has characters that are no visible ASCII")
    }
    bytes = Array(line)
  }

  /// Returns the answer to a request that does not show the token, 401; nil for one that does.
  public func refusal(of request: Request) -> Response? {
    let values = request.headers.values(of: "authorization")
    if values.count == 1, let value = values.first, isShown(in: value) { return nil }
    let what = values.isEmpty ? "this needs a bearer token" : "the bearer token is not the right one"
    return Problem(401, what).response.adding("WWW-Authenticate", "Bearer")
  }

  /// Compares every byte, whatever the first that differs: the time tells nothing of the token.
  private func isShown(in value: String) -> Bool {
    let scheme = "bearer "
    guard value.utf8.prefix(scheme.utf8.count).elementsEqual(scheme.utf8, by: { $0.lowercased == $1 }) else {
      return false
    }
    let shown = Array(value.utf8.dropFirst(scheme.utf8.count))
    var difference = shown.count ^ bytes.count
    for (index, byte) in shown.enumerated() { difference |= Int(byte ^ bytes[index % bytes.count]) }
    return difference == 0
  }

  /// Three dots, whatever the token.
  public var description: String { "•••" }
  /// A mirror that shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
