/// What a request asks to be done (RFC 9110, 9.3). Others than these are answered with 501.
public enum Method: String, Sendable, CaseIterable {
  /// Gives what stands at a path.
  case get = "GET"
  /// As `get`, without the body. A responder is asked with `get` in its place.
  case head = "HEAD"
  /// Has something done.
  case post = "POST"
  /// Puts something at a path.
  case put = "PUT"
  /// Changes what stands at a path.
  case patch = "PATCH"
  /// Removes what stands at a path.
  case delete = "DELETE"
  /// Asks which methods a path has.
  case options = "OPTIONS"
  /// Asks to hear the request again, with all that a browser adds to it: known, so that it can be refused with 405.
  case trace = "TRACE"
  /// Asks with a body what `get` asks with an address: known for the same reason.
  case query = "QUERY"

  /// Whether it changes nothing, so that the page of any origin may cause it.
  public var isSafe: Bool { self == .get || self == .head || self == .options }
}
