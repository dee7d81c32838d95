import Foundation
import HTTPServer
import Scenario

/// The command `orrery`: finds the subcommand, runs it, turns what went wrong into a message and an exit code.
@main
struct Orrery {
  static var commands: [any Command.Type] {
    [
      RunCommand.self, ServeCommand.self, JoinCommand.self, TwinCommand.self, ValidateCommand.self, PassesCommand.self,
      PropagateCommand.self, WhereCommand.self, PositionsCommand.self, ServeCheckCommand.self, RecordCommand.self,
      ReplayCommand.self,
      ReportCommand.self, SchemaCommand.self, BenchCommand.self, ManualCommand.self, CompletionsCommand.self,
    ]
  }

  static var groups: [any CommandGroup.Type] {
    [ElementsCommands.self, ImportCommands.self, BrokerCommands.self, HandoverCommands.self]
  }

  static func main() {
    StandardStreams.prepare()
    exit(StandardStreams.conclude(run(Array(CommandLine.arguments.dropFirst()))).rawValue)
  }

  static func run(_ arguments: [String]) -> ExitCode {
    guard let name = arguments.first, !["-h", "--help", "help"].contains(name) else {
      let topic = arguments.dropFirst().first
      let command = commands.first { $0.specification.name == topic }
      print(command?.specification.help ?? groups.first { $0.name == topic }?.help ?? help)
      return .success
    }
    if name == "--version" {
      print("orrery \(orreryVersion)")
      return .success
    }
    if let group = groups.first(where: { $0.name == name }) { return run(group, arguments.dropFirst()) }
    guard let command = commands.first(where: { $0.specification.name == name }) else {
      let names = commands.map { $0.specification.name } + groups.map { $0.name }
      let hint = nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
      return fail(UsageError("there is no command \"\(name)\"\(hint)", command: nil))
    }
    return run(command, arguments.dropFirst())
  }

  private static func run(_ group: any CommandGroup.Type, _ words: ArraySlice<String>) -> ExitCode {
    guard let word = words.first, !["-h", "--help", "help"].contains(word) else {
      print(group.help)
      return .success
    }
    do {
      return run(try group.command(word), words.dropFirst())
    } catch {
      return fail(error)
    }
  }

  private static func run(_ command: any Command.Type, _ words: ArraySlice<String>) -> ExitCode {
    do {
      guard let parsed = try Arguments.parse(Array(words), command.specification) else {
        print(command.specification.help)
        return .success
      }
      return try command.run(parsed)
    } catch {
      return fail(error)
    }
  }

  private static func fail(_ error: any Error) -> ExitCode {
    Terminal.complain("orrery: \(error)")
    if let usage = error as? UsageError {
      Terminal.complain("Try: orrery \(usage.command.map { "\($0) " } ?? "")--help")
      return .usage
    }
    // What is in the way is outside of the command line and of every file: a port that is taken, a host that is not here.
    return error is StartError ? .failure : .input
  }

  /// What the program is, in a line.
  static let summary = "satellites, recorders and ground stations on the clock of a NOS-T test run"

  /// The variables of the environment that are read.
  static let variables = [
    (name: "ORRERY_BROKER", meaning: "The broker of commands that speak over one, in place of --broker."),
    (name: "ORRERY_BROKER_USER", meaning: "Its user."),
    (name: "ORRERY_BROKER_PASSWORD", meaning: "Its password."),
    (name: "ORRERY_TOKEN", meaning: "What who commands over HTTP must show, in place of --token-file."),
  ]

  static var help: String {
    let rows =
      commands.map { "  \($0.specification.name.padded(to: 13))\($0.specification.summary)" }
      + groups.map { "  \($0.name.padded(to: 13))\($0.summary)" }
    let codes = ExitCode.allCases.map { "  \(String($0.rawValue).padded(to: 5))\($0.meaning)" }
    return """
      orrery: \(summary)

      Usage: orrery COMMAND ...

      \(rows.joined(separator: "\n"))

      orrery COMMAND --help tells more, with examples. orrery --version tells the version.

      Exit codes:
      \(codes.joined(separator: "\n"))
      """
  }
}

/// What the shell is told.
enum ExitCode: Int32, CaseIterable {
  case success = 0
  case failure = 1
  case usage = 2
  case input = 3
  case unbalanced = 4
  case output = 5
  case missed = 6
  case interrupted = 130

  /// What it says of what came of the command.
  var meaning: String {
    switch self {
    case .success: "Done."
    case .failure: "The run did not take place."
    case .usage: "The command line is wrong."
    case .input: "A scenario, a record or another file is wrong."
    case .unbalanced: "The run took place, and the books of its report do not close."
    case .output: "Standard output could not be written, or its reader went away, which ends a run as Ctrl-C does."
    case .missed: "A verification took place, and a target is not met."
    case .interrupted: "Ended by Ctrl-C, SIGTERM or SIGHUP, with its report and a whole record."
    }
  }
}

/// One subcommand.
protocol Command {
  static var specification: CommandSpecification { get }
  static func run(_ arguments: Arguments) throws -> ExitCode
}
