import JSON
import Messages
import MosquittoTransport
import Quantities

/// `orrery broker check`: whether a test run can take place over a broker.
enum BrokerCheckCommand: Command {
  static let specification = CommandSpecification(
    name: "broker check", summary: "Looks at a broker as a test run will use it, and says what is amiss.",
    operands: "URL", operandCount: 1...1,
    options: [
      .init("prefix", "NAME", "Look under this test run's name, and say who is heard there."),
      .init("within", "DURATION", "How long each step may take; 5 s by default."),
      .init("json", nil, "Print the checks as JSON."),
    ] + Arguments.credentials,
    notes: """
      Each check is a line: ✓ as it should be, ! works but look at it, ✗ no test run can take place. Nothing stays
      behind at the broker. The exit code is 0 where it is usable and 1 where it is not.
      """,
    examples: [
      "orrery broker check mqtt://localhost", "orrery broker check mqtts://ann@broker.example.org --prefix nost --json",
      "orrery broker check mqtt://ann@broker.example.org --password-command 'scripts/token'",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    if let prefix = arguments["prefix"] {
      do {
        try Address.check(name: prefix)
      } catch {
        throw UsageError("--prefix \(error)", command: arguments.command)
      }
    }
    let limit = try limit(arguments)
    let options = try arguments.broker(arguments.operands[0])
    #if MQTT
      let isJSON = arguments.has("json")
      var examination = BrokerExamination(options, prefix: arguments["prefix"], limit: limit) { check in
        if !isJSON { print(check.line) }
      }
      try examination.run()
      if isJSON {
        let document: JSONValue = [
          "broker": .string("\(options.host):\(options.port)"), "isUsable": .bool(examination.isUsable),
          "checks": .array(examination.checks.map(\.json)), "roundTrip": examination.roundTrips?.json ?? .null,
        ]
        print(document.indented)
      }
      return examination.isUsable ? .success : .failure
    #else
      throw UsageError("this program was built without libmosquitto", command: arguments.command)
    #endif
  }

  private static func limit(_ arguments: Arguments) throws -> Duration {
    guard let text = arguments["within"] else { return .seconds(5) }
    guard let span = try? TimeSpan(text), 0.1...600 ~= span.seconds else {
      throw arguments.wrong("within", allowed: "0.1 to 600 seconds, such as 5 or PT5S")
    }
    return .nanoseconds(span.nanoseconds)
  }
}
