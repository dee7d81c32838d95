import JSON
import Quantities
import TestSupport
import Testing

@testable import HandoverAnalysis

/// Files that are cut, damaged or plainly wrong.
@Suite struct HostileSeriesTests {
  static let whole = """
    {"metadata": {"constellation": "starlink"}, "satellites": [{"norad_id": 44714, "name": "STARLINK-1008",
    "constellation": "starlink", "time_series": [{"timestamp": "2025-08-01T00:43:04Z",
    "position": {"latitude": 13.9, "longitude": 106.6, "altitude": 552000.0}}]}]}
    """

  static func read(_ text: String) throws(ParameterError) -> [SatelliteSeries] {
    var reader = TimeSeriesReader(Array(text.utf8))
    var series: [SatelliteSeries] = []
    while let part = try reader.next() {
      if case .satellite(let number, let object) = part {
        series.append(try SatelliteSeries(object, number: number))
      }
    }
    return series
  }

  @Test(arguments: [
    ("13.9", "91", "$.satellites[0].time_series[0].position.latitude is 91; allowed: -90.0 to 90.0"),
    ("13.9", "\"x\"", "$.satellites[0].time_series[0].position.latitude is \"x\"; allowed: -90.0 to 90.0"),
    ("13.9", "1e999", "is the number 1e999 is out of range; allowed: JSON (RFC 8259)"),
    ("13.9", "NaN", "is a value should stand; allowed: JSON (RFC 8259)"),
    ("552000.0", "1e12", "position.altitude is 1000000000000.0; allowed: -10000.0 to 1000000000.0"),
    ("44714", "-1", "$.satellites[0].norad_id is -1; allowed: 0 to 999999999"),
    ("\"STARLINK-1008\"", "[]", "$.satellites[0].name is a list of 0; allowed: a text"),
    ("2025-08-01T00:43:04Z", "yesterday", "timestamp is \"yesterday\"; allowed: a time such as 2025-08-01T00:41"),
    (
      "\"time_series\": [{", "\"moving_reference_locations\": [], \"time_series\": [{", "is a list of 0; allowed: 1, as"
    ),
    ("\"time_series\"", "\"positions\"", "$.satellites[0].time_series is absent; allowed: a list"),
    ("\"satellites\": [{", "\"satellites\": [7, {", "$.satellites[0] is no object; allowed: an object"),
    ("\"satellites\"", "\"rockets\"", "$.satellites is absent; allowed: a list of satellites"),
    ("\"metadata\"", "\"satellites\": [], \"satellites\"", "$.satellites is there twice; allowed: each member once"),
  ])
  func `What is wrong is told with place, value and what is allowed`(old: String, new: String, words: String) {
    let text = Self.whole.replacing(old, with: new)
    #expect(text != Self.whole)
    do {
      _ = try Self.read(text)
      Issue.record("\(new) was taken")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
    }
  }

  @Test func `A file that is cut anywhere is refused`() throws {
    #expect(try Self.read(Self.whole).count == 1)
    for count in 0..<Self.whole.utf8.count {
      #expect(throws: ParameterError.self) { try Self.read(String(Self.whole.prefix(count))) }
    }
  }

  @Test func `Times that do not ascend are refused`() {
    let point = "{\"timestamp\": \"2025-08-01T00:43:04Z\", \"position\": {}}"
    let text = Self.whole.replacing("552000.0}}]", with: "552000.0}}, \(point)]")
    do {
      _ = try Self.read(text)
      Issue.record("a time was taken twice")
    } catch {
      #expect(
        "\(error)" == "$.satellites[0].time_series[1].timestamp is 2025-08-01T00:43:04Z; "
          + "allowed: a time after 2025-08-01T00:43:04Z, the one before")
    }
  }

  @Test func `Damaged files are read or refused, and never end the program`() {
    var source = RandomSource(seed: 3)
    var refused = 0
    for _ in 0..<3_000 {
      let bytes = source.mutation(of: Array(Self.whole.utf8))
      do { _ = try Self.read(String(decoding: bytes, as: UTF8.self)) } catch { refused += 1 }
    }
    #expect(refused > 1_000)
  }
}

/// The binary form.
@Suite struct D2ArchiveTests {
  static func archive() throws -> D2Archive {
    let table = ReferenceTableTests.table(afterMinutes: 55, count: 60)
    var detector = D2Detector()
    detector.pairing = .held
    let wide = try D2Thresholds(servingKilometres: 100, targetKilometres: 2_500)
    return D2Archive(table: table, detections: detector.detections(in: table, [wide, .documented]))
  }

  @Test func `What is read is what was written, to the last bit`() throws {
    var archive = try Self.archive()
    archive.table[.latitude, 3, 7] = .nan
    #expect(!archive.detections[0].events.isEmpty)
    let bytes = archive.bytes
    let read = try D2Archive(bytes)
    #expect(read.bytes == bytes)
    #expect(read.detections == archive.detections)
    #expect(read.table.satellites == archive.table.satellites && read.table.times == archive.table.times)
    #expect(read.table[.latitude, 3, 7].isNaN && read.table[.range, 3, 7] == archive.table[.range, 3, 7])
  }

  @Test func `Any damage is found, with the place`() throws {
    let bytes = try Self.archive().bytes
    var source = RandomSource(seed: 8)
    for _ in 0..<300 {
      var damaged = bytes
      let place = Int.random(in: bytes.indices, using: &source)
      damaged[place] ^= UInt8.random(in: 1...255, using: &source)
      #expect(throws: ParameterError.self) { try D2Archive(damaged) }
    }
    for count in [0, 4, 8, 11, 12, 19, 20, 40, 100, bytes.count - 1] {
      #expect(throws: ParameterError.self) { try D2Archive(Array(bytes[..<count])) }
    }
    #expect(throws: ParameterError(parameter: "byte 0", value: "something else", allowed: "the magic ORRERYD2")) {
      try D2Archive(Array("PK".utf8) + bytes)
    }
  }

  @Test func `Damage under a right checksum is read or refused, and never ends the program`() throws {
    let bytes = try Self.archive().bytes
    var source = RandomSource(seed: 11)
    var refused = 0
    for round in 0..<400 {
      var damaged = Array(bytes.dropLast(8))
      // Most of a file is values; counts and names stand in front.
      let place = Int.random(in: 12..<(round % 2 == 0 ? 1_200 : damaged.count), using: &source)
      damaged[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &source) ?? 0
      var writer = BinaryWriter(bytes: damaged)
      writer.append(Fingerprint(of: damaged).value)
      do { _ = try D2Archive(writer.bytes) } catch { refused += 1 }
    }
    #expect(refused > 20)
  }
}
