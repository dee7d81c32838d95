import Foundation
import JSON
import Scenario
import TestSupport
import Testing

@Suite struct StandardStreamsTests {
  /// Runs a script of the shell in the project's root; `orrery` is the program.
  private func shell(_ script: String, in directory: TemporaryDirectory) throws -> String {
    let out = directory.path("shell.out")
    try Subprocess.shell(
      """
      orrery() ( cd '\(OrreryProcess.root.path)' && exec '\(OrreryProcess.program)' "$@" )
      { \(script)
      } > '\(out)'
      """, in: directory)
    return try String(contentsOfFile: out, encoding: .utf8)
  }

  private static func record(in directory: TemporaryDirectory) throws -> String {
    let path = directory.path("run.jsonl")
    #expect(
      try OrreryProcess.run("run", "Scenarios/downlink", "--until", "PT5M", "--quiet", "--record", path).status == 0)
    return path
  }

  @Test(arguments: [
    "run Scenarios/downlink --until PT5M --quiet", "run Scenarios/downlink --until PT5M --quiet --json",
    "validate Scenarios/downlink", "validate Scenarios/downlink --json", "passes Scenarios/downlink",
    "passes Scenarios/downlink --csv", "passes Scenarios/downlink --json", "schema", "schema scenario", "report RECORD",
    "report RECORD --json", "replay RECORD", "--version", "--help", "run --help",
  ])
  func `Output that cannot be written is an error of every command`(command: String) throws {
    let directory = try TemporaryDirectory()
    let path = command.contains("RECORD") ? try Self.record(in: directory) : ""
    let text = try shell(
      "orrery \(command.replacing("RECORD", with: "'\(path)'")) 2>&1 >/dev/full || echo $?", in: directory)
    #expect(text.hasSuffix("orrery: standard output could not be written: No space left on device\n5\n"))
  }

  @Test func `A closed stream is as good as none, and gives no file its number`() throws {
    let directory = try TemporaryDirectory()
    let plain = try Self.record(in: directory)
    for closed in ["2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-"] {
      let path = directory.path("closed.jsonl")
      let status = try shell(
        "s=0; orrery run Scenarios/downlink --until PT5M --watch --record '\(path)' \(closed) || s=$?; echo $s",
        in: directory)
      #expect(status.hasSuffix("0\n"))
      let record = try Record(contentsOf: path)
      #expect(record.end?.outcome == .completed)
      #expect(record.entries.map(\.topic) == (try Record(contentsOf: plain)).entries.map(\.topic), "\(closed)")
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
  func `A signal ends a run with its report and a whole record`(number: Int32) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("record")
    let process = try OrreryProcess(["run", "Scenarios/downlink", "--speed", "60", "--record", path])
    try OrreryProcess.wait(for: "the run") { (try? Data(contentsOf: URL(filePath: path)).count) ?? 0 > 10_000 }
    process.send(number)
    #expect(process.end() == 130)
    #expect(process.output.contains("incomplete"))
    #expect(try Record(contentsOf: path).end?.outcome == .interrupted)
  }

  @Test func `A second signal ends the program at once, but for those of a terminal that closes`() throws {
    for (number, isPatient) in [(SIGINT, false), (SIGTERM, false), (SIGHUP, true)] {
      let directory = try TemporaryDirectory()
      let path = directory.path("record")
      // At this speed a step is a minute of the wallclock, so that nothing but a signal ends the run.
      let process = try OrreryProcess(["run", "Scenarios/downlink", "--speed", "realtime", "--record", path])
      try OrreryProcess.wait(for: "the run") {
        (try? String(contentsOfFile: path, encoding: .utf8))?.contains("EXECUTING") == true
      }
      for _ in 0..<2 { process.send(number) }
      #expect(process.end() == 130)
      if isPatient { #expect(try Record(contentsOf: path).end?.outcome == .interrupted) }
    }
  }

  @Test func `A run that is to outlive its terminal does`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("record")
    let text = try shell(
      """
      trap '' HUP
      orrery run Scenarios/downlink --speed 600 --until PT20M --quiet --record '\(path)' >/dev/null & run=$!
      while ! grep -q EXECUTING '\(path)' 2>/dev/null; do :; done
      kill -HUP $run || true; s=0; wait $run || s=$?; echo $s
      """, in: directory)
    #expect(text == "0\n")
    #expect(try Record(contentsOf: path).end?.outcome == .completed)
  }

  @Test func `A reader that goes away ends the run in order`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("record")
    // At this speed the run has two minutes before it when its reader leaves with the first line.
    let text = try shell(
      """
      { s=0; orrery run Scenarios/outages --speed 600 --watch --record '\(path)' 2>&1 || s=$?; echo $s > status; } \
        | head -1
      cat status; rm status
      """, in: directory)
    #expect(text.split(separator: "\n").last == "5")
    let record = try Record(contentsOf: path)
    #expect(record.warning == nil && record.end?.outcome == .interrupted)
  }

  @Test func `A reader that goes away before the output makes no noise`() throws {
    let directory = try TemporaryDirectory()
    for command in ["passes Scenarios/downlink", "run Scenarios/downlink --until PT5M --quiet", "schema scenario"] {
      // The pipe's only reader is closed before the program begins.
      let text = try shell(
        "mkfifo p; exec 3<>p 4>p 3<&-; rm p; s=0; orrery \(command) >&4 2>err || s=$?; echo $s; cat err; rm err",
        in: directory)
      #expect(text == "5\n", "\(command)")
    }
  }
}
