import HTTPServer
import JSON
import Messages
import Orbits
package import Quantities

/// What ntn-digital-twin 0.1.0 answers, under the same paths and names.
extension Facade {
  static let twinRoutes: [Route] = [
    Route(
      .get, "/health", "Says whether the service lives.", in: .twin,
      answer: .json(
        .object(["ok": .boolean, "uptime_s": .number, "constellation_size": .integer, "last_refresh_iso": .time])
      )
    ) { (call) throws(Refusal) in call.facade.health(call.moment) },
    Route(
      .get, "/constellation/state", "Where every satellite is; those without a state stand under `failed`.", in: .twin,
      effort: .growsWithFleet,
      parameters: [.at],
      answer: .json(
        .object([
          "epoch_iso": .time, "count": .integer,
          "satellites": .list(
            .object([
              "sat_norad": .integer, "name": .text, "lat_deg": .number, "lon_deg": .number, "alt_km": .number,
              "vel_eci_km_s": .numbers(3).describing("TEME."),
            ])), "failed": .list(PlacedSatellites.failureSchema),
        ]))
    ) { (call) throws(Refusal) in call.constellationState() },
    Route(
      .post, "/predict/handover", "Who will serve a terminal: the handovers ahead.", in: .twin, effort: .growsWithFleet,
      body: .json(HandoverRequest.shape, ignoringOthers: true), answer: .json(HandoverRequest.answer)
    ) { (call) throws(Refusal) in try call.predictHandover() },
  ]

  private func health(_ moment: FacadeMoment) -> Response {
    let elements = moment.elements(at: moment.time(of: run))
    // The sets of a run came with it, unless they have changed since.
    let refresh = moment.refreshed ?? elements.start ?? begin
    return .json([
      "ok": true, "uptime_s": .number((moment.wall - begin).seconds),
      "constellation_size": .integer(Int64(elements.satellites.count)),
      "last_refresh_iso": .string(refresh.isoformat),
    ])
  }
}

extension Member {
  /// The time to answer for.
  static let at = Member.optional("at", .time, "The time, UTC; the run's own where it is missing.")
}

extension Call {
  fileprivate func constellationState() -> Response {
    let time = time
    let elements = moment.elements(at: time)
    let make = { Self.constellationState(elements, at: time, facade.run.orientation).compactBytes }
    guard parameters.timeIfPresent("at") == nil else { return .json(Bytes(make())) }
    return facade.states.response(at: time, of: elements, make)
  }

  private static func constellationState(
    _ elements: ElementsInUse, at time: ScenarioTime, _ orientation: EarthOrientation
  ) -> JSONValue {
    let placed = PlacedSatellites(elements, at: time, orientation)
    let states: [JSONValue] = zip(elements.satellites, placed.places).compactMap { satellite, place in
      guard let place else { return nil }
      let geodetic = place.geodetic
      return [
        "sat_norad": .integer(Int64(satellite.elements.catalogNumber)), "name": .string(satellite.name),
        "lat_deg": .number(geodetic.latitudeDegrees), "lon_deg": .number(geodetic.longitudeDegrees),
        "alt_km": .number(geodetic.heightMetres / 1_000), "vel_eci_km_s": place.teme.velocityTEME.json,
      ]
    }
    return [
      "epoch_iso": .string(time.isoformat), "count": .integer(Int64(states.count)), "satellites": .array(states),
      "failed": .array(placed.failures),
    ]
  }
}

extension Response {
  /// Creates an answer of JSON.
  static func json(_ value: JSONValue, status: Int = 200) -> Response {
    .json(Bytes(value.compactBytes), status: status)
  }
}

extension ScenarioTime {
  /// The time as Python's `isoformat` writes it, whole microseconds.
  package var isoformat: String { wholeMicrosecond.iso8601.dropLast() + "+00:00" }
}
