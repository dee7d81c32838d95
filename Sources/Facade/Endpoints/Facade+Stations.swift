import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState

extension Facade {
  static let stationRoutes: [Route] = [
    Route(
      .get, "/grounds", "Every ground station, and whom it is in contact with.", in: .stations, parameters: [.at],
      answer: .json(.object(["time": .time, "grounds": .list(stationSchema)]))
    ) { (call) throws(Refusal) in
      .json([
        "time": .time(call.time), "grounds": .array(call.facade.run.stations.map { call.stationView($0) }),
      ])
    },
    Route(
      .get, "/grounds/{id}", "One station, its outages, and the passes ahead.", in: .stations, effort: .much,
      parameters: [
        .required("id", .integer, "Number of the station."), .at,
        .optional("hours", .number(0...48), "How far ahead passes are sought.", default: 2),
      ],
      answer: .json(
        .object(["ground": stationSchema, "outages": .list(outageSchema), "passes": .list(Passes.schema)]))
    ) { (call) throws(Refusal) in try call.oneStation() },
    Route(
      .get, "/outages", "The outages that are known, as they are planned or have been.", in: .stations,
      parameters: [
        .optional("ground", .integer, "Only of this station."),
        .optional("at", .time, "Only those that last at this time."),
      ],
      answer: .json(.object(["outages": .list(outageSchema)]))
    ) { (call) throws(Refusal) in
      .json([
        "outages": .array(
          call.outages(of: try call.stationIfNamed()?.groundId, at: call.parameters.timeIfPresent("at")))
      ])
    },
    Route(
      .get, "/contacts", "The contact plan ahead: every pass of every satellite over every station.", in: .stations,
      effort: .much,
      parameters: [
        .at, .optional("hours", .number(0...48), "How far ahead.", default: 2),
        .optional("satellite", .text, "Only of this satellite, by number or name."),
        .optional("ground", .integer, "Only over this station."),
      ] + Page.members,
      answer: .json(.object(["from": .time, "to": .time, "count": .integer, "contacts": .list(Passes.schema)]))
    ) { (call) throws(Refusal) in try call.contacts() },
  ]

  private static let stationSchema = RunDescription.Station.schema.adding([
    "operational": .boolean.describing("Ahead, as outages are planned."),
    "contacts": .list(.integer).orNull.describing("Numbers of satellites; null for a time ahead."),
  ])

  /// How much a search for passes may have to do: hours, each of a satellite over a station.
  static let mostSearchHours = 1_000_000.0

  private static let outageSchema = Schema.object(["ground_id": .integer, "start": .time, "end": .time])
}

extension RunDescription.Station {
  /// What does not change of a station.
  static let schema = Schema.object([
    "ground_id": .integer, "name": .text, "latitude_deg": .number, "longitude_deg": .number, "altitude_m": .number,
    "minimum_elevation_deg": .number, "downlink_gigabits_per_second": .number,
  ])

  var json: JSONObject {
    let place = site.geodetic
    return [
      "ground_id": .whole(groundId), "name": .string(name), "latitude_deg": .number(place.latitudeDegrees),
      "longitude_deg": .number(place.longitudeDegrees), "altitude_m": .number(place.heightMetres),
      "minimum_elevation_deg": .number(minimumElevation.degrees),
      "downlink_gigabits_per_second": .number(downlinkGigabitsPerSecond),
    ]
  }
}

extension Call {
  fileprivate func stationView(_ station: RunDescription.Station) -> JSONValue {
    let part = moment.snapshot.stations.first { $0.groundId == station.groundId }
    let isNow = time == moment.snapshot.time
    let isOut = moment.snapshot.outages.contains {
      $0.groundId == station.groundId && $0.start <= time && time < $0.end
    }
    var view = station.json
    view["operational"] = .bool(isNow ? part?.isOperational ?? !isOut : !isOut)
    let contacts = isNow ? part?.contacts ?? [] : contactsByStation[station.groundId]?.sorted() ?? []
    view["contacts"] = time > moment.snapshot.time ? .null : .array(contacts.map { .whole($0) })
    return .object(view)
  }

  fileprivate func oneStation() throws(Refusal) -> Response {
    let station = try self.station()
    let passes = Passes(
      satellites: moment.elements(at: time).satellites, stations: [station], orientation: facade.run.orientation)
    return .json([
      "ground": stationView(station), "outages": .array(outages(of: station.groundId)),
      "passes": .array(passes.json(from: time, to: end(ofHours: parameters.number("hours"), from: time))),
    ])
  }

  fileprivate func outages(of groundId: Int?, at time: ScenarioTime? = nil) -> [JSONValue] {
    moment.snapshot.outages.filter { outage in
      (groundId ?? outage.groundId) == outage.groundId && (time.map { outage.start <= $0 && $0 < outage.end } ?? true)
    }.map {
      ["ground_id": .whole($0.groundId), "start": .time($0.start), "end": .time($0.end)]
    }
  }

  fileprivate func contacts() throws(Refusal) -> Response {
    let elements = moment.elements(at: time)
    var satellites = elements.satellites
    if parameters.textIfPresent("satellite") != nil {
      satellites = [satellites[try satellite("satellite", among: elements)]]
    }
    var stations = facade.run.stations
    if let station = try stationIfNamed() { stations = [station] }
    let hours = parameters.number("hours")
    guard Double(satellites.count * stations.count) * hours <= Facade.mostSearchHours else {
      throw Refusal(
        parameter: "hours", value: .number(hours),
        allowed: "at most \(Int(Facade.mostSearchHours)) hours of all satellites over all stations together")
    }
    let to = end(ofHours: hours, from: time)
    let passes = Passes(satellites: satellites, stations: stations, orientation: facade.run.orientation)
      .json(from: time, to: to)
    return .json([
      "from": .time(time), "to": .time(to), "count": .whole(passes.count),
      "contacts": .array(Array(Page(parameters).part(of: passes))),
    ])
  }
}
