import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState

extension Facade {
  static let runRoutes: [Route] = [
    Route(
      .get, "/run", "How the run goes: mode, times, speed, lag, progress.", in: .run,
      answer: .json(
        .object([
          "name": .text, "mode": .text, "scenario_time": .time, "start": .time, "stop": .time.orNull,
          "progress": .number.orNull,
          "wall_time": .time, "scale": .number.orNull, "mean_speed": .number.orNull, "lag_s": .number.orNull,
          "satellites": .integer, "stations": .integer, "open_links": .integer, "messages": .integer,
          "can_be_commanded": .boolean, "version": .text,
        ]))
    ) { (call) throws(Refusal) in call.run() },
    Route(
      .get, "/scenario", "What is simulated: span, satellites, stations, and how it may be commanded.", in: .run,
      answer: .json(
        .object([
          "name": .text, "start": .time, "stop": .time.orNull, "ut1_minus_utc_s": .number,
          "polar_motion_arcsec": .numbers(2), "is_stepped": .boolean, "takes_outages": .boolean,
          "speeds": .numbers(2).orNull.describing("The least and the greatest that may be asked for."),
          "satellites": .list(.object(["id": .integer, "name": .text, "sat_norad": .integer])),
          "stations": .list(
            .object([
              "ground_id": .integer, "name": .text, "latitude_deg": .number, "longitude_deg": .number,
              "altitude_m": .number, "minimum_elevation_deg": .number, "downlink_gigabits_per_second": .number,
            ])),
        ]))
    ) { (call) throws(Refusal) in call.scenario() },
  ]

  static let controlRoutes: [Route] = [
    command("pause", "Stops scenario time where it stands.") { control, _ in control.pause() },
    command("resume", "Runs on.") { control, _ in control.resume() },
    command("step", "Does one more step of a run that goes step by step.") { control, _ in control.step() },
    command("stop", "Ends the run where it stands, with its accounts settled.") { control, _ in control.stop() },
    command(
      "speed", "Changes the scenario seconds in a wallclock second.",
      body: .json(
        MessageShape(
          "Speed", "The speed that is wanted.",
          [.required("speed", .positiveNumber, "Scenario seconds in a wallclock second.")]))
    ) { control, call in control.setSpeed(call.body.number("speed")) },
    Route(
      .post, "/outages", "Takes a ground station out for a time.", in: .control,
      body: .json(
        MessageShape(
          "OutageWish", "An outage that is wanted.",
          [
            .required("ground_id", .integer, "The station's number."),
            .optional("start", .time, "From when on; from now on where it is missing or past."),
            .required("duration_s", .positiveNumber, "For how long, in seconds of scenario time."),
          ])), status: 202,
      answer: .json(.object(["wish": .text, "ground_id": .integer, "start": .time, "end": .time]))
    ) { (call) throws(Refusal) in try call.takeOut() },
  ]

  private static func command(
    _ wish: String, _ summary: String, body: Route.Body = .none,
    _ carryOut: @escaping @Sendable (any RunControl, Call) -> Void
  ) -> Route {
    Route(
      .post, "/run/\(wish)", summary, in: .control, body: body, status: 202,
      answer: .json(.object(["wish": .text, "mode": .text]))
    ) { (call) throws(Refusal) in
      carryOut(try call.control(for: wish), call)
      return .json(["wish": .string(wish), "mode": .string(call.moment.snapshot.mode)], status: 202)
    }
  }
}

