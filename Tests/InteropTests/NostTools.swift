import Foundation
import JSON
import TestSupport
import Testing

/// NOS-T's own library, in a Python environment that `scripts/bootstrap --test` makes.
enum NostTools {
  private static let python = OrreryProcess.root.appending(path: ".scratch/nost/bin/python").path
  private static let programs = OrreryProcess.root.appending(path: "Tests/InteropTests/Python")

  /// What the real thing lacks on this machine; nil where it is there.
  static let absence: String? = {
    guard FileManager.default.isExecutableFile(atPath: python) else {
      return "nost-tools is not installed in .scratch/nost: scripts/bootstrap --test"
    }
    return RabbitServer.absence
  }()

  /// Whether nothing may be skipped, as in continuous integration.
  static let mustBeThere = ProcessInfo.processInfo.environment["CI"] != nil

  /// Whether the long forms run, with nothing else beside them.
  static let isLong = ProcessInfo.processInfo.environment["ORRERY_LONG"] != nil

  /// Starts one of our programs that use the library.
  static func start(_ program: String, _ arguments: [String]) throws -> OrreryProcess {
    if let absence { throw OrreryProcess.Impatience(what: absence) }
    return try OrreryProcess(["-u", programs.appending(path: program).path] + arguments, program: python)
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs beside the real nost-tools over a real RabbitMQ; skipped where they are missing, but not where CI is set.
  static var realThing: Self {
    .enabled(if: NostTools.absence == nil || NostTools.mustBeThere, "\(NostTools.absence ?? "")")
  }

  /// Runs in full where ORRERY_LONG is set: `scripts/verify-nost`.
  static var long: Self {
    .enabled(if: NostTools.isLong, "only in scripts/verify-nost")
  }
}

/// The lines of JSON that a process has written so far; one that is not whole yet is left out.
extension OrreryProcess {
  var lines: [JSONValue] {
    output.split(separator: "\n").compactMap { try? JSONValue.parse(String($0)) }
  }

  /// Waits until the process has written a line.
  func wait(for what: String, within limit: Duration = .seconds(120), _ fits: (JSONValue) -> Bool) throws {
    let deadline = ContinuousClock.now + limit
    while true {
      // Asked first: a process may write its line and end.
      let runs = isRunning
      if lines.contains(where: fits) { return }
      guard runs, .now < deadline else {
        let state = runs ? "not within \(limit)" : "the process has ended"
        throw OrreryProcess.Impatience(what: "\(what): \(state): \(output.suffix(400))\(errors.suffix(2000))")
      }
      usleep(10_000)
    }
  }

  /// Waits until the process hears what others say.
  func waitUntilListening() throws {
    try wait(for: "a Python program to listen") { $0["event"]?.string == "listening" }
  }

  /// Waits for the end of the process, which a test that fails must not outlive.
  func end(within limit: Duration) throws -> Int32 {
    try OrreryProcess.wait(for: "the end of a process", within: limit) { !isRunning }
    return end()
  }
}
