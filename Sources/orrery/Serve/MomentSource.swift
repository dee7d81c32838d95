import Downlink
import Facade
import Federation
import Messages
import Scenario
import SharedState
import Simulation
import Transport

/// Puts together what a façade answers from: what is known of the run itself, and what was said.
///
/// Where a process has not all models, what it lacks is taken from what the others say.
final class MomentSource: Sendable {
  private let present: @Sendable () -> Snapshot
  private let process: (@Sendable () -> ProcessFigures)?
  private let history: Shared<RunHistory>
  private let mirror: Shared<StateMirror?>

  /// - Parameters:
  ///   - mirror: what has been heard of the rest; nil for a process that has all models.
  ///   - present: returns the latest snapshot of the process's own models.
  ///   - process: tells how the process keeps up; nil where it does no steps.
  init(
    of run: RunDescription, flying elements: ElementsInUse, mirror: StateMirror?,
    present: @escaping @Sendable () -> Snapshot, process: (@Sendable () -> ProcessFigures)? = nil
  ) {
    (self.present, self.process) = (present, process)
    history = Shared(RunHistory(of: run, flying: elements))
    self.mirror = Shared(mirror)
  }

  /// Creates the source of a node.
  convenience init(_ definition: ScenarioDefinition, _ run: RunDescription, of node: FederationNode, isWhole: Bool) {
    let satellites = definition.satellites.map {
      ElementsInUse.Satellite(id: $0.id, name: $0.name, elements: $0.elements)
    }
    self.init(
      of: run, flying: ElementsInUse(satellites), mirror: isWhole ? nil : definition.mirror,
      present: { [board = node.board] in board.snapshot },
      process: { [board = node.board, transport = node.transport] in
        // Who has nobody to speak to has nothing that waits.
        let wire = transport?.statistics ?? TransportStatistics()
        return ProcessFigures(
          lags: board.lags, durations: board.durations, queue: (count: wire.queued, age: wire.queueAge))
      })
  }

  /// Notes a message that passed.
  func hear(_ message: PassingMessage) {
    let content = message.content
    let heard = HeardMessage(
      time: message.time, wall: message.wall.calendar, isOwn: message.isOwn, address: message.address,
      stamp: content.stamp, payload: { content.payload },
      read: { (kind) throws(MessageError) in try Self.read(content, kind) })
    history.withLock { $0.hear(heard) }
    // The history counts those that cannot be read.
    mirror.withLock { try? $0?.hear(message.inbound) }
  }

  private static func read<Kind: Message>(_ content: Content, _ kind: Kind.Type) throws(MessageError) -> any Message {
    try content.read(as: kind)
  }

  /// What is known at the moment.
  var moment: FacadeMoment {
    var moment = FacadeMoment(snapshot: snapshot, history: history.withLock { $0 }, wall: SystemClock().now.calendar)
    moment.process = process
    return moment
  }

  private var snapshot: Snapshot {
    let own = present()
    guard var snapshot = mirror.withLock({ $0?.snapshot(at: own.time, mode: own.mode) }) else { return own }
    snapshot.pace = own.pace
    // Models know their own better, and sooner.
    if !own.satellites.isEmpty { snapshot.satellites = own.satellites }
    if !own.stations.isEmpty { (snapshot.stations, snapshot.openLinks) = (own.stations, own.openLinks) }
    if !own.terminals.isEmpty { snapshot.terminals = own.terminals }
    return snapshot
  }
}

extension ScenarioDefinition {
  /// A mirror that knows the satellites' recorders, as who comes in late is not told of them.
  fileprivate var mirror: StateMirror {
    let capacities = satellites.map { ($0.profile.id, $0.profile.capacity) }
    return StateMirror(of: mirroredApps, capacities: Dictionary(capacities) { first, _ in first })
  }
}
