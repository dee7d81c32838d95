/// `orrery completions`: what a shell needs to know to complete the rest of a command line.
enum CompletionsCommand: Command {
  static let specification = CommandSpecification(
    name: "completions", summary: "Prints the completions of bash, zsh or fish.", operands: "bash|zsh|fish",
    operandCount: 1...1, options: [],
    notes: "make install puts them where the shells look.",
    examples: [
      "source <(orrery completions bash)",
      "orrery completions zsh > ~/.zfunc/_orrery",
      "orrery completions fish > ~/.config/fish/completions/orrery.fish",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    switch arguments.operands[0] {
    case "bash": print(BashCompletion.script)
    case "zsh": print(ZshCompletion.script)
    case "fish": print(FishCompletion.script)
    case let other: throw UsageError("completions \"\(other)\": allowed: bash, zsh, fish", command: arguments.command)
    }
    return .success
  }
}
