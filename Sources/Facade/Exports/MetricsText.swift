import HTTPServer
import Quantities
import SharedState

/// Figures in the text format of Prometheus, 0.0.4.
struct MetricsText {
  private(set) var text = ""

  /// Begins a metric.
  mutating func begin(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  /// Adds a figure of the metric that was begun last.
  mutating func add(_ name: String, _ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
    let list = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
    text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(Self.written(value))\n"
  }

  /// Adds a metric of one figure.
  mutating func add(_ name: String, _ type: String, _ help: String, _ value: Double) {
    begin(name, type, help)
    add(name, value)
  }

  /// Adds a histogram.
  /// - Parameter classes: the upper bound of each class, and how many are in it.
  mutating func add(_ name: String, _ help: String, _ classes: some Sequence<(Double, Int)>, sum: Double) {
    begin(name, "histogram", help)
    var count = 0
    for (bound, number) in classes {
      count += number
      add("\(name)_bucket", Double(count), ["le": Self.written(bound)])
    }
    add("\(name)_sum", sum)
    add("\(name)_count", Double(count))
  }

  private static func written(_ value: Double) -> String {
    value.isNaN ? "NaN" : value.isInfinite ? (value > 0 ? "+Inf" : "-Inf") : "\(value)"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

extension MetricsText {
  /// Adds how the process keeps up with its run.
  mutating func add(_ process: ProcessFigures) {
    add("orrery_step_lag_seconds", "How late steps came on the wallclock.", process.lags)
    add("orrery_step_duration_seconds", "How long steps took.", process.durations)
    add("orrery_queued_messages", "gauge", "Messages that wait to be sent or confirmed.", Double(process.queue.count))
    add(
      "orrery_queue_age_seconds", "gauge", "For how long the oldest of them has waited.",
      process.queue.age / .seconds(1))
  }

  private mutating func add(_ name: String, _ help: String, _ times: StepTimes) {
    add(name, help, zip(StepTimes.bounds.map(\.seconds) + [.infinity], times.counts), sum: times.sum.seconds)
  }

  /// Adds what the server has done.
  mutating func add(_ statistics: ServerStatistics) {
    begin("orrery_http_responses_total", "counter", "Answers by the first digit of their status.")
    for (digit, count) in statistics.answers.enumerated() where digit > 0 {
      add("orrery_http_responses_total", Double(count), ["class": "\(digit)xx"])
    }
    add(
      "orrery_http_request_seconds", "Time until an answer was ready.",
      zip(ServerStatistics.latencyBounds.map { $0 / .seconds(1) } + [.infinity], statistics.latencies),
      sum: statistics.latencySum / .seconds(1))
    add("orrery_http_body_bytes_total", "counter", "Bytes of bodies handed out.", Double(statistics.bodyBytes))
    add("orrery_http_connections", "gauge", "Connections that are open.", Double(statistics.openConnections))
    add("orrery_http_refused_total", "counter", "Connections turned away.", Double(statistics.refusedConnections))
    add(
      "orrery_http_displaced_total", "counter", "Connections ended to make room for others.",
      Double(statistics.displacedConnections))
  }
}
