import Foundation
import JSON
import MosquittoTransport
import Quantities
import Synchronization
import TestSupport
import Transport

/// A manager of nost-tools 1.1.5 as a capture shows it: its messages, at other times, faster, and no other semantics.
///
/// It calls all at once as often as it may when everybody is ready, speaks at most once, and ends with TERMINATING.
final class CapturedManager: Sendable {
  /// What the manager of the capture said, in its order.
  private let script: [Line]
  private let transport: MosquittoTransport
  private let heard = Mutex<[TransportMessage]>([])
  /// Later scenario time, and how many times as fast.
  private let shift: TimeSpan, speedup: Double

  /// A captured message of the manager.
  private struct Line {
    let leaf: String
    let text: String
  }

  /// The file of the captures.
  static let capture = "nos-t-captures/nost-capture-mqtt.txt"

  /// Reads the first run of the capture: an hour of scenario at 60x, and at 120x from its first third on.
  init(port: Int, start: ScenarioTime, speedup: Double) throws {
    let lines = try SharedData.text(Self.capture).split(separator: "\n").map(String.init)
    script = lines.drop { !$0.hasPrefix("# RUN 1") }.dropFirst().prefix { !$0.hasPrefix("#") }.compactMap { line in
      let words = line.split(separator: " ", maxSplits: 4)
      let place = "nost/manager/"
      guard words.count == 5, words[3].hasPrefix(place) else { return nil }
      return Line(leaf: String(words[3].dropFirst(place.count)), text: String(words[4]))
    }
    shift = start - (try ScenarioTime("2023-01-23T07:20:00Z"))
    self.speedup = speedup
    transport = try MosquittoTransport(BrokerOptions(host: "127.0.0.1", port: port))
    transport.start { [weak self] event in
      if case .message(let message) = event { self?.heard.withLock { $0.append(message) } }
    }
    for filter in ["nost/+/status/ready", "nost/+/status/time", "nost/+/status/mode"] {
      transport.subscribe(to: try TopicFilter(filter), quality: .atMostOnce)
    }
  }

  /// Leads a run of some applications to its end.
  /// - Returns: How many calls everybody has heard.
  func lead(_ apps: [String]) throws -> Int {
    try say("init") { self.have(apps, said: "status/ready") }
    // Its loop over the calls knows no way out: the rest of them go at once, and the start with them.
    let calls = script.filter { $0.leaf == "init" }.count
    for _ in 1..<calls { try say("init") }
    let rest = script.drop { $0.leaf == "init" }
    for line in rest {
      try OrreryProcess.wait(for: "the time of \(line.text)", within: .seconds(120)) { isDue(line, apps) }
      try say(line)
    }
    guard transport.stop(within: .seconds(10)) == 0 else { throw OrreryProcess.Impatience(what: "its last words") }
    return calls
  }

  /// Says a message again and again, as its manager does, until something is so.
  private func say(_ leaf: String, until holds: () -> Bool) throws {
    repeat {
      try say(leaf)
    } while (try? OrreryProcess.wait(for: "answers", within: .seconds(1), holds)) == nil
  }

  private func say(_ leaf: String) throws {
    guard let line = script.first(where: { $0.leaf == leaf }) else { return }
    try say(line)
  }

  private func say(_ line: Line) throws {
    let text = try text(of: line)
    try transport.publish(
      TransportMessage(topic: "nost/manager/\(line.leaf)", payload: Array(text.utf8), quality: .atMostOnce))
  }

  /// Whether the applications have come as far as the capture's had when a message was said.
  private func isDue(_ line: Line, _ apps: [String]) -> Bool {
    switch line.leaf {
    case "status/mode" where line.text.contains("EXECUTING"): have(apps, said: "status/mode", with: "EXECUTING")
    case "status/mode" where line.text.contains("TERMINATING"): have(apps, said: "status/mode", with: "TERMINATING")
    case "update", "stop": have(apps, said: "status/time")
    default: true
    }
  }

  private func have(_ apps: [String], said leaf: String, with word: String = "") -> Bool {
    let messages = heard.withLock { $0 }
    return apps.allSatisfy { app in
      messages.contains {
        $0.topic == "nost/\(app)/\(leaf)"
          && (word.isEmpty || String(decoding: $0.payload, as: UTF8.self).contains(word))
      }
    }
  }

  /// The text of a message in this run: scenario times later, scales faster, the wallclock that of now.
  private func text(of line: Line) throws -> String {
    var text = line.text
    for match in line.text.matches(of: /"(sim[A-Za-z]*Time)":"([^"]*)"/) {
      let time = try ScenarioTime(String(match.2)) + shift
      text = text.replacing(match.0, with: "\"\(match.1)\":\"\(time)\"")
    }
    for match in line.text.matches(of: /"timeScalingFactor":([0-9.]+)/) {
      text = text.replacing(match.0, with: "\"timeScalingFactor\":\((Double(match.1) ?? 0) * speedup)")
    }
    // The capture's manager says its start three seconds ahead.
    text = text.replacing(/"startTime":"[^"]*"/, with: "\"startTime\":\"\(now + .seconds(3))\"")
    return text.replacing(/"time":"[^"]*"/, with: "\"time\":\"\(now)\"")
  }

  private var now: ScenarioTime {
    ScenarioTime(nanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e6) * 1000)
  }
}
