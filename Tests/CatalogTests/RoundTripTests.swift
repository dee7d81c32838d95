import Catalog
import Orbits
import Quantities
import TestSupport
import Testing

/// What is written is read back: exactly in the formats of OMM, to its digits in two lines.
@Suite struct RoundTripTests {
  @Test(arguments: [ElementFormat.json, .csv, .kvn, .xml])
  func `What an OMM format writes is read back as it was`(format: ElementFormat) {
    let sets = Samples.sets(2_000, seed: 1)
    let written = format.write(sets)
    #expect(written.problems == [])
    let file = ElementFile(written.bytes)
    #expect(file.format == format)
    #expect(file.problems == [])
    #expect(file.sets == sets)
  }

  /// Names that a format might take for something of its own.
  @Test(arguments: ElementFormat.allCases)
  func `A satellite may be called whatever it likes`(format: ElementFormat) throws {
    let names = [
      "EPOCH", "OBJECT_NAME", "CCSDS_OMM_VERS = 3.0", "COMMENT x", "<omm>", "</omm>", "&lt;", "]]>", "-->", "{", "[1]",
      "# x",
      "1 25544U", "2 25544", "0", "1", "\"", "\"\"", ",", "a,\"b\",c", "null", "[km]", "NaN", "\\u0000", "\\",
    ]
    let sets = try names.map { name in
      var set = try Self.sound { $0.name = name }
      if !format.isTwoLine { set.internationalDesignator = name }
      return set
    }
    let written = format.write(sets)
    #expect(written.problems == [])
    let file = ElementFile(written.bytes, format: format)
    #expect(file.problems == [])
    if format != .tle { #expect(file.sets.map(\.name) == names) }
    #expect(file.sets.map(\.internationalDesignator) == sets.map(\.internationalDesignator))
  }

  @Test func `An empty catalogue is a file without sets in each format`() {
    for format in [ElementFormat.json, .csv, .xml] {
      let file = ElementFile(format.write([]).bytes)
      #expect(file.format == format)
      #expect(file.problems.map(\.description) == ["the file has no element sets"])
    }
  }

  /// Writing a second time changes nothing: two lines lose digits once and not again.
  @Test func `Two lines come back to their digits`() throws {
    let sets = Samples.sets(2_000, seed: 2).map { set in
      var set = set
      set.catalogNumber %= 340_000
      set.bstar = max(-0.99999e9, min(0.99999e9, set.bstar))
      return set
    }.filter { (1957...2056).contains($0.epoch.calendarDate.year) && $0.internationalDesignator.count < 9 }
    let written = ElementFormat.threeLine.write(sets)
    #expect(written.errorCount == 0)
    #expect(written.count == sets.count)
    let file = ElementFile(written.bytes)
    #expect(file.problems == [])
    try #require(file.sets.count == sets.count)
    for (one, other) in zip(sets, file.sets) {
      #expect(other.name == one.name)
      #expect(other.catalogNumber == one.catalogNumber)
      #expect(other.classification == one.classification)
      #expect((other.epoch - one.epoch).nanoseconds.magnitude <= 432_000)
      #expect(abs(other.meanMotionRevolutionsPerDay - one.meanMotionRevolutionsPerDay) <= 0.5001e-8)
      #expect(abs(other.eccentricity - one.eccentricity) <= 1.0001e-7)
      #expect(abs(other.inclinationDegrees - one.inclinationDegrees) <= 0.5001e-4)
      #expect(Self.turn(other.rightAscensionDegrees, one.rightAscensionDegrees) <= 0.5001e-4)
      #expect(Self.turn(other.meanAnomalyDegrees, one.meanAnomalyDegrees) <= 0.5001e-4)
      #expect(abs(other.meanMotionDot - one.meanMotionDot) <= 0.5001e-8)
      #expect(abs(other.bstar - one.bstar) <= max(0.5001e-4 * abs(one.bstar), 0.5001e-14))
      #expect(other.elementSetNumber == one.elementSetNumber)
      #expect(other.revolutionNumber == one.revolutionNumber)
    }
    let again = ElementFormat.threeLine.write(file.sets)
    let differences = zip(again.text.split(separator: "\n"), written.text.split(separator: "\n")).filter { $0 != $1 }
    #expect(differences.first.map { "\($0)" } == nil)
    #expect(again.count == written.count)
    #expect(again.problems == [])
  }

  static func turn(_ left: Double, _ right: Double) -> Double {
    abs((left - right + 540).truncatingRemainder(dividingBy: 360) - 180)
  }

  @Test(arguments: [
    (0, "00000"), (5, "00005"), (99_999, "99999"), (100_000, "A0000"), (100_057, "A0057"), (179_999, "H9999"),
    (180_000, "J0000"), (230_000, "P0000"), (339_999, "Z9999"),
  ])
  func `Numbers past five digits are written in alpha-5`(number: Int, field: String) throws {
    var set = try #require(Samples.sets(1, seed: 3).first)
    (set.catalogNumber, set.epoch) = (number, try ScenarioTime("2026-01-01T00:00:00Z"))
    let text = ElementFormat.tle.write([set]).text
    #expect(text.dropFirst(2).prefix(5) == field)
    #expect(ElementFile(text).sets.first?.catalogNumber == number)
  }

  private static func sound(_ change: (inout ElementSet) -> Void) throws -> ElementSet {
    var set = ElementSet(
      name: "SAT", catalogNumber: 25_544, internationalDesignator: "1998-067A",
      epoch: try ScenarioTime("2026-09-19T12:00:00Z"), meanMotionRevolutionsPerDay: 15.5, eccentricity: 0.001,
      inclinationDegrees: 51.6, rightAscensionDegrees: 10, argumentOfPerigeeDegrees: 20, meanAnomalyDegrees: 30,
      bstar: 0.0001, elementSetNumber: 999, revolutionNumber: 12_345)
    change(&set)
    return set
  }

  @Test func `What two lines cannot carry is refused with what to do instead`() throws {
    let sets = try [
      Self.sound { $0.catalogNumber = 400_123 }, Self.sound { $0.epoch = try! ScenarioTime("2057-01-01T00:00:00Z") },
      Self.sound { $0.bstar = 1e9 }, Self.sound { $0.meanMotionDot = -1 }, Self.sound { _ in },
    ]
    let written = ElementFormat.tle.write(sets)
    #expect(written.count == 1)
    #expect(written.errorCount == 4)
    let instead = "; or write json, csv, kvn or xml"
    #expect(
      written.problems.map(\.description) == [
        "SAT, 400123: a TLE has no room for the number 400123; allowed: numbers up to 339999\(instead)",
        "SAT, 25544: a TLE has no room for the year of EPOCH 2057-01-01T00:00:00Z; allowed: 1957 to 2056\(instead)",
        "SAT, 25544: a TLE has no room for BSTAR 1000000000.0; allowed: -0.99999e9...0.99999e9\(instead)",
        "SAT, 25544: a TLE has no room for MEAN_MOTION_DOT -1.0; allowed: -0.99999999...0.99999999\(instead)",
      ])
  }

