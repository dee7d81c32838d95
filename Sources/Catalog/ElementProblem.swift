import Orbits

/// One thing that is wrong with an element file: where, what stands there, what is allowed.
public struct ElementProblem: Error, Hashable, Sendable {
  /// What it costs.
  public enum Severity: String, Sendable {
    /// A set is not read, or not written.
    case error
    /// The set is there, with something that its reader should know.
    case warning
  }

  /// What it costs.
  public var severity: Severity
  /// The line of the text, counted from 1; nil where no place is meant.
  public var line: Int?
  /// The columns, counted in characters from 1.
  public var columns: ClosedRange<Int>?
  /// The keyword, in JSON with its path: `$[3].INCLINATION`.
  public var path: String?
  /// The satellite, where a set as a whole is meant.
  public var satellite: String?
  /// What stands there: at most 80 characters of it.
  public var value: String?
  /// What is wrong.
  public var reason: String
  /// What would be right, or what to do instead.
  public var allowed: String?

  /// Creates a problem.
  public init(
    _ severity: Severity = .error, line: Int? = nil, columns: ClosedRange<Int>? = nil, path: String? = nil,
    satellite: String? = nil, value: String? = nil, _ reason: String, allowed: String? = nil
  ) {
    (self.severity, self.line, self.columns, self.path) = (severity, line, columns, path)
    (self.satellite, self.reason, self.allowed) = (satellite, reason, allowed)
    self.value = value.map { String($0.prefix(80)) }
  }

  /// Takes over what the reader of two-line sets says.
  init(_ severity: Severity, _ error: ElementSetError) {
    self.init(
      severity, line: error.line, columns: error.columns, value: error.value, error.reason, allowed: error.allowed)
  }
}

extension ElementProblem: CustomStringConvertible {
  /// The problem in one line: `line 3, columns 9-16: $[0].KEY: "value": reason; allowed: ...`.
  public var description: String {
    var parts: [String] = []
    if let line {
      parts.append("line \(line)" + (columns.map { ", \(ElementProblem.spelled($0))" } ?? ""))
    }
    if let satellite { parts.append(satellite) }
    if let path { parts.append(path) }
    if let value { parts.append("\"\(value)\"") }
    parts.append(reason)
    return ElementProblem.printable(parts.joined(separator: ": ")) + (allowed.map { "; allowed: \($0)" } ?? "")
  }

  /// A file's text as it may be shown: a control character could break the line, or command the terminal.
  private static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: \.isControl) else { return text }
    return text.unicodeScalars.map { $0.isControl ? $0.escaped(asASCII: true) : String($0) }.joined()
  }

  private static func spelled(_ columns: ClosedRange<Int>) -> String {
    columns.count == 1 ? "column \(columns.lowerBound)" : "columns \(columns.lowerBound)-\(columns.upperBound)"
  }
}

/// Problems up to a number that a person may still read, and a count of the rest.
struct ProblemList {
  /// The most that are kept: a file that is no element file has one a line.
  static let most = TwoLineElements.mostErrors

  /// The number of problems at which reading stops: such a file is something else.
  static let hopeless = TwoLineElements.hopelessErrors

  private(set) var problems: [ElementProblem] = []
  private(set) var errorCount = 0
  private(set) var warningCount = 0

  mutating func append(_ problem: ElementProblem) {
    if problem.severity == .error { errorCount += 1 } else { warningCount += 1 }
    if problems.count < Self.most { problems.append(problem) }
  }

  /// Whether no more problems are kept.
  var isFull: Bool { problems.count == Self.most }
  /// Whether it is no use to read on.
  var isHopeless: Bool { errorCount + warningCount >= Self.hopeless }

  /// Adds that reading stopped, in the place of the last problem where there is no more room.
  mutating func appendStop(line: Int) {
    if isFull { problems.removeLast() }
    append(
      ElementProblem(.error, line: line, "there are \(Self.hopeless) problems above: from here on nothing is read"))
  }

  /// Counts a problem that there is no room for.
  mutating func countOmitted(_ severity: ElementProblem.Severity) {
    if severity == .error { errorCount += 1 } else { warningCount += 1 }
  }

  /// Counts errors that another has found and not kept.
  mutating func countOmitted(_ count: Int) { errorCount += count }
}
