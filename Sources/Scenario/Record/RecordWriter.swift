public import Federation
import Foundation
import JSON
public import Quantities
public import Simulation
public import Transport

/// A record that cannot be written or read: which, and why.
public struct RecordError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The line, from 1; nil where the file as a whole is meant.
  public var line: Int?
  /// What is wrong.
  public var reason: String

  /// Tells what is wrong with a record.
  public init(file: String, line: Int? = nil, reason: String) {
    (self.file, self.line, self.reason) = (file, line, reason)
  }

  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}

/// Writes the record of a run: JSON Lines under a header, each line handed to the system as its message passes.
///
/// The file is locked while it is written, so that no other run writes or removes it; it is synchronised to the
/// disk at the end. A crash loses at most the line in hand.
public final class RecordWriter {
  /// The file.
  public let path: String
  /// How many messages have been written.
  public private(set) var count = 0
  private let file: UnsafeMutablePointer<FILE>
  private let header: [UInt8]
  private var failure: RecordError?
  /// What has been written since the file of an earlier process was opened, while it is not known whether this one
  /// joins that one's run or begins another; nil once it is known.
  private var undecided: [PassingMessage]?
  private let earlier: Record?

  /// Creates the file, in place of one that was there.
  /// - Parameter earlier: the record that stands in the file and broke off; it is kept until ``goOn()`` or a new run.
  /// - Throws: ``RecordError`` where it cannot be written, holds something else than a record, or another run writes it.
  public init(
    path: String, header: RecordHeader, wall: ScenarioTime, earlier: Record? = nil
  ) throws(RecordError) {
    self.path = path
    self.header = header.json(wall: wall).compactBytes
    self.earlier = earlier
    try RecordKeeping.refuseStranger(at: path)
    // Opened without emptying it first: a record in progress of another run must stay as it is.
    guard let file = fopen(path, "a") else {
      throw RecordError(file: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
    }
    guard flock(fileno(file), LOCK_EX | LOCK_NB) == 0 else {
      fclose(file)
      throw RecordError(file: path, reason: "is being written by another run")
    }
    self.file = file
    if earlier != nil { undecided = [] } else { begin() }
  }

  /// Goes on with the record of the process before this one, whose run it joins.
  public func goOn() {
    guard let earlier, let messages = undecided else { return }
    undecided = nil
    // A line that the crash has cut is taken away.
    ftruncate(fileno(file), off_t(earlier.wholeBytes))
    count = earlier.entries.count
    for message in messages { write(message) }
  }

  private func begin() {
    ftruncate(fileno(file), 0)
    write(header)
    let messages = undecided ?? []
    undecided = nil
    for message in messages { write(message) }
  }

  /// Writes what was heard on a topic, whatever it is.
  public func write(_ message: TransportMessage, time: ScenarioTime?, wall: WallTime) {
    write(
      RecordEntry(
        sequence: count, time: time, wall: wall.calendar, isInbound: true, topic: message.topic,
        payload: message.payload))
  }

  /// Writes a message.
  public func write(_ message: PassingMessage) {
    if undecided != nil {
      undecided?.append(message)
      // A run of its own has begun.
      if message.time != nil { begin() }
      return
    }
    write(
      RecordEntry(
        sequence: count, time: message.time, wall: message.wall.calendar, isInbound: !message.isOwn,
        topic: message.topic, payload: message.payload))
  }

  private func write(_ entry: RecordEntry) {
    count += 1
    write(entry.json.compactBytes)
  }

  /// Closes the file of a record that a person has ended.
  /// - Throws: the first ``RecordError`` that kept a line from being written.
  public func close(at time: ScenarioTime?, brokerAbsences: Int) throws(RecordError) {
    try close(RecordEnd(.interrupted, at: time, brokerAbsences: brokerAbsences))
  }

  /// Writes how the run ended, and how often the broker was away in it, and closes the file.
  /// - Throws: the first ``RecordError`` that kept a line from being written.
  public func close(_ outcome: RunOutcome, brokerAbsences: Int = 0) throws(RecordError) {
    if undecided != nil { begin() }
    var end = RecordEnd(outcome)
    end.brokerAbsences = brokerAbsences
    try close(end)
  }

  private func close(_ end: RecordEnd) throws(RecordError) {
    write(end.json.compactBytes)
    if fsync(fileno(file)) != 0, errno != EINVAL { note(errno) }
    fclose(file)
    if let failure { throw failure }
  }

  private func write(_ line: [UInt8]) {
    let line = line + [0x0A]
    guard fwrite(line, 1, line.count, file) == line.count, fflush(file) == 0 else { return note(errno) }
  }

  private func note(_ code: Int32) {
    failure = failure ?? RecordError(file: path, reason: "could not be written: \(String(cString: strerror(code)))")
  }
}

extension RecordEnd {
  init(_ outcome: RunOutcome) {
    switch outcome {
    case .completed(let time): self.init(.completed, at: time)
    case .interrupted(let time): self.init(.interrupted, at: time)
    case .missing: self.init(.missing, at: nil)
    case .refused: self.init(.refused, at: nil)
    case .missed: self.init(.missed, at: nil)
    }
  }
}
