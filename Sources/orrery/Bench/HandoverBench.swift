import Catalog
import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// Workloads of handover analysis, each with the time that it may take.
struct HandoverBench {
  enum Workload: String, CaseIterable {
    case events
    case predictFew = "predict_few"
    case predictAll = "predict_all"
    case d2
    case filter
    case pool
    case decide

    /// What one piece of the work may take, in seconds of CPU time.
    var goalSeconds: Double {
      switch self {
      case .events: 1e-6
      case .predictFew: 0.3e-3
      case .predictAll: 60e-3
      case .d2: 20e-3
      case .filter: 2
      case .pool: 1
      case .decide: 10e-6
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
    case .events: evaluating(workload)
    case .predictFew: prediction(workload, of: 50, times: 100)
    case .predictAll: prediction(workload, of: 10_299, times: 1)
    case .d2: referenceLocations(workload, of: 70, times: 720)
    case .filter: filtering(workload)
    case .pool: planning(workload)
    case .decide: deciding(workload)
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

  /// The six stages over the whole catalogue and six hours, on one core.
  private func filtering(_ workload: Workload) -> JSONValue {
    var report: FilterReport?
    let clock = Stopwatch(rounds: rounds) {
      report = CandidateFilter().report(on: sets, over: GroundSite(HandoverSite.standard), from: start, threads: 1)
    }
    return line(
      workload, clock, pieces: 1,
      [
        "satellites": .integer(Int64(sets.count)), "kept": .integer(Int64(report?.candidates.count ?? 0)),
        "reduction": .number(report?.totalReduction ?? 0), "retention": .number(report?.retention ?? 0),
      ])
  }

  /// The handbook's pools from the whole catalogue, on one core.
  private func planning(_ workload: Workload) -> JSONValue {
    var plan: PoolPlan?
    let clock = Stopwatch(rounds: rounds) {
      plan = PoolPlanner.usual.plan(
        among: sets, over: GroundSite(HandoverSite.standard), from: start, threads: 1)
    }
    return line(
      workload, clock, pieces: 1,
      [
        "satellites": .integer(Int64(sets.count)),
        "planned": .integer(Int64(plan?.pools.reduce(0) { $0 + $1.members.count } ?? 0)),
        "met": .integer(Int64(plan?.pools.count { $0.isMet } ?? 0)),
      ])
  }

  /// A terminal's choice among nine neighbours, other levels and loads each time.
  private func deciding(_ workload: Workload) -> JSONValue {
    let (engine, count, times) = (DecisionEngine(), 9, 100_000)
    var sky = (0..<count).map { number in
      HandoverCandidate(
        satellite: number, rsrpDBm: -117, rangeKilometres: 1_000 - 50 * Double(number), stay: .seconds(20 * number),
        priority: HandoverPriority.allCases[number % 4])
    }
    var approved = 0
    let clock = Stopwatch(rounds: rounds) {
      approved = 0
      for time in 0..<times {
        let place = time % count
        sky[place].rsrpDBm = -118 + Double(time * 7 % 80) / 10
        sky[place].beamLoad = Double(time * 13 % 100) / 100
        let decision = engine.decide(
          serving: HandoverCandidate(
            satellite: -1, rsrpDBm: -116, rangeKilometres: 1_200, stay: .seconds(time % 60)),
          neighbours: sky)
        if decision.isApproved { approved += 1 }
      }
    }
    return line(
      workload, clock, pieces: times,
      ["neighbours": .integer(Int64(sky.count)), "approved": .integer(Int64(approved))])
  }

  /// Events of eight neighbours with noise, filtered, at samples 200 ms apart: a neighbour, a sample and an event each.
  private func evaluating(_ workload: Workload) -> JSONValue {
    let (cells, times, period) = (8, 20_000, TimeSpan(nanoseconds: 200_000_000))
    let threshold = LevelThreshold.rsrp(.nearest(to: -114))
    let events: [MeasurementEvent] = [
      .a3(offset: .nearest(to: 2), hysteresis: .nearest(to: 3)),
      .a4(threshold: threshold, hysteresis: .nearest(to: 2)),
      .a5(serving: threshold, neighbour: threshold, hysteresis: .nearest(to: 2)),
    ]
    // A slow rise and fall of 5 dB with 2 dB of jitter on it.
    let levels: [[Double]] = (0..<times).map { time in
      (0...cells).map { cell in
        let slow = Double((time + 177 * cell) % 2_000) / 2_000
        return -116.5 + 10 * abs(slow - 0.5) + Double((time * 31 + cell * 17) % 41) / 20 - 1
      }
    }
    let neighbours = levels.map { Array($0.dropFirst()) }
    let filter = LayerThreeFilter(.nearest(to: 4), period: period)
    let configurations = events.compactMap {
      try? ReportConfiguration($0, timeToTrigger: .nearest(to: 640), filter: filter)
    }
    var actions = 0
    let clock = Stopwatch(rounds: rounds) {
      actions = 0
      for configuration in configurations {
        var machine = MeasurementMachine(configuration, cellCount: cells)
        for time in 0..<times {
          let now = start + Int64(time) * period
          actions += machine.hear(serving: levels[time][0], neighbours: neighbours[time], at: now).count
        }
      }
    }
    return line(
      workload, clock, pieces: configurations.count * cells * times,
      ["neighbours": .integer(Int64(cells)), "actions": .integer(Int64(actions))])
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
