import HTTPServer
import JSON
import Messages
import Quantities
import SharedState

extension Facade {
  static let snapshotRoutes: [Route] = [
    Route(
      .get, "/snapshot",
      "What changes as the run goes on, in columns: what a page polls. Its ETag changes when something does.",
      in: .run, parameters: [.at],
      answer: .json(
        .object([
          "time": .time, "mode": .text, "scale": .number.orNull, "lag_s": .number.orNull,
          "satellites": .object([
            "id": .list(.integer), "stored_gigabits": .list(.number.orNull),
            "cost_dollars": .list(.number.orNull), "ground_id": .list(.integer.orNull),
            "links": .list(.integer.orNull),
          ]).describing(
            "In each list an entry for each satellite; null where nothing was told. ground_id: in whose range it is; "
              + "links: downlinks so far."),
          "stations": .object([
            "ground_id": .list(.integer), "operational": .list(.boolean), "contacts": .list(.integer.orNull),
          ]).describing(
            "operational: ahead, as outages are planned; contacts: how many satellites, null for a time ahead."),
          "open_links": .list(
            .object(["satellite_id": .integer, "ground_id": .integer, "link_id": .integer, "start": .time])),
          "terminals": .list(
            .object([
              "name": .text, "policy": .text, "latitude_deg": .number, "longitude_deg": .number, "altitude_m": .number,
              "satellite_id": .integer.orNull, "elevation_deg": .number.orNull, "rsrp_dbm": .number.orNull,
              "candidates": .integer.orNull, "handovers": .integer.orNull,
            ])
          ).describing("As was told last; null in the last five for a time ahead."),
          "changes": .object([
            "links": .integer, "handovers": .integer, "outages": .integer, "elements": .integer,
          ]).describing("Numbers that differ when a list elsewhere has changed."),
        ]))
    ) { (call) throws(Refusal) in call.snapshot() }
  ]
}

extension Call {
  fileprivate func snapshot() -> Response {
    let snapshot = moment.snapshot
    let isNow = parameters.timeIfPresent("at").map { $0 == snapshot.time } ?? true
    let pace = snapshot.pace
    let body: JSONValue = [
      "time": .time(time), "mode": .string(snapshot.mode), "scale": .orNull(pace?.scale) { .number($0) },
      "lag_s": .orNull(pace?.lag) { .number($0.seconds) },
      "satellites": isNow ? recorders(snapshot.satellites) : earlierRecorders,
      "stations": stations(isNow: isNow), "open_links": openLinks(isNow: isNow),
      "terminals": .array(isNow ? snapshot.terminals.map(Self.terminal) : otherTerminals),
      "changes": [
        "links": .whole(moment.history.linkChanges), "handovers": .whole(moment.history.handoverEvents.endIndex),
        "outages": .whole(snapshot.outages.count), "elements": .whole(moment.history.elementChanges),
      ],
    ]
    let answer = Response.json(Bytes(body.compactBytes), entityTag: tag(isNow: isNow))
    // Beside the body, which stays the same from step to step.
    return parameters.timeIfPresent("at") == nil
      ? answer.adding("Scenario-Time", moment.clockTime(of: facade.run).iso8601) : answer
  }

  /// Names all that the answer depends on.
  private func tag(isNow: Bool) -> EntityTag {
    let (snapshot, history) = (moment.snapshot, moment.history)
    let numbers: [Int64] = [
      facade.begin.nanosecondsSince1970, time.nanosecondsSince1970, snapshot.time.nanosecondsSince1970,
      snapshot.pace.map { $0.wall.nanosecondsSince1970 } ?? 0, Int64(history.linkChanges),
      Int64(history.handoverEvents.endIndex), Int64(snapshot.outages.count), Int64(history.elementChanges),
      Int64(bitPattern: (snapshot.pace?.scale ?? 0).bitPattern), isNow ? 1 : 0,
    ]
    return EntityTag(
      numbers.map { String($0, radix: 36) }.joined(separator: ".") + "." + snapshot.mode.filter(\.isLetter))
  }

  private func recorders(_ satellites: [Snapshot.Satellite]) -> JSONValue {
    [
      "id": .array(satellites.map { .whole($0.id) }),
      "stored_gigabits": .array(satellites.map { .number($0.stored.gigabits) }),
      "cost_dollars": .array(satellites.map { .number($0.cost.dollars) }),
      "ground_id": .array(satellites.map { .orNull($0.groundId) { .whole($0) } }),
      "links": linkCounts(of: satellites, at: nil),
    ]
  }

