import Federation
import Foundation
import Messages
import MosquittoTransport
import Scenario
import Simulation
import Transport

/// `orrery join`: one federate of a scenario in a process of its own.
enum JoinCommand: Command {
  static let specification = CommandSpecification(
    name: "join", summary: "Takes part in a test run as one application, over a broker.",
    operands: "SCENARIO", operandCount: 1...1,
    options: [
      .init(
        "as", "APP",
        "manager, storage, ground, outage or handover, or the application's name in the scenario; observer only looks on."
      ),
      .init("broker", "URL", "The broker: mqtt://localhost:1883, mqtts://user:password@host?ca=FILE."),
      .init("speed", "N", "For the manager: scenario seconds a second; realtime; the scenario's own by default."),
    ] + Arguments.optionalService + LiveRun.options,
    notes: """
      Every process reads the same SCENARIO. The order in which they start does not matter: the manager calls
      until all that it needs have answered. The manager's process prints the report at the end.
      An observer says nothing and nobody waits for it: with --serve it answers over HTTP for the whole federation.
      The broker may also stand in ORRERY_BROKER, its user and password in ORRERY_BROKER_USER and _PASSWORD.
      """,
    examples: [
      "orrery join Scenarios/downlink --as storage --broker mqtt://localhost",
      "orrery join Scenarios/downlink --as ground --broker mqtt://localhost",
      "orrery join Scenarios/downlink --as manager --broker mqtt://localhost --speed 600 --record run.jsonl",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let definition = try arguments.scenario()
    var options = RunAssembly.Options()
    options.pacing = .wallclock
    options.cast = try cast(arguments, definition)
    let isManager = options.cast == .one(.manager)
    guard isManager || !arguments.has("speed") else {
      throw UsageError("--speed is the manager's: the others follow it", command: arguments.command)
    }
    options.until = try arguments.until(definition)
    options.scale = try scale(arguments)
    // The manager reports on everybody, a record is of everything, and a report needs what a record does.
    let writesDown = isManager || arguments.has("record") || arguments.has("json")
    options.hearsEverything = writesDown || arguments.has("serve") || options.cast == .observer
    let app = RunAssembly(definition, options).app
    let earlier = LiveRun.earlier(definition, arguments, app: app)
    let now = SystemClock().now
    let clock = earlier?.clock(goingOnAt: now)
    if let clock, !isManager { options.scale = clock.scale(at: clock.scenario(at: now)) }
    var run = LiveRun(
      definition: definition, arguments: arguments, assembly: options, app: app, showsReport: writesDown,
      earlier: earlier)
    run.server = try arguments.serverOptions(port: "serve")
    let session = clock == nil ? Session.whileRunning : .resumed
    let (transport, broker) = try transport(arguments, definition, app, session: session)
    if !arguments.has("quiet") {
      let next =
        isManager ? "calling \(definition.requiredApps.joined(separator: ", "))" : "waiting for the start"
      Terminal.complain("\(app) speaks over \(broker.host):\(broker.port), \(next)")
    }
    return try run.start(over: transport)
  }

  private static func cast(_ arguments: Arguments, _ definition: ScenarioDefinition) throws -> Cast {
    var names: [(String, Role)] = [
      ("manager", .manager), ("storage", .storage), ("ground", .ground), ("outage", .outage),
      (definition.apps.storage, .storage), (definition.apps.ground, .ground), (definition.apps.outage, .outage),
    ]
    if definition.handover != nil {
      names += (["handover"] + definition.handoverApps).map { ($0, .handover) }
    }
    guard let wanted = arguments["as"] else {
      throw UsageError(
        "join needs --as APP: manager, storage, ground, outage, handover or observer", command: arguments.command)
    }
    if wanted == RunAssembly.observerName { return .observer }
    guard let role = names.first(where: { $0.0 == wanted })?.1 else {
      throw arguments.wrong(
        "as", allowed: (Set(names.map(\.0)).sorted() + [RunAssembly.observerName]).joined(separator: ", "))
    }
    guard role == .handover else { return .one(role) }
    return .handover(definition.handoverApps.contains(wanted) ? wanted : definition.apps.handover)
  }

  /// What the broker says for an application that vanishes: that it is not ready any more, and where others wait to take
  /// over from it, to those.
  private static func lastWill(of app: String, _ definition: ScenarioDefinition) -> TransportMessage {
    func will(_ leaf: String, _ message: some Message) -> TransportMessage {
      TransportMessage(
        topic: Address(prefix: definition.prefix, app: app, leaf: leaf).topic, payload: message.payload,
        quality: .atLeastOnce, isRetained: type(of: message).isRetained)
    }
    return definition.handoverApps.count > 1 && definition.handoverApps.contains(app)
      ? will("instance", HandoverInstance(name: app, isPresent: false))
      : will("status/ready", ReadyStatus(name: app, text: "connection lost", ready: false))
  }

  private static func scale(_ arguments: Arguments) throws -> Double? {
    guard let text = arguments["speed"], text != "scenario" else { return nil }
    return try arguments.scale(text, words: "scenario")
  }

  private static func transport(
    _ arguments: Arguments, _ definition: ScenarioDefinition, _ app: String, session: Session
  ) throws -> (any Transport, BrokerOptions) {
    guard var broker = try arguments.broker() else {
      throw UsageError("join needs --broker URL", command: arguments.command)
    }
    // What others say while the connection is broken is kept, until this process ends it, or one of its name begins
    // that does not go on with its record.
    // Of observers there may be many.
    let name = app == RunAssembly.observerName ? "\(app)-\(getpid())" : app
    broker.clientID = broker.clientID ?? "orrery-\(definition.prefix)-\(name)"
    broker.session = session
    // Should the process die, the manager hears that its application is not ready any more.
    if app != RunAssembly.observerName { broker.lastWill = lastWill(of: app, definition) }
    #if MQTT
      return (try MosquittoTransport(broker), broker)
    #else
      throw UsageError("this program was built without libmosquitto", command: arguments.command)
    #endif
  }
}
