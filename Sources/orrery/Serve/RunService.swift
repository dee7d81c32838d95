import Facade
import Federation
import HTTPServer
import Messages
import Scenario
import SharedState

/// A run's façade, from before the run until it is stopped.
final class RunService: Sendable {
  private let source: MomentSource
  private let facade: FacadeServer

  /// Starts to answer for a node.
  convenience init(
    _ options: ServerOptions, for node: FederationNode, of definition: ScenarioDefinition,
    _ assembly: RunAssembly.Options, _ arguments: Arguments
  ) throws {
    let run = RunDescription(definition, assembly)
    let source = MomentSource(definition, run, of: node, isWhole: assembly.cast == .everybody)
    // Who only looks on has no application in whose name the manager could be asked.
    try self.init(options, of: run, source, control: assembly.cast == .observer ? nil : node.control, arguments)
  }

  /// Starts to answer.
  /// - Parameter control: who carries out wishes; nil for a run that takes none.
  init(
    _ options: ServerOptions, of run: RunDescription, _ source: MomentSource, control: (any RunControl)?,
    _ arguments: Arguments
  ) throws {
    self.source = source
    facade = try FacadeServer(options, of: run, control: control, arguments) { source.moment }
  }

  /// Notes a message that passed.
  func hear(_ message: PassingMessage) {
    source.hear(message)
    facade.wake()
  }

  /// Tells those who wait for events that no more come: the run is over.
  func end() { facade.wake() }

  /// Answers no more.
  func stop() { facade.stop() }
}
