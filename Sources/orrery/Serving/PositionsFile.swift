import Catalog
import Foundation
import Quantities

/// Where the satellites are at one time, as a positions file tells it.
struct PositionsInstant {
  struct Row {
    let satellite: Int
    /// Degrees, and metres above the ellipsoid or the sphere.
    let latitude, longitude, height: Double
  }

  /// Seconds, as the file has them.
  let seconds: Double
  let time: ScenarioTime
  let rows: [Row]
}

/// A wrong row of a positions file: the place, the value and what is allowed.
struct PositionsError: Error, Equatable, CustomStringConvertible {
  let path: String
  let line: Int
  /// The first character of the value, from 1.
  let column: Int
  let reason: String
  let allowed: String

  var description: String { "\(path):\(line):\(column): \(reason); allowed: \(allowed)" }
}

/// A file of positions, `time,satId,lat,lon,alt`, read instant by instant: it is never held as a whole.
///
/// Times are seconds and ascend, and the rows of a time stand together; latitude and longitude are degrees, heights
/// metres. Lines end with LF or CRLF, blank ones are passed over.
struct PositionsFile: ~Copyable {
  static let header = "time,satId,lat,lon,alt"

  /// The size in bytes; nil for what has none, such as a pipe.
  let size: Int?
  /// How many bytes have been read.
  private(set) var bytesRead = 0

  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var line = 0
  /// The row that begins the next instant, where it has been read already.
  private var pending: Reading?
  private var hasHeader = false

  private struct Reading {
    let seconds: Double
    let time: ScenarioTime
    let row: PositionsInstant.Row
  }

  /// How many bytes are read at once, and how long a line may be.
  private static let chunk = 1 << 20
  private static let longestLine = 1_024

