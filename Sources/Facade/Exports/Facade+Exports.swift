import HTTPServer
import JSON
import Messages
import Orbits
package import Quantities
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
      .get, "/lineprotocol", "Where satellites are, what recorders hold and who serves terminals, for InfluxDB.",
      in: .exports,
      parameters: [
        .at, .optional("run_id", .text, "The tag run_id; the run's name where it is missing."),
        .optional(
          "measurement", .choice(["all", "ntn_sat_pos", "orrery_storage", "ntn_handover"]),
          "One of them alone. Those of recorders and terminals are of the run's own time.", default: "all"),
        .optional("minutes", .number(0...1_440), "For how long from then on.", default: 0),
        .optional("step_s", .number(0.1...86_400), "From point to point, in seconds.", default: 60),
      ], answer: .other(type: "text/plain", "One point a line, metres in the Earth's frame, nanoseconds.")
    ) { (call) throws(Refusal) in try call.lineProtocol() },
    Route(
      .get, "/czml", "Satellites, stations and links as a document that CesiumJS loads.", in: .exports,
      parameters: [
        .optional(
          "from", .time, "From when on; the run's own time where it is missing, and its start where it is over."),
        .optional(
          "minutes", .number(0.5...10_080),
          "For how long; 100 where it is missing, and the whole run, or as much of it as is given at once, where it is over."
        ),
        .optional("step_s", .number(1...3_600), "From sample to sample, in seconds.", default: 60),
      ], answer: .json(.list(.named(.any)))
    ) { (call) throws(Refusal) in
      let time = call.parameters.timeIfPresent("from") ?? (call.moment.isOver ? call.facade.run.start : call.time)
      let (from, elements) = (time.wholeSecond, call.moment.elements(at: time))
      let minutes = call.parameters.numberIfPresent("minutes") ?? call.usualMinutes(of: elements, from: from)
      let scene = try call.scene(of: elements, from: from, minutes: minutes)
      return call.answer(scene, scene.document(at: from))
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
        .optional(
          "since", .count(0...9_000_000_000_000_000),
          "The number of the first message; from here on where it is missing."),
        .optional(
          "limit", .count(1...1_000_000),
          "How many at most, and fewer where the run is over, or a twin, which says nothing; without end where it is "
            + "missing."),
        .optional("topic", .text, "Only topics that fit this MQTT filter, with + and #."),
      ],
      answer: .events(
        .object([
          "id": .text.describing("The message's number."),
          "event": .text.describing("The topic behind the application."),
          "data": .text.describing("The message as in /messages, as JSON."),
        ]))
    ) { (call) throws(Refusal) in try call.events() },
  ]

  /// The greatest number of points of an export for InfluxDB, and of samples of a scene.
  static let mostPointsOfExport = 500_000.0, mostSamples = 5_000_000.0
  /// The greatest number of samples of a scene, and of points, that are made whole, so that they can be compressed; more
  /// are streamed.
  static let mostSamplesInMemory = 100_000, mostPointsInMemory = 20_000
  /// How far ahead of the run a live scene reaches, and how much of it is kept behind.
  static let liveAhead = TimeSpan.minutes(10), liveBehind = TimeSpan.minutes(30)
  /// Satellites that have figures of their own, at most.
  static let mostFigures = 1_000
}

extension ScenarioTime {
  /// The whole second that it is in.
  package var wholeSecond: ScenarioTime {
    let rest = nanosecondsSince1970 % 1_000_000_000
    return ScenarioTime(nanosecondsSince1970: nanosecondsSince1970 - (rest < 0 ? rest + 1_000_000_000 : rest))
  }
}

