/// The completions of fish.
enum FishCompletion {
  static var script: String {
    let commands = Orrery.commands.map { "complete -c orrery -n '__orrery_at' -a \(word($0.specification))" }
    let firsts = Orrery.groups.map { "complete -c orrery -n '__orrery_at' -a \($0.name) -d '\(quoted($0.summary))'" }
    let seconds = Orrery.groups.flatMap { group in
      group.commands.map { "complete -c orrery -n '__orrery_at \(group.name)' -a \(word($0.specification))" }
    }
    return """
      # Completions of orrery for fish.

      # Whether just these words have been typed.
      function __orrery_at
          set -l words (commandline -opc)[2..-1]
          test "$words" = "$argv"
      end

      # Whether these words begin what has been typed.
      function __orrery_in
          set -l words (commandline -opc)[2..-1]
          set -l length (count $argv)
          test (count $words) -ge $length; and test "$words[1..$length]" = "$argv"
      end

      complete -c orrery -f
      \((commands + firsts + seconds + Orrery.specifications.flatMap(options)).joined(separator: "\n"))
      """
  }

  private static func word(_ specification: CommandSpecification) -> String {
    "\(specification.words.last ?? "") -d '\(quoted(specification.summary.firstSentence))'"
  }

  private static func options(_ specification: CommandSpecification) -> [String] {
    let begin = "complete -c orrery -n '__orrery_in \(specification.name)'"
    let options = (specification.options + [.init("help", nil, "This text.")]).map { option in
      let value =
        switch option.completion {
        case .none: ""
        case .path: " -r -F"
        case .words(let words): " -x -a '\(words.joined(separator: " "))'"
        case .anything: option.fallback == nil ? " -x" : ""
        }
      return "\(begin) -l \(option.name)\(value) -d '\(quoted(option.summary.firstSentence))'"
    }
    let words = specification.operandWords.joined(separator: " ")
    return options + (specification.takesFiles ? ["\(begin) -F"] : words.isEmpty ? [] : ["\(begin) -a '\(words)'"])
  }

  /// Text for single quotes.
  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
  }
}
