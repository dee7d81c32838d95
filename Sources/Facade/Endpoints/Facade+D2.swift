import HTTPServer
import HandoverAnalysis
import JSON
import Messages
import Orbits
import Quantities

extension Facade {
  static let d2Routes: [Route] = [
    Route(
      .get, "/d2/timeseries", "Reference locations and sights of satellites over a terminal, on a grid of times.",
      in: .handover, effort: .much,
      parameters: TerminalPlace.members + D2Grid.members + [
        .optional("from", .time, "From when on; the run's own time where it is missing.")
      ], answer: .json(D2Grid.seriesSchema)
    ) { (call) throws(Refusal) in
      let grid = try D2Grid(
        call, TerminalPlace(call.parameters).terminal, call.parameters,
        from: call.parameters.timeIfPresent("from") ?? call.time, atMost: D2Grid.mostPointsOfSeries)
      return .json(grid.series)
    },
    Route(
      .post, "/d2/detect", "Events D2 of TS 38.331 between the satellites over a terminal.", in: .handover,
      effort: .much,
      body: .json(D2Grid.shape), answer: .json(D2Grid.detectionSchema)
    ) { (call) throws(Refusal) in .json(try D2Grid.detection(call)) },
  ]
}

/// The reference locations of those satellites that are longest in a terminal's view.
struct D2Grid {
  static let members: [Member] = [
    .optional("minutes", .number(0.1...1_440), "For how long.", default: 120),
    .optional("resolution", .number(1...3_600), "From point to point, in seconds.", default: 10),
    .optional("constellation", .text, "Only satellites whose name begins so, in upper or lower case."),
    .optional("count", .count(1...200), "How many satellites at most: those longest in view.", default: 70),
  ]

  static let shape = MessageShape(
    "D2Detection", "A terminal, a span of time and thresholds.",
    [
      .required(
        "ueLocation",
        .object([
          .required("lat", .number(-90...90), "Latitude in degrees."),
          .required("lon", .number(-180...180), "Longitude in degrees."),
          .optional("alt", .number(-500...100_000), "Height in metres.", default: 0),
        ]), "Where the terminal is."),
      .optional(
        "timeRange",
        .object([
          .optional("start", .time, "From when on; the run's own time where it is missing."),
          .optional("end", .time, "Until when; two hours where it is missing."),
        ]), "When."),
      .optional(
        "thresholds",
        .object([
          .optional("thresh1", .number(0...3_276), "How far the serving location must be, km.", default: 500),
          .optional("thresh2", .number(0...3_276), "How near the target's must be, km.", default: 300),
          .optional("hysteresis", .number(0...327), "Hysteresis of both, km.", default: 20),
        ]), "Those of the D2 document where they are missing."),
      .optional("resolution", .number(1...3_600), "From point to point, in seconds.", default: 10),
      .optional("satellites", .texts, "Only these, by name; all where they are missing."),
      .optional("pairing", .choice(["highest", "held"]), "Who serves.", default: "held"),
      .optional("constellation", .text, "Only satellites whose name begins so."),
      .optional("count", .count(1...200), "How many satellites at most.", default: 70),
      .optional("min_elevation_deg", .number(0...90), "From which elevation on a satellite serves.", default: 10),
    ])

  private let table: ReferenceTable
  private let terminal: UserTerminal
  private let constellation: String

  /// The greatest number of points of a satellite.
  private static let mostPoints = 10_000.0
  /// The same of all satellites together: of a series, which is 30 MB of text then, and of a search for events.
  static let mostPointsOfSeries = 100_000.0, mostPointsOfSearch = 500_000.0

  init(
    _ call: Call, _ terminal: UserTerminal, _ values: MessageValues, from: ScenarioTime, minutes: Double? = nil,
    names: Set<String>? = nil, atMost mostPointsOfAll: Double
  ) throws(Refusal) {
    let (minutes, seconds) = (minutes ?? values.number("minutes"), values.number("resolution"))
    guard minutes * 60 / seconds <= Self.mostPoints, let step = TimeSpan(roundingSeconds: seconds),
      let length = TimeSpan(roundingSeconds: minutes * 60), let end = from.adding(length)
    else {
      throw Refusal(parameter: "resolution", value: .number(seconds), allowed: "at most 10000 points in the span")
    }
    guard minutes * 60 / seconds * Double(values.integer("count")) <= mostPointsOfAll else {
      throw Refusal(
        parameter: "count", value: .whole(values.integer("count")),
        allowed: "at most \(Int(mostPointsOfAll)) points of all satellites")
    }
    let prefix = values.textIfPresent("constellation")?.lowercased() ?? ""
    (constellation, self.terminal) = (prefix, terminal)
    let elements = call.moment.elements(at: from)
    let orientation = call.facade.run.orientation
    var seen: [Int: TimeSpan] = [:]
    let predictor = HandoverPredictor(of: elements.propagator, orientation: orientation)
    for pass in predictor.passes(over: terminal, from: from, to: end, threads: 1) {
      let length = pass.span.upperBound - pass.span.lowerBound
      seen[pass.satellite] = (seen[pass.satellite] ?? .zero) + length
    }
    let wanted = seen.filter { place, _ in
      let name = elements.satellites[place].name
      return name.lowercased().hasPrefix(prefix) && names?.contains(name) ?? true
    }
    let longest = wanted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(values.integer("count"))
    let chosen = longest.map { elements.satellites[$0.key] }.sorted { $0.id < $1.id }
    table = ReferenceTable(
      of: Propagator(chosen.map(\.elements)),
      satellites: chosen.map {
        ReferenceTable.Satellite(
          name: $0.name, catalogNumber: $0.elements.catalogNumber, constellation: prefix)
      }, at: terminal.site.geodetic, from: from, step: step, count: Int(minutes * 60 / seconds),
      orientation: orientation)
  }

