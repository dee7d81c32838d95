import Quantities

/// A table and its events in a binary form: magic, version, contents, checksum; every number little-endian.
///
/// The layout stands in docs/handover.md. Reading gives the very bits that were written.
public struct D2Archive: Sendable {
  /// The table.
  public var table: ReferenceTable
  /// The events under each of some thresholds.
  public var detections: [D2Detection]

  /// The first eight bytes.
  public static let magic = Array("ORRERYD2".utf8)
  /// The version of the layout.
  public static let version: UInt32 = 1

  /// Puts a table and its events together.
  public init(table: ReferenceTable, detections: [D2Detection]) {
    (self.table, self.detections) = (table, detections)
  }

  /// The binary form.
  public var bytes: [UInt8] {
    var writer = BinaryWriter()
    writer.bytes.reserveCapacity(table.values.count * 8 + table.times.count * 8 + 4_096)
    writer.bytes += D2Archive.magic
    writer.append(D2Archive.version)
    writer.append(UInt32(GroundDistance.allCases.firstIndex(of: table.measure) ?? 0))
    for value in [table.terminal.latitudeDegrees, table.terminal.longitudeDegrees, table.terminal.heightMetres] {
      writer.append(value)
    }
    writer.append(UInt32(table.satellites.count))
    writer.append(UInt32(table.times.count))
    for time in table.times { writer.append(time.nanosecondsSince1970) }
    for satellite in table.satellites {
      writer.append(UInt32(clamping: satellite.catalogNumber))
      writer.append(satellite.name)
      writer.append(satellite.constellation)
    }
    for value in table.values { writer.append(value) }
    writer.append(UInt32(detections.count))
    for detection in detections { write(detection, to: &writer) }
    writer.append(Fingerprint(of: writer.bytes).value)
    return writer.bytes
  }

  private func write(_ detection: D2Detection, to writer: inout BinaryWriter) {
    let thresholds = detection.thresholds
    writer.append(thresholds.servingKilometres)
    writer.append(thresholds.targetKilometres)
    writer.append(thresholds.hysteresisKilometres)
    writer.append(UInt32(detection.events.count))
    for event in detection.events {
      writer.append(UInt32(event.serving))
      writer.append(UInt32(event.target))
      writer.append(UInt32(D2Event.Ending.allCases.firstIndex(of: event.ending) ?? 0))
      for mark in [event.entry, event.exit] {
        writer.append(mark.time.nanosecondsSince1970)
        writer.append(mark.servingKilometres)
        writer.append(mark.targetKilometres)
      }
    }
  }

  /// Reads the binary form.
  /// - Throws: ``ParameterError`` with the byte for anything else, however it was damaged.
  public init(_ bytes: [UInt8]) throws(ParameterError) {
    var reader = BinaryReader(bytes)
    try reader.skip(D2Archive.magic, "the magic ORRERYD2")
    try reader.check("version", try reader.number(UInt32.self), is: "\(D2Archive.version)") { $0 == D2Archive.version }
    guard bytes.count >= 8, Fingerprint(of: bytes.dropLast(8)).value == reader.last else {
      throw ParameterError(
        parameter: "byte \(max(0, bytes.count - 8))", value: "another checksum than that of the contents",
        allowed: "a file that is whole")
    }
    let measure = try reader.choice("measure", GroundDistance.allCases)
    let terminal = Geodetic(
      latitudeDegrees: try reader.double(in: -90...90), longitudeDegrees: try reader.double(in: -360...360),
      heightMetres: try reader.double(in: -1e5...1e9))
    let satelliteCount = try reader.count(of: 8)
    let times = try reader.times(try reader.count(of: 8))
    var satellites: [ReferenceTable.Satellite] = []
    for _ in 0..<satelliteCount {
      satellites.append(
        ReferenceTable.Satellite(
          name: "", catalogNumber: Int(try reader.number(UInt32.self)), constellation: ""))
      satellites[satellites.count - 1].name = try reader.text()
      satellites[satellites.count - 1].constellation = try reader.text()
    }
    try reader.require(ReferenceTable.Quantity.allCases.count, satelliteCount, times.count, of: 8)
    table = ReferenceTable(terminal: terminal, measure: measure, times: times, satellites: satellites)
    for index in table.values.indices { table.values[index] = try reader.double() }
    detections = []
    for _ in 0..<(try reader.count(of: 28)) { detections.append(try D2Detection(&reader, rows: satelliteCount)) }
    try reader.end()
  }
}

extension D2Detection {
  fileprivate init(_ reader: inout BinaryReader, rows: Int) throws(ParameterError) {
    let place = reader.place
    let numbers = (try reader.double(), try reader.double(), try reader.double())
    do {
      thresholds = try D2Thresholds(
        servingKilometres: numbers.0, targetKilometres: numbers.1, hysteresisKilometres: numbers.2)
    } catch {
      throw ParameterError(parameter: place, value: error.value, allowed: error.allowed)
    }
    events = []
    for _ in 0..<(try reader.count(of: 60)) {
      events.append(
        D2Event(
          serving: try reader.index(below: rows), target: try reader.index(below: rows),
          entry: D2Event.Mark(), exit: D2Event.Mark(),
          ending: try reader.choice("ending", D2Event.Ending.allCases)))
      events[events.count - 1].entry = try D2Event.Mark(&reader)
      events[events.count - 1].exit = try D2Event.Mark(&reader)
    }
  }
}

extension D2Event.Mark {
  fileprivate init() { self.init(time: .earliest, servingKilometres: 0, targetKilometres: 0) }

  fileprivate init(_ reader: inout BinaryReader) throws(ParameterError) {
    self.init(
      time: try reader.time(), servingKilometres: try reader.double(), targetKilometres: try reader.double())
  }
}
