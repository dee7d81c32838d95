/// Reads OMM records in CSV (RFC 4180) below a heading of keywords; a second heading begins a second file.
///
/// A quoted field ends on its line at the latest: a quote that is never closed costs one record.
struct CSVElements {
  private var columns: [OMMKey?] = []

  /// Whether a line names columns, and is no record: words in capitals, two at least of an OMM's.
  static func isHeading(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first(where: { !$0.isSpace }), first == UInt8(ascii: "\"") || isCapital(first) else {
      return false
    }
    let words = line.split(separator: UInt8(ascii: ",")).prefix(256).map(\.unquoted)
    return words.allSatisfy { $0.isEmpty || isKeyword($0) } && words.count { OMMKey(bytes: $0) != nil } >= 2
  }

  private static func isKeyword(_ word: ArraySlice<UInt8>) -> Bool {
    isCapital(word.first ?? 0) && word.allSatisfy { isCapital($0) || $0.isDigit || $0 == UInt8(ascii: "_") }
  }

  private static func isCapital(_ byte: UInt8) -> Bool { (65...90).contains(byte) }

  static func read(_ reader: inout OMMReader) {
    var elements = CSVElements()
    var lines = LineWalker(reader.bytes[...])
    var missesHeading = false
    while let line = lines.next(), reader.goesOn(at: line.offset) {
      guard let first = line.bytes.first(where: { !$0.isSpace }), first != UInt8(ascii: "#") else { continue }
      if isHeading(line.bytes.prefix(65_536)) {
        elements.takeHeading(line, &reader)
      } else if !elements.columns.isEmpty {
        elements.takeRecord(line, &reader)
      } else if !missesHeading {
        missesHeading = true
        reader.begin(at: line.offset)
        reader.note(
          at: line.offset, value: String(decoding: line.bytes.prefix(80), as: UTF8.self), "records without a heading",
          allowed: "OBJECT_NAME,OBJECT_ID,EPOCH,...")
      }
    }
  }

  private mutating func takeHeading(_ line: TextLine, _ reader: inout OMMReader) {
    reader.begin(at: line.offset)
    columns = []
    guard let fields = fields(line, &reader) else { return }
    for field in fields {
      let key = OMMKey(bytes: field.bytes.trimmed)
      if let key, columns.contains(key) {
        reader.note(at: field.offset, value: key.word, "a column that stands twice", allowed: "each keyword once")
      }
      columns.append(key.flatMap { columns.contains($0) ? nil : $0 })
    }
  }

  private func takeRecord(_ line: TextLine, _ reader: inout OMMReader) {
    reader.begin(at: line.offset)
    guard let fields = fields(line, &reader) else { return }
    guard fields.count == columns.count else {
      reader.note(
        at: line.offset, value: String(decoding: line.bytes.prefix(80), as: UTF8.self),
        "the record has \(fields.count) fields", allowed: "\(columns.count) fields, as the heading")
      return
    }
    var record = OMMRecord(offset: line.offset)
    for (key, field) in zip(columns, fields) {
      if let key { record[key] = OMMRecord.Field(value: .text(field.bytes), offset: field.offset) }
    }
    reader.take(record)
  }

  private typealias Field = (offset: Int, bytes: ArraySlice<UInt8>)

  /// Parts a line; nil, with a problem, where a quote stands alone or the line is no line of such a file.
  private func fields(_ line: TextLine, _ reader: inout OMMReader) -> [Field]? {
    let bytes = line.bytes
    var fields: [Field] = []
    var start = bytes.startIndex
    while true {
      // A heading has 40 columns at most; a line of a million commas is none.
      guard fields.count < 256 else {
        reader.note(at: line.offset, "the line has more than 256 fields", allowed: "the columns of an OMM")
        return nil
      }
      let isQuoted = start < bytes.endIndex && bytes[start] == UInt8(ascii: "\"")
      guard let (content, end) = isQuoted ? quoted(bytes, from: start) : plain(bytes, from: start) else {
        reader.note(
          at: start, value: String(decoding: bytes[start...].prefix(80), as: UTF8.self), "a quote that is not closed",
          allowed: "\"text\", with quotes inside doubled")
        return nil
      }
      fields.append((start, content))
      guard end < bytes.endIndex else { return fields }
      start = end + 1
    }
  }

  private func plain(_ bytes: ArraySlice<UInt8>, from start: Int) -> (ArraySlice<UInt8>, end: Int)? {
    let end = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
    return (bytes[start..<end], end)
  }

  private func quoted(_ bytes: ArraySlice<UInt8>, from start: Int) -> (ArraySlice<UInt8>, end: Int)? {
    let quote = UInt8(ascii: "\"")
    var content: [UInt8] = []
    var index = start + 1
    while let next = bytes[index...].firstIndex(of: quote) {
      content += bytes[index..<next]
      index = next + 1
      if index < bytes.endIndex, bytes[index] == quote {
        content.append(quote)
        index += 1
      } else {
        let rest = bytes[index...]
        guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
        return (content[...], index)
      }
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  fileprivate var unquoted: ArraySlice<UInt8> {
    let text = trimmed
    guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return text }
    return text.dropFirst().dropLast()
  }
}
