public import Orbits

/// The element sets of a file, of whatever format, and everything that is wrong with it.
///
/// What is wrong in one set does not lose the others. Nothing here throws: look at ``errorCount``.
public struct ElementFile: Sendable {
  /// The format; nil where none could be told.
  public let format: ElementFormat?
  /// The sets, in the order of the file.
  public let sets: [ElementSet]
  /// The line on which each set begins, counted from 1.
  public let lines: [Int]
  /// Errors and warnings in the order of the file; at most a thousand of them.
  public let problems: [ElementProblem]
  /// How many errors there are, with those that ``problems`` leaves out.
  public let errorCount: Int
  /// How many warnings there are, with those that ``problems`` leaves out.
  public let warningCount: Int

  /// Whether the text ends where it should go on: a download that broke off.
  public let isCut: Bool

  /// The errors that are kept.
  public var errors: [ElementProblem] { problems.filter { $0.severity == .error } }
  /// The warnings that are kept.
  public var warnings: [ElementProblem] { problems.filter { $0.severity == .warning } }

  /// Reads a whole file.
  ///
  /// A byte order mark, CRLF, blank lines and trailing blanks are taken as they come.
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - format: told instead of found out; two and three lines are read alike.
  ///   - mode: lenient reads two-line sets by their words where the columns do not fit, and warns.
  public init(_ bytes: [UInt8], format: ElementFormat? = nil, mode: TwoLineElements.Mode = .strict) {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let guess = format.map { ElementFormat.Guess.format($0) } ?? ElementFormat.guess(bytes[...])
    switch guess {
    case .foreign(let reason):
      self.init(foreign: reason, bytes)
    case .format(let format) where format.isTwoLine:
      self.init(twoLine: TwoLineElements(utf8: bytes, mode: mode), format)
    case .format(let format):
      var reader = OMMReader(bytes)
      switch format {
      case .json: JSONElements.read(&reader)
      case .csv: CSVElements.read(&reader)
      case .xml: XMLElements.read(&reader)
      default: KVNElements.read(&reader)
      }
      self.init(reader, format)
    }
  }

  /// Reads a text; see ``init(_:format:mode:)``.
  public init(_ text: String, format: ElementFormat? = nil, mode: TwoLineElements.Mode = .strict) {
    self.init(Array(text.utf8), format: format, mode: mode)
  }

  private init(foreign reason: String, _ bytes: [UInt8]) {
    var lines = LineWalker(bytes[...])
    var first: String?
    while first == nil, let line = lines.next() {
      let text = line.bytes.prefix(80).trimmed
      if !text.isEmpty { first = String(decoding: text, as: UTF8.self) }
    }
    let isText = first?.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 0xFFFD } ?? false
    format = nil
    sets = []
    self.lines = []
    problems = [
      ElementProblem(
        line: first == nil ? nil : 1, value: isText ? first : nil, reason,
        allowed: "TLE, 3LE, or an OMM in JSON, CSV, KVN or XML")
    ]
    (errorCount, warningCount, isCut) = (1, 0, false)
  }

  private init(twoLine reading: TwoLineElements, _ format: ElementFormat) {
    var list = ProblemList()
    let all = reading.errors.map { ElementProblem(.error, $0) } + reading.warnings.map { ElementProblem(.warning, $0) }
    for problem in all.sorted(by: { ($0.line ?? 0) < ($1.line ?? 0) }) { list.append(problem) }
    list.countOmitted(reading.omittedErrors)
    if let line = reading.stoppedAtLine { list.appendStop(line: line) }
    let sets = reading.readings.map { reading in reading.elements.withCleanTexts(line: reading.line, &list) }
    if reading.readings.isEmpty, list.errorCount == 0 {
      list.append(ElementProblem(.error, "the file has no element sets"))
    }
    self.format = reading.readings.contains { $0.elements.name != nil } ? .threeLine : format
    self.sets = sets
    lines = reading.readings.map(\.line)
    problems = list.problems
    (errorCount, warningCount, isCut) = (list.errorCount, list.warningCount, false)
  }

  private init(_ reader: OMMReader, _ format: ElementFormat) {
    var list = reader.list
    if reader.sets.isEmpty, list.errorCount == 0 { list.append(ElementProblem(.error, "the file has no element sets")) }
    self.format = format
    (sets, lines, problems) = (reader.sets, reader.lines, list.problems)
    (errorCount, warningCount, isCut) = (list.errorCount, list.warningCount, reader.isCut)
  }
}

extension ElementSet {
  /// The set with texts that every format may carry: a name line may hold anything.
  fileprivate func withCleanTexts(line: Int, _ list: inout ProblemList) -> ElementSet {
    var set = self
    set.name = name.map(\.withoutControls)
    set.internationalDesignator = internationalDesignator.withoutControls
    if set.name?.isEmpty == true { set.name = nil }
    if set != self {
      list.append(
        ElementProblem(
          .warning, line: line, value: name ?? internationalDesignator, "characters that are no text are left out",
          allowed: OMMFields.allowedNames))
    }
    return set
  }
}

extension String {
  fileprivate var withoutControls: String {
    guard unicodeScalars.contains(where: \.isControl) || count > OMMFields.mostNameCharacters else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isControl }))
      .prefix(OMMFields.mostNameCharacters).withoutOuterBlanks
  }
}
