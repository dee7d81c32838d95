import Foundation
import JSON
public import Quantities

/// One message of a record.
public struct RecordEntry: Equatable, Sendable {
  /// Its place in the record, from 0.
  public var sequence: Int
  /// The scenario time of the process as it passed; nil before the run.
  public var time: ScenarioTime?
  /// The wallclock time as it passed.
  public var wall: ScenarioTime
  /// Whether the process heard it from others; otherwise it said it itself.
  public var isInbound: Bool
  /// Its topic.
  public var topic: String
  /// Its bytes.
  public var payload: [UInt8]

  /// Creates an entry.
  public init(
    sequence: Int, time: ScenarioTime?, wall: ScenarioTime, isInbound: Bool, topic: String, payload: [UInt8]
  ) {
    (self.sequence, self.time, self.wall) = (sequence, time, wall)
    (self.isInbound, self.topic, self.payload) = (isInbound, topic, payload)
  }

  /// The entry as it is written: JSON payloads as JSON, others in base64 under `bytes`.
  var json: JSONValue {
    var object: JSONObject = [
      "seq": .integer(Int64(sequence)),
      "time": time.map { .string($0.iso8601) } ?? .null,
      "wall": .string(wall.iso8601),
    ]
    if isInbound { object["inbound"] = true }
    object["topic"] = .string(topic)
    // Only what prints back to the same bytes is kept as JSON, so that a replay says what was said; and only what
    // is not so deep that it could not be read back from within the entry.
    if let value = try? JSONValue.parse(payload), value.depth < JSONValue.maximumDepth, value.compactBytes == payload {
      object["payload"] = value
    } else {
      object["bytes"] = .string(Data(payload).base64EncodedString())
    }
    return .object(object)
  }

  /// Reads an entry; nil where a member is missing or is not what it should be.
  init?(_ json: JSONValue) {
    guard let sequence = json["seq"]?.int, let topic = json["topic"]?.string,
      let wall = json["wall"]?.string.flatMap({ try? ScenarioTime($0) })
    else { return nil }
    if let payload = json["payload"] {
      self.payload = payload.compactBytes
    } else if let bytes = json["bytes"]?.string.flatMap({ Data(base64Encoded: $0) }) {
      payload = [UInt8](bytes)
    } else {
      return nil
    }
    self.sequence = sequence
    self.topic = topic
    self.wall = wall
    time = json["time"]?.string.flatMap { try? ScenarioTime($0) }
    isInbound = json["inbound"]?.bool ?? false
  }
}

/// The last line of a record: how the run ended. A record without one broke off.
public struct RecordEnd: Equatable, Sendable {
  /// How the run ended, in a word.
  public enum Outcome: String, Sendable {
    /// At the time at which it was to end.
    case completed
    /// Earlier, on a person's wish.
    case interrupted
    /// It never began, for want of applications.
    case missing
    /// It never began, because its start cannot be.
    case refused
    /// It was over before this process could take part.
    case missed
  }

  /// How the run ended.
  public var outcome: Outcome
  /// The scenario time at which it ended; nil where it never began.
  public var time: ScenarioTime?
  /// How often the broker was away from the process while the run went on.
  public var brokerAbsences: Int

  /// Creates an end.
  public init(_ outcome: Outcome, at time: ScenarioTime?, brokerAbsences: Int = 0) {
    (self.outcome, self.time, self.brokerAbsences) = (outcome, time, brokerAbsences)
  }

  var json: JSONValue {
    var object: JSONObject = ["end": .string(outcome.rawValue), "time": time.map { .string($0.iso8601) } ?? .null]
    if brokerAbsences > 0 { object["brokerAbsences"] = .integer(Int64(brokerAbsences)) }
    return .object(object)
  }

  init?(_ json: JSONValue) {
    guard let outcome = json["end"]?.string.flatMap(Outcome.init) else { return nil }
    self.init(
      outcome, at: json["time"]?.string.flatMap { try? ScenarioTime($0) },
      brokerAbsences: max(0, json["brokerAbsences"]?.int ?? 0))
  }
}

extension JSONValue {
  /// How many levels of lists and objects it has: 0 for anything else.
  fileprivate var depth: Int {
    switch self {
    case .array(let elements): 1 + (elements.map(\.depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map(\.value.depth).max() ?? 0)
    default: 0
    }
  }
}
