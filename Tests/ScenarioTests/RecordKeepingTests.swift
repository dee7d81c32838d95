import Foundation
import Quantities
import Scenario
import TestSupport
import Testing

@Suite struct RecordKeepingTests {
  @Test("A rule names a number, a size, an age, or several")
  func rules() throws {
    let rule = try #require(KeepRule("20,500MB,30d"))
    #expect(rule.count == 20 && rule.bytes == 500_000_000 && rule.age == .hours(720))
    #expect(KeepRule("12h")?.age == .hours(12))
    #expect(KeepRule("3kB")?.bytes == 3_000 && KeepRule("2GB")?.bytes == 2_000_000_000)
    for text in ["", "many", "20,", "-1", "30 d", "500 MB", "9999999999999", "999999999999GB", "1d1"] {
      #expect(KeepRule(text) == nil, "\(text)")
    }
  }

  /// Makes elders of a record, an hour apart, the oldest first; returns their names.
  private func elders(_ count: Int, in folder: TemporaryDirectory) throws -> [String] {
    try (0..<count).map { number in
      let name = "run-2026010\(number + 1)T120000Z.jsonl"
      try folder.write(String(repeating: "x", count: 100), to: name)
      let time = Date(timeIntervalSince1970: 1_767_268_800 + 86_400 * Double(number))
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: folder.path(name))
      return name
    }
  }

  /// 2026-01-06T12:00:00Z: the elders are 1 to 5 days old.
  /// What makes a file a record at first sight.
  static let opening = #"{"record":"orrery""#
  static let now = ScenarioTime(CalendarDate(year: 2026, month: 1, day: 6, hour: 12))

  @Test(
    "The youngest are kept, as many as the rule says, and what was removed is told",
    arguments: [
      ("2", 2, "too many"), ("250kB,3", 3, "too many"), ("60h", 2, "too old"), ("9", 5, ""), ("0", 0, "too many"),
    ])
  func removal(text: String, kept: Int, why: String) throws {
    let folder = try TemporaryDirectory()
    let names = try elders(5, in: folder)
    try folder.write("not mine", to: "run-notes.jsonl")
    try folder.write("not mine", to: "run-20260101T120000Z.txt")
    var log: [String] = []
    try RecordKeeping.makeRoom(at: folder.path("run.jsonl"), try #require(KeepRule(text)), now: Self.now) {
      log.append($0)
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(left == (names.suffix(kept) + ["run-notes.jsonl", "run-20260101T120000Z.txt"]).sorted())
    #expect(log.count == 5 - kept)
    #expect(log.allSatisfy { $0.hasPrefix("removed the record ") && $0.hasSuffix(" (100 bytes): \(why)") })
  }

  @Test("Of records of one second the youngest are kept, by the time of the file and then by its number")
  func sameSecond() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path("run.jsonl")
    let rule = try #require(KeepRule("2"))
    for round in 1...12 {
      try folder.write("\(Self.opening)\(round)", to: "run.jsonl")
      let time = Date(timeIntervalSince1970: 1_767_268_800)
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
      try RecordKeeping.makeRoom(at: path, rule, now: Self.now) { _ in }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
      let kept = try names.map { try String(contentsOfFile: folder.path($0), encoding: .utf8) }
      #expect(Set(kept) == Set((max(1, round - 1)...round).map { "\(Self.opening)\($0)" }))
    }
    // Within the second the time of the file goes before its number.
    for (name, seconds) in [("run-20260102T120000Z-9.jsonl", 0.25), ("run-20260102T120000Z.jsonl", 0.5)] {
      try folder.write(name, to: name)
      let time = Date(timeIntervalSince1970: 1_767_355_200 + seconds)
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: folder.path(name))
    }
    try RecordKeeping.makeRoom(at: path, try #require(KeepRule("1")), now: Self.now) { _ in }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["run-20260102T120000Z.jsonl"])
  }

  @Test("The record at the path is put aside under its own time, and never over another")
  func aside() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("\(Self.opening)old", to: "run.jsonl")
    let time = Date(timeIntervalSince1970: 1_767_268_800)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
    try folder.write("older", to: "run-20260101T120000Z.jsonl")
    var log: [String] = []
    try RecordKeeping.makeRoom(at: path, try #require(KeepRule("9")), now: Self.now) { log.append($0) }
    #expect(!FileManager.default.fileExists(atPath: path))
    let moved = folder.path("run-20260101T120000Z-2.jsonl")
    #expect(try String(contentsOfFile: moved, encoding: .utf8) == "\(Self.opening)old")
    #expect(log == ["put the record \(path) aside as \(moved)"])
  }
}
