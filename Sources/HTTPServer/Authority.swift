/// A host with or without a port, as the field `Host` and an origin have it (RFC 9110, 7.2).
struct Authority: Equatable {
  /// In lower case, an IPv6 address without its brackets.
  let host: String
  let port: Int?

  /// Reads `name`, `name:port`, `1.2.3.4:port` or `[v6]:port`; nil for anything else.
  init?(_ text: String) {
    var rest = text.utf8[...]
    let host: Substring.UTF8View
    if rest.first == UInt8(ascii: "[") {
      guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      host = rest[..<end].dropFirst()
      rest = rest[rest.index(after: end)...]
      let isAddress = host.allSatisfy { $0.hexadecimalDigit != nil || $0 == 0x3A || $0 == 0x2E }
      guard isAddress, host.contains(UInt8(ascii: ":")) else { return nil }
    } else {
      host = rest.prefix { $0 != UInt8(ascii: ":") }
      rest = rest.dropFirst(host.count)
      guard host.allSatisfy({ $0.isLetter || $0.isDigit || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }) else { return nil }
    }
    guard !host.isEmpty else { return nil }
    self.host = String(decoding: host.lazy.map(\.lowercased), as: UTF8.self)
    if rest.isEmpty {
      port = nil
    } else {
      let digits = rest.dropFirst()
      guard 1...5 ~= digits.count, digits.allSatisfy(\.isDigit), let port = Int(String(Substring(digits))) else {
        return nil
      }
      self.port = port
    }
  }

  /// Whether the host is an address rather than a name: no other site can have such a one lead here.
  var isAddress: Bool {
    if host.utf8.contains(UInt8(ascii: ":")) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}

/// The hosts that a server answers to. Any other name in `Host` is a page's that had its own name lead here.
struct HostCheck: Sendable {
  private let names: Set<String>
  private let admitsAddresses: Bool

  init(_ options: ServerOptions) {
    let own = ["localhost", "127.0.0.1", "::1", options.host] + options.allowedHosts
    names = Set(own.map { $0.lowercased() })
    admitsAddresses = options.host == "0.0.0.0" || options.host == "::"
  }

  func admits(_ authority: Authority) -> Bool {
    names.contains(authority.host) || admitsAddresses && authority.isAddress
  }
}
