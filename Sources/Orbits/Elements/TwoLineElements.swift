/// Element sets read from a text of two-line or three-line sets.
///
/// A set is line 1 and line 2, with or without a name line before them (`0 ` ahead of the name is dropped).
/// CRLF, blank lines and `#` comments are taken as they come. What is wrong in one set does not lose the others.
public struct TwoLineElements: Sendable {
  /// How much a reader forgives.
  public enum Mode: Sendable {
    /// Every column in its place, checksums right.
    case strict
    /// Reads by words where the columns do not fit, does without the checksum, and warns of all it forgave.
    case lenient
  }

  /// An element set and where it stood.
  public struct Reading: Hashable, Sendable {
    /// The set.
    public let elements: ElementSet
    /// The line of the text, counted from 1, on which its line 1 stands.
    public let line: Int
  }

  /// The sets, in the order of the text.
  public private(set) var readings: [Reading] = []
  /// Everything that kept a set from being read, in the order of the text.
  public private(set) var errors: [ElementSetError] = []
  /// What the lenient mode forgave; empty in strict mode.
  public private(set) var warnings: [ElementSetError] = []

  /// Reads a whole text; it does not throw: look at ``errors``.
  public init(_ text: String, mode: Mode = .strict) {
    var name: ElementLine?
    var first: ElementLine?
    var number = 0
    for part in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      let line = ElementLine(number: number, Substring(part))
      if line.isBlankOrComment { continue }
      if let line1 = first, line.isLine(2) {
        take(line1, line, name: name, mode: mode)
        (name, first) = (nil, nil)
        continue
      }
      if let line1 = first { errors.append(line1.isAlone) }
      first = nil
      if line.isLine(1) {
        first = line
      } else if line.isLine(2) {
        errors.append(line.error(1...1, "line 2 without a line 1 before it", allowed: "line 1, then line 2"))
        name = nil
      } else {
        if let name { errors.append(name.isNameOfNothing) }
        name = line
      }
    }
    if let first { errors.append(first.isAlone) } else if let name { errors.append(name.isNameOfNothing) }
  }

  private mutating func take(_ line1: ElementLine, _ line2: ElementLine, name: ElementLine?, mode: Mode) {
    let pair = ElementPair(line1, line2, mode: mode)
    warnings += pair.warnings
    errors += pair.errors
    guard var elements = pair.elements else { return }
    elements.name = name?.satelliteName
    readings.append(Reading(elements: elements, line: line1.number))
  }
}

extension ElementSet {
  /// Reads one set from its two lines, counted 1 and 2 in errors, in strict mode.
  /// - Throws: The first ``ElementSetError`` of the two lines.
  public init(name: String? = nil, line1: String, line2: String) throws(ElementSetError) {
    self = try ElementSet.read(name: name, line1: line1, line2: line2, mode: .strict).elements
  }

  /// Reads one set from its two lines, counted 1 and 2 in errors, with the warnings of the lenient mode.
  /// - Throws: The first ``ElementSetError`` of the two lines.
  public static func read(
    name: String? = nil, line1: String, line2: String, mode: TwoLineElements.Mode
  ) throws(ElementSetError) -> (elements: ElementSet, warnings: [ElementSetError]) {
    let pair = ElementPair(
      ElementLine(number: 1, Substring(line1)), ElementLine(number: 2, Substring(line2)), mode: mode)
    if let error = pair.errors.first { throw error }
    guard var elements = pair.elements else { preconditionFailure("a pair without a set has an error") }
    elements.name = name
    return (elements, pair.warnings)
  }
}

extension ElementLine {
  fileprivate var isAlone: ElementSetError {
    error(1...1, "line 1 without a line 2 after it", allowed: "line 1, then line 2")
  }

  fileprivate var isNameOfNothing: ElementSetError {
    error(1...max(1, bytes.count), "a name without element lines after it", allowed: "a name, line 1, line 2")
  }

  fileprivate var satelliteName: String {
    let name = text.hasPrefix("0 ") ? text.dropFirst(2) : text[...]
    return String(name.drop { $0 == " " })
  }
}
