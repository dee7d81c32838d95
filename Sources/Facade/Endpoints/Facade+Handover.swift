import HTTPServer
import HandoverAnalysis
import JSON
import Messages
import Orbits
import Quantities
import SharedState

extension Facade {
  static let handoverRoutes: [Route] = [
    Route(
      .get, "/handover/served", "Who serves each terminal under each policy, and how it has been served.",
      in: .handover,
      parameters: terminalFilter + [
        .optional("at", .time, "As it had been told by this time, as far as that is kept; none for a time ahead.")
      ], answer: .json(.object(["terminals": .list(.of(ServedTerminal.shape))]))
    ) { (call) throws(Refusal) in try call.served() },
    Route(
      .get, "/handover/events", "The changes of terminals so far, the latest last.", in: .handover,
      parameters: terminalFilter + [.optional("from", .time, "Only from this scenario time on.")] + Page.members,
      answer: .json(.object(["count": .integer, "events": .list(.of(HandoverEvent.shape))]))
    ) { (call) throws(Refusal) in try call.handoverEvents() },
    Route(
      .get, "/handover/visible", "The satellites above a terminal's mask, the highest first.", in: .handover,
      effort: .growsWithFleet,
      parameters: TerminalPlace.members + [
        .at, .optional("count", .count(1...200), "How many at most.", default: 20),
        .optional("constellation", .text, "Only satellites whose name begins so, in upper or lower case."),
      ],
      answer: .json(.object(["time": .time, "in_view": .integer, "satellites": .list(VisibleSatellites.schema)]))
    ) { (call) throws(Refusal) in call.visible() },
    Route(
      .post, "/handover/evaluate", "Scores the satellites in a terminal's view, and recommends one.", in: .handover,
      effort: .much,
      body: .json(HandoverEvaluation.shape), answer: .json(HandoverEvaluation.answer)
    ) { (call) throws(Refusal) in .json(try HandoverEvaluation(call).json) },
    Route(
      .get, "/doppler/{id}", "The shift of a carrier between a satellite and a terminal.", in: .handover, effort: .much,
      parameters: [
        .satelliteID, .required("ue_location", .text, "LATITUDE,LONGITUDE[,METRES]."),
        .optional("frequency_mhz", .number(1...300_000), "The carrier in MHz.", default: 12_000), .at,
      ],
      answer: .json(
        .object([
          "id": .integer, "name": .text, "time": .time, "frequency_mhz": .number, "elevation_deg": .number,
          "azimuth_deg": .number, "range_km": .number, "range_rate_m_s": .number, "doppler_hz": .number,
          "delay_ms": .number,
        ]))
    ) { (call) throws(Refusal) in try call.doppler() },
  ]

  private static let terminalFilter: [Member] = [
    .optional("terminal", .text, "Only of this terminal."), .optional("policy", .text, "Only under this policy."),
  ]
}

extension Call {
  private func isWanted(_ terminal: String, _ policy: String) -> Bool {
    (parameters.textIfPresent("terminal") ?? terminal) == terminal
      && (parameters.textIfPresent("policy") ?? policy) == policy
  }

  /// Refuses a terminal or a policy of which nobody has said anything.
  private func requireKnown() throws(Refusal) {
    let known = moment.history.served()
    for (name, words) in [("terminal", Set(known.map(\.terminal))), ("policy", Set(known.map(\.policy)))] {
      guard let word = parameters.textIfPresent(name), !words.contains(word) else { continue }
      throw Refusal(
        404, parameter: name, value: .string(word),
        allowed: words.isEmpty ? "none so far" : words.sorted().joined(separator: ", "), reason: "is not of this run")
    }
  }

  fileprivate func served() throws(Refusal) -> Response {
    try requireKnown()
    let at = parameters.timeIfPresent("at")
    let isAhead = at.map { $0 > moment.time(of: facade.run) } ?? false
    let terminals =
      isAhead
      ? []
      : moment.history.served(at: at).filter { isWanted($0.terminal, $0.policy) }
        .sorted { ($0.terminal, $0.policy) < ($1.terminal, $1.policy) }.map { at == nil ? withPresentLevel($0) : $0 }
    return .json(["terminals": .array(terminals.map { .object($0.members) })])
  }

  /// Adds what a change did not tell and the process's own models know: how the satellite is received now.
  private func withPresentLevel(_ told: ServedTerminal) -> ServedTerminal {
    let present = moment.snapshot.terminals.first { $0.name == told.terminal && $0.policy == told.policy }
    guard told.elevation == nil, let present, present.satelliteId == told.satId, let elevation = present.elevation
    else { return told }
    var told = told
    (told.elevation, told.rsrp, told.candidates) = (elevation.degrees, present.rsrpDBm, present.candidates)
    told.time = moment.snapshot.time
    return told
  }

  fileprivate func handoverEvents() throws(Refusal) -> Response {
    try requireKnown()
    let from = parameters.timeIfPresent("from") ?? .earliest
    let events = moment.history.handoverEvents.filter { isWanted($0.terminal, $0.policy) && $0.time >= from }
    return .json([
      "count": .whole(events.count),
      "events": .array(Page(parameters).latest(of: events).map { .object($0.members) }),
    ])
  }

  fileprivate func visible() -> Response {
    let prefix = parameters.textIfPresent("constellation")?.lowercased() ?? ""
    let view = VisibleSatellites(
      moment.elements(at: time), over: TerminalPlace(parameters).terminal, at: time, facade.run.orientation)
    let sights = view.sights.filter { view.elements.satellites[$0.place].name.lowercased().hasPrefix(prefix) }
    return .json([
      "time": .time(time), "in_view": .whole(sights.count),
      "satellites": .array(sights.prefix(parameters.integer("count")).map(view.json)),
    ])
  }

  fileprivate func doppler() throws(Refusal) -> Response {
    let site = try TerminalPlace(parameters.text("ue_location"), parameter: "ue_location").terminal.site
    let elements = moment.elements(at: time)
    let satellite = elements.satellites[try self.satellite(among: elements)]
    let frequency = parameters.number("frequency_mhz")
    let look: LookAngles
    do {
      look = try Orbit(satellite.elements, orientation: facade.run.orientation).lookAngles(from: site, at: time)
    } catch {
      throw Refusal(409, "\(satellite.name) has no state at \(time): \(error)")
    }
    let rate = look.rangeRateKilometresPerSecond
    return .json([
      "id": .whole(satellite.id), "name": .string(satellite.name), "time": .time(time),
      "frequency_mhz": .number(frequency), "elevation_deg": .number(look.elevation.degrees),
      "azimuth_deg": .number(look.azimuth.degrees), "range_km": .number(look.rangeKilometres),
      "range_rate_m_s": .number(rate * 1_000),
      "doppler_hz": .number(
        Doppler.shiftHertz(rangeRateKilometresPerSecond: rate, frequencyGigahertz: frequency / 1_000)),
      "delay_ms": .number(look.rangeKilometres / 299.792_458),
    ])
  }
}
