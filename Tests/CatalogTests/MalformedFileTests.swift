import Catalog
import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

/// What is said of files that are wrong, in full; the rest of each file is read all the same.
@Suite struct MalformedFileTests {
  static let heading =
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
    + "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT\n"
  static let record =
    "SAT,2026-162A,2026-07-30T03:39:08.864352,15.4925939,.0007078,51.6,87.4,352.8,7.2,0,U,100057,999,57833,.16539E-3,.8758E-4,0\n"

  static func json(_ changes: [(String, String)] = []) -> String {
    var text = String(ElementFormat.json.write(ElementFile(heading + record).sets).text.dropFirst(2).dropLast(3))
    for (old, new) in changes { text = text.replacing(old, with: new) }
    return text
  }

  static func message(_ format: ElementFormat, _ changes: [(String, String)] = []) -> String {
    var text = format.write(ElementFile(heading + record).sets).text
    for (old, new) in changes { text = text.replacing(old, with: new) }
    return text
  }

  @Test(arguments: [
    (
      "\"MEAN_MOTION\":15.4925939", "\"MEAN_MOTION\":\"fast\"",
      "MEAN_MOTION: \"fast\": not a number; allowed: more than 0, less than 100 revolutions a day"
    ),
    (
      "\"MEAN_MOTION\":15.4925939", "\"MEAN_MOTION\":-1",
      "MEAN_MOTION: \"-1\": out of range; allowed: more than 0, less than 100 revolutions a day"
    ),
    (
      "\"MEAN_MOTION\":15.4925939", "\"SEMI_MAJOR_AXIS\":7000",
      "MEAN_MOTION: is missing; SGP4 does not take SEMI_MAJOR_AXIS for it; allowed: revolutions a day"
    ),
    ("0.0007078", "1.5", "ECCENTRICITY: \"1.5\": out of range; allowed: 0 up to less than 1"),
    ("0.0007078", "null", "ECCENTRICITY: is missing; allowed: 0 up to less than 1"),
    ("0.0007078", "[]", "ECCENTRICITY: \"[...]\": not a number; allowed: 0 up to less than 1"),
    ("51.6", "\"NaN\"", "INCLINATION: \"NaN\": not a number; allowed: 0...180 degrees"),
    ("51.6", "181", "INCLINATION: \"181\": out of range; allowed: 0...180 degrees"),
    ("51.6", "\"0x10\"", "INCLINATION: \"0x10\": not a number; allowed: 0...180 degrees"),
    ("87.4", "-0.1", "RA_OF_ASC_NODE: \"-0.1\": out of range; allowed: 0...360 degrees"),
    (
      "2026-07-30T03:39:08.864352", "yesterday",
      "EPOCH: \"yesterday\": not an epoch; allowed: UTC such as 2026-09-19T04:11:54.904992 or "
        + "2026-262T04:11:54.904992, 1957 to 2100"
    ),
    ("2026-07-30T", "1901-07-30T", "EPOCH: \"1901-07-30T03:39:08.864352\": out of range; allowed: 1957 to 2100"),
    ("100057", "-4", "NORAD_CAT_ID: \"-4\": not a number of that kind; allowed: a whole number, 0...999999999"),
    (
      "100057", "\"1234567890\"",
      "NORAD_CAT_ID: \"1234567890\": not a number of that kind; allowed: a whole number, 0...999999999"
    ),
    ("100057", "1e99", "NORAD_CAT_ID: \"1e+99\": not a number of that kind; allowed: a whole number, 0...999999999"),
    ("\"U\"", "\"X\"", "CLASSIFICATION_TYPE: \"X\": not a classification; allowed: U, C, S"),
    (
      "\"EPHEMERIS_TYPE\":0", "\"EPHEMERIS_TYPE\":4",
      "EPHEMERIS_TYPE: \"4\": elements of SGP4-XP, which SGP4 cannot propagate; allowed: 0, 2"
    ),
    (
      "\"EPHEMERIS_TYPE\":0", "\"MEAN_ELEMENT_THEORY\":\"SGP4-XP\"",
      "MEAN_ELEMENT_THEORY: \"SGP4-XP\": not the theory that Orrery propagates; allowed: SGP4, SGP/SGP4"
    ),
    ("0.00016539", "1e300", "BSTAR: \"1e+300\": out of range; allowed: -1e9...1e9"),
    (
      "\"SAT\"", "\"a\\u0007b\"",
      "OBJECT_NAME: \"a\\u{07}b\": not a name; allowed: UTF-8 without control characters, at most 256 characters"
    ),
  ])
  func `A value that cannot be is told with its path, and the next record read`(
    old: String, new: String, message: String
  ) throws {
    let text = "[\n\(Self.json([(old, new)])),\n\(Self.json())\n]"
    let file = ElementFile(text)
    #expect(file.problems.map(\.description) == ["line 2, column 1: $[0].\(message)"])
    #expect(file.sets.count == 1)
    #expect(file.lines == [3])
  }

