import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// `orrery handover events`: what 3GPP's events see of a terminal's satellites.
enum EventsCommand: Command {
  static let specification = CommandSpecification(
    name: "handover events", summary: "Finds when A3, A4, A5 and D2 begin and end between a terminal's satellites.",
    operands: "ELEMENTS", operandCount: 1...1,
    options: PredictPlan.options + [
      .init("events", "NAMES", "Which of A3, A4, A5 and D2, with commas; all unless told."),
      .init("a3-offset", "DB", "The offset of A3, -15 to 15 in steps of 0.5; 3 unless told."),
      .init("hysteresis", "DB", "The hysteresis of A events, 0 to 15 in steps of 0.5; 0 unless told."),
      .init("location-hysteresis", "METRES", "The hysteresis of D2, in steps of 10; 0 unless told."),
      .init("event-time-to-trigger", "MS", "How long a condition must hold, as TimeToTrigger has it; 0 unless told."),
      .init("report-on-leave", nil, "Report what leaves too."),
      .init("plot", "FILE", "Draw the levels of those who serve the first terminal and the events that begin, as SVG."),
    ] + RadioArguments.elevationOptions + [
      .init("csv", nil, "Print CSV."),
      .init("json", nil, "Print JSON."),
      .init("quiet", nil, "No warnings."),
    ],
    notes: """
      The terminal is served as orrery handover predict says; the other satellites in view are its neighbours, a cell
      each. Levels are RSRP without losses in the beam's centre; distances are to the point under each satellite on the
      ellipsoid, in a straight line. Thresholds follow from the link budget at the elevations --leave and --enter, as in
      orrery handover thresholds. Conditions that hold when a satellite begins to serve count from there. Times are exact. While the highest satellite
      always serves, no neighbour is better: --minimum-service PT10M keeps a satellite until it sets.
      """,
    examples: [
      "orrery handover events starlink.3le --at 25.033,121.565",
      "orrery handover events starlink.3le --at 48.1,11.6 --to PT20M --minimum-service PT10M --plot events.svg",
      "orrery handover events starlink.3le --at 48.1,11.6 --to PT30M --events A3,D2 --event-time-to-trigger 640 --csv",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireAtMostOne(of: "csv", "json")
    let plan = try PredictPlan(arguments)
    let radio = try RadioArguments(arguments)
    let (names, configurations) = try measurements(arguments, try radio.thresholds())
    let measurement = ServiceMeasurement(configurations, budget: radio.budget)
    let forecasts = plan.forecasts()
    let findings = try zip(plan.terminals, forecasts).map { terminal, forecast in
      try measurement.occurrences(in: forecast, of: terminal, by: plan.predictor)
    }
    let report = EventsReport(plan: plan, names: names, configurations: configurations, findings: findings)
    if let path = arguments["plot"], let forecast = forecasts.first {
      let level = PredictPlot.Level(unit: "dBm") { radio.budget.rsrpDBm(rangeKilometres: $0.rangeKilometres) }
      let plot = PredictPlot(plan: plan, terminal: plan.terminals[0], forecast: forecast, level: level)
      var chart = plot.chart
      chart.markers += report.markers(ofTerminal: 0) { plot.abscissa(of: $0) }
      try deliver(Array(chart.svg.utf8), to: path)
    }
    print(
      arguments.has("json")
        ? report.json.indented : arguments.has("csv") ? report.csv : report.text(colour: Terminal.hasColour))
    return plan.errorCount == 0 ? .success : .input
  }

  private static func measurements(
    _ arguments: Arguments, _ thresholds: DefaultThresholds
  ) throws -> (names: [String], [ReportConfiguration]) {
    let hysteresis = try Hysteresis(try arguments.number("hysteresis", in: 0...15) ?? 0)
    let location = try LocationHysteresis(try arguments.number("location-hysteresis", in: 0...327_680) ?? 0)
    let trigger = try TimeToTrigger(try arguments.number("event-time-to-trigger", in: 0...5_120) ?? 0)
    let offset = try EventOffset(try arguments.number("a3-offset", in: -15...15) ?? 3)
    var known: [(name: String, event: MeasurementEvent?)] = [
      ("A3", .a3(offset: offset, hysteresis: hysteresis)),
      ("A4", .a4(threshold: .rsrp(thresholds.neighbour), hysteresis: hysteresis)),
      (
        "A5",
        .a5(
          serving: .rsrp(thresholds.serving), neighbour: .rsrp(thresholds.neighbour), hysteresis: hysteresis)
      ),
    ]
    let distances = thresholds.servingDistance.flatMap { far in thresholds.targetDistance.map { (far, $0) } }
    known.append(("D2", distances.map { .d2(serving: $0.0, target: $0.1, hysteresis: location) }))
    let wanted = (arguments["events"] ?? "A3,A4,A5,D2").split(separator: ",", omittingEmptySubsequences: false)
    return try wanted.reduce(into: ([], [])) { chosen, word in
      guard let found = known.first(where: { $0.name == word.uppercased() }) else {
        throw arguments.wrong("events", allowed: "A3, A4, A5, D2, with commas")
      }
      guard let event = found.event else {
        throw UsageError("D2 cannot be: its distances are past 3276.25 km", command: arguments.command)
      }
      chosen.0.append(found.name)
      chosen.1.append(
        try ReportConfiguration(
          event, timeToTrigger: trigger, reportsOnLeave: arguments.has("report-on-leave")))
    }
  }
}

/// Occurrences as a table, CSV and JSON.
private struct EventsReport {
  let plan: PredictPlan
  let names: [String]
  let configurations: [ReportConfiguration]
  let findings: [[ServiceMeasurement.Occurrence]]

