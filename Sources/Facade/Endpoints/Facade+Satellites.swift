import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState

extension Facade {
  static let satelliteRoutes: [Route] = [
    Route(
      .get, "/satellites", "Every satellite: place, recorder, cost, age of its element set.", in: .satellites,
      effort: .growsWithFleet,
      parameters: [.at] + Page.members,
      answer: .json(.object(["time": .time, "count": .integer, "satellites": .list(SatelliteView.schema)]))
    ) { (call) throws(Refusal) in call.satellites() },
    Route(
      .get, "/satellites/{id}", "One satellite, and its next passes over the stations.", in: .satellites, effort: .much,
      parameters: [
        .satelliteID, .at, .optional("hours", .number(0...240), "How far ahead passes are sought.", default: 24),
      ], answer: .json(.object(["satellite": SatelliteView.schema, "passes": .list(Passes.schema)]))
    ) { (call) throws(Refusal) in try call.oneSatellite() },
    Route(
      .get, "/satellites/{id}/track", "Where a satellite is over a span.", in: .satellites, effort: .much,
      parameters: [
        .satelliteID, .optional("from", .time, "From when on; the run's own time where it is missing."),
        .optional("minutes", .number(0...20_000), "For how long.", default: 100),
        .optional("step_s", .number(0.01...86_400), "From point to point, in seconds.", default: 60),
      ],
      answer: .json(
        .object([
          "id": .integer, "name": .text, "failed_at": .time.orNull,
          "points": .list(
            .object([
              "time": .time, "latitude_deg": .number, "longitude_deg": .number, "altitude_km": .number,
              "position_ecef_m": .numbers(3), "velocity_ecef_m_s": .numbers(3),
            ])),
        ]))
    ) { (call) throws(Refusal) in try call.track() },
  ]

  /// The greatest number of points of a track, and of a satellite in an export.
  static let mostPoints = 20_000.0
}

extension Member {
  /// The satellite of a path.
  static let satelliteID = Member.required("id", .text, "Number in the run, catalogue number or name.")
}

/// What is told of one satellite at a time.
struct SatelliteView {
  static let schema = Schema.object([
    "id": .integer, "name": .text, "norad": .integer, "latitude_deg": .number.orNull, "longitude_deg": .number.orNull,
    "altitude_km": .number.orNull,
    "failure": .text.orNull.describing("Why SGP4 gives it no place at that time; null for one that has a place."),
    "recorder": .object([
      "time": .time, "stored_gigabits": .number, "capacity_gigabits": .number, "fill": .number.orNull,
      "ground_id": .integer.orNull.describing("The station in whose range it is, whether there is a link or not."),
      "times_in_range": .integer.orNull.describing("How often it came into a station's: totalLinkCount of NOS-T."),
      "links": .integer.describing("Downlinks so far, those that last as well."), "cost_dollars": .number,
    ]).orNull.describing("As it was told last; null for a time ahead."),
    "epoch": .time, "element_age_days": .number,
  ])

  private let moment: FacadeMoment
  private let time: ScenarioTime
  private let parts: [Int: Snapshot.Satellite]
  private let linkCounts: [Int: Int]
  private let costs: [Int: Double]

  /// - Parameter costs: what each satellite has cost at that time.
  init(moment: FacadeMoment, time: ScenarioTime, costs: [Int: Double]) {
    (self.moment, self.time, self.costs) = (moment, time, costs)
    linkCounts = moment.history.linkCounts(at: time == moment.snapshot.time ? nil : time)
    parts = Dictionary(moment.snapshot.satellites.map { ($0.id, $0) }) { first, _ in first }
  }

  /// - Parameter failure: Why it has no place.
  func json(of satellite: ElementsInUse.Satellite, at place: Geodetic?, failure: String?) -> JSONValue {
    [
      "id": .whole(satellite.id), "name": .string(satellite.name), "norad": .whole(satellite.elements.catalogNumber),
      "latitude_deg": .orNull(place) { .number($0.latitudeDegrees) },
      "longitude_deg": .orNull(place) { .number($0.longitudeDegrees) },
      "altitude_km": .orNull(place) { .number($0.heightMetres / 1_000) },
      "failure": .orNull(failure) { .string($0) }, "recorder": recorder(satellite.id),
      "epoch": .time(satellite.elements.epoch),
      "element_age_days": .number((time - satellite.elements.epoch).seconds / 86_400),
    ]
  }

