import Foundation
import Synchronization

/// Where the handler of a signal writes its number; writing is nearly all that a handler may do.
private let signalPipe = Atomic<Int32>(-1)

/// Turns Ctrl-C, SIGTERM, SIGHUP and a reader that goes away into the wish to stop.
///
/// From the first instant on no signal is lost. A second Ctrl-C or SIGTERM ends the program at once. A terminal that
/// closes may send several SIGHUP: they never do; and who was started to outlive it, by `nohup`, does.
final class Interruption {
  /// Listens for signals until the program ends, and for readers until it is let go.
  init(_ stop: @escaping @Sendable () -> Void) {
    StandardStreams.whenReaderGoes(stop)
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      Terminal.complain("warning: signals end the program at once: \(String(cString: strerror(errno)))")
      return
    }
    let output = ends[0]
    signalPipe.store(ends[1], ordering: .releasing)
    for number in [SIGINT, SIGTERM, SIGHUP] where !(number == SIGHUP && Self.isIgnored(number)) {
      signal(number) { number in
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(signalPipe.load(ordering: .acquiring), &byte, 1)
        errno = code
      }
    }
    Thread.detachNewThread { Self.listen(to: output, stop) }
  }

  deinit {
    StandardStreams.ignoreReaders()
  }

  private static func listen(to input: Int32, _ stop: () -> Void) {
    var counts: [UInt8: Int] = [:]
    var byte: UInt8 = 0
    while true {
      let count = read(input, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return }
      counts[byte, default: 0] += 1
      if counts[byte, default: 0] > 1, Int32(byte) != SIGHUP { _exit(ExitCode.interrupted.rawValue) }
      stop()
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

/// The wish to stop, set by one thread and seen by another.
final class StopWish: Sendable {
  private let flag = Atomic(false)

  var isThere: Bool {
    get { flag.load(ordering: .acquiring) }
    set { flag.store(newValue, ordering: .releasing) }
  }
}
