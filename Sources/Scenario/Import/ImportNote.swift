/// What became of one key of a foreign configuration.
public struct ImportNote: Hashable, CustomStringConvertible, Sendable {
  /// How much of it the scenario has.
  public enum Outcome: String, CaseIterable, Sendable {
    /// All that it means.
    case carried
    /// Something else in its place.
    case changed
    /// Nothing: it means nothing to a scenario.
    case ignored
    /// Nothing: no NOS-T program knows the key.
    case unknown
    /// The configuration says nothing, and the scenario must.
    case assumed
  }

  /// The place of the key; nil for what does not stand in the file.
  public var place: SourcePlace?
  /// The names from the document's root to the key, with dots between them.
  public var path: String
  /// What stands there, shortened; nil where nothing does, or much.
  public var value: String?
  /// How much of it the scenario has.
  public var outcome: Outcome
  /// What that means, in words.
  public var text: String

  /// The note in one line: `line 9: execution.manager.set_offset: true is ignored: ...`.
  public var description: String {
    let subject = "\(place.map { "line \($0.line): " } ?? "")\(path)\(value.map { ": \($0)" } ?? "")"
    let verb: String? =
      switch outcome {
      case .carried: "is carried over"
      case .changed: "is changed"
      case .ignored: "is ignored"
      case .unknown: "is not known and ignored"
      case .assumed: nil
      }
    let ending = text.isEmpty ? "" : ": \(text)"
    return "\(subject)\(verb.map { " \($0)" } ?? "")\(ending)".onOneLine
  }
}

extension String {
  /// The text without anything that could end its line, or be mistaken for the end of one.
  var onOneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator: " "
          default: scalar
          }
        }))
  }
}