  private static let place = Schema.object(["latitude": .number, "longitude": .number, "altitude": .number])

  static let seriesSchema = Schema.object([
    "metadata": .object([
      "computation_time": .time, "constellation": .text, "time_span_minutes": .number,
      "time_interval_seconds": .number, "total_time_points": .integer, "data_source": .text, "sgp4_mode": .text,
      "selection_mode": .text, "reference_location": place, "satellites_processed": .integer,
    ]),
    "satellites": .list(
      .object([
        "norad_id": .integer, "name": .text, "constellation": .text,
        "time_series": .list(
          .object([
            "time_offset_seconds": .number, "timestamp": .time, "position": place,
            "observation": .object([
              "elevation_deg": .number, "azimuth_deg": .number, "range_km": .number, "is_visible": .boolean,
            ]),
          ])), "mrl_distances": .list(.number),
      ])),
  ])

  /// The series in the names of the D2 document.
  var series: JSONValue {
    let satellites = table.satellites.indices.map { row in
      var object = EnhancedFile.satellite(row, of: table, minimumElevation: terminal.minimumElevation)
      object["mrl_distances"] = .array(
        table.times.indices.map { table[.distance, row, $0] }.filter(\.isFinite).map { .number($0) })
      return JSONValue.object(object)
    }
    let start = table.times.first ?? .earliest
    return [
      "metadata": .object(EnhancedFile.metadata(of: table, constellation: constellation, at: start)),
      "satellites": .array(satellites),
    ]
  }

  static let detectionSchema = Schema.object([
    "detectedEvents": .list(
      .object([
        "timestamp": .time, "event_type": .text, "serving_satellite": .text, "target_satellite": .text,
        "ml1_km": .number, "ml2_km": .number, "end_timestamp": .time, "end_ml1_km": .number, "end_ml2_km": .number,
        "end_reason": .choice(D2Event.Ending.allCases.map(\.rawValue)), "duration_seconds": .number,
      ])),
    "statistics": .object([
      "totalEvents": .integer, "averageDuration": .number.orNull, "peakEventTime": .time.orNull,
      "candidateSatellites": .integer,
    ]),
  ])

  /// Finds the events that a body asks for.
  static func detection(_ call: Call) throws(Refusal) -> JSONValue {
    let (body, place) = (call.body, call.body.object("ueLocation"))
    let range = body.objectIfPresent("timeRange")
    let from = range?.timeIfPresent("start") ?? call.time
    let span = range?.timeIfPresent("end").map { ($0 - from).seconds / 60 }
    guard (0.1...1_440).contains(span ?? 120) else {
      throw Refusal(
        parameter: "$.timeRange.end", value: .orNull(range?.timeIfPresent("end")) { .time($0) },
        allowed: "0.1 to 1440 min after the start")
    }
    let terminal = UserTerminal(
      name: "ue",
      at: Geodetic(
        latitudeDegrees: place.number("lat"), longitudeDegrees: place.number("lon"),
        heightMetres: place.number("alt")), minimumElevation: .degrees(body.number("min_elevation_deg")))
    let names = Set(call.moment.elements(at: from).satellites.map(\.name))
    if let stranger = body.textsIfPresent("satellites")?.first(where: { !names.contains($0) }) {
      throw Refusal(
        parameter: "$.satellites", value: .string(stranger), allowed: "names of /satellites",
        reason: "is no satellite of the run")
    }
    let grid = try D2Grid(
      call, terminal, body, from: from, minutes: span ?? 120, names: body.textsIfPresent("satellites").map { Set($0) },
      atMost: mostPointsOfSearch)
    var detector = D2Detector()
    detector.pairing = body.text("pairing") == "held" ? .held : .highest
    detector.minimumElevation = terminal.minimumElevation
    let events = detector.detections(in: grid.table, [try thresholds(body)])[0].events
    let seconds = events.reduce(0) { $0 + $1.duration.seconds }
    let hours = Dictionary(grouping: events) { ($0.entry.time - from).nanoseconds / 3_600_000_000_000 }
    let peak = hours.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value.first?.entry.time
    return [
      "detectedEvents": EnhancedFile.events(events, of: grid.table),
      "statistics": [
        "totalEvents": .whole(events.count),
        "averageDuration": .orNull(events.isEmpty ? nil : seconds / Double(events.count)) { .number($0) },
        "peakEventTime": .orNull(peak) { .time($0) },
        "candidateSatellites": .whole(Set(events.map(\.target)).count),
      ],
    ]
  }

  private static func thresholds(_ body: MessageValues) throws(Refusal) -> D2Thresholds {
    guard let values = body.objectIfPresent("thresholds") else { return .documented }
    do {
      return try D2Thresholds(
        servingKilometres: values.number("thresh1"), targetKilometres: values.number("thresh2"),
        hysteresisKilometres: values.number("hysteresis"))
    } catch {
      throw Refusal(
        parameter: "$.thresholds", value: nil, allowed: "multiples of 50 m, and of 10 m", reason: "\(error)")
    }
  }
}
