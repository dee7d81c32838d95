import Federation
public import HandoverAnalysis
public import Quantities

/// The service of one terminal under one policy.
///
/// At the first sample the best satellite serves, which is no change. Then elevation decides at the samples; measurements
/// decide when they are reported, between samples, and a satellite that sets is left at the very time.
public struct TerminalService: Sendable {
  /// A change of who serves.
  public struct Change: Hashable, Sendable {
    /// The places of the satellite that served and of the one that does; nil for none.
    public var old, new: Int?
    /// Which change of this service it is, from 1.
    public var number: Int
    /// When.
    public var time: ScenarioTime
    /// Why: as the precheck has it, or the event that was reported.
    public var reason: String
    /// What decided; nil where nothing was to be decided.
    public var decision: HandoverDecision?
  }

  /// What is measured of a satellite.
  public struct Cell: Hashable, Sendable {
    /// The satellite's place.
    public var satellite: Int
    /// Its level, dBm.
    public var rsrpDBm: Double
    /// The distance to its reference location, metres.
    public var referenceDistanceMetres: Double
  }

  /// A report, and what was decided on it.
  public struct Report: Hashable, Sendable {
    /// The event that is reported.
    public var event: MeasurementEvent
    /// Why, which one it is since a cell came in, and when.
    public var cause: MeasurementReport.Cause, number: Int, time: ScenarioTime
    /// The satellite that serves, and those that are triggered, the best first.
    public var serving: Cell, cells: [Cell]
    /// What was decided.
    public var decision: HandoverDecision
  }

  /// What happens in a service: of which terminal and policy, by place.
  public struct Event: Hashable, Sendable {
    /// What.
    public enum Kind: Hashable, Sendable {
      /// Another satellite serves, or none.
      case changed(Change)
      /// A measurement was reported.
      case reported(Report)
    }

    /// The terminal and the policy, by place.
    public var terminal: Int, policy: Int
    /// What.
    public var kind: Kind
  }

  /// The terminal and the policy, by place.
  public let terminal: Int, policy: Int
  /// Who serves, by its place; nil for none.
  public private(set) var serving: Int?
  /// How the service has been.
  public private(set) var tally = ServiceTally()
  private var mode: Mode
  private var last: ScenarioTime?
  /// When the pass of who serves ends, and when it began.
  private var pass: TerminalSight?

  private enum Mode {
    case elevation(ServingTracker)
    case measurements([MeasurementMachine])
  }

  init(terminal: Int, policy: Int, _ parameters: HandoverModel.Parameters) {
    (self.terminal, self.policy) = (terminal, policy)
    switch parameters.policies[policy].trigger {
    case .elevation(let serving):
      mode = .elevation(
        ServingTracker(minimumElevation: parameters.terminals[terminal].minimumElevation, policy: serving))
    case .measurements:
      mode = .measurements([])
    }
  }

  /// Goes on to a sample.
  mutating func advance(
    to time: ScenarioTime, in scene: inout HandoverScene, knowing mirror: StateMirror, _ events: inout [Event]
  ) {
    switch mode {
    case .elevation: choose(at: time, in: &scene, &events)
    case .measurements: measure(to: time, in: &scene, mirror, &events)
    }
    if let serving, let sight = scene.sights[terminal].first(where: { $0.satellite == serving }) {
      pass = sight
      tally.sample(levelDBm: scene.levelDBm(of: sight, terminal: terminal, at: time))
    }
    last = time
  }

  /// Takes over what another one has told of the service.
  mutating func adopt(_ satellite: Int?, told: Int, at time: ScenarioTime, in scene: inout HandoverScene) {
    tally.adopt(satellite, handovers: told, at: time)
    scene.move(from: serving, to: satellite, policy: policy)
    (serving, pass) = (satellite, nil)
    switch mode {
    case .elevation(var tracker):
      tracker.adopt(satellite)
      mode = .elevation(tracker)
    case .measurements: restart(at: time, in: &scene)
    }
  }

  // MARK: By elevation

  private mutating func choose(at time: ScenarioTime, in scene: inout HandoverScene, _ events: inout [Event]) {
    guard case .elevation(var tracker) = mode else { return }
    mode = .measurements([])
    let candidates = scene.sights[terminal].map {
      ServingCandidate(
        satellite: $0.satellite, elevation: $0.elevation, rangeKilometres: $0.rangeKilometres, stay: $0.set - time)
    }
    let tick = tracker.advance(to: time, seeing: candidates)
    mode = .elevation(tracker)
    if last == nil { return begin(with: tick.serving, at: time, in: &scene) }
    guard let change = tick.change else { return }
    move(to: change.new, because: change.reason.rawValue, nil, at: time, in: &scene, &events)
  }

