import Catalog
import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// Workloads of handover analysis, each with the time that it may take.
struct HandoverBench {
  enum Workload: String, CaseIterable {
    case predictFew = "predict_few"
    case predictAll = "predict_all"

    /// What one piece of the work may take, in seconds of CPU time.
    var goalSeconds: Double {
      switch self {
      case .predictFew: 0.3e-3
      case .predictAll: 60e-3
      }
    }
  }

  /// The satellites of the whole catalogue.
  let sets: [ElementSet]
  /// When the workloads begin.
  let start: ScenarioTime
  let rounds: Int

  func measure(_ workload: Workload) -> JSONValue {
    switch workload {
    case .predictFew: prediction(workload, of: 50, times: 100)
    case .predictAll: prediction(workload, of: 10_299, times: 1)
    }
  }

  /// Who serves a terminal in the next ten minutes, a place of its own each time.
  private func prediction(_ workload: Workload, of count: Int, times: Int) -> JSONValue {
    let predictor = HandoverPredictor(of: Propagator((0..<count).map { sets[$0 * sets.count / count] }))
    var events = 0
    let clock = Stopwatch(rounds: rounds) {
      events = 0
      for number in 0..<times {
        let place = Geodetic(
          latitudeDegrees: Double(number % 11) * 10 - 50, longitudeDegrees: Double(number * 37 % 360) - 180)
        let terminal = UserTerminal(name: "\(number)", at: place)
        events += predictor.forecast(for: terminal, from: start, to: start + .minutes(10), threads: 1).events.count
      }
    }
    return line(
      workload, clock, pieces: times, ["satellites": .integer(Int64(count)), "events": .integer(Int64(events))])
  }

  private func line(_ workload: Workload, _ clock: Stopwatch, pieces: Int, _ members: KeyValuePairs<String, JSONValue>)
    -> JSONValue
  {
    let seconds = (clock.cpu.min() ?? .infinity) / Double(pieces)
    var line = JSONObject()
    line["workload"] = .string(workload.rawValue)
    line["cpu_us"] = .number((seconds * 1e9).rounded() / 1e3)
    line["goal_us"] = .number(workload.goalSeconds * 1e6)
    line["ratio"] = .number((workload.goalSeconds / seconds * 100).rounded() / 100)
    for (name, value) in members { line[name] = value }
    return .object(line)
  }
}
