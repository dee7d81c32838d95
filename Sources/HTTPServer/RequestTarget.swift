/// What a request line names (RFC 9112, 3.2), decoded, or why it cannot be.
struct RequestTarget: Equatable {
  /// What is wrong with a target, as an answer may say it.
  struct Fault: Error, Equatable {
    let reason: String
  }

  /// The host of an absolute form; it counts in place of the field `Host`.
  var authority: String?
  var path: [String] = []
  var query: [QueryItem] = []
  /// Whether it is `*`, the server as a whole.
  var isServer = false

  /// Reads the bytes between method and version.
  init(_ target: some RandomAccessCollection<UInt8>) throws(Fault) {
    guard target.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
      throw Fault(reason: "the target has characters that must be written with %")
    }
    if target.elementsEqual("*".utf8) {
      isServer = true
      return
    }
    var rest = target[...]
    for scheme in ["http://", "https://"] where rest.starts(with: scheme.utf8) {
      rest = rest.dropFirst(scheme.utf8.count)
      let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
      self.authority = String(decoding: authority, as: UTF8.self)
      rest = rest.dropFirst(authority.count)
    }
    let pathBytes = rest.prefix { $0 != UInt8(ascii: "?") }
    guard pathBytes.first == UInt8(ascii: "/") || authority != nil && pathBytes.isEmpty else {
      throw Fault(reason: "the target is no path that begins with /")
    }
    path = try Self.segments(pathBytes.dropFirst())
    query = try Self.items(rest.dropFirst(pathBytes.count).dropFirst())
  }

  private static func segments(_ bytes: some Collection<UInt8>) throws(Fault) -> [String] {
    if bytes.isEmpty { return [] }
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var segments: [String] = []
    segments.reserveCapacity(parts.count)
    for part in parts {
      let segment = try decoded(part, plusIsSpace: false)
      let hasSlash = segment.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
      guard !hasSlash, segment != ".", segment != ".." else {
        throw Fault(reason: "the path has a segment that leads elsewhere")
      }
      guard !segment.isEmpty || segments.count == parts.count - 1 else {
        throw Fault(reason: "the path has an empty segment")
      }
      segments.append(segment)
    }
    return segments
  }

  private static func items(_ bytes: some Collection<UInt8>) throws(Fault) -> [QueryItem] {
    var items: [QueryItem] = []
    for part in bytes.split(separator: UInt8(ascii: "&")) {
      let name = part.prefix { $0 != UInt8(ascii: "=") }
      items.append(
        QueryItem(
          try decoded(name, plusIsSpace: true),
          try decoded(part.dropFirst(name.count).dropFirst(), plusIsSpace: true)))
    }
    return items
  }

  /// Decodes `%xx` to UTF-8 without control characters.
  private static func decoded(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) throws(Fault) -> String {
    let isPlain = !bytes.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
    // A target's own bytes are visible ASCII, which has been checked.
    if isPlain { return String(decoding: bytes, as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "+") where plusIsSpace: plain.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = iterator.next()?.hexadecimalDigit, let low = iterator.next()?.hexadecimalDigit else {
          throw Fault(reason: "a % is not followed by two hexadecimal digits")
        }
        plain.append(high << 4 | low)
      default: plain.append(byte)
      }
    }
    guard !plain.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw Fault(reason: "a control character is written with %")
    }
    guard let text = String(validating: plain, as: UTF8.self) else {
      throw Fault(reason: "what is written with % is not UTF-8")
    }
    return text
  }
}

extension UInt8 {
  var hexadecimalDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
