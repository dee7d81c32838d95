import Foundation
import JSON
import Quantities
import Scenario
import TestSupport
import Testing

@testable import orrery

@Suite struct CommandLineTests {
  @Test(arguments: ["run", "join", "validate", "passes", "replay", "report", "schema"])
  func `Every command has help with examples`(name: String) throws {
    let help = try OrreryProcess.run(name, "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("Usage: orrery \(name)"))
    #expect(help.output.contains("Examples:\n  orrery \(name)"))
  }

  @Test func `Version and help end with success`() throws {
    #expect(try OrreryProcess.run("--version").output == "orrery 0.1.0\n")
    #expect(try OrreryProcess.run("--help").output.contains("Exit codes"))
    #expect(try OrreryProcess.run().status == 0)
  }

  @Test(arguments: [
    (["rum"], "orrery: there is no command \"rum\"; did you mean run?\nTry: orrery --help\n"),
    (["run"], "orrery: run needs SCENARIO\nTry: orrery run --help\n"),
    (["run", "a", "b"], "orrery: run takes SCENARIO, and no \"b\"\nTry: orrery run --help\n"),
    (
      ["run", "a", "--sped", "3"], "orrery: run knows no option --sped; did you mean --speed?\nTry: orrery run --help\n"
    ),
    (["run", "a", "--speed"], "orrery: --speed needs SPEED\nTry: orrery run --help\n"),
    (["report", "a", "--json=yes"], "orrery: --json takes no value\nTry: orrery report --help\n"),
    (
      ["passes", "Scenarios/downlink", "--csv", "--json"],
      "orrery: --csv and --json shut each other out\nTry: orrery passes --help\n"
    ),
    (
      ["join", "Scenarios/downlink", "--as", "storage", "--speed", "4", "--broker", "x"],
      "orrery: --speed is the manager's: the others follow it\nTry: orrery join --help\n"
    ),
    (
      ["run", "Scenarios/downlink", "--speed", "-1"],
      "orrery: --speed \"-1\": allowed: max, scenario, step, realtime, or a number from 0.001 to 1000000\n"
        + "Try: orrery run --help\n"
    ),
    (
      ["join", "Scenarios/downlink", "--as", "pilot", "--broker", "x"],
      "orrery: --as \"pilot\": allowed: ground, manager, outage, satelliteStorage, storage, observer\nTry: orrery join --help\n"
    ),
  ])
  func `A wrong command line is answered with what is right`(arguments: [String], message: String) throws {
    let process = try OrreryProcess(arguments)
    #expect(process.end() == 2)
    #expect(process.errors == message)
  }

  @Test func `A wrong scenario is shown with its line`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("{\n  \"name\": \"x\",\n  \"strat\": 3\n}\n", to: "bad.json")
    for command in ["run", "validate", "passes"] {
      let run = try OrreryProcess.run(command, path)
      #expect(run.status == 3)
      #expect(run.errors.contains("bad.json:3:3: $: the key \"strat\" is not known"))
      #expect(run.errors.contains("did you mean \"start\"?\n  3 |   \"strat\": 3\n    |   ^"))
      #expect(run.errors.contains("$.satellites: is missing"))
    }
  }

  @Test func `A file that is no record or scenario is an answer`() throws {
    #expect(try OrreryProcess.run("report", "/nonexistent").status == 3)
    #expect(try OrreryProcess.run("replay", "Package.swift").errors.contains("Package.swift:1: is no record"))
    #expect(try OrreryProcess.run("run", "/").status == 3)
  }

  @Test func `Passes are listed as a table, as CSV and as JSON`() throws {
    let table = try OrreryProcess.run("passes", "Scenarios/downlink")
    let csv = try OrreryProcess.run("passes", "Scenarios/downlink", "--csv")
    let json = try JSONValue.parse(try OrreryProcess.run("passes", "Scenarios/downlink", "--json").output)
    let count = try #require(json.array).count
    #expect(count == 9)
    #expect(table.output.contains("\(count) passes"))
    #expect(csv.output.split(separator: "\n").count == count + 1)
    #expect(json.array?.allSatisfy { ($0["maximumElevationDegrees"]?.double ?? 0) >= 5 } == true)
  }

