/// Reads OMMs in XML (CCSDS 505.0): `omm` elements, alone, in an `ndm`, or in several documents after each other.
///
/// What is wrong in one message costs that message: reading goes on at the next `<omm`.
struct XMLElements {
  private var scanner: XMLScanner
  private var open: [ArraySlice<UInt8>] = []
  private var record: OMMRecord?
  /// The keyword whose value is being read.
  private var field: (key: OMMKey, offset: Int, text: [UInt8])?

  /// Whether a message was skipped, so that the end of what was around it may come alone.
  private var hasSkipped = false

  /// The deepest nesting that is followed; an OMM has six levels.
  static let maximumDepth = 32

  static func read(_ reader: inout OMMReader) {
    var elements = XMLElements(scanner: XMLScanner(reader.bytes))
    while reader.goesOn(at: elements.scanner.index), elements.step(&reader) {}
  }

  private mutating func step(_ reader: inout OMMReader) -> Bool {
    do {
      guard let token = try scanner.next() else {
        if let record { reader.note(at: record.offset, "the text ends inside the message: it may be cut off") }
        reader.isCut = !open.isEmpty
        return false
      }
      switch token {
      case .start(let name, let units, let isEmpty): try startTag(name, units, isEmpty, &reader)
      case .end(let name): try endTag(name, &reader)
      case .text(let text): try characters(text)
      }
    } catch {
      if record == nil { reader.begin(at: error.offset) }
      reader.note(at: error.offset, error.reason, allowed: "an OMM of CCSDS 505.0")
      reader.isCut = scanner.index == reader.bytes.count
      (record, field, open, hasSkipped) = (nil, nil, [], true)
      scanner.skipToMessage(from: error.offset + 1)
    }
    return true
  }

  private mutating func startTag(
    _ name: ArraySlice<UInt8>, _ units: ArraySlice<UInt8>?, _ isEmpty: Bool, _ reader: inout OMMReader
  ) throws(XMLFault) {
    let isMessage = name.elementsEqual("omm".utf8)
    if isMessage, let record {
      reader.note(at: record.offset, "the message does not end before the next one")
      (self.record, field, open, hasSkipped) = (nil, nil, [], true)
    }
    if open.isEmpty, !isMessage, !name.elementsEqual("ndm".utf8) { throw foreign(name) }
    guard open.count < Self.maximumDepth else {
      throw XMLFault(offset: scanner.start, reason: "nested deeper than \(Self.maximumDepth) levels")
    }
    if isMessage {
      reader.begin(at: scanner.start)
      record = OMMRecord(offset: scanner.start, needsMetadata: true)
    } else if record != nil, let key = OMMKey(bytes: name) {
      try begin(key, units)
    } else if let field {
      throw XMLFault(offset: scanner.start, reason: "an element inside \(field.key.word)")
    }
    open.append(name)
    if isEmpty { try endTag(name, &reader) }
  }

  private mutating func begin(_ key: OMMKey, _ units: ArraySlice<UInt8>?) throws(XMLFault) {
    if let field { throw XMLFault(offset: scanner.start, reason: "an element inside \(field.key.word)") }
    guard record?[key] == nil else {
      throw XMLFault(offset: scanner.start, reason: "\(key.word) stands twice")
    }
    if let units, let reason = key.fault(ofUnit: units.trimmed) {
      throw XMLFault(offset: scanner.start, reason: "\(key.word): \(reason), which is \(key.unit ?? "")")
    }
    field = (key, scanner.start, [])
  }

  private mutating func endTag(_ name: ArraySlice<UInt8>, _ reader: inout OMMReader) throws(XMLFault) {
    if hasSkipped, open.isEmpty, name.elementsEqual("ndm".utf8) { return }
    guard let last = open.popLast(), last.elementsEqual(name) else {
      throw XMLFault(offset: scanner.start, reason: "an end tag that does not fit its start")
    }
    if let field {
      let text = field.text[...].trimmed
      record?[field.key] = OMMRecord.Field(value: .text(text), offset: field.offset)
      self.field = nil
    } else if let record, name.elementsEqual("omm".utf8) {
      reader.take(record)
      self.record = nil
    }
  }

  private mutating func characters(_ text: ArraySlice<UInt8>) throws(XMLFault) {
    if field != nil {
      field?.text += text
    } else if open.isEmpty, text.contains(where: { !$0.isSpace }) {
      throw XMLFault(offset: scanner.start, reason: "text outside of a message")
    }
  }

  private func foreign(_ name: ArraySlice<UInt8>) -> XMLFault {
    let word = String(decoding: name.prefix(32), as: UTF8.self)
    let kinds = ["opm", "oem", "ocm", "tdm", "aem", "apm", "cdm", "rdm"]
    let reason =
      switch word.lowercased() {
      case "html": "an HTML page"
      case let kind where kinds.contains(kind): "an \(kind.uppercased()), which has no mean elements"
      default: "the element <\(word)> is no OMM"
      }
    return XMLFault(offset: scanner.start, reason: reason)
  }
}
