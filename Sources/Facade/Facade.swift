public import HTTPServer
import JSON
import Quantities
public import SharedState

/// A run over HTTP: answers requests from what is known at the moment, and never touches a model.
public final class Facade: Sendable {
  /// What a façade is made from.
  public struct Options: Sendable {
    /// The program's version.
    public var version: String
    /// What the run is made of.
    public var run: RunDescription
    /// Where wishes go; nil for a run that takes none.
    public var control: (any RunControl)?
    /// What who commands must show; without one nobody may.
    public var token: BearerToken?
    /// What the server itself has done; nil without one.
    public var statistics: (@Sendable () -> ServerStatistics)?

    /// Creates the options of a façade that takes no wishes.
    public init(version: String, run: RunDescription) { (self.version, self.run) = (version, run) }
  }

  /// What the façade is made from.
  public let options: Options
  var run: RunDescription { options.run }
  /// Returns what is known.
  let moment: @Sendable () -> FacadeMoment
  /// Who reads events as they come.
  let listeners = EventListeners()
  let states = StateCache()
  let begin: ScenarioTime

  /// Creates a façade.
  /// - Parameter moment: returns what is known as it is asked, from any thread and soon.
  public init(_ options: Options, moment: @escaping @Sendable () -> FacadeMoment) {
    (self.options, self.moment) = (options, moment)
    begin = moment().wall
  }

  /// Every route, in the order of the documents.
  static let router = Router(
    twinRoutes + runRoutes + snapshotRoutes + controlRoutes + satelliteRoutes + [positionRoute] + stationRoutes
      + bookRoutes + [historyRoute] + handoverRoutes + d2Routes + [poolRoute] + elementRoutes + exportRoutes
      + serviceRoutes)

  /// Answers a request.
  public func respond(to request: Request) -> Response {
    let finding = Self.router.find(request.method, request.path)
    guard case .route(let route, let path) = finding else {
      return Self.router.refusal(request.method, request.path, finding)
    }
    do {
      if route.isCommand { try admit(request) }
      return try route.handler(try Call(route, request, path, self))
    } catch {
      return error.response
    }
  }

  /// Whether the answer to a request may take long, so that it had better not be waited for.
  public func takesLong(_ request: Request) -> Bool {
    guard case .route(let route, _) = Self.router.find(request.method, request.path) else { return false }
    switch route.effort {
    case .little: return false
    case .growsWithFleet:
      let moment = moment()
      return moment.elements(at: moment.time(of: run)).satellites.count > Self.largestQuickFleet
    case .much: return true
    }
  }

  /// The number of satellites up to which answers that grow with the fleet are soon ready.
  private static let largestQuickFleet = 1_000

  /// Tells those who read events that something has been said, from any thread.
  public func wake() { listeners.wake() }

  /// Lets in who shows the token.
  private func admit(_ request: Request) throws(Refusal) {
    guard let token = options.token else {
      throw Refusal(403, "this server was started without a token, so that nobody may command the run")
    }
    if let refusal = token.refusal(of: request) { throw Refusal(answer: refusal) }
  }
}