extension Call {
  fileprivate func scenario() -> Response {
    let run = facade.run
    return .json([
      "name": .string(run.name), "start": .time(run.start), "stop": .orNull(run.stop) { .time($0) },
      "ut1_minus_utc_s": .number(run.orientation.ut1MinusUTCSeconds),
      "polar_motion_arcsec": [
        .number(run.orientation.polarMotionXArcseconds), .number(run.orientation.polarMotionYArcseconds),
      ], "is_stepped": .bool(run.isStepped), "takes_outages": .bool(run.takesOutages),
      "speeds": .orNull(run.speeds) { [.number($0.lowerBound), .number($0.upperBound)] },
      "satellites": .array(
        moment.elements(at: run.start).satellites.map {
          ["id": .whole($0.id), "name": .string($0.name), "sat_norad": .whole($0.elements.catalogNumber)]
        }),
      "stations": .array(
        run.stations.map { station in
          let place = station.site.geodetic
          return [
            "ground_id": .whole(station.groundId), "name": .string(station.name),
            "latitude_deg": .number(place.latitudeDegrees), "longitude_deg": .number(place.longitudeDegrees),
            "altitude_m": .number(place.heightMetres),
            "minimum_elevation_deg": .number(station.minimumElevation.degrees),
            "downlink_gigabits_per_second": .number(station.downlinkGigabitsPerSecond),
          ]
        }),
    ])
  }

  fileprivate func run() -> Response {
    let (run, snapshot) = (facade.run, moment.snapshot)
    let time = moment.time(of: run)
    let pace = snapshot.pace
    return .json([
      "name": .string(run.name), "mode": .string(snapshot.mode), "scenario_time": .time(time),
      "start": .time(run.start), "stop": .orNull(run.stop) { .time($0) },
      "progress": .orNull(run.progress(at: time)) { .number($0) }, "wall_time": .time(moment.wall),
      "scale": .orNull(pace?.scale) { .number($0) },
      "mean_speed": .orNull(pace) { .number((snapshot.time - $0.start).seconds / ($0.wall - $0.wallStart).seconds) },
      "lag_s": .orNull(pace?.lag) { .number($0.seconds) },
      "satellites": .whole(moment.elements(at: time).satellites.count),
      "stations": .whole(snapshot.stations.count), "open_links": .whole(snapshot.openLinks.count),
      "messages": .whole(moment.history.messages.endIndex),
      "can_be_commanded": .bool(facade.options.control != nil && facade.options.token != nil),
      "version": .string(facade.options.version),
    ])
  }

  fileprivate func takeOut() throws(Refusal) -> Response {
    let control = try control(for: "outage")
    let groundId = body.integer("ground_id")
    guard facade.run.stations.contains(where: { $0.groundId == groundId }) else {
      let known = facade.run.stations.map(\.groundId)
      throw Refusal(
        parameter: "$.ground_id", value: "\(groundId)",
        allowed: known.isEmpty ? "none: the run has no stations" : "a station's number, as in /grounds")
    }
    let now = moment.time(of: facade.run)
    let start = max(now, body.timeIfPresent("start") ?? now)
    let seconds = body.number("duration_s")
    guard let end = TimeSpan(roundingSeconds: seconds).flatMap({ start.adding($0) }), end > start else {
      throw Refusal(parameter: "$.duration_s", value: "\(seconds)", allowed: "an outage that ends before 2200")
    }
    control.takeOut(station: groundId, from: start, to: end)
    return .json(
      ["wish": "outage", "ground_id": .whole(groundId), "start": .time(start), "end": .time(end)], status: 202)
  }

  /// Returns who carries out a wish, where the run can have it.
  fileprivate func control(for wish: String) throws(Refusal) -> any RunControl {
    guard let control = facade.options.control else { throw Refusal(409, "this run takes no wishes") }
    guard moment.snapshot.mode != "TERMINATED" else { throw Refusal(409, "the run is over") }
    if wish == "outage" {
      guard facade.run.takesOutages else { throw Refusal(409, "nobody in this process takes stations out") }
      guard ["EXECUTING", "PAUSED"].contains(moment.snapshot.mode) else { throw Refusal(409, "the run has not begun") }
    }
    if wish == "step", !facade.run.isStepped { throw Refusal(409, "the run does not go step by step") }
    if wish == "speed" {
      guard let speeds = facade.run.speeds else { throw Refusal(409, "the run follows no clock: it has no speed") }
      let speed = body.number("speed")
      guard speeds.contains(speed) else {
        throw Refusal(
          parameter: "$.speed", value: "\(speed)", allowed: "\(speeds.lowerBound) to \(speeds.upperBound)")
      }
    }
    return control
  }
}
