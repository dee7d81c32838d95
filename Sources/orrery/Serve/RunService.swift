import Facade
import Federation
import HTTPServer
import Scenario
import Simulation

/// A run's façade, from before the run until it is stopped.
final class RunService: Sendable {
  private let source: MomentSource
  private let facade: FacadeServer

  /// Starts to answer for a node.
  init(
    _ options: ServerOptions, for node: FederationNode, of definition: ScenarioDefinition,
    _ assembly: RunAssembly.Options, _ arguments: Arguments
  ) throws {
    let run = RunDescription(definition, until: assembly.until, pacing: assembly.pacing)
    let source = MomentSource(definition, run, board: node.board, isWhole: assembly.cast == .everybody)
    self.source = source
    facade = try FacadeServer(options, of: run, control: node.control, arguments) { source.moment }
  }

  /// Notes a message that passed.
  func hear(_ message: PassingMessage) {
    source.hear(message)
    facade.wake()
  }

  /// Answers no more.
  func stop() { facade.stop() }
}