  @Test func `A replay prints a record in order and nothing past its end`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("record")
    #expect(try OrreryProcess.run("run", "Scenarios/downlink", "--quiet", "--record", path).status == 0)
    let record = try Record(contentsOf: path)
    let all = try OrreryProcess.run("replay", path)
    #expect(all.status == 0)
    #expect(all.output.split(separator: "\n").count == record.entries.count)
    let some = try OrreryProcess.run("replay", path, "--topics", "orrery/ground/+", "--to", "PT1H")
    let wanted = record.entries.filter {
      $0.topic.hasPrefix("orrery/ground/") && $0.topic.split(separator: "/").count == 3
        && $0.time.map { $0 <= record.header.cast.start + .hours(1) } ?? true
    }
    #expect(some.output.split(separator: "\n").map { $0.split(separator: " ")[0] } == wanted.map { $0.topic[...] })
  }

  @Test func `The folder Schemas holds what the types say`() throws {
    for (name, document) in SchemaCommand.documents {
      let file = OrreryProcess.root.appending(path: "Schemas/\(name)")
      #expect(try String(contentsOf: file, encoding: .utf8) == document.indented + "\n", "make record writes it anew")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: OrreryProcess.root.appending(path: "Schemas").path)
    #expect(Set(files) == Set(SchemaCommand.documents.map { $0.name }))
  }

  @Test func `The commands of the README do what they say`() throws {
    let readme = try String(contentsOf: OrreryProcess.root.appending(path: "README.md"), encoding: .utf8)
    let lines = readme.split(separator: "\n").filter { $0.hasPrefix("orrery ") && $0.contains("#") }
    #expect(lines.count == 14)
    let directory = try TemporaryDirectory()
    for line in lines {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map {
        String($0).replacing("'", with: "").replacing("run.jsonl", with: directory.path("run.jsonl"))
      }
      let process = try OrreryProcess(Array(words.dropFirst()))
      #expect(process.end() == 0, "\(line): \(process.errors)")
      #expect(!process.output.isEmpty)
    }
  }

  @Test func `The report in the README is the report of the run`() throws {
    let readme = try String(contentsOf: OrreryProcess.root.appending(path: "README.md"), encoding: .utf8)
    let report = try String(
      contentsOf: OrreryProcess.root.appending(path: "Scenarios/downlink/report.txt"), encoding: .utf8)
    let blocks = readme.components(separatedBy: "ends with this:\n\n```\n")
    try #require(blocks.count == 2)
    let block = blocks[1].components(separatedBy: "\n```")[0]
    for line in block.split(separator: "\n") where line != "..." { #expect(report.contains(line), "\(line)") }
  }

  @Test func `The passes in the README are those that its commands find`() throws {
    let readme = try String(contentsOf: OrreryProcess.root.appending(path: "README.md"), encoding: .utf8)
    let commands = readme.split(separator: "\n").filter {
      $0.hasPrefix("orrery ") && $0.contains("noaa.csv")
    }
    try #require(commands.count == 3)
    let directory = try TemporaryDirectory()
    let outputs = try commands.map { line in
      let words = line.replacing("noaa.csv", with: directory.path("noaa.csv")).replacing(
        "n19.oem", with: directory.path("n19.oem")
      ).replacing("'NOAA 19'", with: "NOAA_19").split(separator: " ").map { String($0).replacing("_", with: " ") }
      let cache = words[1] == "elements" ? ["--cache", directory.path("cache")] : []
      let process = try OrreryProcess(Array(words.dropFirst()) + cache)
      #expect(process.end() == 0, "\(line): \(process.errors)")
      return process.output
    }
    let block = readme.components(separatedBy: "prints this:\n\n```\n").last?.components(separatedBy: "\n```")[0]
    #expect(block == outputs[1].trimmingCharacters(in: .newlines))
    #expect(try String(contentsOfFile: directory.path("n19.oem"), encoding: .utf8).contains("OBJECT_NAME"))
  }

  @Test func `The compose file is accepted`() throws {
    let directory = try TemporaryDirectory()
    try Subprocess.shell(
      "docker-compose -f '\(OrreryProcess.root.path)/docker/docker-compose.yml' config > config", in: directory)
    let config = try String(contentsOfFile: directory.path("config"), encoding: .utf8)
    for service in ["broker", "manager", "storage", "ground", "outage"] { #expect(config.contains("  \(service):")) }
  }

  @Test func `Steps on request end with the input`() throws {
    let directory = try TemporaryDirectory()
    let input = try directory.write("\n\n\n", to: "input")
    let process = try OrreryProcess(["run", "Scenarios/downlink", "--speed", "step", "--json"], input: "'\(input)'")
    #expect(process.end() == 130)
    #expect(try JSONValue.parse(process.output)["end"] == "2018-01-21T00:03:00Z")
  }
}
