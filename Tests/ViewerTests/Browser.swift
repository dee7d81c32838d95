import Foundation
import JSON
import TestSupport
import Testing

/// The system's Chromium, driven by playwright from a Python environment that `scripts/bootstrap --test` makes.
enum Browser {
  private static let python = OrreryProcess.root.appending(path: ".scratch/browser/bin/python").path
  private static let script = OrreryProcess.root.appending(path: "Tests/ViewerTests/Python/browser.py").path
  private static let cesium = OrreryProcess.root.appending(path: ".viewer/cesium/Cesium.js").path

  /// What is missing on this machine; nil where all is there.
  static let absence: String? = {
    let parts = [
      ("/usr/bin/chromium", "chromium", "scripts/bootstrap --test"),
      (python, "playwright in .scratch/browser", "scripts/bootstrap --test"),
      (cesium, "CesiumJS in .viewer/cesium", "scripts/bootstrap"),
    ]
    return parts.first { !FileManager.default.fileExists(atPath: $0.0) }
      .map { "\($0.1) is not installed: \($0.2)" }
  }()

  /// Whether nothing may be skipped, as in continuous integration.
  static let mustBeThere = ProcessInfo.processInfo.environment["CI"] != nil

  /// Where pictures are kept.
  static let artifacts =
    ProcessInfo.processInfo.environment["ORRERY_ARTIFACTS"]
    ?? OrreryProcess.root.appending(path: ".build/viewer-screenshots").path

  /// Looks at a server, and returns what was seen.
  static func look(_ check: String, at url: String, token: String = "", seconds: Int = 60) throws -> JSONValue {
    if let absence { throw OrreryProcess.Impatience(what: absence) }
    let process = try OrreryProcess([script, check, url, artifacts, token, "\(seconds)"], program: python)
    let status = process.end()
    guard status == 0, let seen = try? JSONValue.parse(process.output) else {
      throw OrreryProcess.Impatience(what: "the browser's check \(check) ended with \(status): \(process.errors)")
    }
    return seen
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs with the real browser; skipped where it is missing, but not where CI is set.
  static var realBrowser: Self {
    .enabled(if: Browser.absence == nil || Browser.mustBeThere, "\(Browser.absence ?? "")")
  }
}

/// `orrery serve`, or another that serves, on a free port, for one test.
final class ServedRun {
  static let token = "sixteen-characters-or-more"

  let process: OrreryProcess
  /// Where it serves, with a slash at the end.
  let url: String
  private let directory: TemporaryDirectory?

  /// Starts a run that may be commanded.
  convenience init(_ scenario: String, _ more: [String] = []) throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(Self.token, to: "token")
    try self.init(["serve", scenario, "--port", "0", "--token-file", file] + more, in: directory)
  }

  /// Starts a program that serves on a free port.
  init(_ words: [String], in directory: TemporaryDirectory? = nil) throws {
    self.directory = directory
    let process = try OrreryProcess(words)
    self.process = process
    func url() -> Substring? {
      process.errors.split(separator: "\n").first { $0.hasPrefix("serving http") }?.dropFirst("serving ".count)
    }
    try OrreryProcess.wait(for: "the server") { url() != nil || !process.isRunning }
    self.url = String(try #require(url(), "\(process.errors)"))
  }
}
