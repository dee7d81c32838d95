public import JSON
public import Quantities

/// The name of one run of a federation, as one process takes part in it.
///
/// Every application makes it from the manager's start, so that all come to the same name without agreeing on one. A
/// process that joins later, or again, adds how long after the start: its streams begin anew, and are told from those
/// of a process before it. Where nobody has told it the name, it works out the start from the run's times, and says so.
public struct RunName: Hashable, Sendable, CustomStringConvertible {
  /// The name as the wire has it: `START`, or `START+SECONDS` for a process that joined later, or `~START+SECONDS`
  /// where it has worked out the start.
  public let description: String

  /// Reads a name from the wire.
  public init(_ text: some StringProtocol) {
    description = String(text)
  }

  /// Names the run that a start begins.
  /// - Parameter startTime: the wallclock time that the start names; nil where it names none.
  public init(startTime: ScenarioTime?) {
    description = startTime.map(\.wholeMicrosecond.iso8601) ?? "now"
  }

  /// Names a run by a start that was worked out.
  public init(estimatedStart: ScenarioTime) {
    description = "~\(estimatedStart.wholeMicrosecond.iso8601)"
  }

  /// The name of the same run for a process that joined some wallclock time after the start.
  public func joined(after delay: TimeSpan) -> RunName {
    let milliseconds = max(0, delay.nanoseconds / 1_000_000)
    let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
    return RunName("\(base)+\(milliseconds / 1_000).\(fraction)")
  }

  /// The same process's name in a run that is called otherwise.
  public func renamed(_ run: RunName) -> RunName { RunName(run.base + description.dropFirst(base.count)) }

  /// What the names of all processes of the run have in common.
  public var base: Substring { description.prefix { $0 != "+" } }

  /// Whether the process joined later.
  public var isJoined: Bool { description.contains("+") }

  /// Whether the start was worked out.
  public var isEstimated: Bool { description.hasPrefix("~") }

  /// The wallclock time of the run's start, where the name tells it.
  public var startTime: ScenarioTime? { isEstimated ? nil : try? ScenarioTime(String(base)) }

  /// Says whether two names may be of the same run; a start that was worked out tells no run from another.
  public func isSameRun(as other: RunName) -> Bool { isEstimated || other.isEstimated || base == other.base }
}

/// Which message of its stream a message is: the members `run` and `seq`, which every message of a run carries on the
/// wire beside its own, and which NOS-T's applications ignore.
///
/// A stream is what one process says on one topic in one run. Its first message is number 0, and none is left out.
public struct Stamp: Hashable, Sendable {
  /// The run.
  public var run: RunName
  /// The number of the message in its stream, from 0.
  public var sequence: Int

  /// The largest number: a trillion messages, of which a million runs can be counted together.
  public static let largestSequence = 1 << 40

  /// Creates a stamp.
  public init(run: RunName, sequence: Int) {
    (self.run, self.sequence) = (run, sequence)
  }

  /// Reads the stamp of a message; nil where it has none, or none that can be.
  public init?(_ json: JSONValue) {
    guard let run = json["run"]?.string, let sequence = json["seq"]?.int, (0...Self.largestSequence).contains(sequence)
    else { return nil }
    self.init(run: RunName(run), sequence: sequence)
  }

  /// Writes the stamp behind the members of a message.
  public func write(to members: inout JSONObject) {
    members["run"] = .string(run.description)
    members["seq"] = .integer(Int64(sequence))
  }

  /// What the schemas say of the members.
  static let members: [Member] = [
    .optional("run", .text, "The run that the message is of: the start's startTime, and +SECONDS of who joined later."),
    .optional("seq", .integer, "The number of the message among those of its topic and run, from 0."),
  ]
}