  // MARK: By measurements

  private mutating func measure(
    to time: ScenarioTime, in scene: inout HandoverScene, _ mirror: StateMirror, _ events: inout [Event]
  ) {
    guard let last else {
      begin(with: best(at: time, in: &scene, mirror)?.satellite, at: time, in: &scene)
      return restart(at: time, in: &scene)
    }
    forgetCells(scene)
    // The passes of those who serve may end between two samples, one after the other.
    while let current = serving, case let end = max(last, pass?.set ?? last), end <= time {
      hear(scene.sights(of: terminal, at: end), at: end, in: &scene, mirror, &events)
      guard serving == current else { continue }
      let next = best(at: end, in: &scene, mirror, but: current)
      let reason: HandoverChange.Reason = next == nil ? .coverageLost : .servingBelowMask
      move(to: next?.satellite, because: reason.rawValue, nil, at: end, in: &scene, &events)
      restart(at: end, in: &scene)
    }
    if serving == nil, let rise = scene.sights[terminal].map(\.rise).min().map({ max($0, last) }),
      let first = best(at: rise, in: &scene, mirror) ?? best(at: time, in: &scene, mirror)
    {
      let since = max(rise, first.rise)
      move(
        to: first.satellite, because: HandoverChange.Reason.coverageAcquired.rawValue, nil, at: since, in: &scene,
        &events)
      restart(at: since, in: &scene)
    }
    hear(scene.sights[terminal], at: time, in: &scene, mirror, &events)
  }

  /// The best satellite in view: of those with free resources, or of all where none has any, the one with most level.
  private func best(
    at time: ScenarioTime, in scene: inout HandoverScene, _ mirror: StateMirror, but left: Int? = nil
  ) -> TerminalSight? {
    let inView = scene.sights(of: terminal, at: time).filter { $0.satellite != left }
    let ranked = inView.map { sight in
      let loads = scene.loads(of: sight.satellite, for: self, at: time, mirror)
      let level = scene.levelDBm(of: sight, terminal: terminal, at: time)
      return (sight: sight, isFree: max(loads.beam, loads.station) < 1, level: level)
    }
    return ranked.max { ($0.isFree ? 1 : 0, $0.level) < ($1.isFree ? 1 : 0, $1.level) }?.sight
  }

  /// Begins the measurements anew, as a reconfiguration does.
  private mutating func restart(at time: ScenarioTime, in scene: inout HandoverScene) {
    guard case .measurements(let configurations) = scene.parameters.policies[policy].trigger else { return }
    let count = scene.slots[terminal].satellites.count
    mode = .measurements(configurations.map { MeasurementMachine($0, cellCount: count) })
    guard let serving else { return }
    pass = (scene.sights[terminal] + scene.earlier[terminal]).first { $0.satellite == serving && $0.set > time }
  }

  private mutating func forgetCells(_ scene: HandoverScene) {
    guard case .measurements(var machines) = mode, !scene.changedSlots[terminal].isEmpty else { return }
    mode = .measurements([])
    for slot in scene.changedSlots[terminal] {
      for machine in machines.indices { machines[machine].forget(slot) }
    }
    mode = .measurements(machines)
  }

  /// Hands what is in view at a time to the measurements, and decides on what they report.
  private mutating func hear(
    _ inView: [TerminalSight], at time: ScenarioTime, in scene: inout HandoverScene, _ mirror: StateMirror,
    _ events: inout [Event]
  ) {
    guard let serving, case .measurements(var machines) = mode else { return }
    mode = .measurements([])
    let slots = scene.slots[terminal]
    var levels = Array(repeating: Double.nan, count: slots.satellites.count)
    var distances = levels
    var own = (level: Double.nan, distance: Double.nan)
    for sight in inView {
      let level = scene.levelDBm(of: sight, terminal: terminal, at: time)
      if sight.satellite == serving {
        own = (level, sight.referenceDistanceMetres)
      } else if let slot = slots.slot(of: sight.satellite) {
        (levels[slot], distances[slot]) = (level, sight.referenceDistanceMetres)
      }
    }
    // The end of a pass belongs to it as far as measuring goes.
    if own.level.isNaN, let pass, let sight = scene.sight(of: pass, terminal: terminal, at: time) {
      own = (scene.levelDBm(of: sight, terminal: terminal, at: time), sight.referenceDistanceMetres)
    }
    var reports: [(machine: Int, report: MeasurementReport)] = []
    for machine in machines.indices {
      let comparesLevels = machines[machine].configuration.event.comparesLevels
      let actions = machines[machine].hear(
        serving: comparesLevels ? own.level : own.distance, neighbours: comparesLevels ? levels : distances, at: time)
      for case .reported(let report) in actions { reports.append((machine, report)) }
    }
    mode = .measurements(machines)
    reports.sort { ($0.report.time, $0.machine) < ($1.report.time, $1.machine) }
    for entry in reports {
      guard answer(entry.report, of: entry.machine, in: &scene, mirror, &events) else { continue }
      restart(at: entry.report.time, in: &scene)
      return hear(inView, at: time, in: &scene, mirror, &events)
    }
  }

