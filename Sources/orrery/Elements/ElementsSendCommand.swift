import Catalog
import Downlink
import Foundation
import Messages
import Orbits
import Quantities
import Scenario
import Transport

/// `orrery elements send`: new elements for the satellites of a run that goes on.
enum ElementsSendCommand: Command {
  static let specification = CommandSpecification(
    name: "elements send", summary: "Tells a running federation new elements of its satellites.",
    operands: "FILE SCENARIO", operandCount: 2...2,
    options: [
      .init("broker", "URL", "Publish over this broker; without one the messages are printed."),
      .init("at", "TIME", "The scenario time from which they fly so; without one, the next step."),
      .init("prefix", "NAME", "The name of the test run, instead of the scenario's."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("quiet", nil, "No warnings and no count, only errors."),
    ] + Arguments.credentials,
    notes: """
      Each set of FILE goes to the satellite of SCENARIO with its catalogue number or its name; the newest, where FILE
      has several. TIME is a time, or a duration after the scenario's start such as PT30M. A time that has
      passed is taken as it is: ranges and links are put right from then on.
      """,
    examples: [
      "orrery elements send today.json Scenarios/downlink --broker mqtt://localhost",
      "orrery elements send today.json Scenarios/downlink --at PT30M",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments.operands[0]
    let file = try arguments.elementFile(path)
    arguments.complain(of: file, path)
    let definition = try arguments.scenario(operand: 1)
    let time = try time(arguments, definition)
    let messages = messages(NewestElements(of: file.sets).sets, definition, from: time)
    let address = Address(
      prefix: arguments["prefix"] ?? definition.prefix, app: Role.catalog.defaultApp ?? "", leaf: "elements")
    guard !messages.isEmpty else {
      Terminal.complain("\(path) has no set of a satellite of \(definition.name), by catalogue number or by name")
      return .input
    }
    let isStopped = Flag()
    let interruption = Interruption { isStopped.raise() }
    defer { withExtendedLifetime(interruption) {} }
    let speaker = try Speaker(arguments, name: "catalog", isStopped)
    guard speaker.waitUntilReady() else { return .interrupted }
    for message in messages {
      try speaker.transport.publish(
        TransportMessage(topic: address.topic, payload: message.payload, quality: .atLeastOnce))
    }
    let left = speaker.transport.stop(within: .seconds(30)) + speaker.transport.statistics.dropped
    if !arguments.has("quiet") {
      let lost = left == 0 ? "" : ", \(left) not delivered"
      Terminal.complain("sent elements of \(messages.count) of \(definition.satellites.count) satellites\(lost)")
    }
    return left > 0 ? .failure : file.errorCount > 0 ? .input : .success
  }

  private static func messages(
    _ sets: [ElementSet], _ definition: ScenarioDefinition, from time: ScenarioTime?
  ) -> [SatelliteElements] {
    let byNumber = Dictionary(
      sets.filter { $0.catalogNumber != 0 }.map { ($0.catalogNumber, $0) }, uniquingKeysWith: { $1 })
    let byName = Dictionary(sets.compactMap { set in set.name.map { ($0, set) } }, uniquingKeysWith: { $1 })
    return definition.satellites.compactMap { satellite in
      let matches = [byNumber[satellite.elements.catalogNumber], byName[satellite.name]].compactMap { $0 }
      return matches.max { $0.epoch < $1.epoch }.map { SatelliteElements(id: satellite.id, time: time, elements: $0) }
    }
  }

  private static func time(_ arguments: Arguments, _ definition: ScenarioDefinition) throws -> ScenarioTime? {
    guard let text = arguments["at"] else { return nil }
    guard
      let time = (try? ScenarioTime(text)) ?? (try? TimeSpan(text)).flatMap({ definition.start.adding($0) }),
      time == time.wholeMicrosecond
    else {
      throw arguments.wrong(
        "at", allowed: "a time, or a duration after \(definition.start) such as PT30M, on a whole microsecond")
    }
    return time
  }
}
