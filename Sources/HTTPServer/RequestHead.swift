/// What stands before the body of a request, as it came.
struct RequestHead: Sendable {
  /// Nil for a method that is none of ours.
  var method: Method?
  var version: HTTPVersion
  var target: Result<RequestTarget, RequestTarget.Fault>
  var headers: HeaderFields
  /// Everything up to the body, in bytes.
  var bytes: Int
  /// Whether something stands between the lines that the library did not take for a part of them.
  var isBroken = false
  var isTLS = false

  /// The only host that is named; the target's where it has one (RFC 9112, 3.2.2).
  var host: String? {
    if case .success(let target) = target, let authority = target.authority { return authority }
    return headers["host"]
  }

  /// What the fields say of the body; see ``BodyLength``.
  var bodyLength: BodyLength { BodyLength(headers, version) }
}

/// The versions that are spoken.
enum HTTPVersion: Sendable {
  case v10
  case v11
}

/// How long a body is by its header fields, read so that no two readers could differ (RFC 9112, 6.3).
enum BodyLength: Equatable {
  case known(Int)
  case chunked
  case ambiguous(String)

  init(_ headers: HeaderFields, _ version: HTTPVersion) {
    let lengths = headers.values(of: "content-length")
    let codings = headers.values(of: "transfer-encoding")
    switch (lengths.count, codings.count) {
    case (0, 0): self = .known(0)
    case (1, 0):
      let digits = lengths[0].utf8
      guard 1...18 ~= digits.count, digits.allSatisfy(\.isDigit), let length = Int(lengths[0]) else {
        self = .ambiguous("Content-Length is no number of bytes")
        return
      }
      self = .known(length)
    case (0, 1):
      let isChunked = codings[0].utf8.elementsEqual("chunked".utf8) { $0.lowercased == $1 }
      self =
        switch version {
        case .v10: .ambiguous("HTTP/1.0 has no Transfer-Encoding")
        case .v11: isChunked ? .chunked : .ambiguous("the only Transfer-Encoding is chunked")
        }
    case (0, _): self = .ambiguous("Transfer-Encoding stands more than once")
    case (_, 0): self = .ambiguous("Content-Length stands more than once")
    default: self = .ambiguous("Content-Length and Transfer-Encoding exclude each other")
    }
  }
}
