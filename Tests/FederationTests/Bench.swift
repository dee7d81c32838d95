import Federation
import Messages
import Quantities
import SharedState
import Simulation
import Synchronization
import Testing
import Transport

/// An application that writes down what it lives through, and reads what it hears strictly.
final class Probe: Federate, Entity {
  let name: String
  let interests: [Interest]
  let settlesAfter: [String]
  let outbox: Outbox
  private let kinds: [Interest: any Message.Type]
  private(set) var diary: [String] = []
  /// What it says after every step.
  var chatter: (() -> Void)?

  init(_ name: String, hears kinds: [Interest: any Message.Type] = [:], settlesAfter: [String] = []) {
    self.name = name
    self.kinds = kinds
    self.settlesAfter = settlesAfter
    interests = kinds.keys.sorted { ($0.app, $0.leaf) < ($1.app, $1.leaf) }
    outbox = Outbox(app: name)
  }

  var entities: [any Entity] { [self] }

  func initialize(at time: ScenarioTime) { diary = ["begin \(Bench.seconds(time))"] }
  func tick(by step: TimeSpan) { diary.append("tick \(step.seconds)") }
  func tock() {
    diary.append("tock")
    chatter?()
  }
  func finish(at time: ScenarioTime) { diary.append("finish \(Bench.seconds(time))") }

  func hear(_ message: InboundMessage) throws {
    let kind = try #require(kinds[Interest(app: message.address.app, leaf: message.address.leaf)])
    try check(kind, message.payload)
    diary.append("\(message.address.app)/\(message.address.leaf)")
  }

  private func check<Kind: Message>(_ kind: Kind.Type, _ payload: [UInt8]) throws {
    _ = try kind.decode(payload)
  }

  func contribute(to snapshot: inout Snapshot) {
    snapshot.satellites.append(
      .init(
        id: 0, name: name, position: nil, stored: .zero, capacity: .zero, groundId: nil, linkCount: 0, cost: .zero))
  }
}

/// A node with its probes on a bus in virtual time, and everything that passed through it.
final class Bench {
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
  static let wall = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_000)
  static let prefix = "test"

  let bus = InProcessBus()
  let clock = ManualClock(at: wall)
  let node: FederationNode
  private(set) var messages: [PassingMessage] = []
  private let lines: LogBook
  private let outsider: InProcessClient

  /// - Parameters:
  ///   - manager: how the manager in this process plans; nil where it is elsewhere.
  init(
    _ probes: [Probe], pacing: Pacing = .wallclock, manager: ManagerPlan.Parameters? = nil,
    hearsEverything: Bool = false, peers: Set<String> = [], scriptedTopics: Set<String> = [],
    prospect: ManagedLifecycle.Prospect? = nil, recall: @escaping () -> Recollection = { .nothing }
  ) {
    let lines = LogBook()
    self.lines = lines
    outsider = bus.client(named: "outsider")
    outsider.start { _ in }
    var options = FederationNode.Options(
      prefix: Self.prefix, step: .seconds(60), pacing: pacing, hearsEverything: hearsEverything, manager: manager,
      peers: peers, scriptedTopics: scriptedTopics, prospect: prospect)
    options.recall = { _, _ in recall() }
    node = FederationNode(
      options: options,
      federates: probes, transport: bus.client(named: "node"), clock: clock, outboxes: probes.map(\.outbox)
    ) { lines.append("\($0) \($1)") }
    node.observer = { [unowned self] in messages.append($0) }
  }

  /// A plan for a run of some minutes at 60, with nobody to wait for unless said.
  static func plan(minutes: Int = 5, apps: [String] = [], attempts: Int = 3) -> ManagerPlan.Parameters {
    .init(
      start: start, stop: start + .minutes(minutes), scale: 60, requiredApps: apps, retryDelay: .seconds(5),
      attempts: attempts)
  }

  var log: [String] { lines.all }
  /// Topics without their prefix, in order.
  var topics: [String] { messages.map { String($0.topic.dropFirst(Self.prefix.count + 1)) } }
  /// What was said of modes, in order.
  var modes: [String] {
    messages.filter { $0.topic.hasSuffix("status/mode") }.compactMap { try? ModeStatus.decode($0.payload) }
      .map { "\($0.name) \($0.mode)" }
  }

  /// Publishes something from outside, so many times, so many seconds of wallclock after the beginning.
  func publish(_ payload: [UInt8], under topic: String, after seconds: Int, times: Int = 1) {
    publish(payload, under: topic, at: Double(seconds), times: times)
  }

  func publish(_ payload: [UInt8], under topic: String, at seconds: Double, times: Int = 1) {
    let message = TransportMessage(topic: "\(Self.prefix)/\(topic)", payload: payload, quality: .atLeastOnce)
    clock.plan(at: Self.wall + TimeSpan(nanoseconds: Int64(seconds * 1e9))) { [outsider] in
      do {
        for _ in 0..<times { try outsider.publish(message) }
      } catch {
        Issue.record("not published: \(error)")
      }
    }
  }

  /// Has the broker keep something from before the node was there.
  func keep(_ message: some Message, under topic: String) throws {
    try outsider.publish(
      TransportMessage(
        topic: "\(Self.prefix)/\(topic)", payload: message.payload, quality: .atLeastOnce, isRetained: true))
  }

  func publish(_ message: some Message, under topic: String, after seconds: Int) {
    publish(message.payload, under: topic, after: seconds)
  }

  /// Asks the node for something so many seconds of wallclock after the beginning.
  func ask(after seconds: Double, _ wish: @escaping @Sendable (any RunControl) -> Void) {
    let control = node.control
    clock.plan(at: Self.wall + TimeSpan(nanoseconds: Int64(seconds * 1e9))) { wish(control) }
  }

  /// Publishes the start of a run of some minutes at 60 that begins a second later.
  func start(after seconds: Int, minutes: Int = 5) {
    publish(
      StartCommand(
        startTime: (Self.wall + .seconds(seconds + 1)).calendar, simStartTime: Self.start,
        simStopTime: Self.start + .minutes(minutes), timeScalingFactor: 60), under: "manager/start", after: seconds)
  }

  /// Publishes what time it is in a run at 60 that began a second after the beginning.
  ///
  /// Orrery's applications name the run, others do not.
  func tell(
    _ app: String, after seconds: Double, scenario: Double? = nil, isNamed: Bool = true,
    nextUpdate: UpdateCommand? = nil
  ) {
    let wall = Self.wall + TimeSpan(nanoseconds: Int64(seconds * 1e9))
    let time = Self.start + TimeSpan(nanoseconds: Int64((scenario ?? (seconds - 1) * 60) * 1e9))
    let stamp = Stamp(run: RunName(startTime: (Self.wall + .seconds(1)).calendar), sequence: Int(seconds * 1_000))
    let status = TimeStatus(name: app, simTime: time, time: wall.calendar, nextUpdate: nextUpdate)
    let message = TransportMessage(
      topic: "\(Self.prefix)/\(app)/status/time", payload: status.payload(stamped: isNamed ? stamp : nil),
      quality: .atLeastOnce)
    clock.plan(at: wall) { [outsider] in
      do { try outsider.publish(message) } catch { Issue.record("not published: \(error)") }
    }
  }

  static func seconds(_ time: ScenarioTime) -> Double { (time - start).seconds }
}

/// Lines from any thread.
final class LogBook: Sendable {
  private let lines = Mutex<[String]>([])

  func append(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}
