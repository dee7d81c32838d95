import HTTPServer
import JSON
import Messages
import Orbits
import Quantities

/// A search for passes of some satellites over some stations.
struct Passes {
  let satellites: [ElementsInUse.Satellite]
  let stations: [RunDescription.Station]
  let orientation: EarthOrientation

  static let schema = Schema.object([
    "satellite_id": .integer, "satellite_name": .text, "ground_id": .integer, "ground_name": .text, "rise": .time,
    "set": .time, "duration_s": .number, "culmination": .time, "max_elevation_deg": .number,
    "starts_before": .boolean.describing("Whether it was in view already."),
    "ends_after": .boolean.describing("Whether it is in view still."),
  ])

  /// Returns the passes of a span by their rise.
  func json(from: ScenarioTime, to: ScenarioTime) -> [JSONValue] {
    var options = AccessScan.Options()
    options.orientation = orientation
    let scan = AccessScan(
      of: Propagator(satellites.map(\.elements)),
      over: stations.map { AccessScan.Station(site: $0.site, minimumElevation: $0.minimumElevation) }, options: options)
    return scan.contacts(from: from, to: to, threads: 1).sorted {
      ($0.window.start, $0.station, $0.satellite) < ($1.window.start, $1.station, $1.satellite)
    }.map(json)
  }

  private func json(_ contact: Contact) -> JSONValue {
    let (satellite, station, window) = (satellites[contact.satellite], stations[contact.station], contact.window)
    return [
      "satellite_id": .whole(satellite.id), "satellite_name": .string(satellite.name),
      "ground_id": .whole(station.groundId), "ground_name": .string(station.name), "rise": .time(window.start),
      "set": .time(window.end), "duration_s": .number((window.end - window.start).seconds),
      "culmination": .time(window.culmination.time),
      "max_elevation_deg": .number(window.culmination.elevation.degrees),
      "starts_before": .bool(window.startsBeforeSpan), "ends_after": .bool(window.endsAfterSpan),
    ]
  }
}

extension Call {
  /// Returns the end of a horizon from a time on, held within the years that there are.
  func end(ofHours hours: Double, from time: ScenarioTime) -> ScenarioTime {
    TimeSpan(roundingSeconds: hours * 3_600).flatMap { time.adding($0) } ?? .latest
  }

  /// Returns the satellite that the path or the query names.
  func satellite(_ name: String = "id", among elements: ElementsInUse) throws(Refusal) -> Int {
    try Self.satellite(parameters.text(name), of: name, among: elements, orElse: 404)
  }

  /// Returns the satellite that a word names.
  /// - Parameters:
  ///   - parameter: where the word stands.
  ///   - status: of the answer where it names none, or several.
  static func satellite(
    _ word: String, of parameter: String, among elements: ElementsInUse, orElse status: Int
  ) throws(Refusal) -> Int {
    let places = elements.places(of: word)
    if places.count == 1 { return places[0] }
    let numbers = places.prefix(mostNamesakes).map { "\(elements.satellites[$0].id)" }.joined(separator: ", ")
    throw places.isEmpty
      ? Refusal(
        status, parameter: parameter, value: .string(word), allowed: "a number or name of /satellites",
        reason: "is no satellite of the run")
      : Refusal(
        status, parameter: parameter, value: .string(word),
        allowed: "one of their numbers: \(numbers)\(places.count > mostNamesakes ? ", ..." : "")",
        reason: "is the name of \(places.count) satellites")
  }

  /// Satellites of one name whose numbers a refusal tells, at most.
  private static let mostNamesakes = 20

  /// Returns the station of the parameter `ground`; nil where there is none.
  func stationIfNamed() throws(Refusal) -> RunDescription.Station? {
    parameters.integerIfPresent("ground") == nil ? nil : try station("ground")
  }

  /// Returns the station that the path or the query names.
  func station(_ name: String = "id") throws(Refusal) -> RunDescription.Station {
    let number = parameters.integer(name)
    guard let station = facade.run.stations.first(where: { $0.groundId == number }) else {
      throw Refusal(
        404, parameter: name, value: .whole(number), allowed: "a ground_id of /grounds",
        reason: "is no station of the run")
    }
    return station
  }
}
