import Catalog
import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

/// Real files of every format; where a value is asked for, it is the one that the publisher's text shows.
@Suite struct ElementFileTests {
  private static let absence = Comment(rawValue: SharedData.absence)

  static func read(_ name: String) throws -> ElementFile {
    let url = try #require(SharedData.file(name))
    return ElementFile([UInt8](try Data(contentsOf: url)))
  }

  @Test(
    .enabled(if: SharedData.has("omm"), absence),
    arguments: [
      ("alpha5_from_omm.3le", ElementFormat.threeLine, 3), ("celestrak_2026-07-30_soyuz.csv", .csv, 1),
      ("celestrak_2026-09-19_three_records_six_digit.json", .json, 3), ("celestrak_goes_2025-05-25.json", .json, 19),
      ("celestrak_noaa_2025-05-25.json", .json, 23), ("celestrak_resource_2025-05-25.json", .json, 158),
      ("celestrak_starlink_2025-05-25.json", .json, 7_483), ("celestrak_stations_2025-05-25.json", .json, 13),
      ("celestrak_weather_2025-05-25.json", .json, 72), ("orekit_OMM-with-units.xml", .xml, 1),
      ("orekit_OMMExample1.txt", .kvn, 1), ("orekit_OMMExample2.txt", .kvn, 1), ("orekit_OMMExample2.xml", .xml, 1),
      ("orekit_OMMExample4.xml", .xml, 1), ("python-sgp4_sample_omm.csv", .csv, 1),
      ("python-sgp4_sample_omm.json", .json, 1), ("python-sgp4_sample_omm.xml", .xml, 1),
    ])
  func `Every file of the world is read, its format found`(name: String, format: ElementFormat, count: Int) throws {
    let file = try Self.read("omm/\(name)")
    #expect(file.problems == [])
    #expect(file.format == format)
    #expect(file.sets.count == count)
    #expect(file.lines.count == count)
  }

  @Test(.enabled(if: SharedData.has("omm"), absence))
  func `A message of another theory is refused with its reasons`() throws {
    let file = try Self.read("omm/orekit_OMMExample3.txt")
    #expect(file.sets.isEmpty)
    #expect(
      file.problems.map(\.description) == [
        "line 14, column 23: MEAN_ELEMENT_THEORY: \"SOME THEORY\": not the theory that Orrery propagates; allowed: SGP4, SGP/SGP4",
        "line 11, column 13: REF_FRAME: \"TOD\": not the frame of SGP4; allowed: TEME",
        "line 13, column 15: TIME_SYSTEM: \"MRT\": not the time system of SGP4; allowed: UTC",
      ])
  }

  @Test(.enabled(if: SharedData.has("omm"), absence))
  func `Six digits come through in JSON, CSV and alpha-5`() throws {
    for name in [
      "alpha5_from_omm.3le", "celestrak_2026-07-30_soyuz.csv", "celestrak_2026-09-19_three_records_six_digit.json",
    ] {
      let set = try #require(try Self.read("omm/\(name)").sets.last)
      #expect(set.catalogNumber == 100_057)
      #expect(set.name == "SOYUZ-MS 29")
      #expect(set.internationalDesignator == "2026-162A")
    }
  }

  @Test(.enabled(if: SharedData.has("omm"), absence))
  func `Every value of a record is the one that its text shows`() throws {
    let set = try #require(try Self.read("omm/celestrak_2026-07-30_soyuz.csv").sets.first)
    #expect(
      set
        == ElementSet(
          name: "SOYUZ-MS 29", catalogNumber: 100_057, classification: "U", internationalDesignator: "2026-162A",
          epoch: try ScenarioTime("2026-07-30T03:39:08.864352Z"), meanMotionRevolutionsPerDay: 15.4925939,
          eccentricity: 0.0007078, inclinationDegrees: 51.6319, rightAscensionDegrees: 87.4712,
          argumentOfPerigeeDegrees: 352.8836, meanAnomalyDegrees: 7.2051, bstar: 0.00016539, meanMotionDot: 0.00008758,
          meanMotionDoubleDot: 0, elementSetNumber: 999, revolutionNumber: 57_833))
    let goes = try #require(try Self.read("omm/orekit_OMM-with-units.xml").sets.first)
    #expect(goes.epoch == (try ScenarioTime("2007-03-05T10:34:41.4264Z")))
    #expect(goes.elementSetNumber == 925)
    #expect(goes.meanMotionDot == -0.00000113)
    #expect(try Self.read("omm/orekit_OMMExample2.txt").sets.first?.name == "GOES 9")
  }

  /// python-sgp4 reads the same two ways alike; so must we: the alpha-5 file was derived from the JSON.
  @Test(.enabled(if: SharedData.has("omm"), absence))
  func `JSON and the two lines made of it give the same satellite`() throws {
    let json = try Self.read("omm/celestrak_2026-09-19_three_records_six_digit.json").sets
    let lines = try Self.read("omm/alpha5_from_omm.3le").sets
    for (one, other) in zip(json, lines) {
      #expect(one.epoch == other.epoch)
      #expect(one.catalogNumber == other.catalogNumber)
      #expect(abs(one.eccentricity - other.eccentricity) <= 0.5e-7)
      #expect(try #require(ElementDiff.distanceKilometres(one, other)) < 0.001)
    }
  }

  @Test(.enabled(if: SharedData.has("catalog/active_2026-07-24.3le"), absence))
  func `The whole catalogue comes back from two lines as it was, line for line`() throws {
    let url = try #require(SharedData.file("catalog/active_2026-07-24.3le"))
    let bytes = [UInt8](try Data(contentsOf: url))
    let file = ElementFile(bytes)
    #expect(file.sets.count == 16_126)
    let written = ElementFormat.threeLine.write(file.sets)
    #expect(written.problems == [])
    #expect(ElementFile(written.bytes).sets == file.sets)
    func lines(_ bytes: [UInt8]) -> [String] {
      String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.withoutBlanksAtItsEnd }
    }
    let differences = zip(lines(bytes), lines(written.bytes)).filter { $0 != $1 }
    #expect(differences.first.map { "\($0)" } == nil, "\(differences.count) lines differ")
  }

  @Test(.enabled(if: SharedData.has("nos-t-downlink/satellites.json"), absence))
  func `Shifted columns are refused, and read leniently with a warning`() throws {
    let text = try SharedData.text("nos-t-downlink/satellites.json")
    let lines = text.split(separator: "\n").filter { $0.contains("37849") && !$0.contains("note") }
      .map { $0.split(separator: "\"")[1].replacing("\\t", with: "\t") }
    let content = lines.joined(separator: "\n")
    let strict = ElementFile(content)
    #expect(strict.sets.isEmpty)
    #expect(strict.errorCount == 6)
    #expect(
      strict.problems.first?.description
        == "line 1, column 59: \"\\t\": not a printable ASCII character; allowed: letters, digits, blanks, + - .")
    let lenient = ElementFile(content, mode: .lenient)
    #expect(lenient.errorCount == 0)
    #expect(lenient.warningCount == 6)
    for set in lenient.sets {
      #expect(set.eccentricity == 0.0001371)
      #expect(set.rightAscensionDegrees == 301.202)
      #expect(set.meanAnomalyDegrees == 357.989)
      #expect(set.meanMotionRevolutionsPerDay == 14.19561536)
    }
    #expect(lenient.sets.count == 2)
  }
}

extension Substring {
  fileprivate var withoutBlanksAtItsEnd: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
