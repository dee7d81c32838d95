/// The completions of zsh, as a file for its `fpath`.
enum ZshCompletion {
  static var script: String {
    let firsts =
      Orrery.commands.map { ($0.specification.name, $0.specification.summary) }
      + Orrery.groups.map { ($0.name, $0.summary) }
    let commands = Orrery.commands.map { "    \($0.specification.name)) \(arguments($0.specification)) ;;" }
    let groups = Orrery.groups.map { group in
      let seconds = group.commands.map { ($0.specification.words.last ?? "", $0.specification.summary) }
      let cases = group.commands.map {
        "        \($0.specification.words.last ?? "")) \(arguments($0.specification)) ;;"
      }
      return """
            \(group.name))
              if ((CURRENT == 2)); then
                local -a commands=(\(described(seconds)))
                _describe command commands
                return
              fi
              shift words
              ((CURRENT--))
              case $words[1] in
        \(cases.joined(separator: "\n"))
              esac
              ;;
        """
    }
    return """
      #compdef orrery
      # Completions of orrery for zsh.
      _orrery() {
        if ((CURRENT == 2)); then
          local -a commands=(\(described(firsts)))
          _describe command commands
          return
        fi
        shift words
        ((CURRENT--))
        case $words[1] in
      \((commands + groups).joined(separator: "\n"))
        esac
      }
      if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
        _orrery "$@"
      else
        compdef _orrery orrery
      fi
      """
  }

  private static func described(_ words: [(String, String)]) -> String {
    words.map { "'\($0.0):\(quoted($0.1.firstSentence).replacing(":", with: "\\:"))'" }.joined(separator: " ")
  }

  private static func arguments(_ specification: CommandSpecification) -> String {
    let options = (specification.options + [.init("help", nil, "This text.")]).map { option in
      let text = quoted(option.summary.firstSentence)
        .replacing("[", with: "\\[").replacing("]", with: "\\]").replacing(":", with: "\\:")
      let name = (option.isRepeatable ? "*" : "") + "--\(option.name)"
      // A value that may be left out is no error for zsh.
      let colon = option.fallback == nil ? ":" : "::"
      return switch option.completion {
      case .none: "'\(name)[\(text)]'"
      case .path: "'\(name)[\(text)]\(colon)file:_files'"
      case .words(let words): "'\(name)[\(text)]\(colon)value:(\(words.joined(separator: " ")))'"
      case .anything: "'\(name)[\(text)]\(colon)value: '"
      }
    }
    let words = specification.operandWords.joined(separator: " ")
    let operands = specification.takesFiles ? ["'*:file:_files'"] : words.isEmpty ? [] : ["':word:(\(words))'"]
    return "_arguments \((options + operands).joined(separator: " "))"
  }

  /// Text for single quotes.
  private static func quoted(_ text: String) -> String { text.replacing("'", with: "'\\''") }
}
