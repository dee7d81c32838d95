/// The name of one state of a resource, of visible ASCII without quotes and commas (RFC 9110, 8.8.3).
public struct EntityTag: Hashable, Sendable {
  /// The name without its quotes.
  public let name: String

  /// Names a state; two states that differ in a byte must have two names.
  public init(_ name: String) {
    let isPlain = name.utf8.allSatisfy { byte in
      byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ",")
    }
    precondition(isPlain, "\(name.debugDescription) is no entity tag")
    self.name = name
  }

  /// The value of the field `ETag`.
  var quoted: String { "\"\(name)\"" }

  /// The tag of the same state in the format of gzip: other bytes have another tag.
  var ofGzip: EntityTag { EntityTag(name + "-gzip") }

  /// Whether one of the values of `If-None-Match` has this tag by weak comparison, or any (`*`); RFC 9110, 13.1.2.
  ///
  /// Tags hold no commas here, so that a list may be cut at them.
  func isMatched(by values: [String]) -> Bool {
    values.contains { value in
      value.utf8.split(separator: UInt8(ascii: ",")).contains { entry in
        let whole = entry.trimmingSpace
        let tag = whole.starts(with: "W/".utf8) ? whole.dropFirst(2) : whole
        return tag.elementsEqual("*".utf8) || tag.elementsEqual(quoted.utf8)
      }
    }
  }
}

extension Substring.UTF8View {
  /// The text without spaces and tabs around it.
  var trimmingSpace: Substring.UTF8View {
    var text = self
    while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    return text
  }
}
