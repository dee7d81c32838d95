import Foundation
import JSON
import TestSupport
import Testing

/// `orrery import nos-t`, run as a person runs it.
@Suite struct ImportCommandTests {
  static let configuration = """
    execution:
      general: {prefix: demo}
      manager: {sim_start_time: "2018-01-21T00:00:00Z", sim_stop_time: "2018-01-21T01:00:00Z", set_ofset: true}
      managed_applications:
        satelliteStorage:
          time_step: "0:01:00"
          configuration_parameters: {SSR_CAPACITY: [280], CAPACITY_USED: [0.3], INSTRUMENT_RATES: [0.0125]}
        ground:
          configuration_parameters:
            stations: [{groundId: 0, latitude: 40, longitude: -83, elevAngle: 5, downlinkRate: 1, costPerSecond: 0.4}]
    """

  static let misspelling =
    "line 3: execution.manager.set_ofset: true is not known and ignored: did you mean set_offset?"

  @Test func `The command has help, and a wrong one is answered with what is right`() throws {
    #expect(try OrreryProcess.run("import", "nos-t", "--help").output.contains("Examples:\n  orrery import nos-t"))
    #expect(try OrreryProcess.run("import").output.contains("nos-t     Makes a scenario of a NOS-T configuration"))
    let wrong = try OrreryProcess.run("import", "nos-t", "a.yaml", "--json")
    #expect(wrong.status == 2)
    #expect(wrong.errors.hasPrefix("orrery: --json needs --into"))
    #expect(try OrreryProcess.run("import", "nost").errors.contains("did you mean nos-t?"))
  }

  @Test func `An imported scenario is valid and runs, and says what it does not have`() throws {
    let directory = try TemporaryDirectory()
    let yaml = try directory.write(Self.configuration, to: "demo.yaml")
    let result = try OrreryProcess.run("import", "nos-t", yaml, "--into", directory.path("demo") + "/")
    #expect((result.status, result.output) == (0, ""))
    #expect(result.errors.contains("\(yaml): \(Self.misspelling)\n"))
    let scenario = try String(contentsOfFile: directory.path("demo/scenario.json"), encoding: .utf8)
    #expect(scenario.contains("//   \(Self.misspelling)\n"))
    let valid = try OrreryProcess.run("validate", directory.path("demo"))
    #expect((valid.status, valid.errors) == (0, ""))
    let run = try OrreryProcess.run("run", directory.path("demo"))
    #expect(run.status == 0)
    #expect(run.output.contains("demo  2018-01-21T00:00:00Z to 2018-01-21T01:00:00Z, 1 h 00 min, complete"))
    #expect(try OrreryProcess.run("import", "nos-t", yaml, "--quiet").output == scenario)
  }

  @Test func `What became of each key is also told as JSON`() throws {
    let directory = try TemporaryDirectory()
    let yaml = try directory.write(Self.configuration, to: "demo.yaml")
    let target = directory.path("scenario.json")
    let result = try OrreryProcess.run("import", "nos-t", yaml, "--json", "--into", target)
    let json = try JSONValue.parse(result.output)
    #expect((result.errors, json["scenario"]?.string) == ("", target))
    let keys = try #require(json["keys"]?.array)
    let misspelt = try #require(keys.first { $0["outcome"]?.string == "unknown" })
    #expect(misspelt["path"]?.string == "execution.manager.set_ofset")
    #expect((misspelt["line"]?.int, misspelt["column"]?.int) == (3, 92))
    #expect(Set(keys.compactMap { $0["outcome"]?.string }) == ["carried", "unknown", "assumed"])
  }

  @Test func `Of very many notes a terminal gets the first, and JSON all`() throws {
    let directory = try TemporaryDirectory()
    let keys = (0..<1_500).map { "  manager\($0): 1\n" }.joined()
    let text = Self.configuration.replacing("execution:\n", with: "execution:\n\(keys)")
    let yaml = try directory.write(text, to: "demo.yaml")
    let run = try OrreryProcess.run("import", "nos-t", yaml, "--into", directory.path("s.json"))
    let lines = run.errors.split(separator: "\n")
    #expect((run.status, lines.count) == (0, 1_001))
    #expect(lines[0].hasSuffix("line 2: execution.manager0: 1 is not known and ignored: did you mean manager?"))
    #expect(lines[999].hasSuffix("execution.manager999: 1 is not known and ignored: did you mean manager?"))
    #expect(lines[1_000].hasPrefix("\(yaml): and 5"))
    let target = directory.path("s.json")
    let refused = try OrreryProcess.run("import", "nos-t", yaml, "--json", "--into", target)
    #expect(refused.status == 3 && refused.errors.contains("s.json: is there already: say --replace"))
    let json = try OrreryProcess.run("import", "nos-t", yaml, "--json", "--into", target, "--replace").output
    let told = try JSONValue.parse(json)["keys"]?.array ?? []
    #expect(told.count { $0["outcome"] == "unknown" } == 1_501)
  }

  @Test func `A configuration that is none is shown with its line, and nothing is written`() throws {
    let directory = try TemporaryDirectory()
    let yaml = try directory.write(Self.configuration.replacing("[280]", with: "[none]"), to: "demo.yaml")
    let result = try OrreryProcess.run("import", "nos-t", yaml, "--into", directory.path("s.json"))
    #expect(result.status == 3)
    #expect(result.errors.contains("demo.yaml has 1 mistake\n\(yaml):7:49: execution.managed_applications."))
    #expect(!FileManager.default.fileExists(atPath: directory.path("s.json")))
    #expect(try OrreryProcess.run("import", "nos-t", "/nonexistent").status == 3)
  }

  @Test func `The file of the environment names the broker and keeps its password`() throws {
    let directory = try TemporaryDirectory()
    let yaml = try directory.write(Self.configuration, to: "demo.yaml")
    let environment = try directory.write("HOST=b.example.org\nPASSWORD=hush\nnonsense\n", to: ".env")
    let result = try OrreryProcess.run("import", "nos-t", yaml, "--env-file", environment)
    #expect(result.output.contains("b.example.org:1883 --prefix demo"))
    #expect(result.errors.contains("\(environment): line 3 is no NAME=value"))
    #expect(!result.output.contains("hush") && !result.errors.contains("hush"))
  }
}
