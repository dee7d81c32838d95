/// One request, whole, checked and decoded.
public struct Request: Sendable {
  /// What is asked to be done; `get` also where the client asked with HEAD.
  public var method: Method
  /// The path, segment by segment, decoded: never `.`, `..`, with a slash, a NUL, or empty but at the end.
  ///
  /// `/` has none, and a slash at the end is an empty last segment.
  public var path: [String]
  /// What follows the question mark, decoded, in order.
  public var query: [QueryItem]
  /// The header fields.
  public var headers: HeaderFields
  /// The body, within the server's limit.
  public var body: [UInt8]
  /// Who asks, as far as the socket knows.
  public var remoteAddress: RemoteAddress
  /// Whether it came over TLS.
  public var isTLS: Bool

  /// Creates a request, for tests of a responder.
  public init(
    _ method: Method = .get, path: [String], query: [QueryItem] = [], headers: HeaderFields = [:],
    body: [UInt8] = [], from remoteAddress: RemoteAddress = .loopback, isTLS: Bool = false
  ) {
    (self.method, self.path, self.query, self.headers) = (method, path, query, headers)
    (self.body, self.remoteAddress, self.isTLS) = (body, remoteAddress, isTLS)
  }
}

/// Answers a request. Called on the server's threads, several at a time, and to return soon, as others wait meanwhile;
/// but for what is said to take long.
public typealias Responder = @Sendable (Request) -> Response

/// One `name=value` of a query, decoded: `+` is a space, as forms and most programs write it.
public struct QueryItem: Hashable, Sendable {
  /// What stands before the equals sign.
  public var name: String
  /// What stands behind it; empty where there is none.
  public var value: String

  /// Creates an item.
  public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}
