import Facade
import Federation
import HTTPServer
import Messages
import Scenario
import SharedState
import Synchronization

/// A run's façade behind a server, from before the run until it is stopped.
final class RunService: Sendable {
  private let source: MomentSource
  private let facade: Facade
  #if HTTP
    private let server = Mutex<Server?>(nil)
  #endif

  /// Starts to answer for a node.
  convenience init(
    _ options: ServerOptions, for node: FederationNode, of definition: ScenarioDefinition,
    _ assembly: RunAssembly.Options, _ arguments: Arguments
  ) throws {
    let run = RunDescription(definition, until: assembly.until, pacing: assembly.pacing)
    let source = MomentSource(definition, run, of: node, isWhole: assembly.cast == .everybody)
    // Only the manager's process can command a federation.
    let commands = assembly.cast == .everybody || assembly.cast == .one(.manager)
    try self.init(options, of: run, source, control: commands ? node.control : nil, arguments)
  }

  /// Starts to answer.
  /// - Parameter control: who carries out wishes; nil for a run that takes none.
  init(
    _ options: ServerOptions, of run: RunDescription, _ source: MomentSource, control: (any RunControl)?,
    _ arguments: Arguments
  ) throws {
    self.source = source
    var facadeOptions = Facade.Options(version: orreryVersion, run: run)
    facadeOptions.control = control
    facadeOptions.token = try arguments.bearerToken()
    #if HTTP
      let statistics = StatisticsSource()
      facadeOptions.statistics = { statistics.statistics }
      facade = Facade(facadeOptions) { source.moment }
      let started = try Server(options, responder: facade.respond)
      statistics.server.withLock { $0 = started }
      server.withLock { $0 = started }
      if !arguments.has("quiet") {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        Terminal.complain("serving \(started.isTLS ? "https" : "http")://\(host):\(started.port)/docs")
      }
    #else
      facade = Facade(facadeOptions) { source.moment }
      throw UsageError("this program was built without libmicrohttpd", command: arguments.command)
    #endif
  }

  /// Notes a message that passed.
  func hear(_ message: PassingMessage) {
    source.hear(message)
    facade.wake()
  }

  /// Answers no more.
  func stop() {
    #if HTTP
      server.withLock { server in
        defer { server = nil }
        return server
      }?.stop()
    #endif
  }
}

#if HTTP
  /// Where a façade finds what its server has done, which is made after it.
  private final class StatisticsSource: Sendable {
    let server = Mutex<Server?>(nil)

    var statistics: ServerStatistics { server.withLock { $0 }?.statistics ?? ServerStatistics() }
  }
#endif
