import Catalog
import Foundation
import Orbits
import Quantities

/// `orrery propagate`: element sets turned into ephemerides.
enum PropagateCommand: Command {
  static let specification = CommandSpecification(
    name: "propagate", summary: "Writes positions and velocities of satellites from their element sets.",
    operands: "FILE", operandCount: 1...1,
    options: [
      .init("satellite", "NAME", "Only these, by name or catalogue number; several with commas."),
      .init("from", "TIME", "The first time; the newest epoch unless told."),
      .init("to", "TIME", "The last time, or a duration after the first; a day unless told."),
      .init("step", "SPAN", "The time between two states; PT1M unless told."),
      .init("frame", "NAME", "teme (what SGP4 gives) or itrf (the Earth's)."),
      .init("ut1", "SECONDS", "UT1 - UTC for itrf, -0.9 to 0.9; 0 unless told."),
      .init("format", "NAME", "csv, json (one object a line), oem (CCSDS) or stk (.e, for one satellite)."),
      .init("output", "FILE", "Where to write; standard output unless told. Its suffix tells the format."),
      .init("created", "TIME", "The creation date in an OEM; now unless told."),
      .init("max-age", "DURATION", "The age from which a set is warned of; P14D."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("quiet", nil, "No warnings, no progress."),
    ],
    notes: """
      FILE has element sets of any format; - is standard input. Positions are in km, velocities in km/s. A satellite
      ends where SGP4 has no state for it, which is told; the others go on. Sets that are old at the first or the last
      time are warned of.
      """,
    examples: [
      "orrery propagate stations.json --satellite 25544 --to PT3H --format stk --output iss.e",
      "orrery propagate active.3le --from 2026-07-24T00:00:00Z --to PT10M --step PT10S > states.csv",
      "orrery propagate weather.csv --frame itrf --format oem --output weather.oem",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let file = try arguments.elementFile(arguments.operands[0])
    arguments.complain(of: file, arguments.operands[0])
    let sets = try chosen(arguments, file.sets)
    guard !sets.isEmpty else { return .input }
    let plan = try Plan(arguments, sets)
    try arguments.warn(ofAgeOf: sets, from: plan.from, to: plan.to)
    var ended = EndedSatellites(isQuiet: arguments.has("quiet"))
    let progress = CountingProgress("satellite", of: sets.count, isQuiet: arguments.has("quiet"))
    var sink = try TextSink(arguments["output"])
    let wish = StopWish()
    let interruption = arguments["output"] == nil ? nil : Interruption { wish.isThere = true }
    defer { withExtendedLifetime(interruption) {} }
    var isWanted = try sink.write(plan.format.head(frame: plan.frame, created: plan.created))
    for (index, set) in sets.enumerated() where isWanted {
      guard !wish.isThere else {
        progress.end()
        return .interrupted
      }
      progress.show(index)
      let table = EphemerisTable(
        of: set, from: plan.from, to: plan.to, step: plan.step, frame: plan.frame, orientation: plan.orientation)
      if let failure = table.failure { ended.note(set.name ?? String(set.catalogNumber), failure, progress) }
      isWanted = try sink.write(plan.format.text(of: table))
    }
    progress.end()
    ended.end(of: sets.count)
    try sink.close()
    return file.errorCount == 0 ? .success : .input
  }

  private static func chosen(_ arguments: Arguments, _ sets: [ElementSet]) throws -> [ElementSet] {
    try arguments.chosen("satellite", sets) { [$0.name ?? String($0.catalogNumber), String($0.catalogNumber)] }
  }

  /// What is to be written.
  private struct Plan {
    let from, to, created: ScenarioTime
    let step: TimeSpan
    let frame: EphemerisTable.Frame
    let orientation: EarthOrientation
    let format: EphemerisFormat

    /// The most states of one satellite.
    static let greatestCount = 50_000_000

    init(_ arguments: Arguments, _ sets: [ElementSet]) throws {
      from = try arguments.time("from") ?? sets.map(\.epoch).max() ?? ScenarioTime(nanosecondsSince1970: 0)
      to = try arguments.time("to", after: from) ?? from + .hours(24)
      step = try arguments.span("step") ?? .minutes(1)
      guard step > .zero else { throw arguments.wrong("step", allowed: "a duration above zero, such as PT1M") }
      guard from <= to else { throw UsageError("--to is before --from", command: arguments.command) }
      try arguments.require(to, within: 36_525, after: from)
      guard EphemerisTable.count(from: from, to: to, step: step) <= Plan.greatestCount else {
        throw arguments.wrong("step", allowed: "at most \(Plan.greatestCount) states a satellite")
      }
      frame = try arguments.choice("frame", EphemerisTable.Frame.self) ?? .teme
      orientation = try arguments.ut1()
      let suffix = arguments["output"].map { URL(fileURLWithPath: $0).pathExtension } ?? ""
      let implied = suffix == "e" ? EphemerisFormat.stk : EphemerisFormat(rawValue: suffix)
      format = try arguments.choice("format", EphemerisFormat.self) ?? implied ?? .csv
      guard format != .stk || sets.count == 1 else {
        throw UsageError(
          "an STK ephemeris holds one satellite, here are \(sets.count): choose one with --satellite",
          command: arguments.command)
      }
      created = try arguments.time("created") ?? ScenarioTime(Date())
    }
  }
}

extension ScenarioTime {
  /// The whole second of a wallclock time.
  fileprivate init(_ date: Date) {
    self.init(nanosecondsSince1970: Int64(date.timeIntervalSince1970) * 1_000_000_000)
  }
}
