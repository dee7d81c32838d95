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
  private var noted = 0
  /// The errors and warnings past ``mostErrors``, of which only the number is known.
  public var omittedErrors: Int { noted - errors.count - warnings.count }

  /// The most errors, and the most warnings, that are kept: a file that is no element file has one a line.
  public static let mostErrors = 1_000
  /// The number of errors and warnings at which reading stops: such a text is something else.
  public static let hopelessErrors = 100_000
  /// The line at which reading stopped, because there was no hope; nil where all of the text was read.
  public private(set) var stoppedAtLine: Int?

  /// Reads a whole text; it does not throw: look at ``errors``.
  public init(_ text: String, mode: Mode = .strict) {
    self.init(utf8: Array(text.utf8), mode: mode)
  }

  /// Reads a whole text of UTF-8; it does not throw: look at ``errors``.
  public init(utf8 bytes: [UInt8], mode: Mode = .strict) {
    var name: ElementLine?
    var first: ElementLine?
    var number = 0
    var rest = bytes[...]
    while number == 0 || !rest.isEmpty {
      number += 1
      guard noted < Self.hopelessErrors else {
        stoppedAtLine = number
        return
      }
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let line = ElementLine(number: number, rest[rest.startIndex..<end])
      rest = rest[min(end + 1, rest.endIndex)...]
      if line.isBlankOrComment { continue }
      if let line1 = first, line.isLine(2) {
        take(line1, line, name: name, mode: mode)
        (name, first) = (nil, nil)
        continue
      }
      if let line1 = first { note([line1.isAlone]) }
      first = nil
      if line.isLine(1) {
        first = line
      } else if line.isLine(2) {
        note([line.error(1...1, "line 2 without a line 1 before it", allowed: "line 1, then line 2")])
        name = nil
      } else {
        if let name { note([name.isNameOfNothing]) }
        name = line
      }
    }
    if let first { note([first.isAlone]) } else if let name { note([name.isNameOfNothing]) }
  }

  private mutating func note(_ errors: [ElementSetError], warnings: [ElementSetError] = []) {
    self.errors += errors.prefix(Self.mostErrors - self.errors.count)
    self.warnings += warnings.prefix(Self.mostErrors - self.warnings.count)
    noted += errors.count + warnings.count
  }

  private mutating func take(_ line1: ElementLine, _ line2: ElementLine, name: ElementLine?, mode: Mode) {
    let pair = ElementPair(line1, line2, mode: mode)
    note(pair.errors, warnings: pair.warnings)
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
