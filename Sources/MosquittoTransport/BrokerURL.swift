/// A broker in one line: `mqtts://user:password@host:8883?ca=/path&cert=/path&key=/path`.
///
/// - `mqtt` is in the clear, port 1883 unless given; `mqtts` is over TLS, port 8883. A bare
///   `host:port` is taken as `mqtt`. An IPv6 address stands in brackets.
/// - With `mqtts`: `ca`, `cert` and `key` name PEM files; `verify=chain` leaves the host name
///   unchecked and `verify=none` everything.
/// - `/ ? # @ % &` inside a user, password or path are written `%2F %3F %23 %40 %25 %26`; so is `:` in
///   a user (`%3A`).
public struct BrokerURL: Equatable, Sendable {
  /// The broker's name or address, without brackets.
  public let host: String
  /// The broker's port.
  public let port: Int
  /// The user to log in as, if any.
  public let user: String?
  /// The user's password, if any.
  public let password: Secret?
  /// How to encrypt; nil for `mqtt`.
  public let tls: TLSOptions?

  /// Reads a broker from text.
  ///
  /// - Throws: ``BrokerURLError``, which never holds the password.
  public init(_ text: String) throws(BrokerURLError) {
    let reader = Reader(text)
    var rest = Substring(text)
    let isSecure = try reader.takeScheme(&rest)
    (user, password) = try reader.takeUser(&rest)
    let query = rest.firstIndex(of: "?").map { rest[rest.index(after: $0)...] }
    let authority = rest.prefix { $0 != "?" }
    (host, port) = try reader.hostAndPort(authority, defaultPort: isSecure ? 8883 : 1883)
    tls = try reader.tls(query, isSecure: isSecure)
  }
}

extension BrokerURL: CustomStringConvertible {
  /// The broker without its password and paths: `mqtts://user@host:8883`.
  public var description: String {
    let scheme = tls == nil ? "mqtt" : "mqtts"
    return "\(scheme)://\(user.map { "\($0)@" } ?? "")\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}

extension BrokerOptions {
  /// Takes what a URL says and leaves the rest at its defaults.
  public init(_ url: BrokerURL) {
    self.init(host: url.host, port: url.port)
    user = url.user
    password = url.password.map { .text($0) }
    tls = url.tls
  }
}

/// A text that names no broker: which, the part at fault, what is allowed there.
public struct BrokerURLError: Error, Equatable, CustomStringConvertible {
  /// The text as given, its password hidden.
  public let url: String
  /// The part at fault, such as `port "x"`.
  public let part: String
  /// What would be right.
  public let allowed: String

  /// The sentence for a log.
  public var description: String { "broker \(url.debugDescription): \(part); allowed: \(allowed)" }
}

/// Reads the parts of a URL from left to right.
private struct Reader {
  let url: String

  init(_ text: String) { url = Self.hidingPassword(in: text) }

  /// Returns the text with all that might be a password hidden: from the first `:` after the scheme to the last `@`.
  private static func hidingPassword(in text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    let scheme = text.range(of: "://")?.upperBound ?? text.startIndex
    guard scheme <= at, let colon = text[scheme..<at].firstIndex(of: ":") else { return text }
    return "\(text[...colon])•••\(text[at...])"
  }

  func failure(_ part: String, _ allowed: String) -> BrokerURLError {
    BrokerURLError(url: url, part: part, allowed: allowed)
  }

  /// Takes the scheme; returns whether it is the encrypted one.
  func takeScheme(_ rest: inout Substring) throws(BrokerURLError) -> Bool {
    guard let end = rest.range(of: "://") else { return false }
    let scheme = rest[..<end.lowerBound]
    rest = rest[end.upperBound...]
    switch scheme.lowercased() {
    case "mqtt", "tcp": return false
    case "mqtts", "ssl": return true
    default: throw failure("scheme \(String(scheme).debugDescription)", "mqtt, mqtts, or none for mqtt")
    }
  }

  func takeUser(_ rest: inout Substring) throws(BrokerURLError) -> (String?, Secret?) {
    guard let at = rest.lastIndex(of: "@") else { return (nil, nil) }
    let login = rest[..<at]
    rest = rest[rest.index(after: at)...]
    guard !login.contains(where: { "/?#@".contains($0) }) else {
      throw failure("'/', '?', '#' or '@' in the user, password or a path", "%2F, %3F, %23, %40")
    }
    let colon = login.firstIndex(of: ":") ?? login.endIndex
    guard let user = percentDecoded(login[..<colon]), !user.isEmpty,
      let password = percentDecoded(login[colon...].dropFirst())
    else { throw failure("user or password", "user or user:password, '%' only before two hexadecimal digits") }
    return (user, colon == login.endIndex ? nil : Secret(password))
  }

  func hostAndPort(_ authority: Substring, defaultPort: Int) throws(BrokerURLError) -> (String, Int) {
    var name = authority.hasSuffix("/") ? authority.dropLast() : authority
    var port: Substring?
    if name.first == "[" {
      guard let bracket = name.firstIndex(of: "]") else { throw failure("host without ']'", "[::1]:1883") }
      let after = name[name.index(after: bracket)...]
      guard after.isEmpty || after.first == ":" else { throw failure("text after ']'", "[::1]:1883") }
      port = after.isEmpty ? nil : after.dropFirst()
      name = name[..<bracket].dropFirst()
    } else if let colon = name.firstIndex(of: ":") {
      port = name[name.index(after: colon)...]
      guard port?.contains(":") != true else {
        throw failure("host \(String(name).debugDescription)", "an IPv6 address in brackets: [::1]:1883")
      }
      name = name[..<colon]
    }
    guard !name.isEmpty, !name.contains(where: { " /#%".contains($0) }) else {
      throw failure("host \(String(name).debugDescription)", "a host name or address, without a path after it")
    }
    guard let port else { return (String(name), defaultPort) }
    guard port.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(port), 1...65_535 ~= number else {
      throw failure("port \(String(port).debugDescription)", "1 to 65535")
    }
    return (String(name), number)
  }

  func tls(_ query: Substring?, isSecure: Bool) throws(BrokerURLError) -> TLSOptions? {
    guard isSecure else {
      if let query { throw failure("options \(String(query).debugDescription)", "none with mqtt; mqtts takes them") }
      return nil
    }
    var tls = TLSOptions()
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard parts.count == 2, let value = percentDecoded(parts[1]), !value.isEmpty else {
        throw failure("option \(String(pair).debugDescription)", "name=value")
      }
      switch (name, value) {
      case ("ca", _): tls.authority = value
      case ("cert", _): tls.certificate = value
      case ("key", _): tls.key = value
      case ("verify", "full"): tls.verification = .full
      case ("verify", "chain"): tls.verification = .withoutHostName
      case ("verify", "none"): tls.verification = .none
      case ("verify", _): throw failure("verify \(value.debugDescription)", "full, chain, none")
      default: throw failure("option \(name.debugDescription)", "ca, cert, key, verify")
      }
    }
    guard (tls.certificate == nil) == (tls.key == nil) else {
      throw failure("one of cert and key", "both or neither")
    }
    return tls
  }
}

/// Returns the text with `%41` read as `A`, or nil where it is not UTF-8 or a `%` stands alone.
private func percentDecoded(_ text: Substring) -> String? {
  var bytes: [UInt8] = []
  var rest = text.utf8[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    let digits = rest.prefix(2)
    guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value > 0,
      digits.first != UInt8(ascii: "+")
    else { return nil }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(validating: bytes, as: UTF8.self)
}

extension StringProtocol where SubSequence == Substring {
  /// Returns where a text first occurs in this one.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start != endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
