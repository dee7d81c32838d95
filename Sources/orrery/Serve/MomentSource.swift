import Downlink
import Facade
import Federation
import Messages
import Scenario
import SharedState
import Simulation
import Synchronization

/// Puts together what a façade answers from: what the node's board shows, and what was said.
///
/// Where a process has not all models, what it lacks is taken from what the others say.
final class MomentSource: Sendable {
  private let board: StateBoard
  private let history: Mutex<RunHistory>
  private let mirror: Mutex<StateMirror>?

  /// - Parameter isWhole: whether the process has all models.
  init(_ definition: ScenarioDefinition, _ run: RunDescription, board: StateBoard, isWhole: Bool) {
    self.board = board
    let satellites = definition.satellites.map {
      ElementsInUse.Satellite(id: $0.id, name: $0.name, elements: $0.elements)
    }
    history = Mutex(RunHistory(of: run, flying: ElementsInUse(satellites)))
    mirror = isWhole ? nil : Mutex(StateMirror(of: definition.mirroredApps))
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
    mirror?.withLock { try? $0.hear(message.inbound) }
  }

  private static func read<Kind: Message>(_ content: Content, _ kind: Kind.Type) throws(MessageError) -> any Message {
    try content.read(as: kind)
  }

  /// What is known at the moment.
  var moment: FacadeMoment {
    var moment = FacadeMoment(snapshot: snapshot, history: history.withLock { $0 }, wall: SystemClock().now.calendar)
    moment.lags = board.lags
    return moment
  }

  private var snapshot: Snapshot {
    let own = board.snapshot
    guard var snapshot = mirror?.withLock({ $0.snapshot(at: own.time, mode: own.mode) }) else { return own }
    snapshot.pace = own.pace
    // Models know their own better, and sooner.
    if !own.satellites.isEmpty { snapshot.satellites = own.satellites }
    if !own.stations.isEmpty { (snapshot.stations, snapshot.openLinks) = (own.stations, own.openLinks) }
    if !own.terminals.isEmpty { snapshot.terminals = own.terminals }
    return snapshot
  }
}
