import Catalog
import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// `orrery handover verify`: whether orbits, events, decisions and the filter do what they promise.
enum VerifyCommand: Command {
  static let specification = CommandSpecification(
    name: "handover verify", summary: "Holds orbits, events, decisions and the filter to their targets.",
    operands: "[ELEMENTS]", operandCount: 0...1,
    options: [
      .init("passes", "N", "How many passes at random, 1 to 100000; 1000 unless told."),
      .init("seed", "N", "Whence terminals, times, shadowing and loads come; 42 unless told."),
      .init("speed-kmh", "KMH", "How fast terminals move through what shades them, 0.36 to 360; 120 unless told."),
      .init("filter-coefficient", "K", "k of the layer-3 filter over samples of 200 ms; 19 unless told."),
      .init(
        "hysteresis", "DB",
        "The hysteresis of A4 and A5, 0 to 15 in steps of 0.5; 1 unless told. A3 has half as much again."),
      .init("time-to-trigger", "MS", "How long a condition must hold, as TimeToTrigger has it; 5120 unless told."),
      .init("threads", "N", "On how many cores; all unless told."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("json", nil, "Print JSON."),
      .init("quiet", nil, "No warnings and no progress."),
    ],
    notes: """
      Four blocks: sgp4_accuracy is SGP4 against the published verification run; event_detection what a terminal makes
      of levels with shadowing, against the inequalities without it; handover_decision what becomes of approved
      handovers, and their score over that of an exhaustive look-ahead; filtering_efficiency the six stages over
      ELEMENTS from their newest epoch on, or over the published shells without them. Passes are of the shells of
      Starlink and OneWeb by turns. All but the speed of SGP4 follows from the seed, whatever the threads.
      docs/handover.md says how each figure is defined.

      Exit codes: 0 where all targets are met, 6 where one is not.
      """,
    examples: [
      "orrery handover verify", "orrery handover verify active.3le --json",
      "orrery handover verify --passes 100 --seed 7 --speed-kmh 3",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let setup = try arguments.criteria { try Self.setup(arguments) }
    let threads = try arguments.integer("threads", in: 1...1_024)
    let catalogue = try VerifiedCatalogue(arguments)
    let verification = HandoverVerification(setup, over: try fleets())
    let progress = CountingProgress("pass", of: setup.passCount, isQuiet: arguments.has("quiet"))
    let passes = try verification.tally(threads: threads, progress: progress.show)
    progress.end()
    let report = VerifyReport(
      setup: setup, fleets: verification.fleets.map(\.name), accuracy: SGP4Accuracy(),
      statesPerSecond: statesPerSecond(), passes: passes, catalogue: catalogue,
      filter: CandidateFilter().report(
        on: catalogue.sets, over: GroundSite(HandoverSite.standard), from: catalogue.start, threads: threads))
    print(arguments.has("json") ? report.json.indented : report.text(colour: Terminal.hasColour))
    guard catalogue.errorCount == 0 else { return .input }
    return report.isMet ? .success : .missed
  }

  private static func setup(_ arguments: Arguments) throws -> VerificationSetup {
    try VerificationSetup(
      seed: try arguments.integer("seed", in: 0...Int.max).map(UInt64.init),
      passCount: try arguments.integer("passes", in: 1...100_000),
      speedMetresPerSecond: try arguments.number("speed-kmh", in: 0.36...360).map { $0 / 3.6 },
      filterCoefficient: try arguments.number("filter-coefficient", in: 0...19).map(FilterCoefficient.init),
      hysteresis: try arguments.number("hysteresis", in: 0...15).map(Hysteresis.init),
      timeToTrigger: try arguments.number("time-to-trigger", in: 0...5_120).map(TimeToTrigger.init))
  }

  /// The published shells that passes are over.
  private static func fleets() throws -> [VerificationFleet] {
    try [("starlink", 550.0), ("oneweb", 1_200)].compactMap { name, altitude in
      try EmbeddedElements.sets(ofGroup: name).map {
        try VerificationFleet(name, of: $0.sets, altitudeKilometres: altitude, from: EmbeddedElements.shellEpoch)
      }
    }
  }

  /// How many states of the verification sets are worked out in a second of CPU time: a day of each, one at a time.
  private static func statesPerSecond() -> Double {
    let satellites = SGP4Accuracy.elements.compactMap { try? SGP4($0) }
    var states = 0
    let clock = Stopwatch(rounds: 5) {
      states = satellites.reduce(0) { sum, satellite in
        sum + (0..<1_440).count { (try? satellite.state(minutesSinceEpoch: Double($0))) != nil }
      }
    }
    return Double(states) / (clock.cpu.min() ?? .infinity)
  }
}

/// The catalogue that the filter is tried on.
struct VerifiedCatalogue {
  let name: String
  let sets: [ElementSet]
  let start: ScenarioTime
  /// How many element sets could not be read.
  let errorCount: Int

  init(_ arguments: Arguments) throws {
    guard let path = arguments.operands.first else {
      (name, errorCount) = ("published shells", 0)
      (sets, start) = (EmbeddedElements.shellSets, EmbeddedElements.shellEpoch)
      return
    }
    let file = try arguments.elementFile(path)
    arguments.complain(of: file, path)
    (name, errorCount) = (path, file.errorCount)
    sets = NewestElements(of: file.sets).sets
    guard let newest = sets.map(\.epoch).max() else { throw FileFault(path: path, reason: "has no element sets") }
    start = newest
  }
}
