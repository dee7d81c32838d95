import Orbits
import Quantities
import TestSupport
import Testing

@Suite struct TwoLineElementsTests {
  static let line1 = "1 25544U 98067A   15268.21313216  .00005785  00000-0  94507-4 0  9995"
  static let line2 = "2 25544  51.6463 304.6860 0005196 319.3549 152.0018 15.54144244963604"

  @Test func everyFieldIsReadExactly() throws {
    let set = try ElementSet(line1: Self.line1, line2: Self.line2)
    #expect(
      set
        == ElementSet(
          catalogNumber: 25544, classification: "U", internationalDesignator: "1998-067A",
          epoch: try ScenarioTime("2015-09-25T05:06:54.618624Z"), meanMotionRevolutionsPerDay: 15.54144244,
          eccentricity: 0.0005196, inclinationDegrees: 51.6463, rightAscensionDegrees: 304.6860,
          argumentOfPerigeeDegrees: 319.3549, meanAnomalyDegrees: 152.0018, bstar: 0.94507e-4,
          meanMotionDot: 0.00005785, meanMotionDoubleDot: 0, elementSetNumber: 999, revolutionNumber: 96360))
  }

  @Test func assumedPointsAndSignsAreExact() throws {
    let set = try ElementSet(
      line1: "1 22312U 93002D   06094.46235912  .99999999  81888-5  49949-3 0  3953",
      line2: "2 22312  62.1486  77.4698 0308723 267.9229  88.7392 15.95744531 98783")
    #expect(set.meanMotionDot == 0.99999999)
    #expect(set.meanMotionDoubleDot == 0.81888e-5)
    #expect(set.bstar == 0.49949e-3)
    #expect(set.eccentricity == 0.0308723)
    let negative = try ElementSet(
      line1: "1 21897U 92011A   06176.02341244 -.00001273  00000-0 -13525-3 0  3044",
      line2: "2 21897  62.1749 198.0096 7421690 253.0462  20.1561  2.01269994104880")
    #expect(negative.meanMotionDot == -0.00001273)
    #expect(negative.bstar == -0.13525e-3)
  }

  /// One unit of the last decimal of the day is 864 µs.
  @Test(arguments: [
    ("57001.00000000", "1957-01-01T00:00:00Z"), ("56366.00000001", "2056-12-31T00:00:00.000864Z"),
    ("00060.50000000", "2000-02-29T12:00:00Z"), ("99365.99999999", "1999-12-31T23:59:59.999136Z"),
  ])
  func epochsAreExactInNanoseconds(field: String, time: String) throws {
    let line = Self.checksummed("1 25544U 98067A   \(field)  .00005785  00000-0  94507-4 0  999")
    #expect(try ElementSet(line1: line, line2: Self.line2).epoch == ScenarioTime(time))
  }

  @Test(arguments: [("A0000", 100_000), ("H9999", 179_999), ("J0000", 180_000), ("P0000", 230_000), ("Z9999", 339_999)])
  func alpha5NumbersAreDecoded(field: String, number: Int) throws {
    let line1 = Self.checksummed("1 \(field)U 98067A   15268.21313216  .00005785  00000-0  94507-4 0  999")
    let line2 = Self.checksummed("2 \(field)  51.6463 304.6860 0005196 319.3549 152.0018 15.5414424496360")
    #expect(try ElementSet(line1: line1, line2: line2).catalogNumber == number)
  }

  @Test func namesCommentsBlanksAndLineEndsAreTakenAsTheyCome() {
    let text =
      "# a comment\r\n\r\n0 ISS (ZARYA)\r\n\(Self.line1)\r\n\(Self.line2)\r\nISS again   \n\(Self.line1)  \n\n\(Self.line2)\n"
      + "\(Self.line1)\n\(Self.line2)"
    let sets = TwoLineElements(text)
    #expect(sets.errors.isEmpty)
    #expect(sets.readings.map(\.line) == [4, 7, 10])
    #expect(sets.readings.map(\.elements.name) == ["ISS (ZARYA)", "ISS again", nil])
  }

  @Test func allErrorsOfATextAreReportedAndGoodSetsKept() {
    let badInclination = Self.checksummed("2 25544 181.6463 304.6860 0005196 319.3549 152.0018 15.5414424496360")
    let badNode = Self.checksummed("2 25544  51.6463 304,6860 0005196 361.3549 152.0018 15.5414424496360")
    let text = """
      \(Self.line1)
      \(badInclination)
      \(Self.line1)
      \(Self.line2)
      \(Self.line1)
      \(badNode)
      \(Self.line2)
      ALONE
      """
    let sets = TwoLineElements(text)
    #expect(sets.readings.map(\.line) == [3])
    #expect(
      sets.errors.map(\.description) == [
        "line 2, columns 9-16: \"181.6463\": inclination out of range; allowed: 0.0...180.0 degrees",
        "line 6, columns 18-25: \"304,6860\": not a number; allowed: digits with the point in column 21",
        "line 6, columns 35-42: \"361.3549\": argument of perigee out of range; allowed: 0.0...360.0 degrees",
        "line 7, column 1: \"2\": line 2 without a line 1 before it; allowed: line 1, then line 2",
        "line 8, columns 1-5: \"ALONE\": a name without element lines after it; allowed: a name, line 1, line 2",
      ])
  }

  /// What is changed in the two lines above, and the columns that the error must name.
  @Test(arguments: [
    (1, 69, "6", 69...69), (1, 9, "X", 9...9), (1, 8, "Q", 8...8), (1, 19, "x", 19...20), (1, 24, "5", 21...32),
    (1, 60, " ", 54...61), (2, 7, "5", 3...7), (2, 27, ".", 27...33), (2, 57, "x", 53...63), (2, 43, "1", 43...43),
  ])
  func aStrictReaderNamesLineAndColumns(line: Int, column: Int, put: Character, columns: ClosedRange<Int>) {
    var lines = [Array(Self.line1), Array(Self.line2)]
    lines[line - 1][column - 1] = put
    let texts = zip(lines, 1...).map { text, number in
      number == line && column != 69 ? Self.checksummed(String(text.dropLast())) : String(text)
    }
    let error = #expect(throws: ElementSetError.self) { try ElementSet(line1: texts[0], line2: texts[1]) }
    #expect(error?.line == line)
    #expect(error?.columns == columns)
  }

  /// Column 63 says which theory the elements are of: those of SGP4-XP look alike and mean something else.
  @Test(arguments: [
    ("4", "elements of SGP4-XP, which SGP4 cannot propagate"), ("3", "not the ephemeris type of SGP4"),
    ("x", "not the ephemeris type of SGP4"),
  ])
  func elementsOfAnotherTheoryAreRefused(type: Character, reason: String) throws {
    var line = Array(Self.line1)
    line[62] = type
    let text = Self.checksummed(String(line.dropLast()))
    let error = #expect(throws: ElementSetError.self) { try ElementSet(line1: text, line2: Self.line2) }
    #expect(error?.description == "line 1, column 63: \"\(type)\": \(reason); allowed: 0, 2 or a blank")
    let words = text.replacing("94507-4", with: "94507-4 ")
    let lenient = #expect(throws: ElementSetError.self) {
      try ElementSet.read(line1: words, line2: Self.line2, mode: .lenient)
    }
    #expect(lenient?.reason == reason)
  }

  @Test func sgp4sOwnTypesAreTaken() throws {
    for type in ["0", "2", " "] {
      var line = Array(Self.line1)
      line[62] = Character(type)
      #expect(throws: Never.self) {
        try ElementSet(line1: Self.checksummed(String(line.dropLast())), line2: Self.line2)
      }
    }
  }

  /// A file that is no element file has an error a line: they are counted, and a thousand of them kept.
  @Test func errorsPastAThousandAreCounted() {
    let sets = TwoLineElements(String(repeating: "name\n", count: 5_000))
    #expect(sets.errors.count == TwoLineElements.mostErrors)
    #expect(sets.omittedErrors == 4_000)
  }

  @Test func aChecksumIsForgivenWithAWarning() throws {
    let bad = String(Self.line1.dropLast()) + "0"
    #expect(throws: ElementSetError.self) { try ElementSet(line1: bad, line2: Self.line2) }
    for line in [bad, String(Self.line1.dropLast())] {
      let (set, warnings) = try ElementSet.read(line1: line, line2: Self.line2, mode: .lenient)
      #expect(set == (try ElementSet(line1: Self.line1, line2: Self.line2)))
      #expect(warnings.map(\.columns) == [69...69])
    }
  }

  @Test(.enabled(if: SharedData.has("nos-t-downlink/satellites.json"), Comment(rawValue: SharedData.absence)))
  func theMalformedSetsOfTheDownlinkExampleAreReadOnlyLeniently() throws {
    let text = try SharedData.text("nos-t-downlink/satellites.json")
    let lines = text.split(separator: "\n").filter { $0.contains("37849") && !$0.contains("note") }
      .map { $0.split(separator: "\"")[1].replacing("\\t", with: "\t") }
    try #require(lines.count == 4)
    for pair in [lines[0...1], lines[2...3]] {
      let (line1, line2) = (String(pair.first ?? ""), String(pair.last ?? ""))
      let strict = TwoLineElements("\(line1)\n\(line2)\n")
      #expect(strict.readings.isEmpty)
      #expect(strict.errors.map(\.line) == [1, 1, 2])
      #expect(strict.errors.map(\.columns) == [59...59, 67...69, 68...69])
      let (set, warnings) = try ElementSet.read(line1: line1, line2: line2, mode: .lenient)
      #expect(warnings == strict.errors)
      #expect(set.catalogNumber == 37849)
      #expect(set.eccentricity == 0.0001371)
      #expect(set.rightAscensionDegrees == 301.202)
      #expect(set.meanAnomalyDegrees == 357.989)
      #expect(set.meanMotionRevolutionsPerDay == 14.19561536)
      #expect(set.bstar == 0.2592e-4)
      #expect(set.meanMotionDot == 0.00000011)
      #expect(set.epoch == (try ScenarioTime("2019-12-31T20:59:55.680000Z")))
    }
  }

  @Test(.enabled(if: SharedData.has("catalog/active_2026-07-24.3le"), Comment(rawValue: SharedData.absence)))
  func aWholeCatalogueIsReadStrictly() throws {
    let sets = TwoLineElements(try SharedData.text("catalog/active_2026-07-24.3le"))
    #expect(sets.errors.map(\.description) == [])
    #expect(sets.readings.count == 16_126)
    #expect(sets.readings.allSatisfy { $0.elements.name?.isEmpty == false })
  }

  @Test func hostileTextIsAnsweredAndNeverTrapped() {
    var texts = ["", "\n", "1", "2", "1 ", "0 ", "1\t25544", "\u{0}", "é", "1 é\n2 é", "\r\n\r\n", "1 \n2 "]
    for end in 0...69 {
      texts.append(String(Self.line1.prefix(end)) + "\n" + String(Self.line2.prefix(69 - end)))
    }
    for column in 0..<69 {
      for put in ["\t", "é", "-", ".", "9", " ", "\u{7F}", "👩‍🚀", "e"] {
        let line1 = String(Self.line1.prefix(column)) + put + String(Self.line1.dropFirst(column + 1))
        let line2 = String(Self.line2.prefix(column)) + put + String(Self.line2.dropFirst(column + 1))
        texts.append("\(line1)\n\(line2)")
      }
    }
    texts.append("1 " + String(repeating: "9", count: 1_000_000) + "\n2 " + String(repeating: " x", count: 500_000))
    for text in texts {
      #expect(TwoLineElements(text).errors.allSatisfy { $0.value.count <= 80 && $0.line >= 1 })
      let lenient = TwoLineElements(text, mode: .lenient)
      #expect(lenient.readings.allSatisfy { $0.elements.meanMotionRevolutionsPerDay > 0 })
    }
  }

  static func checksummed(_ line: String) -> String {
    let sum = line.reduce(0) { $0 + ($1.wholeNumberValue ?? ($1 == "-" ? 1 : 0)) }
    return line + String(sum % 10)
  }
}
