import Catalog
import Foundation
import JSON
import Messages

/// `orrery broker rabbitmq`: the files that join MQTT and AMQP in a RabbitMQ.
enum BrokerRabbitMQCommand: Command {
  static let specification = CommandSpecification(
    name: "broker rabbitmq", summary: "Writes the files that make a RabbitMQ carry test runs over MQTT and AMQP.",
    operands: "", operandCount: 0...0,
    options: [
      .init("prefix", "NAME", "The name of a test run; may stand several times.", isRepeatable: true),
      .init("into", "DIR", "Write definitions.json and rabbitmq.conf into this folder."),
      .init("replace", nil, "Replace the files that are in the folder."),
      .init("only", "FILE", "Print only definitions or conf."),
      .init("guest", nil, "Put the user guest into the definitions, for a new broker on this machine."),
    ],
    notes: """
      The definitions hold a topic exchange for each prefix, as nost-tools declares it, and two bindings between it and
      amq.topic, where MQTT lives. They are taken over by rabbitmqctl import_definitions while the broker runs, or by
      load_definitions in rabbitmq.conf at its start. orrery broker check URL shows whether it works.
      """,
    examples: [
      "orrery broker rabbitmq --prefix nost --into /etc/rabbitmq",
      "orrery broker rabbitmq --prefix nost --prefix downlink --only definitions > definitions.json",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let prefixes = arguments.all("prefix")
    guard !prefixes.isEmpty else {
      throw UsageError("broker rabbitmq needs --prefix NAME", command: arguments.command)
    }
    for prefix in prefixes {
      do {
        try Address.check(name: prefix)
      } catch {
        throw UsageError("--prefix \(error)", command: arguments.command)
      }
      // Applications of NOS-T would take part in what is no test run at all.
      guard !prefix.hasPrefix("amq") else {
        throw UsageError("--prefix \"\(prefix)\": RabbitMQ keeps names with amq to itself", command: arguments.command)
      }
    }
    var setup = RabbitMQSetup(prefixes: prefixes.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    setup.hasGuest = arguments.has("guest")
    if let folder = arguments["into"] {
      try arguments.requireAtMostOne(of: "into", "only")
      return try write(setup, into: folder, replaces: arguments.has("replace"))
    }
    let definitions = setup.definitions.indented
    switch arguments["only"] {
    case "definitions": print(definitions)
    case "conf": try deliver(Array(setup.configuration.utf8), to: nil)
    case nil: print("\(setup.configuration)\n# definitions.json\n\(definitions)")
    default: throw arguments.wrong("only", allowed: "definitions, conf")
    }
    return .success
  }

  private static func write(_ setup: RabbitMQSetup, into folder: String, replaces: Bool) throws -> ExitCode {
    var setup = setup
    let url = URL(filePath: folder)
    let names = ["definitions.json", "rabbitmq.conf"]
    if !replaces, let name = names.first(where: { access(url.appending(path: $0).path, F_OK) == 0 }) {
      throw FileFault(
        path: url.appending(path: name).path,
        reason: "is there already, and may serve other test runs: name all their prefixes and say --replace, or take "
          + "another folder")
    }
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let definitions = url.appending(path: "definitions.json").path
    setup.definitionsPath = definitions
    try deliver(Array((setup.definitions.indented + "\n").utf8), to: definitions)
    try deliver(Array(setup.configuration.utf8), to: url.appending(path: "rabbitmq.conf").path)
    return .success
  }
}
