import Foundation
import TestSupport
import Testing

/// The HTTP interface under property-based requests: `scripts/verify-api`, shorter.
@Suite(.serialized) struct APIConformanceTests {
  private static let absence: String? = {
    let tools = [".scratch/api/bin/schemathesis", ".scratch/api/bin/openapi-spec-validator"].map {
      OrreryProcess.root.appending(path: $0).path
    }
    let missing = (tools + ["/usr/bin/promtool", "/usr/bin/slowhttptest"]).filter {
      !FileManager.default.isExecutableFile(atPath: $0)
    }
    return missing.first.map { "\($0) is not installed: scripts/bootstrap --test" }
  }()

  private static let mustBeThere = ProcessInfo.processInfo.environment["CI"] != nil

  @Test(
    .enabled(if: absence == nil || mustBeThere, "\(absence ?? "")"),
    arguments: ["description", "properties", "metrics"])
  func `The description, property-based requests and the metrics hold`(_ part: String) throws {
    let run = try OrreryProcess(
      ["scripts/verify-api", "--examples", "50", "--program", OrreryProcess.program, "--only", part],
      program: "/usr/bin/python3")
    #expect(run.end() == 0, "\(run.output.suffix(4_000))")
  }
}