  private func recorder(_ id: Int) -> JSONValue {
    let snapshot = moment.snapshot
    guard let now = parts[id], time <= snapshot.time else { return .null }
    let capacity = now.capacity.gigabits
    func json(_ time: ScenarioTime, _ stored: Double, _ ground: Int?, _ timesInRange: Int?) -> JSONValue {
      [
        "time": .time(time), "stored_gigabits": .number(stored), "capacity_gigabits": .number(capacity),
        "fill": .orNull(capacity > 0 ? stored / capacity : nil) { .number($0) },
        "ground_id": .orNull(ground) { .whole($0) }, "times_in_range": .orNull(timesInRange) { .whole($0) },
        "links": .whole(linkCounts[id] ?? 0), "cost_dollars": .number(costs[id] ?? 0),
      ]
    }
    if time == snapshot.time {
      return json(now.told ?? time, now.stored.gigabits, now.groundId, now.linkCount)
    }
    guard let then = moment.history.state(ofSatellite: id, at: time) else { return .null }
    return json(then.time, then.capacityUsed, then.groundId, then.totalLinkCount)
  }
}

extension Call {
  fileprivate func satellites() -> Response {
    let elements = moment.elements(at: time)
    let placed = PlacedSatellites(elements, at: time, facade.run.orientation)
    let view = SatelliteView(moment: moment, time: time, costs: costsOfSatellites)
    let places = Page(parameters).part(of: elements.satellites.indices)
    return .json([
      "time": .time(time), "count": .whole(elements.satellites.count),
      "satellites": .array(
        places.map {
          view.json(of: elements.satellites[$0], at: placed.places[$0]?.geodetic, failure: placed.failure($0))
        }),
    ])
  }

  fileprivate func oneSatellite() throws(Refusal) -> Response {
    let elements = moment.elements(at: time)
    let satellite = elements.satellites[try self.satellite(among: elements)]
    var (place, failure) = (Geodetic?.none, String?.none)
    do {
      place = try Orbit(satellite.elements, orientation: facade.run.orientation).geodetic(at: time)
    } catch {
      failure = "\(error)"
    }
    let view = SatelliteView(moment: moment, time: time, costs: costsOfSatellites)
    let passes = Passes(satellites: [satellite], stations: facade.run.stations, orientation: facade.run.orientation)
    return .json([
      "satellite": view.json(of: satellite, at: place, failure: failure),
      "passes": .array(passes.json(from: time, to: end(ofHours: parameters.number("hours"), from: time))),
    ])
  }

  fileprivate func track() throws(Refusal) -> Response {
    let (minutes, seconds) = (parameters.number("minutes"), parameters.number("step_s"))
    guard minutes * 60 / seconds <= Facade.mostPoints, let step = TimeSpan(roundingSeconds: seconds) else {
      throw Refusal(parameter: "step_s", value: .number(seconds), allowed: "at most 20000 points in all")
    }
    let from = parameters.timeIfPresent("from") ?? time
    let elements = moment.elements(at: from)
    let satellite = elements.satellites[try self.satellite(among: elements)]
    var points: [JSONValue] = []
    var failure: ScenarioTime?
    let count = Int64(minutes * 60 / seconds)
    for number in 0...count {
      guard let time = from.adding(number * step) else { break }
      let now = moment.elements(at: time)[satellite.id] ?? satellite
      guard let state = try? Orbit(now.elements, orientation: facade.run.orientation).earthFixed(at: time) else {
        failure = time
        break
      }
      let place = Geodetic(positionEarthFixed: state.positionEarthFixed)
      points.append([
        "time": .time(time), "latitude_deg": .number(place.latitudeDegrees),
        "longitude_deg": .number(place.longitudeDegrees), "altitude_km": .number(place.heightMetres / 1_000),
        "position_ecef_m": (state.positionEarthFixed * 1_000).json,
        "velocity_ecef_m_s": (state.velocityEarthFixed * 1_000).json,
      ])
    }
    return .json([
      "id": .whole(satellite.id), "name": .string(satellite.name), "failed_at": .orNull(failure) { .time($0) },
      "points": .array(points),
    ])
  }
}
