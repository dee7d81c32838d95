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
    case d2

    /// What one piece of the work may take, in seconds of CPU time.
    var goalSeconds: Double {
      switch self {
      case .predictFew: 0.3e-3
      case .predictAll: 60e-3
      case .d2: 20e-3
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
    case .d2: referenceLocations(workload, of: 70, times: 720)
    }
  }

  /// Reference locations every ten seconds from element sets, who serves, and the events D2 that follow.
  private func referenceLocations(_ workload: Workload, of count: Int, times: Int) -> JSONValue {
    let chosen = (0..<count).map { sets[$0 * sets.count / count] }
    let satellites = chosen.map {
      ReferenceTable.Satellite(name: $0.name ?? "", catalogNumber: $0.catalogNumber, constellation: "bench")
    }
    let terminal = Geodetic(latitudeDegrees: 24.9442, longitudeDegrees: 121.3714, heightMetres: 50)
    var detector = D2Detector()
    detector.pairing = .held
    var events = 0
    let clock = Stopwatch(rounds: rounds) {
      let table = ReferenceTable(
        of: Propagator(chosen), satellites: satellites, at: terminal, from: start, count: times)
      events = detector.detections(in: table, [.documented])[0].events.count
    }
    return line(
      workload, clock, pieces: 1, ["satellites": .integer(Int64(count)), "events": .integer(Int64(events))])
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
