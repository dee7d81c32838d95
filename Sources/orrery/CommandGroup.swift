import Scenario

/// Commands that share their first word: `orrery elements fetch`, `orrery elements diff`.
protocol CommandGroup {
  /// The word.
  static var name: String { get }
  static var summary: String { get }
  /// The commands; the name of each is the word and its own.
  static var commands: [any Command.Type] { get }
}

extension CommandGroup {
  /// The second words, in the order of the help.
  private static var names: [String] { commands.map { String($0.specification.name.dropFirst(name.count + 1)) } }

  static var help: String {
    let width = max(10, (names.map(\.count).max() ?? 0) + 2)
    let rows = zip(names, commands).map { "  \($0.padded(to: width))\($1.specification.summary)" }
    return """
      \(summary)

      Usage: orrery \(name) COMMAND ...

      \(rows.joined(separator: "\n"))

      orrery \(name) COMMAND --help tells more, with examples.
      """
  }

  /// Finds the command that a second word means.
  static func command(_ word: String) throws(UsageError) -> any Command.Type {
    if let index = names.firstIndex(of: word) { return commands[index] }
    let hint = nearest(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
    throw UsageError("\(name) has no command \"\(word)\"\(hint)", command: name)
  }
}
