import Foundation

extension Orrery {
  /// What every command takes, those of groups by both words, in the order of the help.
  static var specifications: [CommandSpecification] {
    commands.map { $0.specification } + groups.flatMap { $0.commands.map { $0.specification } }
  }
}

extension CommandSpecification {
  /// The words that call it, after `orrery`.
  var words: [String] { name.split(separator: " ").map(String.init) }

  /// The words that its operand may be; none where it is anything else.
  var operandWords: [String] { choices(operands) }

  /// Whether its operands are files.
  var takesFiles: Bool { !operands.isEmpty && operandWords.isEmpty && operands != "URL" && operands != "[NAME]" }
}

extension CommandSpecification.Option {
  /// What can be completed of its value.
  enum Completion: Equatable {
    /// It is a flag and has none.
    case none
    /// A path.
    case path
    /// One of some words.
    case words([String])
    /// What nobody can guess.
    case anything
  }

  var completion: Completion {
    guard let value else { return .none }
    let words = choices(value)
    if !words.isEmpty { return .words(words) }
    return ["FILE", "FOLDER", "DIR", "PATH", "DB"].contains(value) ? .path : .anything
  }
}

/// The words that `one|other` leaves to choose from; none where it is a placeholder in capitals.
private func choices(_ placeholder: String) -> [String] {
  let words = placeholder.split(separator: "|").map(String.init)
  return words.count > 1 && words.contains { $0 != $0.uppercased() || Int($0) != nil } ? words : []
}

extension String {
  /// Its first sentence, without the full stop.
  var firstSentence: String {
    let end = range(of: ". ")?.lowerBound ?? (hasSuffix(".") ? index(before: endIndex) : endIndex)
    return String(self[..<end])
  }
}
