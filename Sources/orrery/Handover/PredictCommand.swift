import Catalog
import Foundation
import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// `orrery handover predict`: who will serve terminals, and when that changes.
enum PredictCommand: Command {
  static let specification = CommandSpecification(
    name: "handover predict", summary: "Predicts the handovers of terminals from element sets, at their exact times.",
    operands: "ELEMENTS", operandCount: 1...1,
    options: PredictPlan.options + [
      .init("plot", "FILE", "Draw what is compared, who serves and the handovers of the first terminal, as SVG."),
      .init("sky", "FILE", "Draw the paths of those who serve over its sky, as SVG."),
      .init("csv", nil, "Print CSV."),
      .init("json", nil, "Print JSON."),
      .init("quiet", nil, "No warnings."),
    ],
    notes: """
      The best satellite in view serves first. Another one takes over when it is better by the margin, for the time to
      trigger, after the minimum service; when the serving one sets below the mask, the best in view does so at once.
      Where none is in view there is a gap, which is told as a loss and an acquisition. Times are exact to a microsecond
      or two of SGP4's orbits; how far those are from the satellites grows with the age of the sets. The deviation of a
      time is what follows from the errors along the orbits that sets of its age and kind have had; the confidence is the
      probability that the event is within --tolerance of its time.
      --by rsrp counts free space, gases, scintillation and, with --blocked, clutter, straight between the elevations of
      the tables of TR 38.811; the other options of the link budget are those of orrery handover thresholds.
      A track is a CSV file time,lat,lon or time,lat,lon,alt: times are UTC, or seconds after --from, places are degrees
      and metres above the ellipsoid. Before its first row and after its last one the terminal stands still.
      """,
    examples: [
      "orrery handover predict starlink.3le --at 25.033,121.565",
      "orrery handover predict starlink.3le --at 48.1,11.6,520 --to PT2H --margin 3 --time-to-trigger 0.64 --plot h.svg",
      "orrery handover predict active.3le --at 0,0 --from 2026-07-24T00:00:00Z --by level --margin 1.5 --json",
      "orrery handover predict starlink.3le --at 33.68,73.05 --sampled 5 --bridged --csv",
      "orrery handover predict starlink.3le --track flight.csv --by rsrp --band Ka --tolerance 10",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireAtMostOne(of: "csv", "json")
    let plan = try PredictPlan(arguments)
    let forecasts = plan.forecasts()
    let report = PredictReport(plan: plan, forecasts: forecasts)
    if let first = forecasts.first {
      let plot = PredictPlot(plan: plan, terminal: plan.terminals[0], forecast: first, level: plan.drawnLevel)
      if let path = arguments["plot"] { try deliver(Array(plot.chart.svg.utf8), to: path) }
      if let path = arguments["sky"] { try deliver(Array(plot.sky.svg.utf8), to: path) }
    }
    let text =
      arguments.has("json")
      ? report.json.indented : arguments.has("csv") ? report.csv : report.text(colour: Terminal.hasColour)
    print(text)
    return plan.errorCount == 0 ? .success : .input
  }
}

/// What is to be predicted.
struct PredictPlan {
  /// How the prediction looks at time.
  enum Clock {
    case exact(HandoverRule)
    case ticking(TimeSpan, ServingPolicy)
  }

