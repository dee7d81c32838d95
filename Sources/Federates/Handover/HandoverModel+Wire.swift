import Federation
import HandoverAnalysis
import Messages
import Orbits
import Quantities
import SharedState

extension InboundMessage {
  /// The scenario time of which a message speaks; nil for one that holds from the start of a run.
  func ownTime() throws(MessageError) -> ScenarioTime? {
    switch address.leaf {
    case "location": content.scenarioTime ?? (try? read(as: SatelliteState.self))?.time
    case "linkStart": try read(as: LinkStart.self).start
    case "linkCharge": try read(as: LinkCharge.self).end
    case "report": try read(as: OutageReport.self).outageStart
    case "restore": try read(as: OutageRestore.self).outageEnd
    default: nil
    }
  }
}

extension HandoverState {
  /// How many states, and changes of a service, a run can have: half as many as messages of a stream, so that who goes on
  /// from a state can tell as many again.
  private static let counts = 0...Stamp.largestSequence / 2

  /// Returns the state if it can be that of an application.
  func checked(of app: String) throws(InputError) -> HandoverState {
    guard instance == app else { throw InputError(member: "instance", value: instance, allowed: app) }
    for (member, count) in [("version", version)] + services.map({ ("told", $0.told) })
    where !Self.counts.contains(count) {
      throw InputError(member: member, value: count, allowed: "0 to \(Self.counts.upperBound)")
    }
    return self
  }
}

extension ServedTerminal {
  /// Puts a service on the wire as it stands at a time.
  init(_ service: TerminalService, at time: ScenarioTime, _ model: HandoverModel) {
    let view = model.view(of: service, at: time)
    let satellite = view.satellite.map { model.parameters.satellites[$0] }
    let terminal = model.parameters.terminals[service.terminal]
    let place = terminal.site(at: time).geodetic
    self.init(
      terminal: terminal.name, policy: model.parameters.policies[service.policy].name,
      latitude: place.latitudeDegrees, longitude: place.longitudeDegrees, altitude: place.heightMetres,
      satId: satellite?.id, satName: satellite?.name, elevation: view.sight?.elevation.degrees,
      range: view.sight?.rangeKilometres, rsrp: view.rsrpDBm, candidates: view.candidates,
      totals: Totals(service.tally, at: time), time: time)
  }
}

extension ServedTerminal.Totals {
  init(_ tally: ServiceTally, at time: ScenarioTime) {
    self.init()
    handovers = tally.handovers
    satelliteHandovers = tally.satelliteHandovers
    pingPongs = tally.pingPongs
    uniqueServed = tally.served.count
    coveredSeconds = tally.covered(to: time).seconds
    meanRSRP = tally.meanLevelDBm
    reports = tally.reports
  }
}

extension HandoverEvent {
  /// Puts a change on the wire.
  init(_ change: TerminalService.Change, of service: TerminalService, _ model: HandoverModel) {
    let parameters = model.parameters
    let factors = change.decision?.factors.map {
      Factors(
        signal: $0.signal.score, mobility: $0.mobility.score, resources: $0.resources.score, total: min(1, $0.total))
    }
    self.init(
      terminal: parameters.terminals[service.terminal].name, policy: parameters.policies[service.policy].name,
      number: change.number, kind: change.old == nil ? .acquired : change.new == nil ? .lost : .handover,
      oldSatId: change.old.map { parameters.satellites[$0].id },
      newSatId: change.new.map { parameters.satellites[$0].id }, reason: change.reason,
      priority: change.decision?.priority.word, factors: factors, gain: change.decision?.gainDB, time: change.time)
  }
}

extension Messages.MeasurementReport {
  /// Puts a report on the wire.
  init(_ report: TerminalService.Report, _ event: TerminalService.Event, _ model: HandoverModel) {
    let parameters = model.parameters
    func cell(_ cell: TerminalService.Cell) -> Cell {
      Cell(
        satId: parameters.satellites[cell.satellite].id, rsrp: cell.rsrpDBm,
        referenceDistance: cell.referenceDistanceMetres)
    }
    self.init(
      terminal: parameters.terminals[event.terminal].name, policy: parameters.policies[event.policy].name,
      event: report.event.name, cause: report.cause.rawValue, number: report.number, serving: cell(report.serving),
      cells: report.cells.map(cell), decision: report.decision.reason.rawValue, time: report.time)
  }
}

extension HandoverPrediction {
  /// Puts a forecast on the wire.
  init(_ forecast: HandoverForecast, terminal: Int, _ model: HandoverModel) {
    let satellites = model.parameters.satellites
    self.init(
      terminal: model.parameters.terminals[terminal].name, measure: "elevation",
      horizon: forecast.span.upperBound,
      changes: forecast.events.map {
        Change(
          time: $0.time, kind: HandoverEvent.Kind(rawValue: $0.kind.rawValue) ?? .handover,
          oldSatId: $0.from.map { satellites[$0.satellite].id }, newSatId: $0.to.map { satellites[$0.satellite].id },
          uncertainty: $0.timeDeviationSeconds, confidence: $0.confidence())
      }, coverage: forecast.coverage, time: forecast.span.lowerBound)
  }
}

extension Snapshot.Terminal {
  /// Shows a service as it stands at a time.
  init(_ service: TerminalService, at time: ScenarioTime, _ model: HandoverModel) {
    let view = model.view(of: service, at: time)
    let terminal = model.parameters.terminals[service.terminal]
    self.init(
      name: terminal.name, policy: model.parameters.policies[service.policy].name,
      position: terminal.site(at: time).geodetic,
      satelliteId: view.satellite.map { model.parameters.satellites[$0].id }, elevation: view.sight?.elevation,
      rsrpDBm: view.rsrpDBm, candidates: view.candidates, handovers: service.tally.handovers)
  }
}
