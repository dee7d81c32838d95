import Foundation
import TestSupport
import Testing

/// The program itself as a test calls it, with its two streams apart.
final class OrreryProcess {
  /// The root of the project.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program beside the tests that run.
  static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "orrery").path

  private let directory: TemporaryDirectory
  private let process: Subprocess

  /// Starts the program in the project's root.
  init(_ arguments: [String], input: String = "/dev/null") throws {
    directory = try TemporaryDirectory()
    let words = ([Self.program] + arguments).map { "'\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ")
    let script =
      "cd '\(Self.root.path)' && exec \(words) >'\(directory.path("out"))' 2>'\(directory.path("err"))' <\(input)"
    process = try Subprocess("/bin/sh", ["-c", script], output: directory.path("shell"))
  }

  /// What it has written to standard output.
  var output: String { text("out") }
  /// What it has written to standard error.
  var errors: String { text("err") }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: directory.path(name), encoding: .utf8)) ?? ""
  }

  var isRunning: Bool { process.isRunning }

  /// Sends a signal and does not wait.
  func send(_ signal: Int32) { kill(process.id, signal) }

  /// Waits for its end and returns its exit code.
  @discardableResult
  func end() -> Int32 {
    process.wait()
    return process.status
  }

  /// Runs the program to its end.
  static func run(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
    let process = try OrreryProcess(arguments)
    let status = process.end()
    return (status, process.output, process.errors)
  }

  /// Writes a changed form of Scenarios/downlink into a folder and returns its path.
  static func downlink(in directory: TemporaryDirectory, _ change: (String) -> String) throws -> String {
    let folder = root.appending(path: "Scenarios/downlink")
    let text = try String(contentsOf: folder.appending(path: "scenario.json"), encoding: .utf8)
      .replacing("elements.tle", with: folder.appending(path: "elements.tle").path)
      .replacing("stations.csv", with: folder.appending(path: "stations.csv").path)
    return try directory.write(change(text), to: "scenario.json")
  }

  /// Waits until something holds, asking every 10 ms.
  static func wait(
    for what: String, within limit: Duration = .seconds(30), _ holds: () -> Bool
  ) throws {
    let deadline = ContinuousClock.now + limit
    while !holds() {
      guard ContinuousClock.now < deadline else { throw Impatience(what: what) }
      usleep(10_000)
    }
  }

  /// Something that did not happen in time.
  struct Impatience: Error {
    let what: String
  }
}
