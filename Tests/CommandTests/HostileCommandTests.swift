import Catalog
import Foundation
import JSON
import Quantities
import TestSupport
import Testing

@testable import orrery

/// The commands of element sets and orbits, used as nobody should.
@Suite struct HostileCommandTests {
  private func sets(in directory: TemporaryDirectory) throws -> String {
    try ElementsCommandTests.write(ElementsCommandTests.sets(), "sets.json", in: directory)
  }

  @Test(arguments: [
    (
      "propagate SETS --from 1900-01-01T00:00:00Z --to 2200-01-01T00:00:00Z --step P1D",
      "--to \"2200-01-01T00:00:00Z\": allowed: at most 36525 days after --from"
    ),
    (
      "passes SETS --at 1,1 --from 1900-01-01T00:00:00Z --to 2200-01-01T00:00:00Z",
      "--to \"2200-01-01T00:00:00Z\": allowed: at most 366 days after --from"
    ),
    ("propagate SETS --satellite ,", "--satellite \",\": allowed: LOW, GEO, MOLNIYA"),
    ("passes SETS", "holds element sets: say over which places with --stations or --at"),
    ("passes SETS --at 1,,2", "--at \"1,,2\": allowed: LATITUDE,LONGITUDE"),
    ("passes SETS --at 1,1 --threads 1.5", "--threads \"1.5\": allowed: 1 to 1024"),
    ("passes SETS --at 1,1 --minimum-duration -PT1H", "--minimum-duration \"-PT1H\": allowed: a duration from zero"),
  ])
  func `What cannot be asked is answered with what can`(line: String, answer: String) throws {
    let directory = try TemporaryDirectory()
    let words = try line.split(separator: " ").map { $0 == "SETS" ? try sets(in: directory) : String($0) }
    let process = try OrreryProcess(words)
    #expect(process.end() == 2)
    #expect(process.errors.contains(answer), "\(process.errors)")
    #expect(process.output == "")
  }

  @Test(arguments: [
    ("" as String?, nil as String?, "one_near.tle: has no element sets"),
    (nil, "x,y\n9,0,1,2,3\n", "one_near.ref.csv:2: \"9,0,1,2,3\" is no satellite, time, x, y, z of this workload"),
    (nil, "0,1e300,1,2,3\n", "one_near.ref.csv:1: \"0,1e300,1,2,3\" is no satellite"),
  ])
  func `A bench says what is wrong with its files`(elements: String?, reference: String?, answer: String) throws {
    let directory = try TemporaryDirectory()
    let usual = ElementFormat.tle.write([try ElementsCommandTests.sets()[0]]).text
    try directory.write(elements ?? usual, to: "one_near.tle")
    if let reference { try directory.write(reference, to: "one_near.ref.csv") }
    let bench = try OrreryProcess([
      "bench", "orbit", "--sets", directory.url.path, "--workload", "one_near", "--rounds", "1",
    ])
    #expect(bench.end() == 3)
    #expect(bench.errors.contains(answer), "\(bench.errors)")
  }

  @Test func `A disk that is full leaves the old file and nothing else`() throws {
    let directory = try TemporaryDirectory()
    let path = try sets(in: directory)
    let target = try directory.write("old", to: "states.csv")
    let script = """
      trap '' XFSZ; ulimit -f 8; exec '\(OrreryProcess.program)' propagate '\(path)' --output '\(target)'
      """
    let process = try Subprocess("/bin/sh", ["-c", script], output: directory.path("log"))
    process.wait()
    #expect(process.status == 3)
    #expect(try String(contentsOfFile: directory.path("log"), encoding: .utf8).contains("states.csv: File too large"))
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "old")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted()
        == ["log", "sets.json", "states.csv"])
  }

  @Test func `Interrupted, a file that was half written is no more`() throws {
    let directory = try TemporaryDirectory()
    let shells = try #require(EmbeddedElements.sets(ofGroup: "starlink"))
    let path = try ElementsCommandTests.write(shells.sets, "sets.json", in: directory)
    let process = try OrreryProcess(["propagate", path, "--to", "P30D", "--output", directory.path("states.csv")])
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted()
    }
    // Signals have their handlers before the first bytes are written.
    try OrreryProcess.wait(for: "the draft") {
      guard let draft = try? names().first(where: { $0.hasSuffix(".part") }) else { return false }
      let size = try? FileManager.default.attributesOfItem(atPath: directory.path(draft))[.size] as? Int
      return (size ?? 0) > 0
    }
    process.send(SIGINT)
    #expect(process.end() == 130)
    #expect(try names() == ["sets.json"])
  }
}
