import Scenario

/// A command line that is wrong: what, and of which command.
struct UsageError: Error, Equatable, CustomStringConvertible {
  let description: String
  let command: String?

  init(_ description: String, command: String?) {
    self.description = description
    self.command = command
  }
}

/// What a subcommand takes, from which its arguments are read and its help is written.
struct CommandSpecification {
  struct Option {
    let name: String
    /// What stands for its value in the help; nil for a flag.
    let value: String?
    let summary: String
    /// Whether it may stand several times.
    let isRepeatable: Bool
    /// What counts where no number follows; nil where a value must.
    let fallback: String?

    init(
      _ name: String, _ value: String? = nil, _ summary: String, isRepeatable: Bool = false, fallback: String? = nil
    ) {
      (self.name, self.value, self.summary) = (name, value, summary)
      (self.isRepeatable, self.fallback) = (isRepeatable, fallback)
    }
  }

  let name: String
  let summary: String
  /// What stands for its operands in the help, and how many there are.
  let operands: String
  let operandCount: ClosedRange<Int>
  let options: [Option]
  /// What the help says beside.
  let notes: String
  let examples: [String]

  var help: String {
    let told = (options + [Option("help", nil, "This text.")]).map { option in
      (left: "--\(option.name)\(option.value.map { " \($0)" } ?? "")", summary: option.summary)
    }
    let width = told.map { $0.left.count + 2 }.max() ?? 0
    let rows = told.map { "  \($0.left.padded(to: width))\($0.summary)" }
    let usage = "Usage: orrery \(name)\(operands.isEmpty ? "" : " \(operands)")\(options.isEmpty ? "" : " [options]")"
    return [
      summary, usage, rows.joined(separator: "\n"), notes,
      "Examples:\n" + examples.map { "  \($0)" }.joined(separator: "\n"),
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

/// The arguments of a subcommand, taken apart.
struct Arguments: Equatable {
  let command: String
  var operands: [String] = []
  private var values: [String: [String]] = [:]

  init(command: String) {
    self.command = command
  }

  subscript(option: String) -> String? { values[option]?.last }

  /// All values of an option that may stand several times, in order.
  func all(_ option: String) -> [String] { values[option] ?? [] }

  func has(_ flag: String) -> Bool { values[flag] != nil }

  /// Takes a command line apart; nil where it asks for help.
  static func parse(_ words: [String], _ specification: CommandSpecification) throws(UsageError) -> Arguments? {
    var arguments = Arguments(command: specification.name)
    var rest = words[...]
    var takesOptions = true
    while let word = rest.popFirst() {
      if takesOptions, word == "--" {
        takesOptions = false
      } else if takesOptions, word == "--help" || word == "-h" {
        return nil
      } else if takesOptions, word.hasPrefix("-"), word.count > 1, Double(word) == nil {
        try arguments.take(word, &rest, specification)
      } else {
        arguments.operands.append(word)
      }
    }
    guard specification.operandCount.contains(arguments.operands.count) else {
      let wanted = specification.operands
      throw UsageError(
        arguments.operands.count < specification.operandCount.lowerBound
          ? "\(specification.name) needs \(wanted)"
          : "\(specification.name) takes \(wanted.isEmpty ? "options only" : wanted), and no \"\(arguments.operands[specification.operandCount.upperBound])\"",
        command: specification.name)
    }
    return arguments
  }

  private mutating func take(
    _ word: String, _ rest: inout ArraySlice<String>, _ specification: CommandSpecification
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].drop { $0 == "-" }
    guard let option = specification.options.first(where: { $0.name == name }), word.hasPrefix("--") else {
      let hint = nearest(to: String(name), among: specification.options.map(\.name))
      throw UsageError(
        "\(specification.name) knows no option \(parts[0])\(hint.map { "; did you mean --\($0)?" } ?? "")",
        command: specification.name)
    }
    guard values[option.name] == nil || option.isRepeatable else {
      throw UsageError("--\(option.name) stands twice", command: specification.name)
    }
    if let fallback = option.fallback, parts.count == 1, rest.first.flatMap({ Int($0) }) == nil {
      values[option.name] = [fallback]
    } else if let value = option.value {
      guard let given = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
        throw UsageError("--\(option.name) needs \(value)", command: specification.name)
      }
      values[option.name, default: []].append(given)
    } else {
      guard parts.count == 1 else {
        throw UsageError("--\(option.name) takes no value", command: specification.name)
      }
      values[option.name] = [""]
    }
  }

  /// Refuses two options of which only one may stand.
  func requireAtMostOne(of options: String...) throws(UsageError) {
    let given = options.filter { has($0) }
    guard given.count > 1 else { return }
    throw UsageError("--\(given[0]) and --\(given[1]) shut each other out", command: command)
  }

  /// A wrong value of an option.
  func wrong(_ option: String, allowed: String) -> UsageError {
    UsageError("--\(option) \"\(self[option] ?? "")\": allowed: \(allowed)", command: command)
  }
}
