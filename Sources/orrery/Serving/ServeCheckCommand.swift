import Catalog
import Foundation
import HandoverAnalysis
import JSON
import Quantities

/// `orrery serve-check`: who serves a terminal, and whether it is ever handed over.
enum ServeCheckCommand: Command {
  static let specification = CommandSpecification(
    name: "serve-check", summary: "Says which satellite serves a terminal over a file of positions, and each handover.",
    operands: "POSITIONS.csv", operandCount: 1...1,
    options: [
      .init("ut", "PLACE", "The terminal, LATITUDE,LONGITUDE[,METRES]."),
      .init(
        "min-elevation", "DEGREES", "The elevation from which on a satellite can serve, inclusive; 10 unless told."),
      .init("sphere", nil, "Places are over a sphere of 6378.137 km, as the serving-satellite precheck has them."),
      .init("hysteresis", "DEGREES", "By how much another satellite must be higher; 0 unless told."),
      .init("dwell", "SECONDS", "How long a satellite serves at least after a handover; 0 unless told."),
      .init("hold", "TICKS", "For how many instants a satellite is kept below the mask; 0 unless told."),
      .init("ping-pong", "SECONDS", "How soon a return to the satellite before is a ping-pong; 30 unless told."),
      .init("output-dir", "DIR", "Where the four tables go; the current folder unless told."),
      .init("json", nil, "Print JSON."),
      .init("plot", "FILE", "Draw elevation, serving satellite and handovers over time, as SVG."),
      .init("quiet", nil, "No progress."),
    ],
    notes: """
      POSITIONS.csv has the rows time,satId,lat,lon,alt that orrery positions writes: seconds, degrees, metres, times
      ascending; - is standard input. It is read as a stream. The highest satellite at or above the mask serves, of equals
      the lower number. While the serving one is at or above the mask, a higher one must be higher by the hysteresis and
      the dwell be over; below it the highest takes over at once, and without one it is held for the ticks told.
      The tables are \(ServeCheckFiles.names[0]), \(ServeCheckFiles.names[1]),
      \(ServeCheckFiles.names[2]) and \(ServeCheckFiles.names[3]); with --sphere every
      reason is max_elevation_changed. The exit code is 1 where POSITIONS.csv has no positions.
      """,
    examples: [
      "orrery serve-check positions.csv --ut 25.0330,121.5654 --min-elevation 10 --sphere",
      "orrery serve-check positions.csv --ut 25.0330,121.5654 --hysteresis 2 --dwell 30 --hold 2 --output-dir out",
      "orrery serve-check positions.csv --ut -33.9,151.2 --json --plot service.svg",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let plan = try ServeCheckPlan(arguments)
    var file = try PositionsFile(arguments.operands[0])
    guard let first = try file.next() else {
      Terminal.complain("orrery: \(arguments.operands[0]) has no positions")
      return .failure
    }
    var report = ServeCheckReport(plan)
    let wish = StopWish()
    let interruption = Interruption { wish.isThere = true }
    defer { withExtendedLifetime(interruption) {} }
    guard try check(first, &file, plan, &report, wish, arguments) else { return .interrupted }
    if let path = plan.plotPath, let plot = report.plot { try deliver(Array(plot.chart.svg.utf8), to: path) }
    print(arguments.has("json") ? report.json.indented : report.text)
    return .success
  }

  /// Goes through the file and writes the tables; returns whether nobody stopped it.
  private static func check(
    _ first: PositionsInstant, _ file: inout PositionsFile, _ plan: ServeCheckPlan, _ report: inout ServeCheckReport,
    _ wish: StopWish, _ arguments: Arguments
  ) throws -> Bool {
    let megabyte = 1_000_000
    let progress = CountingProgress(
      "megabyte", of: (file.size ?? 0) / megabyte, isQuiet: arguments.has("quiet") || file.size == nil)
    defer { progress.end() }
    var files = try ServeCheckFiles(in: plan.directory, hasOneReason: plan.isOnSphere)
    var tracker = ServingTracker(minimumElevation: plan.minimumElevation, policy: plan.policy)
    var instant: PositionsInstant? = first
    var sights: [ServingCandidate] = []
    while let current = instant {
      guard !wish.isThere else { return false }
      sights.removeAll(keepingCapacity: true)
      for row in current.rows { sights.append(plan.sky.candidate(row)) }
      let tick = tracker.advance(to: current.time, seeing: sights)
      try files.write(tick, at: current.seconds)
      report.add(tick, sights, at: current.seconds)
      progress.show(file.bytesRead / megabyte)
      instant = try file.next()
    }
    try files.close()
    return true
  }
}

/// What is asked of a check.
struct ServeCheckPlan {
  let terminal: Geodetic
  let minimumElevation: Angle
  let isOnSphere: Bool
  let sky: TerminalSky
  let policy: ServingPolicy
  let pingPongWindow: TimeSpan
  let directory: String
  let plotPath: String?

  init(_ arguments: Arguments) throws {
    guard let terminal = try arguments.place("ut") else {
      throw UsageError("serve-check needs --ut LATITUDE,LONGITUDE[,METRES]", command: arguments.command)
    }
    self.terminal = terminal
    minimumElevation = .degrees(try arguments.number("min-elevation", in: -90...90) ?? 10)
    isOnSphere = arguments.has("sphere")
    sky = TerminalSky(at: terminal, onSphere: isOnSphere)
    policy = try ServingPolicy(
      hysteresisDegrees: try arguments.number("hysteresis", in: 0...90) ?? 0,
      minimumDwell: try ServeCheckPlan.span("dwell", arguments) ?? .zero,
      holdTicks: try arguments.integer("hold", in: 0...1_000_000) ?? 0)
    pingPongWindow = try ServeCheckPlan.span("ping-pong", arguments) ?? .seconds(30)
    directory = arguments["output-dir"] ?? "."
    plotPath = arguments["plot"]
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw arguments.wrong("output-dir", allowed: "a folder that is there")
    }
  }

  private static func span(_ option: String, _ arguments: Arguments) throws(UsageError) -> TimeSpan? {
    let span = try arguments.seconds(option)
    guard let span, span < .zero else { return span }
    throw arguments.wrong(option, allowed: "seconds from 0 on, or a duration such as PT30S")
  }
}
