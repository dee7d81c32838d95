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
          "wall_time": .time,
          "scale": .number.orNull.describing("Scenario seconds in a wallclock second that are due."),
          "mean_speed": .number.orNull.describing("Those that there were since the start, pauses counted in."),
          "lag_s": .number.orNull,
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
          "stations": .list(RunDescription.Station.schema),
        ]))
    ) { (call) throws(Refusal) in call.scenario() },
  ]

  static let controlRoutes: [Route] = [
    Route(
      .get, "/run/commands", "Which commands the run takes now; asked with the token, whether that is right.",
      in: .control, answer: .json(.object(["commands": .list(.choice(Wish.allCases.map(\.rawValue)))]))
    ) { (call) throws(Refusal) in
      .json(["commands": .array(Wish.allCases.filter { call.refusal(of: $0) == nil }.map { .string($0.rawValue) })])
    },
    command(.pause, "Stops scenario time where it stands.") { control, _ in control.pause() },
    command(.resume, "Runs on.") { control, _ in control.resume() },
    command(.step, "Does one more step of a run that goes step by step.") { control, _ in control.step() },
    command(.stop, "Ends the run where it stands, with its accounts settled.") { control, _ in control.stop() },
    command(
      .speed, "Changes the scenario seconds in a wallclock second.",
      body: .json(
        MessageShape(
          "Speed", "The speed that is wanted.",
          [.required("speed", .positiveNumber, "Scenario seconds in a wallclock second.")]))
    ) { (control, call) throws(Refusal) in control.setSpeed(try call.speed()) },
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
      answer: .json(
        .object([
          "wish": .text, "ground_id": .integer,
          "start": .time.describing(
            "As the clock has it now. It begins when the run goes on, where that is later, and lasts as long; from then "
              + "on /outages has it."), "end": .time,
        ]))
    ) { (call) throws(Refusal) in try call.takeOut() },
  ]

  private static func command(
    _ wish: Wish, _ summary: String, body: Route.Body = .none,
    _ carryOut: @escaping @Sendable (any RunControl, Call) throws(Refusal) -> Void
  ) -> Route {
    Route(
      .post, "/run/\(wish.rawValue)", summary, in: .control, body: body, status: 202,
      answer: .json(.object(["wish": .text, "mode": .text.describing("The mode before the wish is carried out.")]))
    ) { (call) throws(Refusal) in
      try carryOut(try call.control(for: wish), call)
      return .json(["wish": .string(wish.rawValue), "mode": .string(call.moment.snapshot.mode)], status: 202)
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
      "stations": .array(run.stations.map { .object($0.json) }),
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
      "stations": .whole(run.stations.count), "open_links": .whole(snapshot.openLinks.count),
      "messages": .whole(moment.history.messages.endIndex),
      "can_be_commanded": .bool(facade.options.control != nil && facade.options.token != nil),
      "version": .string(facade.options.version),
    ])
  }

  fileprivate func takeOut() throws(Refusal) -> Response {
    let control = try control(for: .outage)
    let groundId = body.integer("ground_id")
    guard facade.run.stations.contains(where: { $0.groundId == groundId }) else {
      throw Refusal(
        parameter: "$.ground_id", value: .whole(groundId),
        allowed: facade.run.stations.isEmpty ? "none: the run has no stations" : "a ground_id of /grounds")
    }
    let now = moment.clockTime(of: facade.run)
    let start = max(now, body.timeIfPresent("start") ?? now)
    if let stop = facade.run.stop, start >= stop {
      throw Refusal(parameter: "$.start", value: .time(start), allowed: "before the run's stop, \(stop)")
    }
    let seconds = body.number("duration_s")
    guard let end = TimeSpan(roundingSeconds: seconds).flatMap({ start.adding($0) }), end > start else {
      throw Refusal(
        parameter: "$.duration_s", value: .number(seconds), allowed: "from 1e-9, and an end before 2200")
    }
    control.takeOut(station: groundId, from: start, to: end)
    return .json(
      ["wish": "outage", "ground_id": .whole(groundId), "start": .time(start), "end": .time(end)], status: 202)
  }

  /// The speed that is wanted.
  fileprivate func speed() throws(Refusal) -> Double {
    let speed = body.number("speed")
    guard let speeds = facade.run.speeds, speeds.contains(speed) else {
      let allowed = facade.run.speeds.map { "\($0.lowerBound) to \($0.upperBound)" }
      throw Refusal(parameter: "$.speed", value: .number(speed), allowed: allowed)
    }
    return speed
  }

  /// Returns who carries out a wish, where the run can have it.
  fileprivate func control(for wish: Wish) throws(Refusal) -> any RunControl {
    if let refusal = refusal(of: wish) { throw Refusal(409, refusal) }
    guard let control = facade.options.control else { throw Refusal(409, "this run takes no commands") }
    return control
  }

  /// Why the run cannot have a wish now; nil where it can.
  fileprivate func refusal(of wish: Wish) -> String? {
    let mode = moment.snapshot.mode
    if facade.options.control == nil { return "this run takes no commands" }
    if ["TERMINATING", "TERMINATED"].contains(mode) { return "the run is over" }
    switch wish {
    case .stop: return nil
    case .pause: return mode == "PAUSED" ? "the run is paused already" : nil
    case .resume: return mode == "PAUSED" ? nil : "the run is not paused"
    case .step:
      if !facade.run.isStepped { return "the run does not go step by step" }
      return mode == "PAUSED" ? "the run is paused: resume it first" : nil
    case .speed: return facade.run.speeds == nil ? "the run follows no clock: it has no speed" : nil
    case .outage:
      if !facade.run.takesOutages { return "nobody in this process takes stations out" }
      return ["EXECUTING", "PAUSED"].contains(mode) ? nil : "the run has not begun"
    }
  }
}

/// What who has the token may want of a run.
private enum Wish: String, CaseIterable {
  case pause, resume, step, stop, speed, outage
}