  @Test(arguments: [
    ("[RECORD,\n{\"a\":},\nRECORD]", 2, ["line 2, column 6: $[1]: not JSON: a value should stand"]),
    (
      "[RECORD,\n{\"OBJECT_NAME\":\"x\",\"OBJECT_NAME\":\"y\"},\nRECORD]", 2,
      ["line 2, column 20: $[1]: not JSON: the member \"OBJECT_NAME\" stands twice"]
    ),
    ("[RECORD,\nRECORD", 2, ["line 2, column 396: the text ends inside the list: it may be cut off; allowed: ]"]),
    (
      "[RECORD\nRECORD]", 2,
      ["line 2, column 1: \"{\"OBJECT_NAME\":\"SAT\",\"OB\": a comma should stand between records; allowed: ,"]
    ),
    (
      "[RECORD,\n3,\nRECORD]", 2,
      ["line 2, column 1: \"3,\\n{\"OBJECT_NAME\":\"SAT\",\": a record should stand; allowed: an object in braces"]
    ),
    ("[RECORD,]", 1, ["line 1, column 398: \"]\": a comma before the end of the list; allowed: a record"]),
    ("[RECORD][RECORD]\nRECORD RECORD", 4, []),
    (
      "[[RECORD]]", 1,
      [
        "line 1, column 2: \"[{\"OBJECT_NAME\":\"SAT\",\"O\": a list inside the list; allowed: an object in braces",
        "line 1, column 399: \"]\": a ] without its [; allowed: a record",
      ]
    ),
    (
      "{\"error\":\"You must be logged in\"}", 0,
      [
        "line 1, column 1: $: not an element set; allowed: the keywords of an OMM: EPOCH, MEAN_MOTION, ECCENTRICITY, ..."
      ]
    ),
    ("[]", 0, ["the file has no element sets"]),
    ("[", 0, ["line 1, column 2: the text ends inside the list: it may be cut off; allowed: ]"]),
  ])
  func `Broken, cut and concatenated JSON`(text: String, count: Int, messages: [String]) {
    let file = ElementFile(text.replacing("RECORD", with: Self.json()))
    #expect(file.problems.map(\.description) == messages)
    #expect(file.sets.count == count)
  }

  @Test(arguments: [
    (
      "H", "SAT,2026-162A", 1,
      ["line 3, column 1: \"SAT,2026-162A\": the record has 2 fields; allowed: 17 fields, as the heading"]
    ),
    (
      "H", "\"SAT", 1,
      ["line 3, column 1: \"\"SAT\": a quote that is not closed; allowed: \"text\", with quotes inside doubled"]
    ),
    (
      "OBJECT_NAME,EPOCH,OBJECT_NAME\n", "", 0,
      [
        "line 1, column 19: \"OBJECT_NAME\": a column that stands twice; allowed: each keyword once",
        "line 2, column 1: \"\(record.prefix(80))\": the record has 17 fields; allowed: 3 fields, as the heading",
      ]
    ),
    (
      "NORAD_CAT_ID,OBJECT_NAME\n", "5,VANGUARD 1", 0,
      [
        "line 2, column 1: \"\(record.prefix(80))\": the record has 17 fields; allowed: 2 fields, as the heading",
        "line 3, column 1: EPOCH: is missing; allowed: UTC such as 2026-09-19T04:11:54.904992 or 2026-262T04:11:54.904992, 1957 to 2100",
        "line 3, column 1: MEAN_MOTION: is missing; allowed: more than 0, less than 100 revolutions a day",
        "line 3, column 1: ECCENTRICITY: is missing; allowed: 0 up to less than 1",
        "line 3, column 1: INCLINATION: is missing; allowed: 0...180 degrees",
        "line 3, column 1: RA_OF_ASC_NODE: is missing; allowed: 0...360 degrees",
        "line 3, column 1: ARG_OF_PERICENTER: is missing; allowed: 0...360 degrees",
        "line 3, column 1: MEAN_ANOMALY: is missing; allowed: 0...360 degrees",
        "line 3, column 1: BSTAR: is missing; allowed: -1e9...1e9",
      ]
    ),
  ])
  func `Broken CSV`(heading: String, line: String, count: Int, messages: [String]) {
    let file = ElementFile((heading == "H" ? Self.heading : heading) + Self.record + line + "\n")
    #expect(file.problems.map(\.description) == messages)
    #expect(file.sets.count == count)
  }

