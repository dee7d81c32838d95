import Catalog
import Foundation
import Orbits
import Quantities
import Scenario
import TestSupport
import Testing

/// Element files that a scenario names: of any format, with every mistake in its place.
@Suite struct ScenarioElementsTests {
  /// The shipped scenario in a folder of its own, its element file in another format or with other contents.
  private static func scenario(_ name: String, _ bytes: [UInt8], in directory: TemporaryDirectory) throws -> String {
    let folder = Shipped.root.appending(path: "Scenarios/downlink")
    let text = try String(contentsOf: folder.appending(path: "scenario.json"), encoding: .utf8)
      .replacing("elements.tle", with: name)
      .replacing("stations.csv", with: folder.appending(path: "stations.csv").path)
    try Data(bytes).write(to: directory.url.appending(path: name))
    return try directory.write(text, to: "scenario.json")
  }

  private static var shipped: ElementFile {
    get throws {
      ElementFile(try AtomicFile.read(Shipped.root.appending(path: "Scenarios/downlink/elements.tle").path))
    }
  }

  @Test(arguments: ElementFormat.allCases)
  func `A scenario flies the same from every format`(format: ElementFormat) throws {
    guard format != .tle else { return }
    let directory = try TemporaryDirectory()
    let path = try Self.scenario(
      "elements.\(format.rawValue)", format.write(try Self.shipped.sets).bytes, in: directory)
    let definition = try ScenarioReader.read(path) { Issue.record("\($0)") }
    #expect(definition.hash == (try Shipped.definition("downlink")).hash)
  }

  private static func problems(_ name: String, _ bytes: [UInt8]) throws -> [String] {
    let directory = try TemporaryDirectory()
    let path = try scenario(name, bytes, in: directory)
    var problems: [ScenarioProblem] = []
    do throws(ScenarioProblems) {
      _ = try ScenarioReader.read(path) { problems.append($0) }
    } catch {
      problems = error.problems
    }
    return problems.map { $0.description.replacing(directory.url.path + "/", with: "") }
  }

  @Test func `What is wrong in the file is told with its place there and here`() throws {
    let csv = ElementFormat.csv.write(try Self.shipped.sets).text.replacing(",98.7246", with: ",198.7246")
    let problems = try Self.problems("sets.csv", Array(csv.utf8))
    #expect(
      problems == [
        "scenario.json:19:29: $.satellites[0].elements.file: sets.csv: line 2, column 69: INCLINATION: \"198.7246\": "
          + "out of range; allowed: 0...180 degrees"
      ])
    #expect(
      try Self.problems("sets.html", Array("<html></html>".utf8)).first
        == "scenario.json:19:29: $.satellites[0].elements.file: sets.html: line 1, column 1: an HTML page; "
        + "allowed: an OMM of CCSDS 505.0")
  }

  @Test func `Of several sets of a satellite the newest flies, with a warning`() throws {
    var sets = try Self.shipped.sets
    var older = sets[0]
    older.epoch = older.epoch - .hours(24)
    sets.append(older)
    let problems = try Self.problems("sets.json", ElementFormat.json.write(sets).bytes)
    #expect(
      problems == [
        "scenario.json:19:19: warning: $.satellites[0].elements: sets.json: SUOMI NPP, 37849: has 2 sets; the newest "
          + "counts, of \(sets[0].epoch)"
      ])
  }

  @Test func `Elements that are far from the run are told`() throws {
    let sets = try Self.shipped.sets.map { set in
      var set = set
      set.epoch = set.epoch - .hours(24 * 20)
      return set
    }
    let problems = try Self.problems("sets.json", ElementFormat.json.write(sets).bytes)
    #expect(
      problems == [
        "scenario.json:19:19: warning: $.satellites[0].elements: of \"SUOMI NPP\" are 20 days older than the run; "
          + "allowed: up to 14 days",
        "scenario.json:26:19: warning: $.satellites[1].elements: of \"NOAA 20\" are 20 days older than the run; "
          + "allowed: up to 14 days",
      ])
  }
}