  @Test func `Lost digits are told, satellite by satellite`() throws {
    let set = try Self.sound {
      $0.eccentricity = 0.09440644
      $0.bstar = 0.015154405
      $0.revolutionNumber = 123_456
    }
    #expect(
      ElementFormat.tle.write([set]).problems.map(\.description) == [
        "SAT, 25544: a TLE has no room for all of BSTAR 0.015154405 (written 15154-1), ECCENTRICITY 0.09440644 "
          + "(written 0.0944064), REV_AT_EPOCH 123456 (written 23456)"
      ])
  }

  @Test(arguments: ElementFormat.allCases)
  func `What no reader would take back is not written`(format: ElementFormat) throws {
    let sets = try [
      Self.sound { $0.eccentricity = .nan }, Self.sound { $0.bstar = .infinity }, Self.sound { $0.eccentricity = 1 },
      Self.sound { $0.inclinationDegrees = -1 }, Self.sound { $0.catalogNumber = -5 },
      Self.sound { $0.name = "a\nb" }, Self.sound { $0.meanMotionRevolutionsPerDay = 0 },
      Self.sound { $0.classification = "X" }, Self.sound { $0.epoch = try! ScenarioTime("1950-01-01T00:00:00Z") },
    ]
    let written = format.write(sets)
    #expect(written.count == 0)
    #expect(written.errorCount == sets.count)
    #expect(
      written.problems.first?.description
        == "SAT, 25544: ECCENTRICITY nan is out of range; allowed: 0 up to less than 1")
  }

  /// A mean motion or an eccentricity at its edge must not round out of what a reader takes.
  @Test func `Values at the edge stay inside it`() throws {
    let sets = try [
      Self.sound { $0.eccentricity = 0.99999999 }, Self.sound { $0.meanMotionRevolutionsPerDay = 1e-12 },
      Self.sound { $0.rightAscensionDegrees = 359.99999 }, Self.sound { $0.inclinationDegrees = 179.99999 },
      Self.sound { $0.epoch = try! ScenarioTime("2055-12-31T23:59:59.999999Z") },
      Self.sound { $0.epoch = try! ScenarioTime("1957-01-01T00:00:00Z") },
    ]
    let written = ElementFormat.tle.write(sets)
    #expect(written.errorCount == 0)
    let file = ElementFile(written.bytes)
    #expect(file.problems == [])
    #expect(file.sets.count == sets.count)
    #expect(file.sets[2].rightAscensionDegrees == 0)
    #expect(file.sets[4].epoch == (try ScenarioTime("2056-01-01T00:00:00Z")))
  }
}