  @Test func `CSV has its place to the column, and takes quotes, blanks, comments and a second heading`() {
    let bad = Self.record.replacing("51.6,", with: "951.6,")
    let file = ElementFile(Self.heading + bad)
    #expect(
      file.problems.map(\.description) == [
        "line 2, column 62: INCLINATION: \"951.6\": out of range; allowed: 0...180 degrees"
      ])
    let quoted = Self.record.split(separator: ",").map { "\"\($0.replacing("\n", with: ""))\"" }.joined(separator: ",")
    let good = ElementFile(
      "\u{FEFF}\r\n# by hand\r\n" + Self.heading.replacing("\n", with: "\r\n") + quoted + "\r\n\r\n"
        + Self.heading + Self.record.replacing("15.4925939", with: " 15.4925939  "))
    #expect(good.problems == [])
    #expect(good.sets.count == 2)
    #expect(Set(good.sets).count == 1)
  }

  @Test(arguments: [
    ("= 51.6", "= 951.6", "line 13, column 23: INCLINATION: \"951.6\": out of range; allowed: 0...180 degrees"),
    (
      "= 51.6", "= 51.6 [rad]",
      "line 13, column 28: \"rad\": INCLINATION: another unit than the standard's; allowed: deg"
    ),
    ("= TEME", "= GCRF", "line 7, column 23: REF_FRAME: \"GCRF\": not the frame of SGP4; allowed: TEME"),
    ("REF_FRAME ", "FRAME ", "line 1, column 1: REF_FRAME: is missing; allowed: TEME"),
    (
      "REF_FRAME ", "CENTER_NAME",
      "line 7, column 1: \"CENTER_NAME          = TEME\": the keyword stands twice; allowed: each keyword once"
    ),
    (
      "REF_FRAME ", "what is this\nREF_FRAME ",
      "line 7, column 1: \"what is this\": not a line of a message; allowed: KEYWORD = value"
    ),
    (
      "CCSDS_OMM_VERS", "CCSDS_OEM_VERS",
      "line 1, column 1: \"CCSDS_OEM_VERS\": another kind of message than an OMM; allowed: CCSDS_OMM_VERS"
    ),
    (
      "CCSDS_OMM_VERS", "VERSION",
      "line 1, column 1: \"VERSION      = 3.0\": stands outside of a message; allowed: CCSDS_OMM_VERS first"
    ),
  ])
  func `Broken KVN`(old: String, new: String, message: String) {
    let file = ElementFile(Self.message(.kvn, [(old, new)]) + "\n" + Self.message(.kvn), format: .kvn)
    #expect(file.problems.map(\.description) == [message])
    #expect(file.sets.count == 1)
  }

  @Test func `KVN takes units, comments, ordinal days and CRLF`() {
    let text = Self.message(
      .kvn,
      [
        ("= 51.6", "= 51.6 [deg]"), ("2026-07-30T03:39:08.864352", "2026-211T03:39:08.864352Z"),
        ("CENTER_NAME", "COMMENT by hand\n\nCENTER_NAME"), ("\n", "  \r\n"),
      ])
    let file = ElementFile(text)
    #expect(file.problems == [])
    #expect(file.sets == ElementFile(Self.heading + Self.record).sets)
  }

  @Test(arguments: [
    (
      "<INCLINATION>51.6", "<INCLINATION>951.6",
      "line 3, column 515: INCLINATION: \"951.6\": out of range; allowed: 0...180 degrees"
    ),
    (
      "<INCLINATION>", "<INCLINATION units=\"rad\">",
      "line 3, column 515: INCLINATION: another unit than the standard's, which is deg; allowed: an OMM of CCSDS 505.0"
    ),
    (
      "</INCLINATION>", "</INCLINE>",
      "line 3, column 532: an end tag that does not fit its start; allowed: an OMM of CCSDS 505.0"
    ),
    (
      "</INCLINATION>", "&bomb;</INCLINATION>",
      "line 3, column 532: a reference that is not known; allowed: an OMM of CCSDS 505.0"
    ),
    (
      "<INCLINATION>", "<INCLINATION><b/>",
      "line 3, column 528: an element inside INCLINATION; allowed: an OMM of CCSDS 505.0"
    ),
    ("</omm>", "", "line 3, column 1: the message does not end before the next one"),
    ("<omm id", "<oem id", "line 3, column 1: an OEM, which has no mean elements; allowed: an OMM of CCSDS 505.0"),
  ])
  func `Broken XML`(old: String, new: String, message: String) {
    let whole = Self.message(.xml).split(separator: "\n").map(String.init)
    let bad = whole[2].replacing(old, with: new)
    let hasRoot = !message.contains("OEM")
    let file = ElementFile(
      ([whole[0], hasRoot ? whole[1] : "", bad, whole[2]] + (hasRoot ? [whole[3]] : [])).joined(separator: "\n"))
    #expect(file.problems.map(\.description) == [message])
    #expect(file.sets.count == 1)
  }

  @Test func `XML in several documents, cut in the last, is read up to there`() {
    let text = Self.message(.xml)
    let cut = text.prefix(590)
    let file = ElementFile(text + text + cut)
    #expect(file.sets.count == 2)
    #expect(
      file.problems.map(\.description) == ["line 11, column 1: the text ends inside the message: it may be cut off"])
  }

  @Test(arguments: [
    ("", "the file is empty; allowed: TLE, 3LE, or an OMM in JSON, CSV, KVN or XML"),
    (" \r\n\t\n", "the file is empty; allowed: TLE, 3LE, or an OMM in JSON, CSV, KVN or XML"),
    ("\u{1F}\u{8B}\u{8}", nil),
    (
      "No GP data found",
      "line 1: \"No GP data found\": no element sets are recognised in it; allowed: TLE, 3LE, or an OMM in JSON, CSV, KVN or XML"
    ),
    (
      "<!DOCTYPE html>\n<html></html>",
      "line 1, column 1: a document type, which no message has; allowed: an OMM of CCSDS 505.0"
    ),
    ("<html><head/></html>", "line 1, column 1: an HTML page; allowed: an OMM of CCSDS 505.0"),
    (
      "# only a comment\n",
      "line 1: \"# only a comment\": no element sets are recognised in it; allowed: TLE, 3LE, or an OMM in JSON, CSV, KVN or XML"
    ),
  ])
  func `What is no element file says what it is`(text: String, message: String?) {
    let file = ElementFile(text)
    #expect(file.sets.isEmpty)
    #expect(file.errorCount >= 1)
    if let message { #expect(file.problems.first?.description == message) }
  }

  @Test func `Packed and binary files are told apart`() {
    for (bytes, reason) in [
      ([0x1F, 0x8B, 8, 0], "the file is packed with gzip"), ([0x50, 0x4B, 3, 4], "the file is packed with zip"),
      ([0xFF, 0xFE, 0x31, 0], "the file is UTF-16"), ([0x7F, 0x45, 0x4C, 0x46, 0, 1], "the file is binary"),
    ] as [([UInt8], String)] {
      #expect(ElementFile(bytes).problems.map(\.reason) == [reason])
    }
  }

  @Test func `Leap seconds and digits past the nanosecond are told`() {
    let file = ElementFile(
      "[\(Self.json([("2026-07-30T03:39:08.864352", "2016-12-31T23:59:60.5")])),\(Self.json([("08.864352", "08.8643521239")]))]"
    )
    #expect(file.sets.count == 2)
    #expect(file.sets.first?.epoch == (try? ScenarioTime("2017-01-01T00:00:00Z")))
    #expect(
      file.warnings.map(\.reason) == [
        "a leap second, read as the second after it", "digits past the nanosecond are dropped",
      ])
  }

  @Test func `Numbers are read as strings too, and to the last bit`() {
    let text = Self.json([
      ("15.4925939", "\"15.4925939\""), ("100057", "\"000100057\""), ("0.00016539", "\"+.16539e-3\""),
    ])
    #expect(ElementFile("[\(text)]").sets == ElementFile("[\(Self.json())]").sets)
    var random = RandomSource(seed: 5)
    for _ in 0..<2_000 {
      let value = Double(bitPattern: random.next() & 0x3FFF_FFFF_FFFF_FFFF)
      guard value.isFinite, value < 1, value >= 0 else { continue }
      let file = ElementFile(Self.heading + Self.record.replacing(",.0007078,", with: ",\(value),"))
      #expect(file.sets.first?.eccentricity == value)
    }
  }
}