  /// The recorders as they were told last before another time; of a time ahead nothing is known.
  private var earlierRecorders: JSONValue {
    let (satellites, costs) = (moment.snapshot.satellites, costsOfSatellites)
    let states = satellites.map {
      time > moment.snapshot.time ? nil : moment.history.state(ofSatellite: $0.id, at: time)
    }
    return [
      "id": .array(satellites.map { .whole($0.id) }),
      "stored_gigabits": .array(states.map { .orNull($0) { .number($0.capacityUsed) } }),
      "cost_dollars": .array(satellites.map { .orNull(costs[$0.id]) { .number($0) } }),
      "ground_id": .array(states.map { .orNull($0?.groundId) { .whole($0) } }),
      "links": time > moment.snapshot.time
        ? .array(satellites.map { _ in .null }) : linkCounts(of: satellites, at: time),
    ]
  }

  private func linkCounts(of satellites: [Snapshot.Satellite], at time: ScenarioTime?) -> JSONValue {
    let counts = moment.history.linkCounts(at: time)
    return .array(satellites.map { .whole(counts[$0.id] ?? 0) })
  }

  /// The terminals as they were told last before another time; of a time ahead only where they are is known.
  private var otherTerminals: [JSONValue] {
    let isAhead = time > moment.snapshot.time
    if isAhead {
      return moment.snapshot.terminals.map { terminal in
        var view = Self.terminal(terminal).object ?? JSONObject()
        for name in ["satellite_id", "elevation_deg", "rsrp_dbm", "candidates", "handovers"] { view[name] = .null }
        return .object(view)
      }
    }
    let then = Dictionary(moment.history.served(at: time).map { ([$0.terminal, $0.policy], $0) }) { first, _ in first }
    return moment.snapshot.terminals.compactMap { now in
      then[[now.name, now.policy]].map { Self.terminal(Snapshot.Terminal($0)) }
    }
  }

  private func stations(isNow: Bool) -> JSONValue {
    let snapshot = moment.snapshot
    let parts = Dictionary(snapshot.stations.map { ($0.groundId, $0) }) { first, _ in first }
    let out = Set(snapshot.outages.lazy.filter { $0.start <= time && time < $0.end }.map(\.groundId))
    let isAhead = time > snapshot.time
    let contacts = isNow ? [:] : contactsByStation.mapValues(\.count)
    return [
      "ground_id": .array(facade.run.stations.map { .whole($0.groundId) }),
      "operational": .array(
        facade.run.stations.map {
          .bool(isNow ? parts[$0.groundId]?.isOperational ?? !out.contains($0.groundId) : !out.contains($0.groundId))
        }),
      "contacts": .array(
        facade.run.stations.map { station in
          if isAhead, !isNow { return .null }
          return .whole(isNow ? parts[station.groundId]?.contacts.count ?? 0 : contacts[station.groundId] ?? 0)
        }),
    ]
  }

  /// The links that lasted at the time that is asked for; ahead there are none yet.
  private var lastingLinks: [LinkRecord] {
    guard time <= moment.snapshot.time else { return [] }
    return moment.history.links(at: time)
  }

  /// The satellites with which each station had a link at the time that is asked for, by number.
  var contactsByStation: [Int: Set<Int>] {
    Dictionary(grouping: lastingLinks, by: \.groundId).mapValues { Set($0.map(\.satelliteId)) }
  }

  private func openLinks(isNow: Bool) -> JSONValue {
    func json(_ satellite: Int, _ ground: Int, _ link: Int, _ start: ScenarioTime) -> JSONValue {
      ["satellite_id": .whole(satellite), "ground_id": .whole(ground), "link_id": .whole(link), "start": .time(start)]
    }
    return .array(
      isNow
        ? moment.snapshot.openLinks.filter { $0.end == nil }.map {
          json($0.satelliteId, $0.groundId, $0.linkId, $0.start)
        }
        : lastingLinks.map { json($0.satelliteId, $0.groundId, $0.linkId, $0.start) })
  }

  private static func terminal(_ terminal: Snapshot.Terminal) -> JSONValue {
    [
      "name": .string(terminal.name), "policy": .string(terminal.policy),
      "latitude_deg": .number(terminal.position.latitudeDegrees),
      "longitude_deg": .number(terminal.position.longitudeDegrees),
      "altitude_m": .number(terminal.position.heightMetres),
      "satellite_id": .orNull(terminal.satelliteId) { .whole($0) },
      "elevation_deg": .orNull(terminal.elevation) { .number($0.degrees) },
      "rsrp_dbm": .orNull(terminal.rsrpDBm) { .number($0) }, "candidates": .whole(terminal.candidates),
      "handovers": .whole(terminal.handovers),
    ]
  }
}
