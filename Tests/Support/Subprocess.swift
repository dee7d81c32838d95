import Foundation
import Synchronization

/// A process that a test started, with its output in a file.
public final class Subprocess: Sendable {
  /// A process that ended otherwise than it should have.
  public struct Failure: Error, CustomStringConvertible {
    /// What it was, how it ended, and what it wrote.
    public let description: String
  }

  /// Its identifier.
  public let id: Int32
  private let output: String
  private let name: String
  private let process: Mutex<Process>
  private let hasEnded = DispatchSemaphore(value: 0)

  /// Starts a program with its output in a file.
  public init(_ path: String, _ arguments: [String], output: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    let file = FileHandle(forWritingAtPath: output)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = file
    process.standardError = file
    process.terminationHandler = { [hasEnded] _ in hasEnded.signal() }
    // A thread of a pool blocks every signal, and a child inherits that: SIGTERM would never reach it.
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    (id, name, self.output) = (process.processIdentifier, path, output)
    self.process = Mutex(process)
  }

  /// Whether it is still running.
  public var isRunning: Bool { process.withLock { $0.isRunning } }

  /// How it ended: its exit code, or the number of the signal that ended it.
  public var status: Int32 { process.withLock { $0.terminationStatus } }

  /// What it has written so far.
  public var text: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

  /// Sends a signal and waits until the process is gone.
  public func end(with signal: Int32) {
    guard isRunning else { return }
    kill(id, signal)
    wait()
  }

  /// Waits until it is gone; may be called again.
  public func wait() {
    hasEnded.wait()
    hasEnded.signal()
  }

  /// Runs a script of the shell and waits for its end.
  ///
  /// - Throws: ``Failure`` with its output, unless it exits with 0.
  public static func shell(_ script: String, in directory: TemporaryDirectory) throws {
    let process = try Subprocess(
      "/bin/sh", ["-euc", "cd '\(directory.url.path)'\n\(script)"], output: directory.path("shell.log"))
    process.wait()
    if process.status != 0 { throw Failure(description: "shell script ended with \(process.status): \(process.text)") }
  }
}