  func text(colour: Bool) -> String {
    zip(plan.terminals, findings).map { terminal, occurrences in
      let head = plan.terminals.count > 1 ? "\(terminal.name)\n\n" : ""
      return head + table(occurrences).text(colour: colour) + "\n\n" + summary(occurrences)
    }.joined(separator: "\n\n")
  }

  private func table(_ occurrences: [ServiceMeasurement.Occurrence]) -> Table {
    var table = Table(columns: [
      .text("Time (UTC)"), .text("Event"), .text("What"), .text("Serving"), .number("Measured"), .text("Neighbour"),
      .number("Measured"), .text("Unit"),
    ])
    table.rows = occurrences.map { occurrence in
      let isLevel = isLevel(occurrence)
      func value(_ number: Double) -> String { isLevel ? number.fixed(2) : (number / 1_000).fixed(3) }
      return [
        "\(occurrence.time)", names[occurrence.measurement], words(occurrence.kind), plan.name(occurrence.serving),
        value(occurrence.measured.serving), plan.name(occurrence.neighbour), value(occurrence.measured.neighbour),
        isLevel ? "dBm" : "km",
      ]
    }
    return table
  }

  private func summary(_ occurrences: [ServiceMeasurement.Occurrence]) -> String {
    names.indices.map { measurement in
      let own = occurrences.filter { $0.measurement == measurement }
      let (entered, left) = (own.count { $0.kind == .entered }, own.count { $0.kind == .left })
      return "\(names[measurement]): \(entered) entered, \(left) left, \(own.count - entered - left) reports"
    }.joined(separator: "; ")
  }

  var csv: String {
    let head =
      "terminal,time,event,what,servingNumber,serving,servingMeasured,neighbourNumber,neighbour,"
      + "neighbourMeasured,unit"
    let rows = zip(plan.terminals, findings).flatMap { terminal, occurrences in
      occurrences.map { row($0, terminal) }
    }
    return ([head] + rows).joined(separator: "\n")
  }

  private func row(_ occurrence: ServiceMeasurement.Occurrence, _ terminal: UserTerminal) -> String {
    let fields: [String] = [
      terminal.name.csvField, occurrence.time.iso8601, names[occurrence.measurement], words(occurrence.kind),
      "\(plan.sets[occurrence.serving].catalogNumber)", plan.name(occurrence.serving).csvField,
      "\(occurrence.measured.serving)", "\(plan.sets[occurrence.neighbour].catalogNumber)",
      plan.name(occurrence.neighbour).csvField, "\(occurrence.measured.neighbour)",
      isLevel(occurrence) ? "dBm" : "m",
    ]
    return fields.joined(separator: ",")
  }

  var json: JSONValue {
    [
      "from": .string(plan.from.iso8601), "to": .string(plan.to.iso8601),
      "terminals": .array(
        zip(plan.terminals, findings).map { terminal, occurrences in
          ["terminal": .string(terminal.name), "occurrences": .array(occurrences.map(json))]
        }),
    ]
  }

  private func json(_ occurrence: ServiceMeasurement.Occurrence) -> JSONValue {
    var object: JSONObject = [
      "time": .string(occurrence.time.iso8601), "event": .string(names[occurrence.measurement]),
      "what": .string(words(occurrence.kind)), "serving": .string(plan.name(occurrence.serving)),
      "servingMeasured": .number(occurrence.measured.serving), "neighbour": .string(plan.name(occurrence.neighbour)),
      "neighbourMeasured": .number(occurrence.measured.neighbour),
      "unit": .string(isLevel(occurrence) ? "dBm" : "m"),
    ]
    if case .reported(_, let number, let satellites) = occurrence.kind {
      object["number"] = .integer(Int64(number))
      object["cells"] = .array(satellites.map { .string(plan.name($0)) })
    }
    return .object(object)
  }

  /// A mark for each event that begins, at the neighbour's level where it is of levels.
  func markers(ofTerminal terminal: Int, abscissa: (ScenarioTime) -> Double) -> [Marker] {
    findings[terminal].filter { $0.kind == .entered }.map { occurrence in
      Marker(
        name: names[occurrence.measurement], x: abscissa(occurrence.time),
        y: isLevel(occurrence) ? occurrence.measured.neighbour : nil, hue: 2 + occurrence.measurement,
        note: "\(occurrence.time): \(names[occurrence.measurement]) for \(plan.name(occurrence.neighbour))")
    }
  }

  private func isLevel(_ occurrence: ServiceMeasurement.Occurrence) -> Bool {
    configurations[occurrence.measurement].event.comparesLevels
  }

  private func words(_ kind: ServiceMeasurement.Occurrence.Kind) -> String {
    switch kind {
    case .entered: "entered"
    case .left: "left"
    case .reported(let cause, _, _): cause == .left ? "reported leaving" : "reported"
    }
  }
}
