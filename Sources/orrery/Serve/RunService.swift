import Facade
import Federation
import HTTPServer
import Scenario
import Simulation
import Synchronization
import Viewer

/// A run's façade behind a server, from before the run until it is stopped.
final class RunService: Sendable {
  private let source: MomentSource
  private let facade: Facade
  #if HTTP
    private let server = Mutex<Server?>(nil)
  #endif

  /// Starts to answer for a node.
  init(
    _ options: ServerOptions, for node: FederationNode, of definition: ScenarioDefinition,
    _ assembly: RunAssembly.Options, _ arguments: Arguments
  ) throws {
    let run = RunDescription(definition, until: assembly.until, pacing: assembly.pacing)
    let source = MomentSource(definition, run, board: node.board, isWhole: assembly.cast == .everybody)
    self.source = source
    var facadeOptions = Facade.Options(version: orreryVersion, run: run)
    facadeOptions.control = node.control
    facadeOptions.token = try arguments.bearerToken()
    #if HTTP
      let statistics = StatisticsSource()
      facadeOptions.statistics = { statistics.statistics }
      let facade = Facade(facadeOptions) { source.moment }
      self.facade = facade
      let viewer = ViewerSite(version: orreryVersion, cesium: try arguments.cesium())
      let started = try Server(options) { viewer.response(to: $0) ?? facade.respond(to: $0) }
      statistics.server.withLock { $0 = started }
      server.withLock { $0 = started }
      if !arguments.has("quiet") {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        Terminal.complain("serving \(started.isTLS ? "https" : "http")://\(host):\(started.port)/")
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
