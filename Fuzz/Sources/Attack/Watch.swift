import Foundation
import Synchronization

/// Ends the process where one input takes too long, and leaves on disk which input was the last.
public final class Watch: Sendable {
  private struct State {
    var input = "none"
    var begin: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let limit: Duration
  private let file: Int32
  /// The file that holds the number of the input that is tried: after a crash, the one that did it.
  public let mark: String

  /// Begins to watch.
  public init(limit: Duration) {
    self.limit = limit
    mark = FileManager.default.temporaryDirectory.appendingPathComponent("orrery-fuzz-\(getpid()).input").path
    file = open(mark, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    Thread.detachNewThread { [weak self] in
      while let self {
        Thread.sleep(forTimeInterval: 0.25)
        self.look()
      }
    }
  }

  /// Notes that an input begins.
  public func begin(_ input: String) {
    state.withLock { $0 = State(input: input, begin: .now) }
    // Always as long, so that nothing of the one before is left.
    let line = input + String(repeating: " ", count: max(0, 80 - input.utf8.count)) + "\n"
    pwrite(file, line, line.utf8.count, 0)
  }

  /// Notes that no input is being tried any more.
  public func end() {
    state.withLock { $0.begin = nil }
    unlink(mark)
  }

  private func look() {
    let (input, begin) = state.withLock { ($0.input, $0.begin) }
    guard let begin, ContinuousClock.now - begin > limit else { return }
    print("FAILED  input \(input) takes longer than \(limit)")
    fflush(nil)
    _exit(1)
  }
}
