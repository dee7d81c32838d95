/// A value of a scenario's document, with the place where it stands.
public struct DocumentNode: Sendable {
  /// What stands there.
  public enum Content: Sendable {
    /// A text; one without quotes may be read as a number, a truth value or nothing.
    case scalar(String, isQuoted: Bool)
    /// A list.
    case sequence([DocumentNode])
    /// Named values in order; a name that stands twice is kept, for the check to tell.
    case mapping([Entry])
  }

  /// One named value.
  public struct Entry: Sendable {
    /// The name.
    public var key: String
    /// Where the name stands.
    public var keyPlace: SourcePlace
    /// The value.
    public var value: DocumentNode
  }

  /// What stands there.
  public var content: Content
  /// Where it begins.
  public var place: SourcePlace

  /// The named values of a mapping; none for anything else.
  public var entries: [Entry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  /// The elements of a list; none for anything else.
  public var elements: [DocumentNode] {
    if case .sequence(let elements) = content { elements } else { [] }
  }

  /// Reads a named value; nil where there is none, or nothing stands for it.
  public subscript(key: String) -> DocumentNode? {
    entries.first { $0.key == key }.flatMap { $0.value.isNull ? nil : $0.value }
  }

  /// Whether nothing stands there: `null`, `~`, or an empty place.
  public var isNull: Bool {
    if case .scalar(let text, isQuoted: false) = content { ["null", "~", ""].contains(text) } else { false }
  }

  /// The text of a scalar.
  public var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// The value of a number written as JSON writes it, without quotes.
  public var number: Double? {
    guard case .scalar(let text, isQuoted: false) = content, isNumber(text), let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// The value of a whole number, also one written as `12.0`.
  public var integer: Int? {
    guard case .scalar(let text, isQuoted: false) = content else { return nil }
    return isNumber(text) ? Int(text) ?? number.flatMap { Int(exactly: $0) } : nil
  }

  /// The value of `true` or `false`, written without quotes.
  public var boolean: Bool? {
    guard case .scalar(let text, isQuoted: false) = content else { return nil }
    return text == "true" ? true : text == "false" ? false : nil
  }

  /// What stands there, shortened, as a person would quote it.
  public var quotation: String {
    switch content {
    case .scalar(let text, let isQuoted):
      let short = text.count > 60 ? text.prefix(57) + "..." : text[...]
      return isQuoted || Double(text) == nil ? "\"\(short)\"" : String(short)
    case .sequence(let elements): return elements.isEmpty ? "[]" : "a list of \(elements.count)"
    case .mapping: return "an object"
    }
  }
}

// number = [ "-" ] int [ frac ] [ exp ]   (RFC 8259, section 6): no octal, no sexagesimal, no underscores
private func isNumber(_ text: String) -> Bool {
  text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
}
