import Foundation
import JSON
import Quantities
import Scenario

/// `orrery validate`: checks scenario files without running them.
enum ValidateCommand: Command {
  static let specification = CommandSpecification(
    name: "validate", summary: "Checks scenario files and shows every mistake with its line.",
    operands: "FILE...", operandCount: 1...10_000,
    options: [
      .init("json", nil, "Print the findings as JSON."),
      .init("quiet", nil, "Print nothing for files that are right."),
    ],
    notes: "Exit code 3 if any file has a mistake; warnings are none.",
    examples: ["orrery validate Scenarios/downlink", "orrery validate my/*.json --json"])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    var findings: [JSONValue] = []
    var isRight = true
    for path in arguments.operands {
      let file = ScenarioReader.resolved(path)
      var problems: [ScenarioProblem] = []
      var definition: ScenarioDefinition?
      do {
        definition = try ScenarioReader.read(path) { problems.append($0) }
      } catch {
        problems = error.problems
        isRight = false
      }
      findings.append(json(file, definition, problems))
      if !arguments.has("json") { show(file, definition, problems, isQuiet: arguments.has("quiet")) }
    }
    if arguments.has("json") { print(JSONValue.array(findings).indented) }
    return isRight ? .success : .input
  }

  private static func show(
    _ file: String, _ definition: ScenarioDefinition?, _ problems: [ScenarioProblem], isQuiet: Bool
  ) {
    let source = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    for problem in problems { Terminal.complain(problem.rendered(in: source)) }
    if let definition, !isQuiet {
      let length = (definition.stop - definition.start).spelled
      print(
        "\(file): right: \(definition.satellites.count) satellites, \(definition.stations.count) stations, \(length)")
    } else if definition == nil {
      let count = problems.count { $0.severity == .error }
      Terminal.complain("\(file): \(count) mistake\(count == 1 ? "" : "s")")
    }
  }

  private static func json(
    _ file: String, _ definition: ScenarioDefinition?, _ problems: [ScenarioProblem]
  ) -> JSONValue {
    [
      "file": .string(file),
      "isValid": .bool(definition != nil),
      "problems": .array(
        problems.map { problem in
          [
            "severity": .string(problem.severity.rawValue),
            "line": problem.place.map { .integer(Int64($0.line)) } ?? .null,
            "column": problem.place.map { .integer(Int64($0.column)) } ?? .null,
            "path": problem.path.map { .string($0) } ?? .null,
            "value": problem.value.map { .string($0) } ?? .null,
            "reason": .string(problem.reason),
            "allowed": problem.allowed.map { .string($0) } ?? .null,
            "suggestion": problem.suggestion.map { .string($0) } ?? .null,
          ]
        }),
    ]
  }
}
