import JSON

/// One thing that was looked at, and what was seen.
struct BrokerCheck: Equatable {
  enum Verdict: String {
    /// As it should be.
    case good
    /// It works, and something may be better or stay unknown.
    case warning
    /// A test run cannot take place over it.
    case bad

    fileprivate var sign: String {
      switch self {
      case .good: "✓"
      case .warning: "!"
      case .bad: "✗"
      }
    }
  }

  var name: String
  var verdict: Verdict
  var text: String

  /// The line for a person.
  var line: String { "\(verdict.sign) \(name.padded(to: 14))\(text)" }

  var json: JSONValue {
    ["name": .string(name), "verdict": .string(verdict.rawValue), "text": .string(text)]
  }
}

/// How long messages took to a broker and back.
struct RoundTrips: Equatable {
  /// There and back, in the order of length.
  let times: [Duration]
  /// What the second of two messages took that were sent together.
  let seconds: [Duration]

  init(_ times: [Duration], seconds: [Duration] = []) {
    self.times = times.sorted()
    self.seconds = seconds
  }

  /// Half of them were at most so long.
  var median: Duration { percentile(50) }
  /// All but a hundredth of them were at most so long.
  var p99: Duration { percentile(99) }

  /// The nearest rank: the least time that so many in a hundred do not pass.
  private func percentile(_ rank: Int) -> Duration {
    times.isEmpty ? .zero : times[max(0, (times.count * rank + 99) / 100 - 1)]
  }

  /// What a delayed acknowledgement of TCP takes on Linux: 40 ms, and what is around it.
  static let delayedAcknowledgement = Duration.milliseconds(36)..<Duration.milliseconds(70)

  /// The times in words, with what they betray.
  var check: BrokerCheck {
    let figures = "median \(Self.spelled(median)), p99 \(Self.spelled(p99)) of \(times.count) messages at QoS 1"
    let window = Self.delayedAcknowledgement
    if window.contains(median) {
      return BrokerCheck(
        name: "round trip", verdict: .warning,
        text: "\(figures): about 40 ms is what Nagle's algorithm costs, unless ping takes as long. \(Self.advice)")
    }
    let held = seconds.count { window.contains($0 - median) }
    // One or two may be slow for reasons of their own.
    guard held * 2 > seconds.count else {
      return BrokerCheck(name: "round trip", verdict: .good, text: figures)
    }
    return BrokerCheck(
      name: "round trip", verdict: .warning,
      text: "\(figures); of two messages at once the second came about 40 ms late, \(held) of \(seconds.count) times: "
        + "Nagle's algorithm waits for a delayed acknowledgement. \(Self.advice)")
  }

  private static let advice =
    "Set TCP_NODELAY at the broker (mosquitto: set_tcp_nodelay true; RabbitMQ: mqtt.tcp_listen_options.nodelay = true)"

  var json: JSONValue {
    [
      "count": .integer(Int64(times.count)), "medianMilliseconds": .number(median / .milliseconds(1)),
      "p99Milliseconds": .number(p99 / .milliseconds(1)),
    ]
  }

  private static func spelled(_ time: Duration) -> String { "\((time / .milliseconds(1)).fixed(2)) ms" }
}
