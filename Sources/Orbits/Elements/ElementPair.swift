/// Line 1 and line 2 of one element set, read.
struct ElementPair {
  private(set) var elements: ElementSet?
  private(set) var errors: [ElementSetError] = []
  private(set) var warnings: [ElementSetError] = []

  init(_ line1: ElementLine, _ line2: ElementLine, mode: TwoLineElements.Mode) {
    switch mode {
    case .strict:
      let (set, faults) = ElementPair.byColumns(line1, line2)
      elements = faults.isEmpty ? set : nil
      errors = faults.all
    case .lenient:
      readLeniently(line1, line2)
    }
  }

  /// What is wrong with a pair of lines, by what it costs.
  private struct Faults {
    /// The shape or checksum of a line: the columns may still be good.
    var forgivable: [ElementSetError] = []
    /// The columns themselves.
    var columns: [ElementSetError] = []
    var isEmpty: Bool { forgivable.isEmpty && columns.isEmpty }
    /// In the order of the text.
    var all: [ElementSetError] {
      (forgivable + columns).sorted { ($0.line, $0.columns.lowerBound) < ($1.line, $1.columns.lowerBound) }
    }
  }

  private mutating func readLeniently(_ line1: ElementLine, _ line2: ElementLine) {
    let (set, faults) = ElementPair.byColumns(line1.upToChecksum, line2.upToChecksum)
    let extra = [line1, line2].compactMap(\.beyondChecksum)
    if faults.columns.isEmpty {
      (elements, warnings) = (set, faults.all + extra)
      return
    }
    guard max(line1.bytes.count, line2.bytes.count) <= ElementTokens.longestLine else {
      errors = faults.all
      return
    }
    do {
      var first = ElementTokens(line1)
      var second = ElementTokens(line2)
      var set = try first.firstLine()
      try second.secondLine(into: &set)
      elements = set
      warnings = faults.all
    } catch {
      errors = [error]
    }
  }

  private static func byColumns(_ line1: ElementLine, _ line2: ElementLine) -> (ElementSet?, Faults) {
    var faults = Faults()
    var one = ElementColumns(line1)
    var two = ElementColumns(line2)
    for (line, columns) in [(line1, one), (line2, two)] {
      var columns = columns
      let isWhole = columns.checkShape()
      if isWhole { columns.checkChecksum() }
      // A line that lacks no more than its checksum still has its columns.
      let isReadable = isWhole || (line.bytes.count == 68 && columns.errors.count == 1)
      if isReadable { faults.forgivable += columns.errors } else { faults.columns += columns.errors }
    }
    guard faults.columns.isEmpty else { return (nil, faults) }
    let set = one.elements(with: &two)
    faults.columns = one.errors + two.errors
    if faults.columns.isEmpty, one.catalogNumber() != two.catalogNumber() {
      faults.columns.append(
        line2.error(3...7, "another catalogue number than in line 1", allowed: "\(set.catalogNumber)"))
    }
    return (set, faults)
  }
}

extension ElementLine {
  /// The line without what follows column 69.
  fileprivate var upToChecksum: ElementLine { prefix(69) }

  fileprivate var beyondChecksum: ElementSetError? {
    bytes.count <= 69 ? nil : error(70...bytes.count, "text after the checksum", allowed: "69 columns")
  }
}

extension ElementColumns {
  /// Reads this as line 1 and another as line 2, every column of both.
  fileprivate mutating func elements(with two: inout ElementColumns) -> ElementSet {
    checkBlank(2, 9, 18, 33, 44, 53, 62, 64)
    two.checkBlank(2, 8, 17, 26, 34, 43, 52)
    checkEphemerisType()
    _ = two.catalogNumber()
    return ElementSet(
      catalogNumber: catalogNumber(), classification: classification(),
      internationalDesignator: cosparDesignator(trimmed(10...17)), epoch: epoch(),
      meanMotionRevolutionsPerDay: two.meanMotion(), eccentricity: two.fraction(27...33),
      inclinationDegrees: two.number(9...16, decimals: 4, in: 0...180, "inclination"),
      rightAscensionDegrees: two.number(18...25, decimals: 4, in: 0...360, "right ascension of the node"),
      argumentOfPerigeeDegrees: two.number(35...42, decimals: 4, in: 0...360, "argument of perigee"),
      meanAnomalyDegrees: two.number(44...51, decimals: 4, in: 0...360, "mean anomaly"),
      bstar: scaled(54...61), meanMotionDot: number(34...43, decimals: 8, signed: true),
      meanMotionDoubleDot: scaled(45...52), elementSetNumber: wholeNumber(65...68),
      revolutionNumber: two.wholeNumber(64...68))
  }
}
