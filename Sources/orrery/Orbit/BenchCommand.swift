import Foundation
import JSON
import Orbits

/// `orrery bench`: the propagator's own speed, in the lines that the peers' benchmarks print.
enum BenchCommand: Command {
  static let specification = CommandSpecification(
    name: "bench", summary: "Measures the orbit kernels and prints a JSON line a workload.",
    operands: "orbit", operandCount: 1...1,
    options: [
      .init(
        "workload", "NAME", "cat_near, cat_mixed, cat_deep, one_near, one_deep, access_mixed, step_near, step_mixed."),
      .init(
        "sets", "FOLDER", "Where element sets are, NAME.tle, and NAME.ref.csv for the error; embedded ones without it."),
      .init("threads", "N", "On how many threads; 1 unless told."),
      .init("rounds", "N", "Best of how many; 5 unless told."),
      .init("instructions", "NAME", "portable, avx2 or avx512; the machine's best unless told."),
    ],
    notes: """
      A line holds peer, workload, threads, n (states), mprops_wall and mprops_cpu (million states a second by wall
      clock and by CPU time, best of the rounds), med_wall_s, check (the mean of x + 2y + 3z, km) and err_km (the
      largest distance from the reference states); access_mixed has windows, visible_min and sats_per_s instead,
      step workloads the CPU time of a step of 30,000 positions and places. Without --workload all are measured. cat
      workloads are 1,440 minutes of every satellite, one workloads 1,000,000 seconds of the first, from
      2025-10-03T00:00:00Z (embedded sets: from 2026-01-01T00:00:00Z).
      """,
    examples: ["orrery bench orbit --sets sets --workload cat_near", "orrery bench orbit --sets sets --threads 2"])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.operands == ["orbit"] else {
      throw UsageError("there is no bench \"\(arguments.operands[0])\"; there is: orbit", command: arguments.command)
    }
    let instructions = try instructionSet(arguments)
    let bench = OrbitBench(
      folder: arguments["sets"].map { URL(fileURLWithPath: $0, isDirectory: true) },
      threads: try count(arguments, "threads", or: 1), rounds: try count(arguments, "rounds", or: 5),
      instructions: instructions)
    for workload in try workloads(arguments) {
      let line = try bench.measure(workload)
      print(line.compact)
      fflush(nil)
    }
    return .success
  }

  private static func workloads(_ arguments: Arguments) throws -> [OrbitBench.Workload] {
    guard let name = arguments["workload"] else { return OrbitBench.Workload.allCases }
    guard let workload = OrbitBench.Workload(rawValue: name) else {
      throw arguments.wrong("workload", allowed: OrbitBench.Workload.allCases.map(\.rawValue).joined(separator: ", "))
    }
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
