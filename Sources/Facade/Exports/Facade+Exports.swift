import HTTPServer
import JSON
import Messages
import Orbits
import Quantities
import SharedState

extension Facade {
  static let exportRoutes: [Route] = [
    Route(
      .get, "/metrics", "Figures for Prometheus.", in: .exports,
      answer: .other(type: "text/plain", "Text format 0.0.4.")
    ) { (call) throws(Refusal) in
      Response(
        contentType: "text/plain; version=0.0.4; charset=utf-8", body: .bytes(Bytes(call.metrics())))
    },
    Route(
      .get, "/lineprotocol", "Where satellites are, for InfluxDB: measurement ntn_sat_pos.", in: .exports,
      parameters: [
        .at, .optional("run_id", .text, "The tag run_id; the run's name where it is missing."),
        .optional("minutes", .number(0...1_440), "For how long from then on.", default: 0),
        .optional("step_s", .number(0.1...86_400), "From point to point, in seconds.", default: 60),
      ], answer: .other(type: "text/plain", "One point a line, metres in the Earth's frame, nanoseconds.")
    ) { (call) throws(Refusal) in try call.lineProtocol() },
    Route(
      .get, "/czml", "Satellites, stations and links as a document that CesiumJS loads.", in: .exports,
      parameters: [
        .optional("from", .time, "From when on; the run's own time where it is missing."),
        .optional("minutes", .number(0.5...10_080), "For how long.", default: 100),
        .optional("step_s", .number(1...3_600), "From sample to sample, in seconds.", default: 60),
      ], answer: .json(.list(.named(.any)))
    ) { (call) throws(Refusal) in
      let from = (call.parameters.timeIfPresent("from") ?? call.time).wholeSecond
      return .json(try call.scene(from: from, minutes: call.parameters.number("minutes")).document(at: from))
    },
    Route(
      .get, "/czml/live", "What a viewer lacks that has everything up to a time.", in: .exports,
      parameters: [
        .optional("since", .time, "The cursor of the answer before; nothing is known where it is missing."),
        .optional("step_s", .number(1...3_600), "From sample to sample, in seconds.", default: 30),
      ], answer: .json(.object(["cursor": .time, "time": .time, "packets": .list(.named(.any))]))
    ) { (call) throws(Refusal) in try call.liveScene() },
    Route(
      .get, "/events", "Everything that is said, as Server-Sent Events; Last-Event-ID goes on behind one.",
      in: .exports,
      parameters: [
        .optional("since", .number(0...9e15), "The number of the first message; from here on where it is missing."),
        .optional("limit", .number(1...1_000_000), "How many at most; without end where it is missing."),
        .optional("topic", .text, "Only topics that fit this MQTT filter, with + and #."),
      ], answer: .other(type: "text/event-stream", "id: the number; event: the topic's leaf; data: as in /messages.")
    ) { (call) throws(Refusal) in try call.events() },
  ]

  /// The greatest number of points and samples of an export.
  static let mostSamples = 500_000.0
  /// How far ahead of the run a live scene reaches, and how much of it is kept behind.
  static let liveAhead = TimeSpan.minutes(10), liveBehind = TimeSpan.minutes(30)
  /// Satellites that have figures of their own, at most.
  static let mostFigures = 1_000
}

extension ScenarioTime {
  /// The whole second that it is in.
  var wholeSecond: ScenarioTime {
    let rest = nanosecondsSince1970 % 1_000_000_000
    return ScenarioTime(nanosecondsSince1970: nanosecondsSince1970 - (rest < 0 ? rest + 1_000_000_000 : rest))
  }
}

extension Call {
  fileprivate func metrics() -> String {
    let (snapshot, history, run) = (moment.snapshot, moment.history, facade.run)
    var text = MetricsText()
    text.begin("orrery_info", "gauge", "What runs.")
    text.add("orrery_info", 1, ["version": facade.options.version, "run": run.name, "mode": snapshot.mode])
    let time = moment.time(of: run)
    let seconds = Double(time.nanosecondsSince1970) / 1e9
    text.add("orrery_scenario_time_seconds", "gauge", "Scenario time since 1970.", seconds)
    let part = (time - run.start).seconds / max((run.stop - run.start).seconds, 1e-9)
    text.add("orrery_progress_ratio", "gauge", "Part of the run that is done.", min(1, max(0, part)))
    if let lag = snapshot.pace?.lag { text.add("orrery_lag_seconds", "gauge", "How late the clock is.", lag.seconds) }
    text.add("orrery_satellites", "gauge", "Satellites.", Double(snapshot.satellites.count))
    text.add("orrery_open_links", "gauge", "Links that last.", Double(snapshot.openLinks.count))
    let stored = snapshot.satellites.reduce(0) { $0 + $1.stored.gigabits }
    text.add("orrery_stored_gigabits", "gauge", "Data on board of all satellites.", stored)
    let cost = snapshot.satellites.reduce(0) { $0 + $1.cost.dollars }
    text.add("orrery_cost_dollars", "gauge", "What all satellites have cost.", cost)
    text.begin("orrery_satellite_stored_gigabits", "gauge", "Data on board, of the first 1000 satellites.")
    for satellite in snapshot.satellites.prefix(Facade.mostFigures) {
      let labels: KeyValuePairs = ["id": "\(satellite.id)", "name": satellite.name]
      text.add("orrery_satellite_stored_gigabits", satellite.stored.gigabits, labels)
    }
    text.begin("orrery_terminal_handovers", "gauge", "Changes of a terminal's satellite.")
    for terminal in snapshot.terminals {
      let labels: KeyValuePairs = ["terminal": terminal.name, "policy": terminal.policy]
      text.add("orrery_terminal_handovers", Double(terminal.handovers), labels)
    }
    text.begin("orrery_messages_total", "counter", "Messages by topic.")
    for (topic, stream) in history.streams.sorted(by: { $0.key < $1.key }) {
      text.add("orrery_messages_total", Double(stream.received), ["topic": topic])
    }
    text.begin("orrery_messages_missing_total", "counter", "Numbers that were passed over, by topic.")
    for (topic, stream) in history.streams.sorted(by: { $0.key < $1.key }) {
      text.add("orrery_messages_missing_total", Double(stream.missing), ["topic": topic])
    }
    if let statistics = facade.options.statistics?() { text.add(statistics) }
    return text.text
  }

