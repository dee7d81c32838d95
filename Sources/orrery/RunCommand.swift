import Federation
import MosquittoTransport
import Scenario
import Simulation
import Transport

/// `orrery run`: a whole test run in one process.
enum RunCommand: Command {
  static let specification = CommandSpecification(
    name: "run", summary: "Runs a scenario: every federate in one process, with a report at the end.",
    operands: "SCENARIO", operandCount: 1...1,
    options: [
      .init("speed", "SPEED", "max (the default), realtime, scenario, a number of scenario seconds a second, or step."),
      .init("broker", "URL", "Speak over this broker too, so that others can take part: mqtt://localhost:1883."),
    ] + Arguments.optionalService + LiveRun.options,
    notes: """
      SCENARIO is a file, or a folder that holds scenario.json.
      --speed scenario takes the scenario's own scale; --speed step does a step for every line of input.
      The broker may also stand in ORRERY_BROKER, its user and password in ORRERY_BROKER_USER and _PASSWORD.
      Ctrl-C ends the run where it stands, with its report and a whole record.
      """,
    examples: [
      "orrery run Scenarios/downlink",
      "orrery run Scenarios/downlink --speed 600 --watch",
      "orrery run Scenarios/downlink --speed realtime --record run.jsonl",
      "orrery run Scenarios/outages --broker mqtt://localhost --speed realtime --until PT10M",
      "orrery run Scenarios/constellation --json > report.json",
      "orrery run Scenarios/downlink --speed 600 --serve 8080",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let definition = try arguments.scenario()
    var options = RunAssembly.Options()
    (options.pacing, options.scale) = try speed(arguments, definition)
    options.until = try arguments.until(definition)
    var run = LiveRun(definition: definition, arguments: arguments, assembly: options, app: nil, showsReport: true)
    run.server = try arguments.serverOptions(port: "serve")
    return try run.start(over: try transport(arguments))
  }

  /// The wire; nil where there is nobody to speak to.
  static func transport(_ arguments: Arguments) throws -> (any Transport)? {
    guard let broker = try arguments.broker() else { return nil }
    #if MQTT
      return try MosquittoTransport(broker)
    #else
      throw UsageError("this program was built without libmosquitto", command: arguments.command)
    #endif
  }

  /// How fast it is to go.
  static func speed(
    _ arguments: Arguments, _ definition: ScenarioDefinition, default fallback: String = "max"
  ) throws -> (Pacing, Double?) {
    switch arguments["speed"] ?? fallback {
    case "max": return (.maximum, nil)
    case "step": return (.singleStep, nil)
    case "scenario": return (.wallclock, nil)
    case let text: return (.wallclock, try arguments.scale(text, words: "max, scenario, step"))
    }
  }
}
