import Orbits
import Quantities

/// Turns records of keywords into element sets, with a problem for each value that cannot be.
struct OMMReader {
  let bytes: [UInt8]
  private(set) var sets: [ElementSet] = []
  private(set) var lines: [Int] = []
  private(set) var list = ProblemList()
  /// Whether the text ends where it should go on.
  var isCut = false
  private var counter = PlaceCounter()

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Walks on to where a record begins: no place before it will be asked for any more.
  mutating func begin(at offset: Int) { counter.advance(to: offset, in: bytes) }

  /// Notes a problem at an offset that is not before the record's begin.
  mutating func note(
    _ severity: ElementProblem.Severity = .error, at offset: Int, path: String? = nil,
    value: @autoclosure () -> String? = nil,
    _ reason: String, allowed: String? = nil
  ) {
    guard !list.isFull else { return list.countOmitted(severity) }
    let (line, column) = counter.place(of: offset, in: bytes)
    list.append(
      ElementProblem(
        severity, line: line, columns: column...column, path: path, value: value(), reason, allowed: allowed))
  }

  /// Whether reading goes on at an offset; where it does not, that is noted, once.
  mutating func goesOn(at offset: Int) -> Bool {
    guard list.isHopeless else { return true }
    begin(at: offset)
    list.appendStop(line: counter.place(of: offset, in: bytes).line)
    return false
  }

  /// Reads a record into a set, or notes why not.
  mutating func take(_ record: OMMRecord) {
    begin(at: record.offset)
    guard !record.isEmpty else {
      note(
        at: record.offset, path: record.prefix.isEmpty ? nil : String(record.prefix.dropLast()), "not an element set",
        allowed: "the keywords of an OMM: EPOCH, MEAN_MOTION, ECCENTRICITY, ...")
      return
    }
    let before = list.errorCount
    var fields = OMMFields(record)
    let set = fields.elements()
    for fault in fields.faults {
      note(
        fault.severity, at: fault.offset, path: record.prefix + fault.key.word, value: fault.value, fault.reason,
        allowed: fault.allowed)
    }
    guard let set, list.errorCount == before else { return }
    sets.append(set)
    lines.append(counter.place(of: record.offset, in: bytes).line)
  }
}
