import JSON
import Orbits
import Quantities
import TestSupport
import Testing

/// `orrery handover filter` and `orrery handover plan`, run as a person runs them.
@Suite struct HandoverPlanningTests {
  private let directory: TemporaryDirectory
  private let elements: String

  init() throws {
    directory = try TemporaryDirectory()
    elements = directory.path("shells.csv")
    let result = try OrreryProcess.run(
      "elements", "fetch", "--group", "oneweb", "--offline", "--quiet", "--output", elements)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func `The filter prints stages whose counts add up, and the handbook's figures beside its curve`() throws {
    let result = try OrreryProcess.run("handover", "filter", elements, "--duration", "PT1H", "--quiet")
    #expect(result.status == 0, "\(result.errors)")
    for word in ["constellation_separation", "resource_optimization", "Usable: ", "Half a step later", "handbook"] {
      #expect(result.output.contains(word), "\(word)")
    }
    let json = try JSONValue.parse(
      OrreryProcess.run("handover", "filter", elements, "--duration", "PT1H", "--quiet", "--json").output)
    let stages = try #require(json["stage_results"]?.array)
    #expect(stages.count == 6)
    for (stage, next) in zip(stages, stages.dropFirst()) { #expect(stage["output_count"] == next["input_count"]) }
    let satellites = try #require(json["filtered_satellites"]?.array)
    #expect(stages.last?["output_count"]?.int == satellites.count && !satellites.isEmpty)
    let csv = try OrreryProcess.run("handover", "filter", elements, "--duration", "PT1H", "--quiet", "--csv").output
    #expect(csv.split(separator: "\n").count == satellites.count + 1)
  }

  @Test func `The plan prints targets, and every satellite's positions as JSON`() throws {
    let options = ["--starlink", "0/0-0", "--oneweb", "30/2-6", "--points", "60", "--quiet"]
    let table = try OrreryProcess(["handover", "plan", elements] + options)
    #expect(table.end() == 0, "\(table.errors)")
    #expect(table.output.contains("2 to 6") && table.output.contains("oneweb: "))
    let process = try OrreryProcess(["handover", "plan", elements, "--json"] + options)
    #expect(process.end() == 0, "\(process.errors)")
    let satellites = try #require(JSONValue.parse(process.output)["dynamic_satellite_pool"]?.array)
    #expect(satellites.count == 30)
    #expect(satellites.allSatisfy { $0["position_timeseries"]?.array?.count == 60 })
  }

  @Test func `Wrong values are answered with what is allowed`() throws {
    for (words, allowed) in [
      (["filter", elements, "--step", "PT0S"], "1...3600 s"), (["filter", elements, "--margin", "x"], "-90.0 to 90.0"),
      (["filter", elements, "--csv", "--json"], "shut each other out"),
      (["plan", elements, "--oneweb", "36/6-3"], "N/LOW-HIGH"),
      (["plan", elements, "--oneweb", "36-3/6"], "N/LOW-HIGH"),
      (["plan", elements, "--oneweb", "2/3-6"], "fewest in view is 3; allowed: 0...2"),
    ] {
      let process = try OrreryProcess(["handover"] + words)
      #expect(process.end() == 2 && process.errors.contains(allowed), "\(words) \(process.errors)")
    }
  }
}
