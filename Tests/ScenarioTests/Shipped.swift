import Federation
import Foundation
import Messages
import Quantities
import Scenario
import Simulation
import Synchronization
import Testing
import Transport

/// The scenarios that come with the project.
enum Shipped {
  static let names = ["downlink", "outages", "constellation", "handover-taipei"]

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func path(_ name: String) -> String { root.appending(path: "Scenarios/\(name)/scenario.json").path }

  static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  static func definition(_ name: String) throws -> ScenarioDefinition { try ScenarioReader.read(path(name)) }
}

/// A wallclock that stands, so that nothing of the host comes into a record but what is asked for.
struct StandingClock: NodeClock {
  var now = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_000)

  func wait(until deadline: WallTime?, sleep: (WallTime?) -> Void) {
    preconditionFailure("as fast as possible nobody waits")
  }
}

/// A run in one process, as fast as possible, and all that came of it.
struct WholeRun {
  var outcome: RunOutcome
  var messages: [PassingMessage] = []
  var report: RunReport
  var log: [String]

  init(
    _ definition: ScenarioDefinition, transport: (any Transport)? = InProcessBus().client(named: "all"),
    clock: any NodeClock = StandingClock(),
    eachStep look: @escaping (FederationNode) -> Void = { _ in }
  ) {
    let lines = Mutex<[String]>([])
    let node = RunAssembly(definition, .init()).node(
      transport: transport, clock: clock
    ) { level, text in lines.withLock { $0.append("\(level) \(text)") } }
    var ledger = RunLedger(.init(definition))
    var messages: [PassingMessage] = []
    node.observer = { message in
      messages.append(message)
      ledger.hear(message.inbound, at: message.wall)
    }
    node.simulator.add(StepObserver { look(node) })
    outcome = node.run()
    (self.messages, log) = (messages, lines.withLock { $0 })
    report = ledger.report(isComplete: true)
  }

  /// The messages of one topic below the prefix.
  func messages<Kind: Message>(_ kind: Kind.Type, _ topic: String) throws -> [Kind] {
    try messages.filter { $0.topic.hasSuffix("/\(topic)") }.map { try kind.decode($0.payload) }
  }
}

/// Looks on at the end of every step.
private final class StepObserver: SimulationObserver {
  private let look: () -> Void

  init(_ look: @escaping () -> Void) {
    self.look = look
  }

  func simulation(_ simulator: Simulator, changed change: PropertyChange) {
    if case .time = change { look() }
  }
}
