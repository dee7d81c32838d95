import Facade
import Federation
import HTTPServer
import Orbits
import Quantities
import SharedState
import Simulation

/// The façade of a twin: the element sets in use, without a run around them.
final class TwinService: Sendable {
  private struct State {
    var history: RunHistory
    var refreshed: ScenarioTime?
  }

  private let facade: FacadeServer

  /// What the loop writes and requests read.
  private let state: Shared<State>

  /// From one answer's instant to the next: who asks for now within it gets the same.
  private static let tick: Int64 = 100_000_000

  /// Starts to answer, of no satellites so far.
  init(_ options: ServerOptions, _ arguments: Arguments, at start: ScenarioTime, _ orientation: EarthOrientation) throws
  {
    var run = RunDescription(name: arguments["run-id"] ?? "twin", start: start, stop: nil, orientation: orientation)
    run.isSilent = true
    var limits = RunHistory.Limits()
    limits.elements = 4
    let state = Shared(State(history: RunHistory(of: run, flying: ElementsInUse([]), limits: limits)))
    self.state = state
    facade = try FacadeServer(options, of: run, control: nil, arguments) { Self.moment(state, since: start) }
  }

  private static func moment(_ state: Shared<State>, since start: ScenarioTime) -> FacadeMoment {
    let wall = SystemClock().now.calendar
    let time = ScenarioTime(nanosecondsSince1970: wall.nanosecondsSince1970 / tick * tick)
    var snapshot = Snapshot(time: time, mode: "EXECUTING")
    snapshot.pace = Snapshot.Pace(wall: wall, wallStart: start, start: start, scale: 1, lag: nil)
    let (history, refreshed) = state.withLock { ($0.history, $0.refreshed) }
    var moment = FacadeMoment(snapshot: snapshot, history: history, wall: wall)
    moment.refreshed = refreshed
    return moment
  }

  /// Answers by these element sets from now on.
  func fly(_ elements: ElementsInUse, refreshed: ScenarioTime) {
    state.withLock { state in
      state.refreshed = refreshed
      if state.history.elements.last !== elements { state.history.fly(elements) }
    }
  }

  /// Answers no more.
  func stop() { facade.stop() }
}
