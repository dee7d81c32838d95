/// A place in a text: line and column, both from 1, columns counted in characters.
public struct SourcePlace: Hashable, Comparable, Sendable {
  /// The line.
  public var line: Int
  /// The column.
  public var column: Int

  /// Creates a place.
  public init(line: Int, column: Int) {
    (self.line, self.column) = (line, column)
  }

  public static func < (left: SourcePlace, right: SourcePlace) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// One thing that is wrong with a scenario: where, what stands there, what is allowed.
public struct ScenarioProblem: Error, Hashable, CustomStringConvertible, Sendable {
  /// Whether the scenario can be run all the same.
  public enum Severity: String, Sendable {
    /// It cannot.
    case error
    /// It can.
    case warning
  }

  /// The file.
  public var file: String
  /// The place in it; nil where the file as a whole is meant.
  public var place: SourcePlace?
  /// The JSON path, such as `$.satellites[3].recorder`; nil where there is none.
  public var path: String?
  /// What stands there, shortened.
  public var value: String?
  /// What is wrong.
  public var reason: String
  /// What would be right.
  public var allowed: String?
  /// What may have been meant.
  public var suggestion: String?
  /// Whether the scenario can be run all the same.
  public var severity = Severity.error

  /// The problem in one line: `file:line:column: path: value reason; allowed: ...; did you mean ...?`
  public var description: String {
    var text = file
    if let place { text += ":\(place.line):\(place.column)" }
    text += severity == .warning ? ": warning: " : ": "
    if let path { text += "\(path): " }
    if let value { text += "\(value) " }
    text += reason
    if let allowed { text += "; allowed: \(allowed)" }
    if let suggestion { text += "; did you mean \(suggestion)?" }
    return text
  }

  /// The problem with its line and a caret below it, for a terminal.
  /// - Parameter source: the text of the file.
  public func rendered(in source: String) -> String {
    guard let place else { return description }
    let lines = source.split(omittingEmptySubsequences: false) { $0.isNewline }
    guard place.line <= lines.count else { return description }
    // A long line is shown around its column only.
    let line = Array(lines[place.line - 1].map { $0 == "\t" ? " " : $0 })
    let first = max(0, min(place.column - 40, line.count - 100))
    let shown = String(line[first..<min(line.count, first + 100)])
    let number = String(place.line)
    let margin = String(repeating: " ", count: number.count)
    let caret = String(repeating: " ", count: max(0, place.column - 1 - first)) + "^"
    return "\(description)\n  \(number) | \(shown)\n  \(margin) | \(caret)"
  }
}

/// All that is wrong with a scenario.
public struct ScenarioProblems: Error, Equatable, CustomStringConvertible {
  /// The problems, errors and warnings, in the order of the text.
  public var problems: [ScenarioProblem]

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
