import Foundation
import Quantities
import SharedState
import Simulation
import Synchronization

/// Shows a run's progress on a terminal: scenario time, speed, what is left. Elsewhere it shows nothing.
///
/// It reads the state board five times a second, so that it costs the run nothing.
final class ProgressBar: Sendable {
  private struct State {
    var isStopped = false
    var isShown = false
  }

  private let board: StateBoard
  private let name: String
  private let start: ScenarioTime
  private let stop: ScenarioTime
  private let state = Mutex(State())

  init(board: StateBoard, name: String, start: ScenarioTime, stop: ScenarioTime) {
    (self.board, self.name, self.start, self.stop) = (board, name, start, stop)
  }

  /// Begins to show the progress, where standard error is a terminal.
  func show() {
    guard Terminal.showsErrors else { return }
    Thread.detachNewThread { [self] in
      let begin = Date()
      while draw(elapsed: Date().timeIntervalSince(begin)) { Thread.sleep(forTimeInterval: 0.2) }
    }
  }

  /// Takes the bar away.
  func end() {
    state.withLock { state in
      state.isStopped = true
      if state.isShown { Terminal.write("\r\u{1B}[K") }
    }
  }

  /// Takes the bar away for a moment, for a line of the log.
  func interrupt(with line: String) {
    state.withLock { state in
      Terminal.write((state.isShown ? "\r\u{1B}[K" : "") + line + "\n")
      state.isShown = false
    }
  }

  private func draw(elapsed: Double) -> Bool {
    let snapshot = board.snapshot
    return state.withLock { state in
      guard !state.isStopped else { return false }
      if snapshot.mode != SimulationMode.undefined.rawValue {
        Terminal.write("\r\u{1B}[K" + line(snapshot, elapsed: elapsed))
        state.isShown = true
      } else if elapsed > 1 {
        Terminal.write("\r\u{1B}[K\(name)  waiting for the applications")
        state.isShown = true
      }
      return true
    }
  }

  /// How full the recorders are together.
  private func recorders(_ snapshot: Snapshot) -> String {
    let capacity = snapshot.satellites.reduce(0) { $0 + $1.capacity.gigabits }
    guard capacity > 0 else { return "" }
    let stored = snapshot.satellites.reduce(0) { $0 + $1.stored.gigabits }
    return "  recorders \((stored / capacity * 100).fixed(0)) % full"
  }

  private func line(_ snapshot: Snapshot, elapsed: Double) -> String {
    let whole = max((stop - start).seconds, 1e-9)
    let done = min(max((snapshot.time - start).seconds, 0), whole)
    let cells = Int(done / whole * 24)
    let bar = String(repeating: "#", count: cells) + String(repeating: ".", count: 24 - cells)
    let speed = done / max(elapsed, 1e-3)
    let left = speed > 0 ? TimeSpan(roundingSeconds: (whole - done) / speed)?.spelled ?? "-" : "-"
    let percent = String(Int(done / whole * 100)).aligned(to: 3)
    return "\(name)  \(snapshot.time.iso8601.prefix(19))Z  [\(bar)] \(percent) %  \(speed.fixed(0))x  \(left) left"
      + recorders(snapshot)
  }
}
