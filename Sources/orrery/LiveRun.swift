import Federation
import Foundation
import HTTPServer
import JSON
import Messages
import Quantities
import Scenario
import SharedState
import Simulation
import Transport

/// What `run` and `join` share: a node with its log, progress, record and report, from start to exit code.
struct LiveRun {
  static let options: [CommandSpecification.Option] =
    [
      .init("record", "FILE", "Write every message to FILE, as JSON Lines."),
      .init(
        "keep", "RULE", "Put an old FILE aside, and keep as many of those as RULE says: 20, 500MB, 30d. Of join: 1."),
      .init("watch", nil, "Say each link and outage in a line as it comes."),
      .init("until", "TIME", "Stop at this scenario time, or so long after the start (PT30M)."),
      .init("json", nil, "Print the report as JSON."),
      .init("quiet", nil, "No progress and no log, only errors."),
    ] + Arguments.credentials

  let definition: ScenarioDefinition
  let arguments: Arguments
  var assembly: RunAssembly.Options
  /// The application that this process is; nil for all of them.
  let app: String?
  let showsReport: Bool
  /// What an earlier process of the same application left in the file of the record when it was killed.
  var earlier: Record?
  /// Where it answers over HTTP; nil for nowhere.
  var server: ServerOptions?
  /// Whether it goes on answering after the run's end, until it is interrupted.
  var staysAfterEnd = false

  /// Reads what an earlier process of an application left in the file of the record when it was killed.
  static func earlier(_ definition: ScenarioDefinition, _ arguments: Arguments, app: String) -> Record? {
    arguments["record"].flatMap {
      Record.brokenOff(at: $0, RecordHeader(definition, app: app, version: orreryVersion)) { problem in
        if !arguments.has("quiet") { Terminal.complain("warning: \(problem)") }
      }
    }
  }

  func start(over transport: (any Transport)?) throws -> ExitCode {
    let bar = ProgressBarBox()
    let isQuiet = arguments.has("quiet")
    let log: Log = { level, text in
      guard level == .error || !isQuiet else { return }
      bar.write("\(level == .info ? "" : "\(level): ")\(text)")
    }
    var ledger = RunLedger(.init(definition))
    var writer: RecordWriter?
    var assembly = assembly
    assembly.takesWishes = try server != nil && arguments.bearerToken() != nil
    assembly.recall = { pair, run in
      guard let recollection = earlier?.recollection(joining: pair, run) else { return nil }
      writer?.goOn()
      for message in recollection.messages {
        ledger.hear(message.inbound, at: message.wall, isInbound: !message.isOwn)
      }
      return recollection
    }
    let node = RunAssembly(definition, assembly).node(transport: transport, log: log)
    let commentary = arguments.has("watch") ? Commentary(definition) : nil
    let service = try server.map { try RunService($0, for: node, of: definition, assembly, arguments) }
    defer { service?.stop() }
    // A server that cannot start must not put an old record aside.
    writer = try record(log)
    node.observer = { message in
      writer?.write(message)
      ledger.hear(message.inbound, at: message.wall, isInbound: !message.isOwn)
      service?.hear(message)
      if let line = commentary?.line(message.inbound) { bar.write(line) }
    }
    let progress = ProgressBar(
      board: node.board, name: app ?? definition.name, start: definition.start,
      stop: assembly.until ?? definition.stop)
    if !isQuiet, !arguments.has("json") {
      bar.bar = progress
      progress.show()
    }
    let control = node.control
    let farewell = DispatchSemaphore(value: 0)
    let interruption = Interruption {
      control.stop()
      farewell.signal()
    }
    if assembly.pacing == .singleStep { step(with: control) }
    let outcome = node.run()
    service?.end()
    progress.end()
    let code = conclude(outcome, ledger, node)
    // The report goes first: a record that failed must not take it along.
    try writer?.close(outcome, brokerAbsences: node.brokerAbsences)
    if staysAfterEnd, outcome.hasRun { stay(until: farewell) }
    withExtendedLifetime(interruption) {}
    return code
  }

  /// Goes on answering until somebody wants an end.
  private func stay(until farewell: DispatchSemaphore) {
    guard farewell.wait(timeout: .now()) == .timedOut else { return }
    if !arguments.has("quiet") { Terminal.complain("the run is over; still serving, Ctrl-C ends") }
    farewell.wait()
  }

  /// Opens the record.
  private func record(_ log: Log) throws -> RecordWriter? {
    guard let path = arguments["record"] else {
      if arguments.has("keep") { throw UsageError("--keep needs --record", command: arguments.command) }
      return nil
    }
    let header = RecordHeader(definition, app: app, version: orreryVersion)
    let now = SystemClock().now.calendar
    let rule = try arguments.keepRule()
    // What one application of a federation has heard cannot be had again by another run.
    if earlier == nil, let rule = rule ?? (app == nil ? nil : .last) {
      try RecordKeeping.makeRoom(at: path, rule, now: now) { log(.info, $0) }
    }
    return try RecordWriter(path: path, header: header, wall: now, earlier: earlier)
  }

