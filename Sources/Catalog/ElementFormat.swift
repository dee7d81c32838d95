/// A form in which element sets come.
public enum ElementFormat: String, CaseIterable, Sendable {
  /// Two lines a satellite, without names.
  case tle
  /// A name line ahead of the two lines.
  case threeLine = "3le"
  /// An array of OMM records as CelesTrak and Space-Track give them.
  case json
  /// OMM records below a heading.
  case csv
  /// CCSDS 502.0 OMM in keyword-value notation.
  case kvn
  /// CCSDS 505.0 OMM in XML, one or many in an `ndm`.
  case xml

  /// Returns the format that an argument or a file's name means: `omm-json`, `sets.3le`, `txt` for three lines.
  public init?(named name: String) {
    let word = name.lowercased().split(separator: "/").last?.split(separator: ".").last ?? ""
    switch word {
    case "tle", "2le": self = .tle
    case "3le", "txt": self = .threeLine
    case "json", "omm", "omm-json": self = .json
    case "csv", "omm-csv": self = .csv
    case "kvn", "omm-kvn": self = .kvn
    case "xml", "omm-xml": self = .xml
    default: return nil
    }
  }

  /// The names that ``init(named:)`` takes, for messages.
  public static let allowedNames = "json, csv, kvn, xml, tle, 3le"

  /// Whether it is one of the two-line formats, with their columns and five-character numbers.
  public var isTwoLine: Bool { self == .tle || self == .threeLine }
}

extension ElementFormat {
  /// How a file begins, as far as a format can be told from it.
  enum Guess: Equatable {
    case format(ElementFormat)
    /// No element file: what it is instead.
    case foreign(String)
  }

  /// Tells the format from the content: from its first byte, else from its first lines.
  static func guess(_ bytes: ArraySlice<UInt8>) -> Guess {
    if let reason = foreignReason(bytes) { return .foreign(reason) }
    guard let first = bytes.first(where: { !$0.isSpace }) else { return .foreign("the file is empty") }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return .format(.json)
    case UInt8(ascii: "<"): return .format(.xml)
    default: return guessFromLines(bytes)
    }
  }

  private static func foreignReason(_ bytes: ArraySlice<UInt8>) -> String? {
    let signatures: [([UInt8], String)] = [
      ([0x1F, 0x8B], "the file is packed with gzip"), ([0x50, 0x4B, 0x03, 0x04], "the file is packed with zip"),
      ([0x42, 0x5A, 0x68], "the file is packed with bzip2"), ([0xFD, 0x37, 0x7A, 0x58], "the file is packed with xz"),
      ([0xFF, 0xFE], "the file is UTF-16"), ([0xFE, 0xFF], "the file is UTF-16"),
    ]
    if let known = signatures.first(where: { bytes.starts(with: $0.0) }) { return known.1 }
    return bytes.prefix(4_096).contains(0) ? "the file is binary" : nil
  }

  private static func guessFromLines(_ bytes: ArraySlice<UInt8>) -> Guess {
    var lines = LineWalker(bytes)
    var names = 0
    while names < 8, let line = lines.next() {
      let text = line.bytes.prefix(2_048)
      guard let first = text.first(where: { !$0.isSpace }), first != UInt8(ascii: "#") else { continue }
      if text.starts(with: "1 ".utf8) || text.starts(with: "2 ".utf8) || text.starts(with: "1\t".utf8) {
        return .format(names == 0 ? .tle : .threeLine)
      }
      if text.starts(with: "CCSDS_".utf8) || text.starts(with: "COMMENT ".utf8) { return .format(.kvn) }
      if let equals = text.firstIndex(of: UInt8(ascii: "=")), OMMKey(bytes: text[..<equals].trimmed) != nil {
        return .format(.kvn)
      }
      if CSVElements.isHeading(text) { return .format(.csv) }
      names += 1
    }
    return .foreign("no element sets are recognised in it")
  }
}
