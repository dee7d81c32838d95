import Catalog
import Foundation
import JSON
import Orbits

/// `orrery bench`: the program's own speed, in the lines that the peers' benchmarks print.
enum BenchCommand: Command {
  static let specification = CommandSpecification(
    name: "bench", summary: "Measures orbit kernels or handover analysis, and prints a JSON line a workload.",
    operands: "orbit|handover", operandCount: 1...1,
    options: [
      .init(
        "workload", "NAME",
        "Of orbit: \(OrbitBench.Workload.names). Of handover: \(HandoverBench.Workload.names)."),
      .init(
        "sets", "FOLDER", "Where element sets are, NAME.tle, and NAME.ref.csv for the error; embedded ones without it."),
      .init("elements", "FILE", "The catalogue of the handover workloads; the embedded shells without it."),
      .init("threads", "N", "On how many threads; 1 unless told, and for handover always."),
      .init("rounds", "N", "Best of how many; 5 unless told."),
      .init("instructions", "NAME", "portable, avx2 or avx512; the machine's best unless told."),
    ],
    notes: """
      A line holds peer, workload, threads, n (states), mprops_wall and mprops_cpu (million states a second by wall
      clock and by CPU time, best of the rounds), med_wall_s, check (the mean of x + 2y + 3z, km) and err_km (the
      largest distance from the reference states); access_mixed has windows, visible_min and sats_per_s instead,
      step workloads the CPU time of a step of 30,000 positions and places. Without --workload all are measured. cat
      workloads are 1,440 minutes of every satellite, one workloads 1,000,000 seconds of the first, from
      2025-10-03T00:00:00Z (embedded sets: from 2026-01-01T00:00:00Z). A line of handover has the CPU time of one piece
      of its work on one core, in microseconds, beside what it may take: events is a neighbour's sample, filtered, in one
      of A3, A4 and A5 with jitter, predict_few is ten minutes of 50 satellites over
      a place, predict_all of 10,299, d2 720 reference locations of 70 satellites and their events, filter the six stages
      over the whole catalogue and six hours, pool the handbook's 120 and 36 satellites planned from it, decide a choice
      among nine neighbours.
      """,
    examples: ["orrery bench orbit --sets sets --workload cat_near", "orrery bench orbit --sets sets --threads 2"])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    switch arguments.operands[0] {
    case "orbit": try measureOrbits(arguments)
    case "handover": try measureHandover(arguments)
    case let other:
      throw UsageError("there is no bench \"\(other)\"; there are: orbit, handover", command: arguments.command)
    }
    return .success
  }

  private static func measureOrbits(_ arguments: Arguments) throws {
    let bench = OrbitBench(
      folder: arguments["sets"].map { URL(fileURLWithPath: $0, isDirectory: true) },
      threads: try count(arguments, "threads", or: 1), rounds: try count(arguments, "rounds", or: 5),
      instructions: try instructionSet(arguments))
    for workload in try workloads(arguments, OrbitBench.Workload.self) { tell(try bench.measure(workload)) }
  }

  private static func measureHandover(_ arguments: Arguments) throws {
    var (sets, start) = (EmbeddedElements.shellSets, EmbeddedElements.shellEpoch)
    if let path = arguments["elements"] {
      let file = try arguments.elementFile(path)
      sets = file.sets
      guard let newest = sets.map(\.epoch).max() else { throw BenchFault(path: path, reason: "has no element sets") }
      start = newest
    }
    let bench = HandoverBench(sets: sets, start: start, rounds: try count(arguments, "rounds", or: 5))
    for workload in try workloads(arguments, HandoverBench.Workload.self) { tell(bench.measure(workload)) }
  }

  private static func tell(_ line: JSONValue) {
    print(line.compact)
    fflush(nil)
  }

  private static func workloads<Workload: CaseIterable & RawRepresentable<String>>(
    _ arguments: Arguments, _: Workload.Type
  ) throws -> [Workload] {
    guard let name = arguments["workload"] else { return Array(Workload.allCases) }
    guard let workload = Workload(rawValue: name) else { throw arguments.wrong("workload", allowed: Workload.names) }
    return [workload]
  }

  private static func instructionSet(_ arguments: Arguments) throws -> InstructionSet {
    guard let name = arguments["instructions"] else { return .best }
    guard let set = InstructionSet(rawValue: name), InstructionSet.available.contains(set) else {
      throw arguments.wrong(
        "instructions", allowed: InstructionSet.available.map(\.rawValue).joined(separator: ", ") + " on this machine")
    }
    return set
  }

  private static func count(_ arguments: Arguments, _ option: String, or standard: Int) throws -> Int {
    guard let text = arguments[option] else { return standard }
    guard let count = Int(text), (1...1_000).contains(count) else { throw arguments.wrong(option, allowed: "1...1000") }
    return count
  }
}

extension CaseIterable where Self: RawRepresentable<String> {
  /// All of them by name.
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
