import Dispatch
import Federation
import Foundation
import Quantities
import Scenario
import SharedState
import Simulation

/// Plays the messages of a record one after the other, at a pace that may be changed while it plays.
final class RecordPlayer: RunControl {
  /// Where it stands: a scenario time and the wallclock time of it, from which it goes on at the scale.
  private struct State {
    var time: ScenarioTime
    var wall: WallTime
    /// Scenario seconds in a wallclock second; nil for as fast as possible.
    var scale: Double?
    var isPaused = false, isStopped = false, isOver = false

    /// The scenario time at a wallclock time, no later than the next message's is due.
    func time(at now: WallTime) -> ScenarioTime {
      guard let scale, !isPaused, !isOver else { return time }
      return TimeSpan(roundingSeconds: (now - wall).seconds * scale).flatMap { time.adding(max(.zero, $0)) } ?? time
    }
  }

  private let entries: [RecordEntry]
  /// Where it begins to play, and where it ends.
  private let start: ScenarioTime, end: ScenarioTime
  private let wallStart: WallTime
  private let state: Shared<State>
  private let bell = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - from: where it begins to play; what was said before is told at once.
  ///   - to: where it ends.
  init(_ record: Record, from: ScenarioTime?, to: ScenarioTime?, scale: Double?) {
    start = max(from ?? record.header.cast.start, record.header.cast.start)
    let end = to.map { min($0, record.lastTime) } ?? record.lastTime
    self.end = end
    entries = record.entries.filter { $0.time.map { $0 <= end } ?? true }
    wallStart = SystemClock().now
    state = Shared(State(time: start, wall: wallStart, scale: scale))
  }

  /// What is known of how it goes, without what is said.
  var snapshot: Snapshot {
    let now = SystemClock().now
    let state = state.withLock { $0 }
    let mode: SimulationMode = state.isOver ? .terminated : state.isPaused ? .paused : .executing
    var snapshot = Snapshot(time: min(end, state.time(at: now)), mode: mode.rawValue)
    snapshot.pace = Snapshot.Pace(
      wall: (state.isOver ? state.wall : now).calendar, wallStart: wallStart.calendar, start: start, scale: state.scale,
      lag: nil)
    return snapshot
  }

  /// Plays all messages; returns when the last one has been told and the end is reached, or when it is stopped.
  func play(_ tell: (RecordEntry) -> Void) {
    for entry in entries {
      guard wait(until: entry.time) else { break }
      tell(entry)
    }
    _ = wait(until: end)
    state.withLock { state in
      if !state.isStopped { state.time = max(state.time, end) }
      state.wall = SystemClock().now
      state.isOver = true
    }
  }

  /// Waits until a scenario time is there; false where it is stopped before.
  private func wait(until time: ScenarioTime?) -> Bool {
    while true {
      let now = SystemClock().now
      let (isStopped, patience) = state.withLock { state -> (Bool, TimeSpan?) in
        guard let time, !state.isStopped else { return (state.isStopped, .zero) }
        guard !state.isPaused else { return (false, nil) }
        guard let scale = state.scale else {
          (state.time, state.wall) = (max(state.time, time), now)
          return (false, .zero)
        }
        let left = time - state.time(at: now)
        return (false, max(.zero, TimeSpan(roundingSeconds: left.seconds / scale) ?? .hours(1)))
      }
      if isStopped { return false }
      guard let patience else {
        bell.wait()
        continue
      }
      guard patience > .zero else { return true }
      _ = bell.wait(timeout: .now() + .nanoseconds(Int(min(patience, .hours(1)).nanoseconds)))
    }
  }

  /// Changes how it goes from now on.
  private func change(_ body: (inout State) -> Void) {
    state.withLock { state in
      let now = SystemClock().now
      (state.time, state.wall) = (min(end, state.time(at: now)), now)
      body(&state)
    }
    bell.signal()
  }

  func pause() { change { $0.isPaused = true } }
  func resume() { change { $0.isPaused = false } }
  func setSpeed(_ scale: Double) { change { $0.scale = scale } }
  // What has been is not changed: the façade of a record refuses these.
  func step() {}
  func takeOut(station groundId: Int, from start: ScenarioTime, to end: ScenarioTime) {}
  func stop() { change { $0.isStopped = true } }
}
