public import Federation
import JSON
import Messages
public import Quantities
public import Simulation
public import Transport

/// Publishes the messages of a record again, in order, over any transport.
public struct Replay: Sendable {
  /// Which messages, where to and how fast.
  public struct Options: Sendable {
    /// How fast scenario time goes; nil as fast as possible.
    public var scale: Double?
    /// The topics, without their prefix's change; empty for all.
    public var topics: [TopicFilter] = []
    /// Only what the recording process heard, or only what it said itself; nil for both.
    public var isInbound: Bool?
    /// Only from a scenario time on, and only up to one.
    public var from: ScenarioTime?, to: ScenarioTime?
    /// The first level of every topic instead of the record's own.
    public var prefix: String?

    /// Creates the options of a replay of everything, as fast as possible.
    public init() {}
  }

  /// A message of a replay with the wallclock time at which it is due, counted from the replay's beginning.
  public struct Message: Equatable, Sendable {
    /// When it is due.
    public var due: TimeSpan
    /// Its topic.
    public var topic: String
    /// Its bytes.
    public var payload: [UInt8]
  }

  /// The messages, in order.
  public let messages: [Message]

  /// Prepares a replay: chooses the messages and works out when each is due.
  ///
  /// Commands name wallclock times of the recorded run; they are moved to the replay's own, so that a fresh
  /// application starts with the replay and at its scale.
  /// - Parameter begin: the wallclock time at which the replay will begin.
  public init(_ record: Record, _ options: Options, begin: WallTime) {
    var clock = ReplayClock(record, scale: options.scale)
    messages = record.entries.compactMap { entry in
      clock.pass(entry)
      if let wanted = options.isInbound, entry.isInbound != wanted { return nil }
      if !options.topics.isEmpty, !options.topics.contains(where: { $0.matches(entry.topic) }) { return nil }
      if let from = options.from, entry.time ?? record.header.cast.start < from { return nil }
      if let to = options.to, entry.time ?? record.header.cast.start > to { return nil }
      let topic = options.prefix.map { Self.topic(entry.topic, under: $0) } ?? entry.topic
      // What has no application's topic is no command: it goes out as it came.
      let payload = Address(topic: topic).map { clock.moved($0, entry.payload, begin: begin) } ?? entry.payload
      return Message(due: clock.due, topic: topic, payload: payload)
    }
  }

  /// A topic with another first level.
  private static func topic(_ topic: String, under prefix: String) -> String {
    prefix + (topic.firstIndex(of: "/").map { topic[$0...] } ?? "")
  }

  /// Publishes the messages, each when it is due.
  /// - Parameters:
  ///   - transport: where they go.
  ///   - clock: the wallclock.
  ///   - isStopped: asked between messages; true ends the replay.
  /// - Returns: how many were published.
  public func run(
    over transport: any Transport, clock: any NodeClock = SystemClock(), sleep: (WallTime) -> Void,
    isStopped: () -> Bool = { false }
  ) throws(PublishError) -> Int {
    let begin = clock.now
    for (index, message) in messages.enumerated() {
      while clock.now < begin + message.due {
        if isStopped() { return index }
        // In slices, so that a wish to stop is heard within a fifth of a second.
        sleep(min(begin + message.due, clock.now + TimeSpan(nanoseconds: 200_000_000)))
      }
      if isStopped() { return index }
      try transport.publish(
        TransportMessage(topic: message.topic, payload: message.payload, quality: .atLeastOnce))
    }
    return messages.count
  }
}

/// Follows the scenario time of a record and the wallclock time of its replay.
private struct ReplayClock {
  private(set) var due = TimeSpan.zero
  private let scale: Double?
  private var origin: ScenarioTime

  /// The run's name in the replay, since its start has been replayed.
  private var run: RunName?

  init(_ record: Record, scale: Double?) {
    self.scale = scale
    // A record of traffic may hold any time.
    let first = record.entries.lazy.compactMap(\.time).first
    origin = record.header.isTraffic ? first ?? record.header.cast.start : record.header.cast.start
  }

  mutating func pass(_ entry: RecordEntry) {
    guard let scale, let time = entry.time, time > origin else { return }
    due = max(due, TimeSpan(roundingSeconds: (time - origin).seconds / scale) ?? due)
  }

  /// What names a wallclock time (start, resume, status/time) with that of the replay, a start with the replay's scale, and every message
  /// as one of the run that the replayed start begins; without a start, as one of no run.
  mutating func moved(_ address: Address, _ payload: [UInt8], begin: WallTime) -> [UInt8] {
    let payload = renamed(payload)
    let now = (begin + due).calendar.wholeMicrosecond
    switch (address.app, address.leaf) {
    case (_, "status/time"):
      guard var status = try? TimeStatus.decode(payload) else { return payload }
      status.time = now
      return status.payload(stamped: Content(payload: payload).stamp)
    case (FederationNode.managerName, "start"):
      guard var command = try? StartCommand.decode(payload) else { return payload }
      command.startTime = now
      run = RunName(startTime: now)
      command.timeScalingFactor = scale ?? command.timeScalingFactor
      return command.payload
    case (FederationNode.managerName, "resume"):
      guard var command = try? ResumeCommand.decode(payload) else { return payload }
      command.resumeTime = now
      return command.payload(stamped: Content(payload: payload).stamp)
    default: return payload
    }
  }

  private func renamed(_ payload: [UInt8]) -> [UInt8] {
    guard let json = try? JSONValue.parse(payload), var stamp = Stamp(json), var members = json.object else {
      return payload
    }
    (members["run"], members["seq"]) = (nil, nil)
    if let run {
      stamp.run = stamp.run.renamed(run)
      stamp.write(to: &members)
    }
    return JSONValue.object(members).compactBytes
  }
}