  fileprivate func lineProtocol() throws(Refusal) -> Response {
    let runID = parameters.textIfPresent("run_id") ?? facade.run.name
    guard LineProtocol.isTag(runID) else {
      throw Refusal(
        parameter: "run_id", value: runID.debugDescription, allowed: "text without line breaks, and no \\ at its end")
    }
    let (minutes, seconds) = (parameters.number("minutes"), parameters.number("step_s"))
    let step = try samples(minutes, seconds, of: moment.elements(at: time).satellites.count)
    var lines = LineProtocol()
    for number in 0...Int64(minutes * 60 / seconds) {
      guard let time = time.adding(number * step) else { break }
      let placed = PlacedSatellites(moment.elements(at: time), at: time, facade.run.orientation)
      for (satellite, place) in zip(placed.elements.satellites, placed.places) {
        guard let place else { continue }
        let (position, velocity) = (
          place.earthFixed.positionEarthFixed * 1_000, place.earthFixed.velocityEarthFixed * 1_000
        )
        let geodetic = place.geodetic
        lines.add(
          "ntn_sat_pos", tags: ["sat_norad": "\(satellite.elements.catalogNumber)", "run_id": runID],
          fields: [
            "sat_x_m": position.x, "sat_y_m": position.y, "sat_z_m": position.z, "sat_vx_mps": velocity.x,
            "sat_vy_mps": velocity.y, "sat_vz_mps": velocity.z, "lat_deg": geodetic.latitudeDegrees,
            "lon_deg": geodetic.longitudeDegrees, "alt_m": geodetic.heightMetres,
          ], at: time.nanosecondsSince1970)
      }
    }
    return Response(contentType: "text/plain; charset=utf-8", body: .bytes(Bytes(lines.bytes)))
  }

  fileprivate func scene(from: ScenarioTime, minutes: Double) throws(Refusal) -> SceneExport {
    let step = try samples(minutes, parameters.number("step_s"), of: moment.elements(at: from).satellites.count)
    guard let length = TimeSpan(roundingSeconds: minutes * 60), let to = from.adding(length) else {
      throw Refusal(parameter: "minutes", value: "\(minutes)", allowed: "a span that ends before 2200")
    }
    return SceneExport(moment: moment, run: facade.run, from: from, to: max(to, from + step), step: step)
  }

  /// Returns the step of an export, where that is not too large.
  private func samples(_ minutes: Double, _ seconds: Double, of satellites: Int) throws(Refusal) -> TimeSpan {
    let count = (minutes * 60 / seconds + 1) * Double(satellites)
    guard count <= Facade.mostSamples, let step = TimeSpan(roundingSeconds: seconds) else {
      let most = Int(Facade.mostSamples)
      throw Refusal(parameter: "step_s", value: "\(seconds)", allowed: "at most \(most) samples of all satellites")
    }
    return step
  }

  fileprivate func liveScene() throws(Refusal) -> Response {
    let now = time.wholeSecond
    let to = now + Facade.liveAhead
    // Who was away for long gets what is kept, and not more.
    let since = max(min(parameters.timeIfPresent("since")?.wholeSecond ?? now, to), now - Facade.liveBehind)
    var scene = try scene(from: since, minutes: (to - since).seconds / 60)
    scene.visible = now - Facade.liveBehind
    scene.trail = Facade.liveAhead
    let isKnown = since >= to
    return .json([
      "cursor": .time(isKnown ? since : scene.lastSample), "time": .time(time),
      "packets": .array(
        (parameters.timeIfPresent("since") == nil ? scene.opening : []) + (isKnown ? scene.links : scene.update())),
    ])
  }

  fileprivate func events() throws(Refusal) -> Response {
    var next = parameters.numberIfPresent("since").map { Int($0) } ?? moment.history.messages.endIndex
    if let text = request.headers["last-event-id"], !text.isEmpty {
      guard let last = Int(text), last >= 0, last < .max else {
        throw Refusal(parameter: "Last-Event-ID", value: text, allowed: "the id of an event")
      }
      next = last + 1
    }
    let limit = parameters.numberIfPresent("limit").map { Int($0) }
    let topics = parameters.textIfPresent("topic").map(TopicPattern.init)
    let (facade, first) = (facade, next)
    return .events { waker in EventSource(facade, from: first, limit: limit, topics: topics, waker: waker) }
  }
}
