import Catalog
import HandoverAnalysis
import JSON
import Quantities

/// `orrery handover d2`: moving reference locations and the times over which event D2 holds.
enum D2Command: Command {
  static let specification = CommandSpecification(
    name: "handover d2", summary: "Adds moving reference locations to time series, and finds events D2.",
    operands: "[FILE]", operandCount: 0...1,
    options: [
      .init("elements", "FILE", "Work the time series out from these element sets, in place of FILE."),
      .init("constellation", "NAME", "Of the element sets, those whose names begin so; starlink unless told."),
      .init("count", "N", "How many of them: those that are longest in view; 70 unless told."),
      .init("from", "TIME", "The first time; the newest epoch unless told."),
      .init("points", "N", "How many times; 720 unless told."),
      .init("step", "SPAN", "The time between two; PT10S unless told."),
      .init("ut", "PLACE", "The terminal, LATITUDE,LONGITUDE[,METRES]; what FILE tells unless told."),
      .init("mask", "DEGREES", "The elevation from which on a satellite can serve; 10 unless told."),
      .init(
        "thresholds", "A/B/H", "The two thresholds and the hysteresis in km; 500/300/20 unless told.",
        isRepeatable: true),
      .init("distance", "NAME", "haversine (a sphere of 6,371 km, as the documents) or chord (WGS84)."),
      .init("pairing", "NAME", "Who serves: highest (at every time) or held (until it sets)."),
      .init("serving", "NAME", "This satellite serves all the time; with --target."),
      .init("target", "NAME", "The only target."),
      .init("sampled", nil, "Events begin and end at times of the series, as in the documents."),
      .init("output-dir", "DIR", "Write the enhanced file and d2_events_detected.json here."),
      .init("binary", nil, "Write the binary form too."),
      .init("gzip", nil, "Compress what ends more than an hour before --now, with the program gzip."),
      .init("now", "TIME", "When it is; the wallclock unless told."),
      .init("csv", nil, "Print the events as CSV."),
      .init("json", nil, "Print the events as JSON."),
      .init("quiet", nil, "No progress."),
    ],
    notes: """
      FILE is a JSON file of time series ({constellation}_120min_timeseries.json, or an enhanced one), read satellite by
      satellite, or the binary form; .gz is unpacked. Reference locations are the points below the satellites on WGS84,
      or those that FILE lists. Every pair of serving satellite and target has a state of its own; the target must be
      above the mask within five minutes. Times are found between those of the series by cubic interpolation.
      """,
    examples: [
      "orrery handover d2 starlink_120min_timeseries.json --output-dir out",
      "orrery handover d2 sample.json --serving STARLINK-1008 --target STARLINK-1031 --thresholds 600/400/20 --sampled",
      "orrery handover d2 --elements active.3le --ut 24.9442,121.3714 --pairing held --output-dir out --binary --gzip",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.operands.isEmpty != (arguments["elements"] == nil) else {
      throw UsageError("handover d2 needs FILE or --elements FILE, one of the two", command: arguments.command)
    }
    try arguments.requireAtMostOne(of: "csv", "json")
    let plan = try D2Plan(arguments)
    let notice = SlowNotice("finding events D2")
    defer { notice.end() }
    let source = try D2Source(arguments, plan)
    let detector = try plan.detector(for: source.table)
    let detections = detector.detections(in: source.table, plan.thresholds)
    if let directory = plan.directory {
      try D2Files(plan, detector, in: directory).write(source, detections)
    }
    notice.end()
    let text =
      if arguments.has("json") {
        EnhancedFile.detected(detections, of: source.table).indented + "\n"
      } else if arguments.has("csv") {
        D2Text.csv(detections, of: source.table)
      } else {
        D2Text.table(detections, of: source.table) + "\n"
      }
    StandardStreams.write(Array(text.utf8))
    return .success
  }
}

/// Events for people and for programs.
enum D2Text {
  static func table(_ detections: [D2Detection], of table: ReferenceTable) -> String {
    detections.map { detection in
      var rows = Table(columns: [
        .text("Serving"), .text("Target"), .text("Enters (UTC)"), .text("Leaves"), .number("Duration", "s"),
        .number("Ml1", "km"), .number("Ml2", "km"), .number("at the end", "km"), .number("", "km"), .text("Ended by"),
      ])
      rows.rows = detection.events.map { event in
        [
          table.satellites[event.serving].name, table.satellites[event.target].name,
          String(event.entry.time.wholeMicrosecond.iso8601.dropLast()),
          String(event.exit.time.wholeMicrosecond.iso8601.dropFirst(11).dropLast()), event.duration.seconds.fixed(3),
          event.entry.servingKilometres.fixed(3), event.entry.targetKilometres.fixed(3),
          event.exit.servingKilometres.fixed(3), event.exit.targetKilometres.fixed(3), event.ending.rawValue,
        ]
      }
      let head = "\(title(detection.thresholds)): \(detection.events.count) events"
      return detection.events.isEmpty ? head : head + "\n\n" + rows.text(colour: Terminal.hasColour)
    }.joined(separator: "\n\n")
  }

  static func csv(_ detections: [D2Detection], of table: ReferenceTable) -> String {
    let head =
      "thresh1_km,thresh2_km,hysteresis_km,serving_satellite,target_satellite,timestamp,ml1_km,ml2_km,"
      + "end_timestamp,end_ml1_km,end_ml2_km,end_reason,duration_seconds\n"
    return head
      + detections.flatMap { detection in
        let thresholds = detection.thresholds
        let start = "\(thresholds.servingKilometres),\(thresholds.targetKilometres),\(thresholds.hysteresisKilometres)"
        return detection.events.map { event in
          let names = [event.serving, event.target].map { quoted(table.satellites[$0].name) }.joined(separator: ",")
          return "\(start),\(names),\(mark(event.entry)),\(mark(event.exit)),\(event.ending.rawValue),"
            + "\(event.duration.seconds)\n"
        }
      }.joined()
  }

  private static func mark(_ mark: D2Event.Mark) -> String {
    "\(mark.time.iso8601),\(mark.servingKilometres),\(mark.targetKilometres)"
  }

  private static func quoted(_ name: String) -> String {
    name.contains { ",\"\n\r".contains($0) } ? "\"\(name.replacing("\"", with: "\"\""))\"" : name
  }

  private static func title(_ thresholds: D2Thresholds) -> String {
    "Serving beyond \(thresholds.servingKilometres) km, target within \(thresholds.targetKilometres) km, "
      + "hysteresis \(thresholds.hysteresisKilometres) km"
  }
}
