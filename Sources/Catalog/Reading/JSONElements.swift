import JSON

/// Reads OMM records in JSON: an array, several arrays, one object, or objects one after the other.
///
/// Each record is parsed on its own, so that a broken one, or an end in its middle, does not lose the rest.
struct JSONElements {
  private var index = 0
  private var openLists = 0
  /// What stands before the next value: nothing, a comma, or another value.
  private var before = Before.nothing
  private var position = 0

  private enum Before { case nothing, comma, value }

  static func read(_ reader: inout OMMReader) {
    var elements = JSONElements()
    while reader.goesOn(at: elements.index), elements.step(&reader) {}
  }

  /// Takes one record or one character of the structure around them; false at the end.
  private mutating func step(_ reader: inout OMMReader) -> Bool {
    let bytes = reader.bytes
    while index < bytes.count, bytes[index].isSpace { index += 1 }
    guard index < bytes.count else {
      guard openLists > 0 else { return false }
      fail(&reader, "the text ends inside the list: it may be cut off", allowed: "]")
      reader.isCut = true
      return false
    }
    switch bytes[index] {
    case UInt8(ascii: "{"): record(&reader)
    case UInt8(ascii: "["): openList(&reader)
    case UInt8(ascii: "]"): closeList(&reader)
    case UInt8(ascii: ","):
      if openLists == 0 || before != .value { fail(&reader, "a comma that parts nothing", allowed: "a record") }
      before = .comma
      index += 1
    default:
      fail(&reader, "a record should stand", allowed: "an object in braces")
      skipToRecord(bytes, from: index + 1)
    }
    return true
  }

  private mutating func openList(_ reader: inout OMMReader) {
    if openLists > 0 { fail(&reader, "a list inside the list", allowed: "an object in braces") }
    openLists = 1
    (before, position) = (.nothing, 0)
    index += 1
  }

  private mutating func closeList(_ reader: inout OMMReader) {
    if openLists == 0 { fail(&reader, "a ] without its [", allowed: "a record") }
    if before == .comma { fail(&reader, "a comma before the end of the list", allowed: "a record") }
    (openLists, before) = (0, .nothing)
    index += 1
  }

  private mutating func record(_ reader: inout OMMReader) {
    if openLists > 0, before == .value { fail(&reader, "a comma should stand between records", allowed: ",") }
    let prefix = openLists > 0 ? "$[\(position)]." : "$."
    let start = index
    reader.begin(at: start)
    do {
      let (value, end) = try JSONValue.parse(prefixOf: reader.bytes, from: start)
      index = end
      before = .value
      reader.take(JSONElements.record(value, offset: start, prefix: prefix))
    } catch {
      reader.note(at: error.offset, path: String(prefix.dropLast()), "not JSON: \(error.reason)")
      reader.isCut = error.offset == reader.bytes.count
      skipToRecord(reader.bytes, from: max(error.offset, start + 1))
    }
    position += 1
  }

  private static func record(_ value: JSONValue, offset: Int, prefix: String) -> OMMRecord {
    var record = OMMRecord(offset: offset, prefix: prefix)
    for member in value.object?.members ?? [] {
      guard let key = OMMKey(member.name), let content = OMMRecord.Value(member.value) else { continue }
      record[key] = OMMRecord.Field(value: content, offset: offset)
    }
    return record
  }

  private mutating func skipToRecord(_ bytes: [UInt8], from start: Int) {
    index = bytes[min(start, bytes.count)...].firstIndex(of: UInt8(ascii: "{")) ?? bytes.count
    // What was skipped may have held the comma or the end of the list.
    before = .nothing
  }

  private func fail(_ reader: inout OMMReader, _ reason: String, allowed: String) {
    reader.begin(at: index)
    let rest = reader.bytes[index...].prefix(24)
    reader.note(
      at: index, value: rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self), reason, allowed: allowed)
  }
}

extension OMMRecord.Value {
  /// What JSON says at a keyword; nil for null, which is nothing.
  fileprivate init?(_ value: JSONValue) {
    switch value {
    case .null: return nil
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let text): self = .text(Array(text.utf8)[...])
    case .bool(let value): self = .other("\(value)")
    case .array: self = .other("[...]")
    case .object: self = .other("{...}")
    }
  }
}