  private func conclude(_ outcome: RunOutcome, _ ledger: RunLedger, _ node: FederationNode) -> ExitCode {
    let end: ScenarioTime
    switch outcome {
    case .missing(let apps, let engaged):
      Terminal.complain("orrery: the run did not start: \(absence(of: apps, engaged))")
      return .failure
    case .refused(let reason):
      Terminal.complain("orrery: the run did not start: \(reason)")
      return .failure
    case .missed:
      Terminal.complain(
        "orrery: the run was over before \(app ?? definition.name) could take part: it had not been started")
      return .failure
    case .interrupted(nil):
      Terminal.complain("orrery: interrupted before the run started")
      return .interrupted
    case .completed(let time): end = time
    case .interrupted(let time?): end = time
    }
    let isWhole = if case .completed = outcome { true } else { false }
    var balances = true
    if showsReport {
      let report = ledger.report(endingAt: end, isComplete: isWhole, brokerAbsences: node.brokerAbsences)
      balances = report.balances
      print(arguments.has("json") ? report.json.indented : report.text(colour: Terminal.hasColour))
    }
    if !arguments.has("quiet"), !arguments.has("json") { summarise(node, end) }
    // Books that do not close because the wait for the others was cut short are what was asked for.
    return !isWhole || !balances && node.endsWithoutThem ? .interrupted : balances ? .success : .unbalanced
  }

  private func absence(of apps: [String], _ engaged: [String: RunName]) -> String {
    let silent = apps.filter { engaged[$0] == nil }
    let others = engaged.sorted { $0.key < $1.key }.map { "\($0.key) still takes part in the run \($0.value)" }
    let words = silent.isEmpty ? [] : ["no answer from \(silent.joined(separator: ", "))"]
    return (words + others).joined(separator: ", ") + " after \(definition.manager.attempts) calls; "
      + (silent.isEmpty
        ? "end them, or wait for their end, and start them again"
        : "start them with: orrery join SCENARIO --as APP --broker URL")
  }

  private func summarise(_ node: FederationNode, _ end: ScenarioTime) {
    let ingress = node.ingress
    let bad = ingress.badTotal == 0 ? "" : ", \(ingress.badTotal) bad ones dropped"
    let simulator = node.simulator
    Terminal.complain(
      "\(app ?? definition.name) ended at \(end): \(simulator.steps) steps, \(simulator.events) events, "
        + "\(ingress.published) messages sent, \(ingress.received) heard\(bad)")
  }

  /// Does a step for every line of standard input, and stops at its end where steps cannot come over HTTP.
  private func step(with control: any RunControl) {
    let stops = server == nil
    Thread.detachNewThread {
      while readLine() != nil { control.step() }
      if stops { control.stop() }
    }
  }
}

extension RunOutcome {
  /// Whether there was a run.
  fileprivate var hasRun: Bool {
    switch self {
    case .completed, .interrupted(at: _?): true
    case .interrupted(at: nil), .missing, .refused, .missed: false
    }
  }
}

extension Arguments {
  /// Reads `--keep`.
  func keepRule() throws -> KeepRule? {
    guard let text = self["keep"] else { return nil }
    guard let rule = KeepRule(text) else { throw wrong("keep", allowed: KeepRule.allowedForms) }
    return rule
  }
}

/// Where a line of the log goes: past the progress bar, if there is one.
private final class ProgressBarBox: @unchecked Sendable {
  private let lock = NSLock()
  private var current: ProgressBar?

  var bar: ProgressBar? {
    get { lock.withLock { current } }
    set { lock.withLock { current = newValue } }
  }

  func write(_ line: String) {
    if let bar { bar.interrupt(with: line) } else { Terminal.complain(line) }
  }
}

extension Arguments {
  /// Reads the scale that `--speed` names: `realtime`, or a number such as 600 or 600x.
  /// - Parameter words: what else the option takes, for the error.
  func scale(_ text: String, words: String) throws -> Double {
    let scales = ManagedLifecycle.scales
    let scale = text == "realtime" ? 1 : Double(text.hasSuffix("x") ? String(text.dropLast()) : text)
    guard let scale, scales.contains(scale) else {
      let bounds = "\(scales.lowerBound) to \(scales.upperBound.fixed(0))"
      throw wrong("speed", allowed: "\(words), realtime, or a number from \(bounds)")
    }
    return scale
  }

  /// Reads `--until`.
  func until(_ definition: ScenarioDefinition) throws -> ScenarioTime? {
    guard let text = self["until"] else { return nil }
    let allowed = "a time after \(definition.start), or a duration after it such as PT30M"
    guard let time = (try? ScenarioTime(text)) ?? (try? TimeSpan(text)).flatMap({ definition.start.adding($0) }),
      time > definition.start
    else { throw wrong("until", allowed: allowed) }
    return time.wholeMicrosecond
  }

  /// Reads the scenario that is an operand, and tells what is wrong with it.
  func scenario(operand: Int = 0) throws -> ScenarioDefinition {
    let path = operands[operand]
    do {
      return try ScenarioReader.read(path) { problem in
        if !has("quiet") { Terminal.complain(problem.description) }
      }
    } catch {
      throw ScenarioRejection(path: ScenarioReader.resolved(path), problems: error.problems)
    }
  }
}

/// A scenario that cannot be run, told with its lines.
struct ScenarioRejection: Error, CustomStringConvertible {
  let path: String
  let problems: [ScenarioProblem]

  var description: String {
    let source = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let count = problems.count { $0.severity == .error }
    return "\(path) has \(count) mistake\(count == 1 ? "" : "s")\n"
      + problems.map { $0.rendered(in: source) }.joined(separator: "\n")
  }
}
