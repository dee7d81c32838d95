import Foundation
import Synchronization

/// The program's standard streams: written at one place, which notices what cannot be written.
///
/// They belong to the process, and so does this: the one state of the program that is nobody's.
enum StandardStreams {
  private struct State {
    /// Why standard output could not be written, in the system's number; nothing more is written to it then.
    var failure: Int32?
    /// What is done when a reader has gone away; whether one has, and whether that was done.
    var whenReaderGoes: (@Sendable () -> Void)?
    var hasReaderGone = false, hasActed = false
  }

  private static let state = Mutex(State())

  /// Makes sure of the three streams before anything is opened.
  ///
  /// One that is closed is opened on nothing, so that no file of the run gets its number and what was meant for the
  /// stream. Who reads no more is met where it is written, and not by a signal that ends the program.
  static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest number that is free is this one: those below it have been seen to.
      _ = open("/dev/null", O_RDWR)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Has something done as soon as a reader of either stream has gone away, as at the end of `| head -1`.
  static func whenReaderGoes(_ action: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      state.whenReaderGoes = action
      state.hasActed = state.hasReaderGone
      return state.hasReaderGone
    }
    if isLate { action() }
  }

  /// Has nothing done any more: what could be ended is over.
  static func ignoreReaders() {
    state.withLock { $0.whenReaderGoes = nil }
  }

  /// Writes a line to standard output.
  static func print(_ line: String) {
    guard state.withLock({ $0.failure }) == nil, let code = write(line + "\n", to: STDOUT_FILENO) else { return }
    state.withLock { $0.failure = code }
  }

  /// Writes bytes to standard output as they stand; returns whether there is any use in writing more.
  @discardableResult
  static func write(_ bytes: [UInt8]) -> Bool {
    guard state.withLock({ $0.failure }) == nil else { return false }
    guard let code = write(bytes[...], to: STDOUT_FILENO) else { return true }
    state.withLock { $0.failure = code }
    return false
  }

  /// Writes to standard error as it stands; where that is not to be written, there is nobody to tell.
  static func complain(_ text: String) {
    _ = write(text, to: STDERR_FILENO)
  }

  /// The exit code of a command that came to one, once what it wrote has been looked at.
  static func conclude(_ code: ExitCode) -> ExitCode {
    let (failure, wasCut) = state.withLock { ($0.failure, $0.hasActed) }
    if let failure, failure != EPIPE {
      complain("orrery: standard output could not be written: \(String(cString: strerror(failure)))\n")
    }
    switch code {
    case .success, .unbalanced: return failure == nil ? code : .output
    case .interrupted: return wasCut ? .output : code
    default: return code
    }
  }

  /// Writes a text whole; returns the number of what went wrong, or nil.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    write(Array(text.utf8)[...], to: descriptor)
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int32? {
    var bytes = bytes
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        if code == EPIPE { noteReaderGone() }
        return code
      }
      bytes = bytes.dropFirst(count)
    }
    return nil
  }

  private static func noteReaderGone() {
    let action = state.withLock { state -> (@Sendable () -> Void)? in
      guard !state.hasReaderGone else { return nil }
      state.hasReaderGone = true
      state.hasActed = state.whenReaderGoes != nil
      return state.whenReaderGoes
    }
    action?()
  }
}

/// Writes a line to standard output; every print of this program means this one and not Swift's, which says nothing of
/// a disk that is full.
func print(_ line: String) {
  StandardStreams.print(line)
}
