/// Reads OMMs in keyword-value notation (CCSDS 502.0, section 7): one after the other, each from its version line.
struct KVNElements {
  private var record: OMMRecord?
  /// Whether a line of the record is wrong, so that the rest says nothing.
  private var isBroken = false
  /// Whether lines that belong to no message have been told.
  private var hasToldStray = false

  static func read(_ reader: inout OMMReader) {
    var elements = KVNElements()
    var lines = LineWalker(reader.bytes[...])
    while let line = lines.next(), reader.goesOn(at: line.offset) { elements.take(line, &reader) }
    elements.finish(&reader)
  }

  private mutating func take(_ line: TextLine, _ reader: inout OMMReader) {
    let text = line.bytes.trimmed
    if text.isEmpty || text.starts(with: "COMMENT ".utf8) || text.elementsEqual("COMMENT".utf8) { return }
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
      return fail(line.offset, &reader, text, "not a line of a message", allowed: "KEYWORD = value")
    }
    let word = text[..<equals].trimmed
    let value = text[(equals + 1)...].trimmed
    if word.starts(with: "CCSDS_".utf8) { return begin(word, line, &reader) }
    guard record != nil else {
      if !hasToldStray {
        hasToldStray = true
        fail(line.offset, &reader, text, "stands outside of a message", allowed: "CCSDS_OMM_VERS first")
      }
      return
    }
    guard let key = OMMKey(bytes: word) else { return }
    guard record?[key] == nil else {
      return fail(line.offset, &reader, text, "the keyword stands twice", allowed: "each keyword once")
    }
    store(key, value, &reader)
  }

  private mutating func begin(_ word: ArraySlice<UInt8>, _ line: TextLine, _ reader: inout OMMReader) {
    finish(&reader)
    hasToldStray = false
    record = OMMRecord(offset: line.offset, needsMetadata: true)
    reader.begin(at: line.offset)
    guard !word.elementsEqual("CCSDS_OMM_VERS".utf8) else { return }
    fail(line.offset, &reader, word, "another kind of message than an OMM", allowed: "CCSDS_OMM_VERS")
  }

  private mutating func store(_ key: OMMKey, _ value: ArraySlice<UInt8>, _ reader: inout OMMReader) {
    var content = value
    // Names may hold brackets; only what has a unit has one behind it.
    if key.unit != nil, value.last == UInt8(ascii: "]"), let open = value.lastIndex(of: UInt8(ascii: "[")) {
      content = value[..<open].trimmed
      let unit = value[(open + 1)...].dropLast().trimmed
      if let reason = key.fault(ofUnit: unit) {
        return fail(open, &reader, unit, "\(key.word): \(reason)", allowed: key.unit ?? "")
      }
    }
    record?[key] = OMMRecord.Field(
      value: .text(content), offset: content.isEmpty ? value.startIndex : content.startIndex)
  }

  private mutating func finish(_ reader: inout OMMReader) {
    if let record, !isBroken { reader.take(record) }
    (record, isBroken) = (nil, false)
  }

  private mutating func fail(
    _ offset: Int, _ reader: inout OMMReader, _ text: ArraySlice<UInt8>, _ reason: String, allowed: String
  ) {
    if record == nil { reader.begin(at: offset) }
    if !isBroken {
      reader.note(at: offset, value: String(decoding: text.prefix(320), as: UTF8.self), reason, allowed: allowed)
    }
    isBroken = record != nil
  }
}

extension OMMKey {
  /// What is wrong with the unit that a message gives; nil for the right one and for none.
  func fault(ofUnit text: ArraySlice<UInt8>) -> String? {
    guard let unit, !text.isEmpty else { return nil }
    let given = String(decoding: text.prefix(64), as: UTF8.self)
    return given.lowercased() == unit.lowercased() ? nil : "another unit than the standard's"
  }
}
