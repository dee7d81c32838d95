import Foundation
import SharedState

/// Turns Ctrl-C, SIGTERM, SIGHUP and a reader that goes away into the wish to stop.
///
/// A second Ctrl-C or SIGTERM ends the program at once. A terminal that closes may send several SIGHUP: they never do;
/// and who was started to outlive it, by `nohup`, does.
final class Interruption {
  private var sources: [any DispatchSourceSignal] = []

  /// Listens until it is let go.
  init(_ stop: @escaping @Sendable () -> Void) {
    StandardStreams.whenReaderGoes(stop)
    for number in [SIGINT, SIGTERM, SIGHUP] where !(number == SIGHUP && Self.isIgnored(number)) {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      let count = Counter()
      source.setEventHandler {
        if count.next() > 1, number != SIGHUP { _exit(ExitCode.interrupted.rawValue) }
        stop()
      }
      source.resume()
      sources.append(source)
    }
  }

  deinit {
    StandardStreams.ignoreReaders()
    for source in sources { source.cancel() }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
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
