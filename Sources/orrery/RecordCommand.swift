import Federation
import Foundation
import JSON
import Messages
import MosquittoTransport
import Quantities
import Scenario
import Simulation
import Transport

/// `orrery record`: writes down what any test bed says, and tells what of it is missing, twice or late.
enum RecordCommand: Command {
  static let specification = CommandSpecification(
    name: "record", summary: "Records everything that is said in a test bed, and counts what is missing or late.",
    operands: "FILE", operandCount: 1...1,
    options: [
      .init("broker", "URL", "The broker: mqtt://localhost:1883, mqtts://user:password@host?ca=FILE."),
      .init("prefix", "NAME", "The name of the test run: the first level of its topics."),
      .init("one-run", nil, "End when the manager says that the run is over."),
      .init("for", "SPAN", "End after so long (PT30M)."),
      .init(
        "keep", "RULE", "Put an old FILE aside, and keep as many of those as RULE says: 20, 500MB, 30d; 1 unless told."),
      .init("json", nil, "Print the account as JSON."),
      .init("quiet", nil, "No log, only errors."),
    ] + Arguments.credentials,
    notes: """
      Whoever speaks, and whatever it is: no scenario is needed. Messages that carry numbers (run, seq) are counted by
      them, others by the beat of their times. Replay the record with orrery replay, or read orrery report FILE.
      It ends at Ctrl-C. The broker may also stand in ORRERY_BROKER, its user and password in ORRERY_BROKER_USER and
      _PASSWORD.
      """,
    examples: [
      "orrery record bed.jsonl --broker mqtt://localhost --prefix nost",
      "orrery record bed.jsonl --broker mqtt://localhost --prefix downlink --one-run",
      "orrery record bed.jsonl --broker mqtt://localhost --prefix nost --for PT1H --keep 20",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard let broker = try arguments.broker() else {
      throw UsageError("record needs --broker URL", command: arguments.command)
    }
    guard let prefix = arguments["prefix"] else {
      throw UsageError("record needs --prefix NAME, the first level of the topics", command: arguments.command)
    }
    do {
      try Address.check(name: prefix)
    } catch {
      throw UsageError("--prefix \(error)", command: arguments.command)
    }
    #if MQTT
      let recorder = try TrafficRecorder(arguments, prefix: prefix)
      return try recorder.run(over: broker)
    #else
      throw UsageError("this program was built without libmosquitto", command: arguments.command)
    #endif
  }
}

#if MQTT
  /// Hears everything under a prefix and writes it down.
  private final class TrafficRecorder {
    /// The wallclock time for which last words are waited for after the manager's.
    private static let linger = TimeSpan.seconds(2)

    private let arguments: Arguments
    private let prefix: String
    private let deadline: WallTime?
    private let writer: RecordWriter
    private let inbox = TransportInbox()
    private var runs: SuccessiveRuns
    private var absences = 0
    private var overSince: WallTime?
    /// The topics that name no application, and how many more messages came on others of their kind.
    private var strangeTopics: [String] = []
    private var strangeMessages = 0
    private static let mostStrangeTopics = 5

    init(_ arguments: Arguments, prefix: String) throws {
      (self.arguments, self.prefix) = (arguments, prefix)
      let now = SystemClock().now
      deadline = try arguments["for"].map { text in
        guard let span = try? TimeSpan(text), span > .zero, let end = now.calendar.adding(span) else {
          throw arguments.wrong("for", allowed: "a span above zero such as PT30M")
        }
        return WallTime(calendar: end)
      }
      let path = arguments.operands[0]
      let isQuiet = arguments.has("quiet")
      try RecordKeeping.makeRoom(at: path, try arguments.keepRule() ?? .last, now: now.calendar) {
        if !isQuiet { Terminal.complain($0) }
      }
      let header = RecordHeader(trafficOf: prefix, from: now.calendar, version: orreryVersion)
      writer = try RecordWriter(path: path, header: header, wall: now.calendar)
      runs = SuccessiveRuns(header.cast)
    }