  /// What every command that begins with a prediction takes.
  static let options: [CommandSpecification.Option] =
    [
      .init("at", "PLACE", "A terminal, LATITUDE,LONGITUDE[,METRES]; may stand several times.", isRepeatable: true),
      .init(
        "track", "FILE", "A terminal that moves: CSV time,lat,lon[,alt]; may stand several times.", isRepeatable: true),
      .init("from", "TIME", "From this time on; the newest epoch unless told."),
      .init("to", "TIME", "Up to this time, or so long after --from; PT10M."),
      .init("mask", "DEGREES", "The lowest elevation of service; 10 unless told."),
      .init(
        "by", "MEASURE", "What is compared: elevation, level (free space) or rsrp (losses too); elevation unless told."),
      .init("margin", "NUMBER", "By how many degrees or dB another satellite must be better; 0 unless told."),
      .init("time-to-trigger", "SECONDS", "For how long it must be so; 0 unless told."),
      .init("minimum-service", "SECONDS", "How long a satellite serves at least; 0 unless told."),
      .init("sampled", "SECONDS", "Decide at ticks so far apart, as tools with a step do, not at exact times."),
      .init("bridged", nil, "List no gaps: who comes after one takes over from the satellite that has set."),
      .init("tolerance", "SECONDS", "How near its time an event counts as foretold, 0.001 to 3600; 5 unless told."),
      .init("ut1", "SECONDS", "UT1 - UTC, -0.9 to 0.9."),
      .init("max-age", "DURATION", "The age from which a set is warned of; P14D."),
      .init("threads", "N", "On how many cores; all unless told."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
    ] + RadioArguments.profileOptions + RadioArguments.lossOptions

  /// What may be compared.
  private enum Comparison: String, CaseIterable {
    case elevation, level, rsrp
  }

  let sets: [ElementSet]
  let terminals: [UserTerminal]
  let from, to: ScenarioTime
  let clock: Clock
  let predictor: HandoverPredictor
  /// How near its time an event counts as foretold.
  let tolerance: TimeSpan
  /// How many element sets could not be read.
  let errorCount: Int
  private let gaps: HandoverPredictor.Gaps
  private let threads: Int?

  init(_ arguments: Arguments) throws {
    let file = try arguments.elementFile(arguments.operands[0])
    arguments.complain(of: file, arguments.operands[0])
    errorCount = file.errorCount
    sets = NewestElements(of: file.sets).sets
    guard let newest = sets.map(\.epoch).max() else {
      throw FileFault(path: arguments.operands[0], reason: "has no element sets")
    }
    from = try arguments.time("from") ?? newest
    to = try arguments.time("to", after: from) ?? from + .minutes(10)
    guard from < to else { throw UsageError("--from is not before --to", command: arguments.command) }
    try arguments.require(to, within: 31, after: from)
    let mask = Angle.degrees(try arguments.number("mask", in: -5...90) ?? 10)
    terminals = try PredictPlan.terminals(arguments, mask, from: from)
    tolerance = try PredictPlan.seconds(arguments, "tolerance", 0.001...3_600) ?? .seconds(5)
    clock = try PredictPlan.clock(arguments)
    gaps = arguments.has("bridged") ? .bridged : .told
    threads = try arguments.integer("threads", in: 1...1_024)
    predictor = HandoverPredictor(
      of: Propagator(sets), orientation: try arguments.ut1(), aging: CatalogueAging(sets))
    try arguments.warn(ofAgeOf: sets, from: from, to: to)
  }

  private static func terminals(
    _ arguments: Arguments, _ mask: Angle, from: ScenarioTime
  ) throws -> [UserTerminal] {
    let fixed = try arguments.places("at").map { UserTerminal(name: $0.text, at: $0.place, minimumElevation: mask) }
    let moving = try arguments.all("track").map { path in
      UserTerminal(name: path, along: try TrackFile(path, from: from).track, minimumElevation: mask)
    }
    guard !(fixed + moving).isEmpty else {
      throw UsageError(
        "\(arguments.command) needs --at LATITUDE,LONGITUDE[,METRES] or --track FILE", command: arguments.command)
    }
    return fixed + moving
  }

  private static func seconds(
    _ arguments: Arguments, _ option: String, _ range: ClosedRange<Double>
  ) throws -> TimeSpan? {
    guard let span = try arguments.seconds(option) else { return nil }
    guard range.contains(span.seconds) else {
      throw arguments.wrong(option, allowed: "\(range.lowerBound) to \(range.upperBound) seconds")
    }
    return span
  }

  private static func measure(_ arguments: Arguments) throws -> HandoverRule.Measure {
    switch try arguments.choice("by", Comparison.self) ?? .elevation {
    case .elevation: .elevation
    case .level: .level
    case .rsrp: .rsrp(try RadioArguments(arguments).expectedLevel(arguments))
    }
  }

  private static func clock(_ arguments: Arguments) throws -> Clock {
    let measure = try measure(arguments)
    let margin = try arguments.number("margin", in: 0...90) ?? 0
    let trigger = try seconds(arguments, "time-to-trigger", 0...3_600) ?? .zero
    let service = try seconds(arguments, "minimum-service", 0...3_600) ?? .zero
    guard let step = try seconds(arguments, "sampled", 0.001...3_600) else {
      return .exact(
        try HandoverRule(by: measure, margin: margin, timeToTrigger: trigger, minimumService: service))
    }
    guard measure == .elevation, trigger == .zero else {
      throw UsageError(
        "--sampled compares elevations, without --time-to-trigger: a tick knows nothing of the time before it",
        command: arguments.command)
    }
    return .ticking(step, try ServingPolicy(hysteresisDegrees: margin, minimumDwell: service))
  }

  /// What is drawn over time where levels are compared; nil for elevations.
  var drawnLevel: PredictPlot.Level? {
    guard case .exact(let rule) = clock else { return nil }
    switch rule.measure {
    case .elevation: return nil
    case .level: return .init(unit: "dB against 1 km") { -20 * log10($0.rangeKilometres) }
    case .rsrp(let expected):
      return .init(unit: "dBm") { expected.rsrpDBm(elevation: $0.elevation, rangeKilometres: $0.rangeKilometres) }
    }
  }

  /// A forecast for each terminal.
  func forecasts() -> [HandoverForecast] {
    terminals.map { terminal in
      switch clock {
      case .exact(let rule):
        predictor.forecast(for: terminal, from: from, to: to, by: rule, gaps: gaps, threads: threads)
      case .ticking(let step, let policy):
        predictor.sampledForecast(
          for: terminal, from: from, to: to, every: step, by: policy, gaps: gaps, threads: threads)
      }
    }
  }

  /// What a satellite is called.
  func name(_ satellite: Int) -> String { sets[satellite].name ?? String(sets[satellite].catalogNumber) }
}
