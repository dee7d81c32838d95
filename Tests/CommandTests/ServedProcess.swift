import Foundation
import JSON
import TestSupport
import Testing

/// The program while it answers over HTTP, asked by Python's client.
final class ServedProcess {
  static let token = "sixteen-characters-or-more"

  struct Answer {
    let status: Int
    let text: String
    var json: JSONValue { (try? JSONValue.parse(text)) ?? .null }
  }

  private let process: OrreryProcess
  /// Where it answers: scheme, host and port.
  let base: String

  /// Starts the program, and waits until it says where it serves.
  init(_ arguments: [String]) throws {
    let process = try OrreryProcess(arguments)
    func url() -> Substring? {
      process.errors.split(separator: "\n").first { $0.hasPrefix("serving http") }?.dropFirst("serving ".count)
    }
    try OrreryProcess.wait(for: "the server") { url() != nil || !process.isRunning }
    let told = try #require(url(), "\(process.errors)")
    base = told.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
    self.process = process
  }

  var output: String { process.output }
  var errors: String { process.errors }
  func send(_ signal: Int32) { process.send(signal) }
  @discardableResult func end() -> Int32 { process.end() }

  /// Asks; a body makes it a POST.
  func ask(_ target: String, body: String? = nil, token: String? = nil) throws -> Answer {
    let directory = try TemporaryDirectory()
    let post = body.map { ", data=\(JSONValue.string($0).compact).encode()" } ?? ""
    let headers = token.map { "{\"Authorization\": \"Bearer \($0)\"}" } ?? "{}"
    try directory.write(
      """
      import json, urllib.error, urllib.request
      request = urllib.request.Request("\(base)\(target)"\(post), headers=\(headers))
      try:
          answer = urllib.request.urlopen(request, timeout=30)
      except urllib.error.HTTPError as error:
          answer = error
      json.dump({"status": answer.status, "text": answer.read().decode()}, open("answer.json", "w"))
      """, to: "ask.py")
    try Subprocess.shell("/usr/bin/python3 ask.py", in: directory)
    let answer = try JSONValue.parse(String(contentsOfFile: directory.path("answer.json"), encoding: .utf8))
    return Answer(status: try #require(answer["status"]?.int), text: try #require(answer["text"]?.string))
  }

  /// Waits until something holds; what asking for it throws ends the wait.
  static func wait(for what: String, _ holds: () throws -> Bool) throws {
    var failure: (any Error)?
    try OrreryProcess.wait(for: what) {
      do {
        return try holds()
      } catch {
        failure = error
        return true
      }
    }
    if let failure { throw failure }
  }
}
