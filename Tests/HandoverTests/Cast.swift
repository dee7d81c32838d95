import Federation
import HandoverAnalysis
import Messages
import Orbits
import Quantities

@testable import Handover

/// A shell of satellites over two terminals, and what a federation says of them.
enum Cast {
  static let start = ScenarioTime(CalendarDate(year: 2026, month: 7, day: 24))
  static let apps = StateMirror.Apps(storage: "satelliteStorage", ground: "ground", outage: "outage")

  static let taipei = UserTerminal(name: "Taipei", at: Geodetic(latitudeDegrees: 25.033, longitudeDegrees: 121.5654))
  static let zurich = UserTerminal(name: "Zurich", at: Geodetic(latitudeDegrees: 47.377, longitudeDegrees: 8.542))

  static func satellites(_ count: Int = 240) throws -> [HandoverModel.Satellite] {
    let shell = try WalkerConstellation(
      .delta, satelliteCount: count, planeCount: 24, phasing: 13, inclinationDegrees: 53, altitudeKilometres: 550,
      epoch: start)
    // Numbers that are no places, so that the two cannot be mixed up.
    return shell.elementSets(prefix: "S").enumerated().map {
      HandoverModel.Satellite(id: 1_000 + $0, name: "S\($0)", elements: $1)
    }
  }

  static func thresholds() throws -> DefaultThresholds {
    try DefaultThresholds(LinkBudget(.standard(.km600, .s)), altitudeKilometres: 550)
  }

  static func a4(timeToTrigger: Double = 256) throws -> HandoverPolicy {
    let event = MeasurementEvent.a4(threshold: .rsrp(try thresholds().neighbour), hysteresis: try Hysteresis(1))
    return HandoverPolicy(name: "A4", trigger: .measurements([try configuration(event, timeToTrigger)]))
  }

  static func a5(timeToTrigger: Double = 256) throws -> HandoverPolicy {
    let event = MeasurementEvent.a5(
      serving: .rsrp(try thresholds().serving), neighbour: .rsrp(try thresholds().neighbour),
      hysteresis: try Hysteresis(1))
    return HandoverPolicy(name: "A5", trigger: .measurements([try configuration(event, timeToTrigger)]))
  }

  static func configuration(_ event: MeasurementEvent, _ timeToTrigger: Double) throws -> ReportConfiguration {
    try ReportConfiguration(
      event, timeToTrigger: try TimeToTrigger(timeToTrigger), reportAmount: .greatest,
      reportInterval: try ReportInterval(5_120))
  }

  static func parameters(
    _ policies: [HandoverPolicy], terminals: [UserTerminal] = [taipei], satellites count: Int = 240
  ) throws -> HandoverModel.Parameters {
    HandoverModel.Parameters(terminals: terminals, policies: policies, satellites: try satellites(count))
  }

  /// Lets a model go through a span, and returns what happened.
  static func run(
    _ model: inout HandoverModel, for span: TimeSpan, knowing mirror: StateMirror = StateMirror(of: apps)
  ) -> [TerminalService.Event] {
    model.initialize(at: start)
    var events: [TerminalService.Event] = []
    while let next = model.nextSample, next <= start + span { events += model.sample(knowing: mirror) }
    return events
  }

  static func changes(_ events: [TerminalService.Event]) -> [TerminalService.Change] {
    events.compactMap { if case .changed(let change) = $0.kind { change } else { nil } }
  }

  static func reports(_ events: [TerminalService.Event]) -> [TerminalService.Report] {
    events.compactMap { if case .reported(let report) = $0.kind { report } else { nil } }
  }

  static func message(_ app: String, _ leaf: String, _ message: some Message) -> InboundMessage {
    InboundMessage(address: Address(prefix: "p", app: app, leaf: leaf), content: Content(message))
  }

  /// A satellite's state: what is on board of 100 Gb, and the station that has it in range.
  static func state(_ id: Int, gigabits: Double = 0, station: Int? = nil, at time: ScenarioTime = start)
    -> InboundMessage
  {
    message(
      "satelliteStorage", "location",
      SatelliteState(
        id: id, name: "S\(id)", latitude: 0, longitude: 0, altitude: 550_000, capacityUsed: gigabits,
        commRange: station != nil, groundId: station, totalLinkCount: 0, cumulativeCostBySat: 0, time: time))
  }

  static func ready(_ id: Int) -> InboundMessage {
    message("satelliteStorage", "ready", SatelliteReady(id: id, name: "S\(id)", ssrCapacity: 100))
  }
}
