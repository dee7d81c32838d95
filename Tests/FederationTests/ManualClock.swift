import Federation
import Simulation
import Synchronization

/// A wallclock that stands until somebody waits, and then jumps to what is waited for; wishes are granted at their
/// times.
final class ManualClock: NodeClock {
  private struct State {
    var now: WallTime
    var wishes: [(time: WallTime, wish: @Sendable () -> Void)] = []
  }

  private let state: Mutex<State>

  init(at now: WallTime) {
    state = Mutex(State(now: now))
  }

  var now: WallTime { state.withLock { $0.now } }

  /// Has something done when the clock has come to a time.
  func plan(at time: WallTime, _ wish: @escaping @Sendable () -> Void) {
    state.withLock { state in
      let index = state.wishes.firstIndex { $0.time > time } ?? state.wishes.count
      state.wishes.insert((time, wish), at: index)
    }
  }

  func wait(until deadline: WallTime?, sleep: (WallTime?) -> Void) {
    let wish = state.withLock { state -> (@Sendable () -> Void)? in
      if let next = state.wishes.first, deadline.map({ next.time <= $0 }) ?? true {
        state.now = max(state.now, next.time)
        return state.wishes.removeFirst().wish
      }
      guard let deadline else { preconditionFailure("the node waits for something that nobody has planned") }
      state.now = max(state.now, deadline)
      return nil
    }
    wish?()
  }
}