  /// Opens a file; `-` is standard input.
  /// - Throws: ``FileFault`` in the system's words.
  init(_ path: String) throws(FileFault) {
    self.path = path == "-" ? "standard input" : path
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    let code = errno
    var status = stat()
    size = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    self.descriptor = descriptor
    guard descriptor >= 0 else { throw FileFault(path, code) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Returns the next instant; nil at the end.
  mutating func next() throws -> PositionsInstant? {
    guard let first = try pending ?? reading() else { return nil }
    pending = nil
    var rows = [first.row]
    var isAscending = true
    while let reading = try reading() {
      guard reading.time == first.time else {
        guard reading.time > first.time else {
          throw error(0, "time \(reading.seconds) comes after \(first.seconds)", "times that ascend, a row a satellite")
        }
        pending = reading
        break
      }
      if reading.row.satellite <= rows[rows.count - 1].satellite { isAscending = false }
      rows.append(reading.row)
    }
    if !isAscending { try refuseDoubles(rows, at: first.seconds) }
    return PositionsInstant(seconds: first.seconds, time: first.time, rows: rows)
  }

  private func refuseDoubles(_ rows: [PositionsInstant.Row], at seconds: Double) throws(PositionsError) {
    var seen: Set<Int> = []
    for row in rows where !seen.insert(row.satellite).inserted {
      throw error(0, "satId \(row.satellite) stands twice at time \(seconds), above here", "a row a satellite and time")
    }
  }

  /// Reads the next row; nil at the end.
  private mutating func reading() throws -> Reading? {
    while let range = try nextLine() {
      if range.isEmpty { continue }
      guard hasHeader else {
        try readHeader(range)
        continue
      }
      return try row(range)
    }
    return nil
  }

  private mutating func readHeader(_ range: Range<Int>) throws(PositionsError) {
    let bytes = buffer[range]
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
    guard text.elementsEqual(PositionsFile.header.utf8) else {
      throw error(0, "\(PositionsFile.shown(bytes)) is not the header", PositionsFile.header)
    }
    hasHeader = true
  }

  private static let columns = [
    (name: "time", range: -1e9...1e9, allowed: "seconds, -1000000000 to 1000000000"),
    (name: "satId", range: 0...999_999_999, allowed: "a whole number, 0 to 999999999"),
    (name: "lat", range: -90...90, allowed: "degrees, -90 to 90"),
    (name: "lon", range: -360...360, allowed: "degrees, -360 to 360"),
    (name: "alt", range: -1e4...1e9, allowed: "metres, -10000 to 1000000000"),
  ]

  private func row(_ range: Range<Int>) throws -> Reading {
    var values = (0.0, 0.0, 0.0, 0.0, 0.0)
    var start = range.lowerBound
    var index = 0
    try withUnsafeMutableBytes(of: &values) { memory in
      let values = memory.assumingMemoryBound(to: Double.self)
      while start <= range.upperBound {
        let end = buffer[start..<range.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? range.upperBound
        guard index < 5 else { throw error(start - range.lowerBound, "a sixth column", PositionsFile.header) }
        values[index] = try value(start..<end, index, lineStart: range.lowerBound)
        (start, index) = (end + 1, index + 1)
      }
    }
    guard index == 5 else {
      throw error(range.count, "\(index) column\(index == 1 ? "" : "s")", PositionsFile.header)
    }
    let time = ScenarioTime(nanosecondsSince1970: Int64((values.0 * 1e9).rounded()))
    return Reading(
      seconds: values.0, time: time,
      row: .init(satellite: Int(values.1), latitude: values.2, longitude: values.3, height: values.4))
  }

  private func value(_ range: Range<Int>, _ index: Int, lineStart: Int) throws(PositionsError) -> Double {
    let column = PositionsFile.columns[index]
    var field = buffer[range]
    while field.first == 0x20 { field.removeFirst() }
    while field.last == 0x20 { field.removeLast() }
    guard let value = decimalNumber(field), column.range.contains(value), index != 1 || value == value.rounded() else {
      throw error(
        range.lowerBound - lineStart, "\(column.name) is \(PositionsFile.shown(buffer[range]))", column.allowed)
    }
    return value
  }

  private func error(_ offset: Int, _ reason: String, _ allowed: String) -> PositionsError {
    PositionsError(path: path, line: max(line, 1), column: offset + 1, reason: reason, allowed: allowed)
  }

  /// A value in quotes as a terminal may be shown it.
  private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(40), as: UTF8.self)
    let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isVisible ? $0 : "?" }))
    return "\"\(clean)\(bytes.count > 40 ? "..." : "")\""
  }

  /// Returns where the next line stands in the buffer, without its end; nil at the end of the file.
  private mutating func nextLine() throws -> Range<Int>? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        return try taken(upTo: end, next: end + 1)
      }
      guard buffer.count - position <= PositionsFile.longestLine else {
        line += 1
        throw longLineError()
      }
      if isAtEnd { return position == buffer.count ? nil : try taken(upTo: buffer.count, next: buffer.count) }
      buffer.removeSubrange(..<position)
      position = 0
      searched = buffer.count
      try fill()
    }
  }

  private mutating func taken(upTo end: Int, next: Int) throws(PositionsError) -> Range<Int> {
    line += 1
    let hasReturn = end > position && buffer[end - 1] == 0x0D
    let range = position..<(hasReturn ? end - 1 : end)
    guard range.count <= PositionsFile.longestLine else {
      throw longLineError()
    }
    position = next
    return range
  }

  private func longLineError() -> PositionsError {
    error(0, "a line of more than \(PositionsFile.longestLine) bytes", PositionsFile.header)
  }

  private mutating func fill() throws(FileFault) {
    let start = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: PositionsFile.chunk))
    var count = 0
    repeat {
      count = buffer.withUnsafeMutableBytes {
        read(descriptor, UnsafeMutableRawBufferPointer(rebasing: $0[start...]).baseAddress, PositionsFile.chunk)
      }
    } while count < 0 && errno == EINTR
    guard count >= 0 else { throw FileFault(path) }
    buffer.removeLast(PositionsFile.chunk - count)
    bytesRead += count
    isAtEnd = count == 0
  }
}

extension Unicode.Scalar.Properties {
  /// Whether a terminal shows it as a character and does not obey it.
  fileprivate var isVisible: Bool {
    switch generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
  }
}
