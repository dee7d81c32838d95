import Quantities

/// A terminal that decides its way through a pass: on the rising satellite at first, each second, and not within the
/// minimum dwell of a handover.
struct DecisionVerification {
  struct Outcome { let isServed, isGood: Bool }

  private let pass: VerificationPass
  private let fleet: VerificationFleet
  private let setup: VerificationSetup
  private let engine: DecisionEngine
  private let radio: RadioLinkMonitor.Parameters
  /// A5, A4 and D2.
  private let events: [MeasurementEvent]

  private static let dwellTicks = Int(
    VerificationSetup.minimumDwell.nanoseconds
      / (VerificationSetup.period.nanoseconds * Int64(VerificationSetup.samplesOfTick)))
  /// A handover back within so many ticks after the dwell is a return.
  private static let returnTicks = 30

  init(_ pass: VerificationPass, over fleet: VerificationFleet, _ setup: VerificationSetup) throws {
    (self.pass, self.fleet, self.setup) = (pass, fleet, setup)
    engine = DecisionEngine(try fleet.rule)
    radio = try RadioLinkMonitor.Parameters(t310: .nearest(to: 1_000), t311: .nearest(to: 1_000))
    events = fleet.events(setup).map(\.event).filter { HandoverPriority(of: $0) > HandoverPriority.none }
  }

  func tally() throws(ReportConfigurationError) -> DecisionTally {
    var tally = DecisionTally()
    var measurement = try Measurement(events, setup, pass.members.count)
    var serving: Int? = 0
    var left: (member: Int, tick: Int)?
    var (score, changed, served) = (0.0, -DecisionVerification.dwellTicks, 0)
    for sample in 0..<pass.sampleCount {
      measurement.hear(pass, at: sample, serving: serving)
      let (tick, rest) = sample.quotientAndRemainder(dividingBy: VerificationSetup.samplesOfTick)
      guard rest == 0 else { continue }
      if let member = serving, !pass.members[member].inView.contains(sample) { serving = nil }
      if serving == nil || tick >= changed + DecisionVerification.dwellTicks,
        let target = target(serving: serving, measurement, at: sample)
      {
        let isReturn = left.map { $0.member == target && tick - $0.tick <= Self.dwellTicks + Self.returnTicks }
        tally.noteHandover(outcome(of: target, at: sample), isReturn: isReturn ?? false)
        left = serving.map { ($0, tick) }
        (serving, changed) = (target, tick)
        try measurement.restart(events, setup, pass.members.count)
        served += 1
      } else if let member = serving {
        score += self.score(of: member, at: sample)
        served += 1
      }
    }
    let ticks = (pass.sampleCount + VerificationSetup.samplesOfTick - 1) / VerificationSetup.samplesOfTick
    tally.noteScores(score, best: lookAhead(ticks).best, ticks: ticks, served: served)
    return tally
  }

  /// Returns the member that takes over.
  private func target(serving: Int?, _ measurement: Measurement, at sample: Int) -> Int? {
    let neighbours = pass.members.indices.filter { $0 != serving && pass.members[$0].inView.contains(sample) }
    let decision = engine.decide(
      serving: serving.map { candidate($0, measurement.levels[$0], at: sample) },
      neighbours: neighbours.map {
        candidate($0, measurement.levels[$0], at: sample, measurement.priority(of: $0))
      })
    return decision.target.map { neighbours[$0] }
  }

  private func candidate(
    _ member: Int, _ level: Double, at sample: Int, _ priority: HandoverPriority = .none
  ) -> HandoverCandidate {
    let data = pass.members[member]
    return HandoverCandidate(
      satellite: member, rsrpDBm: level, rangeKilometres: data.measured(data.rangeKilometres, at: sample),
      stay: data.end - pass.time(of: sample), beamLoad: data.beamLoad, stationLoad: data.stationLoad,
      priority: priority)
  }

  /// What a satellite that serves is worth at a sample: its total as it is received.
  private func score(of member: Int, at sample: Int) -> Double {
    let data = pass.members[member]
    return engine.factors(of: candidate(member, data.measured(data.receivedDBm, at: sample), at: sample)).total
  }

  private func lookAhead(_ ticks: Int) -> LookAhead {
    let step = VerificationSetup.samplesOfTick
    return LookAhead(
      satellites: pass.members.indices.map { member in
        let inView = pass.members[member].inView
        let range = (inView.lowerBound + step - 1) / step..<(inView.upperBound + step - 1) / step
        return (range, range.map { score(of: member, at: $0 * step) })
      },
      tickCount: ticks, dwell: DecisionVerification.dwellTicks)
  }

  /// Returns what becomes of a handover in its dwell; nil where that ends after the pass.
  private func outcome(of member: Int, at sample: Int) -> Outcome? {
    let end = sample + DecisionVerification.dwellTicks * VerificationSetup.samplesOfTick
    guard end < pass.sampleCount else { return nil }
    let data = pass.members[member]
    var monitor = RadioLinkMonitor(radio)
    var hasFailed = false
    for sample in sample...end {
      guard data.inView.contains(sample) else { return Outcome(isServed: false, isGood: false) }
      let sinr = fleet.budget.sinrDB(rsrpDBm: data.measured(data.receivedDBm, at: sample))
      let time = pass.time(of: sample)
      let actions = monitor.indication(sinrDB: sinr).map { monitor.hear($0, at: time) } ?? monitor.advance(to: time)
      if actions.contains(where: { if case .failed = $0 { true } else { false } }) { hasFailed = true }
    }
    let isGood = data.measured(data.receivedDBm, at: end) >= fleet.decisionThresholds.leaveRSRPDBm
    return Outcome(isServed: !hasFailed, isGood: !hasFailed && isGood)
  }
}

/// What the terminal knows: filtered levels, and for which neighbours events hold.
private struct Measurement {
  private(set) var levels: [Double]
  private var machines: [MeasurementMachine] = []
  private let filter: LayerThreeFilter

  init(_ events: [MeasurementEvent], _ setup: VerificationSetup, _ count: Int) throws(ReportConfigurationError) {
    levels = Array(repeating: .nan, count: count)
    filter = setup.filter
    try restart(events, setup, count)
  }

  /// Begins the events anew, as another satellite serves; the levels are filtered already.
  mutating func restart(
    _ events: [MeasurementEvent], _ setup: VerificationSetup, _ count: Int
  ) throws(ReportConfigurationError) {
    machines = try events.map { event throws(ReportConfigurationError) in
      MeasurementMachine(try ReportConfiguration(event, timeToTrigger: setup.timeToTrigger), cellCount: count)
    }
  }

  mutating func hear(_ pass: VerificationPass, at sample: Int, serving: Int?) {
    let memory = filter.memory(after: VerificationSetup.period)
    for (index, member) in pass.members.enumerated() {
      levels[index] = filter.next(
        after: levels[index], measured: member.measured(member.receivedDBm, at: sample), memory: memory)
    }
    let distances = pass.members.map { $0.measured($0.referenceMetres, at: sample) }
    for index in machines.indices {
      var values = machines[index].configuration.event.comparesLevels ? levels : distances
      let own = serving.map { values[$0] } ?? .nan
      if let serving { values[serving] = .nan }
      _ = machines[index].hear(serving: own, neighbours: values, at: pass.time(of: sample))
    }
  }

  /// The priority of the most pressing event that holds for a member.
  func priority(of member: Int) -> HandoverPriority {
    HandoverPriority(
      of: machines.lazy.filter { $0.triggeredCells.contains(member) }.map(\.configuration.event))
  }
}
