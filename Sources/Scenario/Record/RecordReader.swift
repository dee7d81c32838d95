import Federation
import Foundation
import JSON
import Messages
public import Quantities
import Simulation

/// A record read back, whole or as far as it goes.
public struct Record: Sendable {
  /// Which run it is of.
  public let header: RecordHeader
  /// Its messages, in order.
  public let entries: [RecordEntry]
  /// How the run ended; nil where the record breaks off.
  public let end: RecordEnd?
  /// What was wrong at its end, where it breaks off in the middle of a line.
  public let warning: RecordError?
  /// How many bytes of the file are whole lines.
  let wholeBytes: Int

  /// Reads a record.
  ///
  /// A last line that is cut is left out with a warning: that is what a crash leaves.
  /// - Throws: ``RecordError`` with the line for anything else that is no record, or one of a newer format.
  public init(contentsOf path: String) throws(RecordError) {
    let data: Data
    do {
      data = try fileContents(path)
    } catch {
      throw RecordError(file: path, reason: "cannot be read: \(error)")
    }
    var lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
    let endsWhole = lines.last?.isEmpty ?? true
    if endsWhole { _ = lines.popLast() }
    wholeBytes = endsWhole ? data.count : data.count - (lines.last?.count ?? 0)
    guard let first = lines.first, let json = try? JSONValue.parse(first), json["record"]?.string == "orrery" else {
      throw RecordError(file: path, line: 1, reason: "is no record: its first line should be a header")
    }
    if let format = json["format"]?.int, format > RecordHeader.currentFormat {
      let newest = RecordHeader.currentFormat
      throw RecordError(file: path, line: 1, reason: "has format \(format); this program reads up to \(newest)")
    }
    guard let header = RecordHeader(json) else {
      throw RecordError(file: path, line: 1, reason: "has a header that lacks what a record needs")
    }
    (self.header, (entries, end, warning)) = (header, try Record.body(lines, endsWhole: endsWhole, path: path))
  }

  /// The scenario time at which the run ended, or up to which it is told; its start where nothing is.
  public var lastTime: ScenarioTime { end?.time ?? entries.lazy.compactMap(\.time).max() ?? header.cast.start }

  private static func body(
    _ lines: [Data], endsWhole: Bool, path: String
  ) throws(RecordError) -> ([RecordEntry], RecordEnd?, RecordError?) {
    var entries: [RecordEntry] = []
    entries.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated().dropFirst() {
      let isLast = index == lines.count - 1
      guard let json = try? JSONValue.parse(line) else {
        let error = RecordError(file: path, line: index + 1, reason: "is cut off")
        if isLast, !endsWhole { return (entries, nil, error) }
        throw RecordError(file: path, line: index + 1, reason: "is not JSON")
      }
      if let end = RecordEnd(json) {
        guard isLast else { throw RecordError(file: path, line: index + 1, reason: "ends the record before its end") }
        return (entries, end, nil)
      }
      guard let entry = RecordEntry(json) else {
        throw RecordError(file: path, line: index + 1, reason: "is no message: seq, wall, topic and payload are needed")
      }
      entries.append(entry)
    }
    return (entries, nil, nil)
  }

  /// Works out what the recorded run came to; of several runs, the last one.
  public func report() -> RunReport {
    var runs = SuccessiveRuns(header.cast)
    for entry in entries {
      guard let address = Address(topic: entry.topic), address.prefix == header.prefix else { continue }
      let message = InboundMessage(address: address, payload: entry.payload)
      runs.hear(message, at: WallTime(calendar: entry.wall), isInbound: entry.isInbound)
    }
    let lastTime = entries.last { $0.time != nil }?.time
    let isComplete = end?.outcome == .completed || header.isTraffic && runs.ledger.isOver
    return runs.ledger.report(
      endingAt: end?.time ?? (isComplete ? nil : lastTime), isComplete: isComplete,
      brokerAbsences: end?.brokerAbsences ?? 0)
  }
}
