import Foundation
import SharedState

/// Turns Ctrl-C and SIGTERM into the wish to stop; a second one ends the program at once.
final class Interruption {
  private var sources: [any DispatchSourceSignal] = []

  /// Listens until it is let go.
  init(_ stop: @escaping @Sendable () -> Void) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      let count = Counter()
      source.setEventHandler {
        if count.next() > 1 { _exit(ExitCode.interrupted.rawValue) }
        stop()
      }
      source.resume()
      sources.append(source)
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  /// Counts on one queue.
  private final class Counter: @unchecked Sendable {
    private var count = 0
    private let lock = NSLock()

    func next() -> Int {
      lock.withLock {
        count += 1
        return count
      }
    }
  }
}
