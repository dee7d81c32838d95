import Facade
import HTTPServer
import SharedState
import Synchronization
import Viewer

/// A façade behind a server, from its beginning until it is stopped.
final class FacadeServer: Sendable {
  private let facade: Facade
  #if HTTP
    private let server = Mutex<Server?>(nil)
  #endif

  /// Starts to answer, and says where.
  /// - Parameters:
  ///   - control: who carries out wishes; nil for nobody.
  ///   - moment: returns what is known, from any thread.
  init(
    _ options: ServerOptions, of run: RunDescription, control: (any RunControl)?, _ arguments: Arguments,
    moment: @escaping @Sendable () -> FacadeMoment
  ) throws {
    var facadeOptions = Facade.Options(version: orreryVersion, run: run)
    facadeOptions.control = control
    facadeOptions.token = try arguments.bearerToken()
    #if HTTP
      let statistics = StatisticsSource()
      facadeOptions.statistics = { statistics.statistics }
      let facade = Facade(facadeOptions, moment: moment)
      self.facade = facade
      let viewer = ViewerSite(version: orreryVersion, cesium: try arguments.cesium())
      let started = try Server(options, takesLong: facade.takesLong) {
        viewer.response(to: $0) ?? facade.respond(to: $0)
      }
      statistics.server.withLock { $0 = started }
      server.withLock { $0 = started }
      // Nobody knows a port that was picked unless it is told.
      if !arguments.has("quiet") || options.port == 0 {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        Terminal.complain("serving \(started.isTLS ? "https" : "http")://\(host):\(started.port)/")
      }
    #else
      facade = Facade(facadeOptions, moment: moment)
      throw UsageError("this program was built without libmicrohttpd", command: arguments.command)
    #endif
  }

  /// Tells those who read events that something has been said.
  func wake() { facade.wake() }

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
