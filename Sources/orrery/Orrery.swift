import Foundation
import Scenario

/// The command `orrery`: finds the subcommand, runs it, turns what went wrong into a message and an exit code.
@main
struct Orrery {
  static var commands: [any Command.Type] {
    [
      RunCommand.self, ServeCommand.self, JoinCommand.self, TwinCommand.self, ValidateCommand.self, PassesCommand.self,
      PropagateCommand.self, PositionsCommand.self, ServeCheckCommand.self, RecordCommand.self, ReplayCommand.self,
      ReportCommand.self,
      SchemaCommand.self, BenchCommand.self,
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
    return .input
  }

  static var help: String {
    let rows =
      commands.map { "  \($0.specification.name.padded(to: 12))\($0.specification.summary)" }
      + groups.map { "  \($0.name.padded(to: 12))\($0.summary)" }
    return """
      orrery: satellites, recorders and ground stations on the clock of a NOS-T test run

      Usage: orrery COMMAND ...

      \(rows.joined(separator: "\n"))

      orrery COMMAND --help tells more, with examples. orrery --version tells the version.

      Exit codes: 0 done; 1 the run did not take place; 2 the command line is wrong; 3 a file is wrong;
      4 the run took place, and the books of its report do not close;
      5 standard output could not be written, or its reader went away, which ends a run as Ctrl-C does;
      6 a verification took place, and a target is not met;
      130 ended by Ctrl-C, SIGTERM or SIGHUP, with its report and a whole record.
      """
  }
}

/// What the shell is told.
enum ExitCode: Int32 {
  /// Done.
  case success = 0
  /// The run did not take place.
  case failure = 1
  /// The command line is wrong.
  case usage = 2
  /// A scenario, a record or another file is wrong.
  case input = 3
  /// The run took place, and the books of its report do not close.
  case unbalanced = 4
  /// Standard output could not be written, or its reader went away.
  case output = 5
  /// A verification took place, and a target is not met.
  case missed = 6
  /// Ended by Ctrl-C, SIGTERM or SIGHUP.
  case interrupted = 130
}

/// One subcommand.
protocol Command {
  static var specification: CommandSpecification { get }
  static func run(_ arguments: Arguments) throws -> ExitCode
}
