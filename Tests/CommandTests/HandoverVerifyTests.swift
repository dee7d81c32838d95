import JSON
import TestSupport
import Testing

/// `orrery handover verify`, run as a person runs it.
@Suite struct HandoverVerifyTests {
  private let directory: TemporaryDirectory
  private let elements: String

  init() throws {
    directory = try TemporaryDirectory()
    elements = directory.path("shells.csv")
    let result = try OrreryProcess.run(
      "elements", "fetch", "--group", "oneweb", "--offline", "--quiet", "--output", elements)
    #expect(result.status == 0, "\(result.errors)")
  }

  private static let blocks = ["sgp4_accuracy", "event_detection", "handover_decision", "filtering_efficiency"]

  @Test func `Four blocks with figures, targets and whether they are met come as JSON, the same for a seed`() throws {
    let words = ["handover", "verify", elements, "--passes", "4", "--seed", "7", "--quiet", "--json"]
    var documents: [JSONValue] = []
    for threads in ["1", "2"] {
      let process = try OrreryProcess(words + ["--threads", threads])
      #expect(process.end() == 0, "\(process.errors) \(process.output)")
      documents.append(try JSONValue.parse(process.output))
    }
    for block in Self.blocks {
      #expect(documents[0][block]?["met"] == .bool(true), "\(block)")
      #expect(documents[0][block]?["target"] != nil, "\(block)")
    }
    for block in Self.blocks.dropFirst() { #expect(documents[0][block] == documents[1][block], "\(block)") }
    #expect(documents[0]["passes"]?.int == 4 && documents[0]["seed"]?.int == 7)
    #expect(documents[0]["event_detection"]?["events"]?.array?.count == 4)
    #expect(documents[0]["filtering_efficiency"]?["stage_results"]?.array?.count == 6)
  }

  @Test func `A target that is missed is shown, and the exit code says so`() throws {
    let process = try OrreryProcess([
      "handover", "verify", elements, "--passes", "2", "--hysteresis", "0", "--time-to-trigger", "0",
      "--filter-coefficient", "0", "--quiet",
    ])
    #expect(process.end() == 6, "\(process.errors)")
    for word in Self.blocks + ["A3 false, without hysteresis, %", "resource_optimization", "Not all targets are met."] {
      #expect(process.output.contains(word), "\(word)")
    }
  }

  @Test(arguments: [
    (["--passes", "0"], "--passes \"0\": allowed: 1 to 100000"),
    (["--passes", "1e3"], "--passes \"1e3\": allowed: 1 to 100000"),
    (["--seed", "-1"], "--seed \"-1\": allowed: 0 to"),
    (["--seed", "18446744073709551616"], "--seed \"18446744073709551616\": allowed: 0 to"),
    (["--speed-kmh", "nan"], "--speed-kmh \"nan\": allowed: 0.36 to 360.0"),
    (["--threads", "0"], "--threads \"0\": allowed: 1 to 1024"),
    (["--hysteresis", "0.3"], "Hysteresis is 0.3 dB"),
    (["--time-to-trigger", "641"], "TimeToTrigger is 641 ms"),
    (["--filter-coefficient", "10"], "FilterCoefficient is 10"),
    (["a", "b"], "handover verify takes [ELEMENTS], and no \"b\""),
    (["--json=1"], "--json takes no value"),
  ])
  func `What cannot be asked is answered with what can`(words: [String], answer: String) throws {
    let process = try OrreryProcess(["handover", "verify"] + words)
    #expect(process.end() == 2, "\(process.errors)")
    #expect(process.errors.contains(answer), "\(process.errors)")
    #expect(process.output == "")
  }

  @Test func `A file that is none is answered before any work is done`() throws {
    let process = try OrreryProcess(["handover", "verify", "/nonexistent", "--passes", "100000"])
    #expect(process.end() == 3)
    #expect(process.errors.contains("/nonexistent"))
  }
}
