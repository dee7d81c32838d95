/// The completions of bash, as a function without dependencies.
enum BashCompletion {
  static var script: String {
    let groups = Orrery.groups.map { $0.name }
    let firsts = Orrery.commands.map { $0.specification.name } + groups + ["help"]
    let seconds = Orrery.groups.map { group in
      let words = group.commands.compactMap { $0.specification.words.last }
      return "    \(group.name)) words='\(words.joined(separator: " "))' ;;"
    }
    return """
      # Completions of orrery for bash.
      _orrery() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
        local command=${COMP_WORDS[1]} first=2 words='' files=''
        COMPREPLY=()
        case $command in
          \(groups.joined(separator: "|"))) command="$command ${COMP_WORDS[2]}" first=3 ;;
        esac
        if ((COMP_CWORD == 1)); then
          words='\(firsts.joined(separator: " "))'
        elif ((COMP_CWORD < first)); then
          case ${COMP_WORDS[1]} in
      \(seconds.joined(separator: "\n"))
          esac
        else
          case "$command $previous" in
      \(Orrery.specifications.flatMap(values).joined(separator: "\n"))
          esac
          case $command in
      \(Orrery.specifications.map(operands).joined(separator: "\n"))
          esac
        fi
        if [[ $files && $current != -* ]]; then
          compopt -o filenames 2>/dev/null
          mapfile -t COMPREPLY < <(compgen -f -- "$current")
        else
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        fi
      }
      complete -F _orrery orrery
      """
  }

  /// What may stand after an option that takes a value.
  private static func values(_ specification: CommandSpecification) -> [String] {
    let options = specification.options.filter { $0.value != nil && $0.fallback == nil }
    func patterns(_ wanted: (CommandSpecification.Option.Completion) -> Bool) -> String? {
      let names = options.filter { wanted($0.completion) }.map { "'\(specification.name) --\($0.name)'" }
      return names.isEmpty ? nil : names.joined(separator: "|")
    }
    let paths = patterns { $0 == .path }.map {
      "      \($0)) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;"
    }
    let chosen = options.compactMap { option -> String? in
      guard case .words(let words) = option.completion else { return nil }
      return "      '\(specification.name) --\(option.name)') "
        + "mapfile -t COMPREPLY < <(compgen -W '\(words.joined(separator: " "))' -- \"$current\"); return ;;"
    }
    let others = patterns { $0 == .anything }.map { "      \($0)) return ;;" }
    return [paths].compactMap { $0 } + chosen + [others].compactMap { $0 }
  }

  private static func operands(_ specification: CommandSpecification) -> String {
    let options = (specification.operandWords + (specification.options.map(\.name) + ["help"]).map { "--\($0)" })
      .joined(separator: " ")
    let name = specification.words.count > 1 ? "'\(specification.name)'" : specification.name
    return "      \(name)) words='\(options)'\(specification.takesFiles ? " files=1" : "") ;;"
  }
}
