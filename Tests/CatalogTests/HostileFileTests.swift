import Catalog
import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

/// Whatever a file holds is answered: no trap, no time that grows faster than the file, no list without an end.
@Suite struct HostileFileTests {
  static let size = 1 << 17

  /// Reads in both modes and holds what every reading must hold.
  static func check(_ bytes: [UInt8], format: ElementFormat? = nil) {
    for mode in [TwoLineElements.Mode.strict, .lenient] {
      let file = ElementFile(bytes, format: format, mode: mode)
      #expect(file.problems.count <= 1_000)
      #expect(file.lines.count == file.sets.count)
      #expect(file.errorCount > 0 || !file.sets.isEmpty)
      #expect(file.problems.allSatisfy { ($0.value ?? "").count <= 80 && !$0.description.contains("\n") })
      // What is read can be written: no reader lets a value in that no writer takes.
      let faults = ElementFormat.json.write(file.sets).problems
      #expect(faults == [])
    }
  }

  static func repeated(_ text: String, bytes: Int = size) -> [UInt8] {
    let unit = Array(text.utf8)
    return Array((0..<max(1, bytes / unit.count)).map { _ in unit }.joined())
  }

  /// An eighth of a megabyte of each takes a second in all; what grew with its square would take an hour.
  @Test(arguments: [
    "a", " ", "\n", "\r\n", "1 ", "1 \n2 \n", "name\n", "1 25544U", "0", "\u{0}", "é", "\u{1F6F0}",
  ])
  func `Much of the same in two lines`(text: String) {
    Self.check(Self.repeated(text), format: .tle)
    Self.check(Self.repeated(text))
  }

  @Test(arguments: [
    "[", "{", "{\"a\":", "{\"a\":[", "[{", "{{", "\"", "{\"", "[1,", "]", ",", "{}", "{},", "{\"a\":1,", "9",
    "{\"a\":-",
  ])
  func `Much of the same in JSON`(text: String) { Self.check(Self.repeated(text), format: .json) }

  @Test(arguments: [",", "\"", "\"\"", "\",", "EPOCH,", "EPOCH,\n", "EPOCH,BSTAR\n", "a\n", "EPOCH,BSTAR\n1,2\n"])
  func `Much of the same in CSV`(text: String) { Self.check(Self.repeated(text), format: .csv) }

  @Test(arguments: [
    "=", "A=", "A=B\n", "CCSDS_OMM_VERS=3\n", "COMMENT ", "CCSDS_OMM_VERS=3\nEPOCH=[\n", "[=]", "EPOCH = 1 [d]\n",
  ])
  func `Much of the same in KVN`(text: String) { Self.check(Self.repeated(text), format: .kvn) }

  @Test(arguments: [
    "<", "<omm", "<omm>", "<omm a", "<omm a='", "</omm>", "<!--", "<![CDATA[", "<?", "&", "<omm>&", "<omm/>", "<!",
    "<omm><EPOCH>",
    "<a>", "-", "<omm><EPOCH>a</EPOCH></omm>", "<omm a='<omm' ", "<omm ><!-- <omm ",
  ])
  func `Much of the same in XML`(text: String) {
    // A quarter: some of these are a tag a few bytes.
    Self.check(Self.repeated(text, bytes: Self.size / 4), format: .xml)
  }

  @Test(arguments: [
    "1e999", "-1e999", "1e99999999999999999999", "0.00000000000000000000000000000000000000000000001",
    String(repeating: "9", count: 10_000), "\"\(String(repeating: "9", count: 10_000))\"", "true", "{}", "[[]]", "\"\"",
    "\"inf\"", "\"-nan\"", "\"1e\"", "\".\"", "\"+\"", "\"1_0\"", "\"١\"",
  ])
  func `Values that are no numbers`(value: String) {
    for key in ["15.4925939", "0.0007078", "100057", "0.00016539", "\"2026-07-30T03:39:08.864352\"", "\"U\"", "57833"] {
      Self.check(Array("[\(MalformedFileTests.json([(key, value)]))]".utf8))
    }
  }

  @Test func `Nesting without an end is refused where it is too deep`() {
    let deep = "[{\"a\":" + String(repeating: "[", count: 100_000)
    #expect(ElementFile(deep).problems.first?.reason == "not JSON: nested deeper than 64 levels")
    let tags = "<ndm><omm>" + String(repeating: "<x>", count: 100_000)
    #expect(ElementFile(tags).problems.first?.reason == "nested deeper than 32 levels")
  }

  @Test(arguments: ElementFormat.allCases)
  func `A file cut anywhere, and one with any byte changed, is answered`(format: ElementFormat) throws {
    let epoch = try ScenarioTime("2026-07-30T03:39:08.864352Z")
    let sets = ["A", "B", "C"].map { name in
      ElementSet(
        name: name, catalogNumber: 100_057, epoch: epoch, meanMotionRevolutionsPerDay: 15, eccentricity: 0.001,
        inclinationDegrees: 51, rightAscensionDegrees: 10, argumentOfPerigeeDegrees: 20, meanAnomalyDegrees: 30)
    }
    let bytes = format.write(sets).bytes
    var random = RandomSource(seed: 7)
    for end in stride(from: 0, to: bytes.count, by: format.isTwoLine ? 1 : 7) { Self.check(Array(bytes[..<end])) }
    for _ in 0..<300 { Self.check(random.mutation(of: bytes)) }
  }

  @Test func `Noise is answered`() {
    var random = RandomSource(seed: 11)
    for _ in 0..<40 {
      let bytes = (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &random) }
      Self.check(bytes)
      for format in ElementFormat.allCases { Self.check(bytes, format: format) }
    }
  }

  @Test func `Where all is wrong, reading stops after a hundred thousand problems, and says so`() {
    let stop = "there are 100000 problems above: from here on nothing is read"
    let line = ElementFile(String(repeating: "[", count: 150_000), format: .json)
    #expect(line.problems.count == 1_000)
    #expect(line.errorCount == 100_001)
    #expect(line.problems.last?.description == "line 1: \(stop)")
    let names = ElementFile(String(repeating: "n\n", count: 150_000), format: .tle)
    #expect(names.errorCount == 100_001)
    #expect(names.problems.last?.description == "line 100002: \(stop)")
  }

  @Test func `A thousand problems are kept, and the rest is counted`() {
    let file = ElementFile(Self.repeated("x=y\n", bytes: 20_000) + Array("CCSDS_OMM_VERS = 3.0\n".utf8), format: .csv)
    #expect(file.problems.count == 1)
    let lines = ElementFile(Self.repeated("name\n", bytes: 20_000), format: .tle)
    #expect(lines.problems.count == 1_000)
    #expect(lines.errorCount == 4_000)
  }
}
