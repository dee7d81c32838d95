import Catalog
import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState
import TestSupport

@testable import Facade

/// A façade over a run of a few satellites that a test has put together.
enum Fixture {
  static let start = ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4))

  /// Some satellites in two planes.
  static let satellites: [ElementsInUse.Satellite] = (0..<6).map { number in
    ElementsInUse.Satellite(
      id: number, name: "SAT \(number)",
      elements: ElementSet(
        name: "SAT \(number)", catalogNumber: 90_000 + number, epoch: start, meanMotionRevolutionsPerDay: 15.1,
        eccentricity: 0.0001, inclinationDegrees: 53, rightAscensionDegrees: Double(number / 3) * 90,
        argumentOfPerigeeDegrees: 0, meanAnomalyDegrees: Double(number % 3) * 120))
  }

  static func run() -> RunDescription {
    RunDescription(
      name: "fixture", start: start, stop: start + .hours(2),
      stations: [
        RunDescription.Station(
          groundId: 0, name: "Ohio", at: Geodetic(latitudeDegrees: 40.1625, longitudeDegrees: -83.21),
          minimumElevation: .degrees(10), downlinkGigabitsPerSecond: 0.78)
      ],
      apps: RunDescription.Apps(
        storage: "satelliteStorage", ground: "ground", outage: "outage", handover: ["handover"]))
  }

  /// What is known ten minutes after the start.
  static func moment(
    satellites: [ElementsInUse.Satellite] = satellites, of run: RunDescription = run()
  ) -> FacadeMoment {
    let now = start + .minutes(10)
    var snapshot = Snapshot(time: now, mode: "EXECUTING")
    snapshot.satellites = satellites.map {
      Snapshot.Satellite(
        id: $0.id, name: $0.name, position: nil, stored: .gigabits(1.5), capacity: .gigabits(10), groundId: nil,
        linkCount: 1, cost: .dollars(2.25))
    }
    snapshot.stations = [
      Snapshot.Station(groundId: 0, position: run.stations[0].site.geodetic, isOperational: true, contacts: [1])
    ]
    snapshot.outages = [Snapshot.Outage(groundId: 0, start: start + .hours(1), end: start + .hours(2))]
    snapshot.pace = Snapshot.Pace(
      wall: start + .minutes(1), wallStart: start, start: start, scale: 10, lag: TimeSpan(nanoseconds: 2_000_000))
    var history = RunHistory(of: run, flying: ElementsInUse(satellites))
    for message in words { history.hear(message) }
    var moment = FacadeMoment(snapshot: snapshot, history: history, wall: start + .minutes(1))
    moment.process = {
      ProcessFigures(
        lags: times([0, 0, 7, 2_000]), durations: times([1, 1, 3, 30]), queue: (count: 12, age: .milliseconds(250)))
    }
    return moment
  }

  private static func times(_ milliseconds: [Int64]) -> StepTimes {
    milliseconds.reduce(into: StepTimes()) { $0.add(TimeSpan(nanoseconds: $1 * 1_000_000)) }
  }

  /// A message of every kind that a history keeps, each the example of its schema.
  static let words: [HeardMessage] = [
    said(SatelliteState.example, by: "satelliteStorage", under: "location"),
    said(LinkStart.example, by: "ground", under: "linkStart"),
    said(LinkCharge.example, by: "ground", under: "linkCharge"),
    said(HandoverEvent.example, by: "handover", under: "event"),
    said(ServedTerminal.example, by: "handover", under: "served"),
  ]

  static func said(
    _ message: some Message, by app: String, under leaf: String, at time: ScenarioTime = start
  ) -> HeardMessage {
    HeardMessage(
      time: time, wall: start, isOwn: true, address: Address(prefix: "orrery", app: app, leaf: leaf),
      payload: message.payload)
  }

  static func facade(
    control: (any RunControl)? = nil, token: BearerToken? = nil, run: RunDescription = run(),
    moment: FacadeMoment = moment()
  ) -> Facade {
    var options = Facade.Options(version: "1.2.3", run: run)
    (options.control, options.token) = (control, token)
    return Facade(options) { moment }
  }
}

extension Facade {
  /// Answers a GET of a target such as `/contacts?hours=1`, written without escapes.
  func get(_ target: String) -> Response {
    let parts = target.split(separator: "?", maxSplits: 1)
    let query = (parts.count > 1 ? parts[1].split(separator: "&") : []).map { item in
      let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
      return QueryItem(pair[0], pair.count > 1 ? pair[1] : "")
    }
    return respond(to: Request(path: parts[0].split(separator: "/").map(String.init), query: query))
  }

  /// Answers a POST of JSON.
  func post(_ path: String, _ body: String = "", headers: HeaderFields = [:]) -> Response {
    respond(
      to: Request(.post, path: path.split(separator: "/").map(String.init), headers: headers, body: Array(body.utf8)))
  }
}

extension Response {
  /// The body as text; empty for a stream.
  var text: String {
    guard case .bytes(let bytes) = body else { return "" }
    return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// The body as JSON; null where it is none.
  var json: JSONValue { (try? JSONValue.parse(text)) ?? .null }
}
