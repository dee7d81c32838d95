public import Foundation
public import JSON

/// The program itself, or another, as a test calls it, with its two streams apart. Killed when it is let go.
public final class OrreryProcess {
  /// The root of the project.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program beside the tests that run.
  public static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "orrery").path

  private let directory: TemporaryDirectory
  private let process: Subprocess

  /// Starts a program in the project's root.
  public init(_ arguments: [String], program: String = program, input: String = "/dev/null") throws {
    directory = try TemporaryDirectory()
    let words = ([program] + arguments).map { "'\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ")
    let script =
      "cd '\(Self.root.path)' && exec \(words) >'\(directory.path("out"))' 2>'\(directory.path("err"))' <\(input)"
    process = try Subprocess("/bin/sh", ["-c", script], output: directory.path("shell"))
  }

  deinit { process.end(with: SIGKILL) }

  /// What it has written to standard output.
  public var output: String { text("out") }
  /// What it has written to standard error.
  public var errors: String { text("err") }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: directory.path(name), encoding: .utf8)) ?? ""
  }

  /// Whether it is still running.
  public var isRunning: Bool { process.isRunning }

  /// Sends a signal and does not wait.
  public func send(_ signal: Int32) { kill(process.id, signal) }

  /// Waits for its end and returns its exit code.
  @discardableResult
  public func end() -> Int32 {
    process.wait()
    return process.status
  }

  /// What a report in JSON says of the run, without how its messages came, which is the wire's.
  public static func ledger(_ report: String) throws -> JSONValue {
    guard case .object(var members) = try JSONValue.parse(report) else { return .null }
    members["deliveries"] = nil
    return .object(members)
  }

  /// Runs the program to its end.
  public static func run(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
    let process = try OrreryProcess(arguments)
    let status = process.end()
    return (status, process.output, process.errors)
  }

  /// Writes a changed form of Scenarios/downlink into a folder and returns its path.
  public static func downlink(in directory: TemporaryDirectory, _ change: (String) -> String) throws -> String {
    let folder = root.appending(path: "Scenarios/downlink")
    let text = try String(contentsOf: folder.appending(path: "scenario.json"), encoding: .utf8)
      .replacing("elements.tle", with: folder.appending(path: "elements.tle").path)
      .replacing("stations.csv", with: folder.appending(path: "stations.csv").path)
    return try directory.write(change(text), to: "scenario.json")
  }

  /// Waits until something holds, asking every 10 ms. The limit is for what never holds: a busy machine takes its time.
  public static func wait(
    for what: String, within limit: Duration = .seconds(120), _ holds: () -> Bool
  ) throws {
    let deadline = ContinuousClock.now + limit
    while !holds() {
      guard ContinuousClock.now < deadline else { throw Impatience(what: what) }
      usleep(10_000)
    }
  }

  /// Something that did not happen in time.
  public struct Impatience: Error {
    /// What was waited for.
    public let what: String

    /// Says what was waited for.
    public init(what: String) { self.what = what }
  }
}
