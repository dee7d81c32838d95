import HTTPServer
import Scenario
import Simulation

/// `orrery serve`: a whole test run in one process, with everything it does over HTTP.
enum ServeCommand: Command {
  static let specification = CommandSpecification(
    name: "serve",
    summary: "Runs a scenario, shows it in a browser and answers over HTTP, also after its end, until Ctrl-C.",
    operands: "SCENARIO", operandCount: 1...1,
    options: [
      .init("port", "N", "The port; 0 for any that is free. 8090 by default."),
      .init("speed", "SPEED", "scenario (the default), max, realtime, a number of scenario seconds a second, or step."),
      .init("broker", "URL", "Speak over this broker too, so that others can take part: mqtt://localhost:1883."),
    ] + Arguments.service + LiveRun.options,
    notes: """
      The address that it prints shows the run in a browser: satellites on a globe or a map, recorders, links, costs.
      /docs says what can be asked, /openapi.json says it to programs. With --speed step a POST of /run/step does one.
      Whoever is to command the run needs the token of --token-file, which may also stand in ORRERY_TOKEN.
      The report is printed when the run ends; the answers go on. A second Ctrl-C ends at once.
      """,
    examples: [
      "orrery serve Scenarios/downlink",
      "orrery serve Scenarios/downlink --port 8080 --speed 600 --token-file token",
      "curl -s localhost:8090/constellation/state",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let definition = try arguments.scenario()
    var options = RunAssembly.Options()
    (options.pacing, options.scale) = try RunCommand.speed(arguments, definition, default: "scenario")
    options.until = try arguments.until(definition)
    var run = LiveRun(definition: definition, arguments: arguments, assembly: options, app: nil, showsReport: true)
    run.server = try arguments.serverOptions(port: "port", default: "\(ServerOptions.defaultPort)")
    run.staysAfterEnd = true
    return try run.start(over: try RunCommand.transport(arguments))
  }
}