    func run(over broker: BrokerOptions) throws -> ExitCode {
      var broker = broker
      // What is said while the connection is broken comes later.
      broker.clientID = broker.clientID ?? "orrery-\(prefix)-recorder-\(getpid())"
      broker.session = .whileRunning
      let transport = try MosquittoTransport(broker)
      let filter = try TopicFilter("\(prefix)/#")
      let isStopped = Flag()
      let interruption = Interruption { [inbox] in
        isStopped.raise()
        inbox.ring()
      }
      transport.subscribe(to: filter, quality: .atLeastOnce)
      transport.start { [inbox] in inbox.put($0) }
      log("recording \(filter) of \(broker.host):\(broker.port) to \(writer.path); Ctrl-C ends it")
      while !isStopped.isRaised, !isOver(at: SystemClock().now) {
        for (event, wall) in inbox.take(waitingUntil: nextLook) { handle(event, at: wall) }
      }
      withExtendedLifetime(interruption) {}
      transport.stop(within: .seconds(2))
      for (event, wall) in inbox.take(waitingUntil: SystemClock().now) { handle(event, at: wall) }
      try writer.close(
        at: runs.ledger.clock?.scenario(at: SystemClock().now).wholeMicrosecond, brokerAbsences: absences)
      conclude()
      return .success
    }

    private var nextLook: WallTime {
      let soon = SystemClock().now + .seconds(1)
      return deadline.map { min($0, soon) } ?? soon
    }

    private func isOver(at now: WallTime) -> Bool {
      if let deadline, now >= deadline { return true }
      guard arguments.has("one-run"), let overSince else { return false }
      return now >= overSince + Self.linger
    }

    private func handle(_ event: TransportEvent, at wall: WallTime) {
      switch event {
      case .message(let message): hear(message, at: wall)
      case .connected(let count, _): if count > 1 { log("connected again (connection \(count))") }
      case .disconnected(let reason, _):
        absences += 1
        log("disconnected: \(reason)")
      case .notice(let text): log(text)
      case .subscribed: break
      }
    }

    private func hear(_ message: TransportMessage, at wall: WallTime) {
      let clock = runs.ledger.clock
      let time = clock.flatMap { wall >= $0.wallStart ? $0.scenario(at: wall).wholeMicrosecond : nil }
      writer.write(message, time: time, wall: wall)
      guard let address = Address(topic: message.topic) else { return note(strange: message.topic) }
      guard !message.isRetained else { return }
      let inbound = InboundMessage(address: address, payload: message.payload)
      if let closed = runs.hear(inbound, at: wall, isInbound: true) { tell(closed) }
      if runs.ledger.isOver, overSince == nil { overSince = wall }
    }

    private func note(strange topic: String) {
      strangeMessages += 1
      if strangeTopics.count < Self.mostStrangeTopics, !strangeTopics.contains(topic) { strangeTopics.append(topic) }
    }

    /// Says in a line how the run went that another one follows.
    private func tell(_ ledger: RunLedger) {
      let report = ledger.report(isComplete: ledger.isOver)
      let missing = report.deliveries.reduce(0) { $0 + $1.missing }
      log("run \(ledger.run.map(\.description) ?? "") is over: \(missing) messages missing; another begins")
      overSince = nil
    }

    private func conclude() {
      let report = runs.ledger.report(isComplete: runs.ledger.isOver, brokerAbsences: absences)
      if arguments.has("json") {
        print(report.json.indented)
      } else {
        print(report.deliveryText(colour: Terminal.hasColour))
      }
      if strangeMessages > 0 {
        log(
          "\(strangeMessages) of the messages are in the record and not in the table: their topics "
            + "(\(strangeTopics.joined(separator: ", "))) name no application, as PREFIX/APP/NAME does")
      }
      log("\(writer.count) messages of \(runs.count) run\(runs.count == 1 ? "" : "s") in \(writer.path)")
    }

    private func log(_ text: String) {
      if !arguments.has("quiet") { Terminal.complain(text) }
    }
  }

  /// What the broker's thread hands over, with the time at which it did.
  private final class TransportInbox: Sendable {
    private let condition = NSCondition()
    nonisolated(unsafe) private var items: [(TransportEvent, WallTime)] = []

    func put(_ event: TransportEvent) {
      condition.withLock {
        items.append((event, SystemClock().now))
        condition.signal()
      }
    }

    func ring() { condition.withLock { condition.signal() } }

    func take(waitingUntil deadline: WallTime) -> [(TransportEvent, WallTime)] {
      condition.withLock {
        let wait = (deadline - SystemClock().now).seconds
        if items.isEmpty, wait > 0 { _ = condition.wait(until: Date(timeIntervalSinceNow: wait)) }
        defer { items = [] }
        return items
      }
    }
  }
#endif
