import JSON

/// What every request passes before a responder, without a socket: form, limits, host and origin.
struct Reception: Sendable {
  let limits: ServerLimits
  let hosts: HostCheck
  let origins: OriginCheck
  /// What allows one more host, as an answer may say it.
  private let hostOption: String

  init(_ options: ServerOptions) {
    limits = options.limits
    hosts = HostCheck(options)
    origins = OriginCheck(options)
    hostOption = options.allowedHostsOption
  }

  /// Returns what a request is refused for; nil for one that may go on. A refused one ends its connection.
  func refusal(of head: RequestHead) -> Problem? {
    formFault(head) ?? hostFault(head) ?? lengthFault(head) ?? methodFault(head) ?? originFault(head)
  }

  private func formFault(_ head: RequestHead) -> Problem? {
    if head.bytes > limits.headerBytes {
      return tooMuch(431, "header bytes", head.bytes, limits.headerBytes)
    }
    if head.headers.count > limits.headerFields {
      return tooMuch(431, "header fields", head.headers.count, limits.headerFields)
    }
    guard !head.isBroken, head.headers.isWellFormed else {
      return Problem(400, "a header field is malformed: its name is a token, its value has no control characters")
    }
    guard case .failure(let fault) = head.target else { return nil }
    return Problem(400, fault.reason)
  }

  private func hostFault(_ head: RequestHead) -> Problem? {
    let count = head.headers.count(of: "host")
    guard count == 1 || count == 0 && head.version == .v10 else {
      return Problem(400, "the field Host must stand once, and stands \(count) times")
    }
    guard let host = head.host else { return nil }
    guard let authority = Authority(host) else { return Problem(400, "the field Host is no host with or without port") }
    if hosts.admits(authority) { return nil }
    return Problem(
      421, "this server does not answer for this host, unless it is started with \(hostOption) \(authority.host)",
      members: ["parameter": "Host", "value": .string(authority.host)])
  }

  private func lengthFault(_ head: RequestHead) -> Problem? {
    switch head.bodyLength {
    case .ambiguous(let reason): Problem(400, reason)
    case .known(let length) where length > limits.bodyBytes: tooLarge(length)
    default: nil
    }
  }

  private func methodFault(_ head: RequestHead) -> Problem? {
    if head.method == nil { return Problem(501, "this method is not known here") }
    guard case .success(let target) = head.target, target.isServer, head.method != .options else { return nil }
    return Problem(400, "the target * is for OPTIONS only")
  }

  private func originFault(_ head: RequestHead) -> Problem? {
    guard head.method?.isSafe == false || isPreflight(head.method, head.headers),
      case .foreign(let origin) = origins.verdict(head.headers, host: head.host ?? "", isTLS: head.isTLS)
    else { return nil }
    return Problem(
      403, "a page of another origin may not command this server; start it with the origin among the allowed ones",
      members: ["parameter": "Origin", "value": .string(origin)])
  }

  /// The problem of a body beyond the limit.
  func tooLarge(_ count: Int) -> Problem { tooMuch(413, "body bytes", count, limits.bodyBytes) }

  /// Whether a browser asks on behalf of a page what it may do (Fetch, 3.2.2).
  func isPreflight(_ method: Method?, _ headers: HeaderFields) -> Bool {
    method == .options && headers.count(of: "access-control-request-method") > 0
  }

  private func tooMuch(_ status: Int, _ what: String, _ value: Int, _ most: Int) -> Problem {
    Problem(
      status, "more \(what) than this server takes",
      members: ["value": .integer(Int64(value)), "allowed": .string("\(most) at most")])
  }
}
