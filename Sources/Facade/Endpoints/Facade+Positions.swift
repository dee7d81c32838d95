import HTTPServer
import JSON
import Messages
import Orbits
import Quantities

extension Facade {
  static let positionRoute = Route(
    .get, "/positions", "Where all satellites are at some times, in columns: what a page draws between two polls.",
    in: .satellites,
    parameters: [
      .optional("from", .time, "The first time; the run's own where it is missing."),
      .optional("step_s", .number(0.1...86_400), "From time to time, in seconds.", default: 60),
      .optional("count", .count(1...1_000), "How many times.", default: 1),
    ],
    answer: .json(
      .object([
        "ids": .list(.integer), "times": .list(.time),
        "position_ecef_m": .list(.list(.number.orNull))
          .describing("For each time x, y and z of each satellite, to 0.1 m; null for one without a state."),
        "velocity_ecef_m_s": .list(.list(.number.orNull)).describing("The same of the velocities, to 0.001 m/s."),
      ]))
  ) { (call) throws(Refusal) in try call.positions() }
}

extension Call {
  fileprivate func positions() throws(Refusal) -> Response {
    let from = parameters.timeIfPresent("from") ?? time
    let (count, seconds) = (Int64(parameters.integer("count")), parameters.number("step_s"))
    let satellites = moment.elements(at: from).satellites
    guard Double(count) * Double(satellites.count) <= Facade.mostSamples else {
      throw Refusal(
        parameter: "count", value: .integer(count),
        allowed: "at most \(Int(Facade.mostSamples)) samples of all satellites")
    }
    guard let step = TimeSpan(roundingSeconds: seconds) else {
      throw Refusal(parameter: "step_s", value: .number(seconds), allowed: "0.1 to 86400")
    }
    var (times, positions, velocities): ([JSONValue], [JSONValue], [JSONValue]) = ([], [], [])
    for number in 0..<count {
      guard let time = from.adding(number * step) else { break }
      let places = PlacedSatellites(moment.elements(at: time), at: time, facade.run.orientation).places
      times.append(.time(time))
      positions.append(.array(places.flatMap { Self.column($0?.earthFixed.positionEarthFixed, digits: 10) }))
      velocities.append(.array(places.flatMap { Self.column($0?.earthFixed.velocityEarthFixed, digits: 1_000) }))
    }
    return .json([
      "ids": .array(satellites.map { .whole($0.id) }), "times": .array(times), "position_ecef_m": .array(positions),
      "velocity_ecef_m_s": .array(velocities),
    ])
  }

  /// Returns the parts of a vector, taken from kilometres to metres and rounded.
  private static func column(_ vector: SIMD3<Double>?, digits: Double) -> [JSONValue] {
    guard let vector else { return [.null, .null, .null] }
    let metres = (vector * 1_000 * digits).rounded(.toNearestOrEven) / digits
    return [.number(metres.x), .number(metres.y), .number(metres.z)]
  }
}