  /// Decides on a report.
  /// - Returns: whether the terminal was handed over.
  private mutating func answer(
    _ report: MeasurementReport, of machine: Int, in scene: inout HandoverScene, _ mirror: StateMirror,
    _ events: inout [Event]
  ) -> Bool {
    guard let serving, let pass, case .measurements(let machines) = mode else { return false }
    tally.report()
    let slots = scene.slots[terminal].satellites
    let known = scene.sights(of: terminal, at: report.time)
    let cells = report.cells.compactMap { slots[$0] }.compactMap { satellite in
      known.first { $0.satellite == satellite }
    }
    let own = known.first { $0.satellite == serving } ?? scene.sight(of: pass, terminal: terminal, at: report.time)
    let event = machines[machine].configuration.event
    func candidate(_ sight: TerminalSight, _ priority: HandoverPriority) -> HandoverCandidate {
      let loads = scene.loads(of: sight.satellite, for: self, at: report.time, mirror)
      return HandoverCandidate(
        satellite: sight.satellite, rsrpDBm: scene.levelDBm(of: sight, terminal: terminal, at: report.time),
        rangeKilometres: sight.rangeKilometres, stay: sight.set - report.time, beamLoad: loads.beam,
        stationLoad: loads.station, priority: priority)
    }
    let candidates = cells.map { sight in
      let triggered = machines.filter { machine in
        machine.triggeredCells.contains { slots[$0] == sight.satellite }
      }.map(\.configuration.event)
      return candidate(sight, (triggered + [event]).map(\.pressure).max() ?? .medium)
    }
    let current = own.map { candidate($0, .none) }
    let decision = scene.parameters.engine.decide(serving: current, neighbours: candidates)
    events.append(
      Event(
        terminal: terminal, policy: policy,
        kind: .reported(
          Report(
            event: event, cause: report.cause, number: report.number, time: report.time,
            serving: cell(own, current, serving), cells: zip(cells, candidates).map { cell($0, $1, $0.satellite) },
            decision: decision))))
    guard let target = decision.target else { return false }
    move(to: cells[target].satellite, because: event.name, decision, at: report.time, in: &scene, &events)
    return true
  }

  private func cell(_ sight: TerminalSight?, _ candidate: HandoverCandidate?, _ satellite: Int) -> Cell {
    Cell(
      satellite: satellite, rsrpDBm: candidate?.rsrpDBm ?? .nan,
      referenceDistanceMetres: sight?.referenceDistanceMetres ?? .nan)
  }

  // MARK: Changes

  private mutating func begin(with satellite: Int?, at time: ScenarioTime, in scene: inout HandoverScene) {
    tally.begin(with: satellite, at: time)
    scene.move(from: nil, to: satellite, policy: policy)
    serving = satellite
  }

  private mutating func move(
    to satellite: Int?, because reason: String, _ decision: HandoverDecision?, at time: ScenarioTime,
    in scene: inout HandoverScene, _ events: inout [Event]
  ) {
    let old = serving
    move(to: satellite, at: time, in: &scene)
    events.append(
      Event(
        terminal: terminal, policy: policy,
        kind: .changed(
          Change(old: old, new: satellite, number: tally.handovers, time: time, reason: reason, decision: decision))))
  }

  private mutating func move(to satellite: Int?, at time: ScenarioTime, in scene: inout HandoverScene) {
    tally.change(from: serving, to: satellite, at: time)
    scene.move(from: serving, to: satellite, policy: policy)
    serving = satellite
    pass = nil
  }
}