extension DataVolume {
  /// Bytes, which Prometheus counts data in.
  fileprivate var bytes: Double { gigabits * 1.25e8 }
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
    if let part = run.progress(at: time) {
      text.add("orrery_progress_ratio", "gauge", "Part of the run that is done.", part)
    }
    if let lag = snapshot.pace?.lag { text.add("orrery_lag_seconds", "gauge", "How late the clock is.", lag.seconds) }
    if let process = moment.process { text.add(process()) }
    text.add("orrery_satellites", "gauge", "Satellites.", Double(moment.elements(at: time).satellites.count))
    text.add("orrery_open_links", "gauge", "Links that last.", Double(snapshot.openLinks.count))
    text.add("orrery_links_total", "counter", "Links that there have been.", Double(history.linkCount))
    text.add(
      "orrery_downlinked_bytes_total", "counter", "Data that links which have ended brought down.",
      history.gigabits * 1e9 / 8)
    let stored = snapshot.satellites.reduce(0) { $0 + $1.stored.bytes }
    text.add("orrery_stored_bytes", "gauge", "Data on board of all satellites.", stored)
    let cost = snapshot.satellites.reduce(0) { $0 + $1.cost.dollars }
    text.add("orrery_cost_dollars", "gauge", "What all satellites have cost.", cost)
    text.begin("orrery_satellite_stored_bytes", "gauge", "Data on board, of the first 1000 satellites.")
    for satellite in snapshot.satellites.prefix(Facade.mostFigures) {
      let labels: KeyValuePairs = ["id": "\(satellite.id)", "name": satellite.name]
      text.add("orrery_satellite_stored_bytes", satellite.stored.bytes, labels)
    }
    text.begin("orrery_terminal_handovers", "gauge", "Changes of a terminal's satellite.")
    for terminal in snapshot.terminals {
      let labels: KeyValuePairs = ["terminal": terminal.name, "policy": terminal.policy]
      text.add("orrery_terminal_handovers", Double(terminal.handovers), labels)
    }
    text.begin("orrery_messages_total", "counter", "Messages by topic.")
    let streams = history.ledger.streams.sorted { $0.key < $1.key }
    for (topic, stream) in streams { text.add("orrery_messages_total", Double(stream.received), ["topic": topic]) }
    text.begin("orrery_messages_lost", "gauge", "Messages that others have numbered and that have not come, by topic.")
    for (topic, stream) in streams where stream.isNumbered {
      text.add("orrery_messages_lost", Double(stream.missing), ["topic": topic])
    }
    if let statistics = facade.options.statistics?() { text.add(statistics) }
    return text.text
  }

  fileprivate func lineProtocol() throws(Refusal) -> Response {
    let runID = parameters.textIfPresent("run_id") ?? facade.run.name
    guard LineProtocol.isTag(runID) else {
      throw Refusal(
        parameter: "run_id", value: .string(runID), allowed: "text without line breaks, and no \\ at its end")
    }
    let (minutes, seconds) = (parameters.number("minutes"), parameters.number("step_s"))
    let measurement = parameters.text("measurement")
    func isWanted(_ name: String) -> Bool { measurement == "all" || measurement == name }
    var times: [ScenarioTime] = []
    if isWanted("ntn_sat_pos") {
      let step = try step(minutes, seconds, of: moment.elements(at: time), atMost: Facade.mostPointsOfExport)
      times = (0...Int64(minutes * 60 / seconds)).compactMap { time.adding($0 * step) }
    }
    var lines = LineProtocol()
    // Of a time ahead nobody has told.
    let at = parameters.timeIfPresent("at").flatMap { $0 == moment.snapshot.time ? nil : $0 }
    if at.map({ $0 < moment.snapshot.time }) ?? true {
      if isWanted("orrery_storage") { lines.addStorage(moment, at: at, runID: runID) }
      if isWanted("ntn_handover") { lines.addHandovers(moment, at: at, runID: runID) }
    }
    let pieces = LinePieces(moment, facade.run.orientation, runID: runID, at: times, last: lines)
    let isLarge = times.count * moment.elements(at: time).satellites.count > Facade.mostPointsInMemory
    return Response(
      contentType: "text/plain; charset=utf-8",
      body: isLarge ? .stream { _ in PieceSource(pieces) } : .bytes(Bytes(Array(pieces.joined()))))
  }

  /// For how long a scene goes of which nobody has said it: of a run that is over to its stop, as far as the greatest
  /// number of samples lets it.
  fileprivate func usualMinutes(of elements: ElementsInUse, from: ScenarioTime) -> Double {
    let usual = 100.0
    guard moment.isOver, let stop = facade.run.stop, stop > from else { return usual }
    let samples = min(Facade.mostPoints, Facade.mostSamples / Double(max(1, elements.satellites.count)))
    let most = ((samples - 1) * parameters.number("step_s") / 60).rounded(.down)
    return max(0.5, min((stop - from).seconds / 60, most))
  }

  fileprivate func scene(
    of elements: ElementsInUse, from: ScenarioTime, minutes: Double
  ) throws(Refusal) -> SceneExport {
    let step = try step(minutes, parameters.number("step_s"), of: elements, atMost: Facade.mostSamples)
    guard let length = TimeSpan(roundingSeconds: minutes * 60), let to = from.adding(length) else {
      throw Refusal(parameter: "minutes", value: .number(minutes), allowed: "a span that ends before 2200")
    }
    return SceneExport(
      of: elements, named: facade.run.name, orientation: facade.run.orientation, from: from, to: to, step: step,
      stations: facade.run.stations, links: moment.history.allLinks)
  }

  /// Returns the step of an export, where that is not too large.
  private func step(
    _ minutes: Double, _ seconds: Double, of elements: ElementsInUse, atMost most: Double
  ) throws(Refusal) -> TimeSpan {
    let count = minutes * 60 / seconds + 1
    guard count <= Facade.mostPoints, count * Double(elements.satellites.count) <= most,
      let step = TimeSpan(roundingSeconds: seconds)
    else {
      throw Refusal(
        parameter: "step_s", value: .number(seconds),
        allowed: "at most \(Int(Facade.mostPoints)) samples of a satellite, and \(Int(most)) of all")
    }
    return step
  }

  /// Answers with a scene: whole, or in pieces as the client takes them.
  fileprivate func answer(_ scene: SceneExport, _ pieces: ScenePieces) -> Response {
    guard scene.sampleCount * scene.elements.satellites.count > Facade.mostSamplesInMemory else {
      return .json(Bytes(Array(pieces.joined())))
    }
    return Response(contentType: "application/json", body: .stream { _ in PieceSource(pieces) })
  }

  fileprivate func liveScene() throws(Refusal) -> Response {
    let now = time.wholeSecond
    let to = now + Facade.liveAhead
    let cursor = parameters.timeIfPresent("since")?.wholeSecond
    // Who was away for long gets what is kept, and not more.
    let since = max(min(cursor ?? now, to), now - Facade.liveBehind)
    let (minutes, isKnown) = ((to - since).seconds / 60, since >= to)
    var scene = try scene(of: moment.elements(at: time), from: since, minutes: minutes)
    (scene.visible, scene.trail) = (now - Facade.liveBehind, Facade.liveAhead)
    // Satellites that fly only since then are not known there yet.
    let isNew = cursor.map { cursor in scene.elements.start.map { $0 > cursor } ?? false } ?? true
    let head =
      "{\"cursor\":\"\((isKnown ? since : scene.lastSample).iso8601)\",\"time\":\"\(time.iso8601)\",\"packets\":["
    return answer(
      scene,
      scene.update(
        between: head, "]}", since: facade.run.start, withMovement: !isKnown, withLooks: isNew,
        withOpening: cursor == nil))
  }

  fileprivate func events() throws(Refusal) -> Response {
    var next = parameters.integerIfPresent("since") ?? moment.history.messages.endIndex
    if let text = request.headers["last-event-id"], !text.isEmpty {
      guard let last = Int(text), last >= 0, last < .max else {
        throw Refusal(parameter: "Last-Event-ID", value: .string(text), allowed: "the id of an event")
      }
      next = last + 1
    }
    // Of a server that ran here before, as a browser says by itself: what there is now is new to it.
    if next > moment.history.messages.endIndex { next = moment.history.messages.startIndex }
    let limit = parameters.integerIfPresent("limit")
    let topics = try topicPattern()
    let (facade, first) = (facade, next)
    return .events { waker in EventSource(facade, from: first, limit: limit, topics: topics, waker: waker) }
  }
}
