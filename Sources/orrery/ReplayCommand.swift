import Federation
import Foundation
import Quantities
import Scenario
import Simulation
import Transport

/// `orrery replay`: a recorded run's messages once more.
enum ReplayCommand: Command {
  static let specification = CommandSpecification(
    name: "replay", summary: "Publishes the messages of a record again, in order.", operands: "FILE",
    operandCount: 1...1,
    options: [
      .init("broker", "URL", "Publish over this broker; without one the messages are printed."),
      .init("speed", "SPEED", "max (the default), realtime, or a number of scenario seconds a second."),
      .init("topics", "FILTERS", "Only topics that fit one of these MQTT filters, with commas between them."),
      .init("inbound", nil, "Only what the recording process heard from others."),
      .init("outbound", nil, "Only what it said itself."),
      .init("from", "TIME", "Only from this scenario time on."),
      .init("to", "TIME", "Only up to this scenario time."),
      .init("prefix", "NAME", "Publish under this prefix instead of the recorded one."),
      .init("quiet", nil, "No log."),
    ] + Arguments.optionalService + Arguments.credentials,
    notes: """
      Start and resume commands name wallclock times; they are moved to the replay's own, and with a --speed the
      start also takes over that speed, so that a fresh application runs along.
      With --serve the record is looked at as if it were live, at the scenario's own speed unless told, and until
      Ctrl-C; who has the token may pause it and change its speed. What was said before --from is told at once.
      """,
    examples: [
      "orrery replay run.jsonl --topics 'orrery/ground/+'",
      "orrery replay run.jsonl --broker mqtt://localhost --speed 60",
      "orrery replay ground.jsonl --broker mqtt://localhost --inbound --speed 600",
      "orrery replay run.jsonl --serve --speed 600 --from PT30M",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let record = try Record(contentsOf: arguments.operands[0])
    if let warning = record.warning { Terminal.complain("warning: \(warning)") }
    let options = try options(arguments, record)
    if let server = try arguments.serverOptions(port: "serve") {
      return try ServedReplay(record, options, server, arguments).run()
    }
    let isStopped = Flag()
    let interruption = Interruption { isStopped.raise() }
    defer { withExtendedLifetime(interruption) {} }
    let speaker = try Speaker(arguments, name: "replay", isStopped)
    guard speaker.waitUntilReady() else { return .interrupted }
    let replay = Replay(record, options, begin: SystemClock().now)
    let count = try replay.run(
      over: speaker.transport,
      sleep: { Thread.sleep(forTimeInterval: max(0, ($0 - SystemClock().now).seconds)) },
      isStopped: { isStopped.isRaised })
    let left = speaker.transport.stop(within: .seconds(10))
    if !arguments.has("quiet") {
      let lost = left == 0 ? "" : ", \(left) not delivered"
      Terminal.complain("replayed \(count) of \(record.entries.count) messages\(lost)")
    }
    return isStopped.isRaised ? .interrupted : left == 0 ? .success : .failure
  }

  private static func options(_ arguments: Arguments, _ record: Record) throws -> Replay.Options {
    var options = Replay.Options()
    options.scale = try speed(arguments)
    for text in (arguments["topics"] ?? "").split(separator: ",") {
      do {
        options.topics.append(try TopicFilter(String(text)))
      } catch {
        throw UsageError("--topics: \(error)", command: arguments.command)
      }
    }
    try arguments.requireAtMostOne(of: "inbound", "outbound")
    options.isInbound = arguments.has("inbound") ? true : arguments.has("outbound") ? false : nil
    options.from = try time(arguments, "from", record)
    options.to = try time(arguments, "to", record)
    if let from = options.from, from > record.lastTime {
      throw arguments.wrong("from", allowed: "up to \(record.lastTime), where the record ends")
    }
    if let to = options.to, to < options.from ?? record.header.cast.start {
      throw arguments.wrong("to", allowed: "not before \(options.from ?? record.header.cast.start), where it begins")
    }
    options.prefix = arguments["prefix"]
    return options
  }

  private static func speed(_ arguments: Arguments) throws -> Double? {
    guard let text = arguments["speed"], text != "max" else { return nil }
    return try arguments.scale(text, words: "max")
  }

  private static func time(_ arguments: Arguments, _ option: String, _ record: Record) throws -> ScenarioTime? {
    guard let text = arguments[option] else { return nil }
    guard
      let time = (try? ScenarioTime(text))
        ?? (try? TimeSpan(text)).flatMap({ record.header.cast.start.adding($0) })
    else { throw arguments.wrong(option, allowed: "a time, or a duration after the start such as PT30M") }
    return time
  }
}
