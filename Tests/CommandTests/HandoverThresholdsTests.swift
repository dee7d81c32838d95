import JSON
import TestSupport
import Testing

/// `orrery handover thresholds`, run as a person runs it.
@Suite struct HandoverThresholdsTests {
  @Test func `Without options it prints those of LEO-600 in the S band`() throws {
    let result = try OrreryProcess.run("handover", "thresholds")
    #expect(result.status == 0)
    #expect(
      result.output == """
        LEO-600 S set 1, 600 km, 15 kHz

        Event   Threshold                     Elevation       Exact    Value  Unit   Code
                                                    deg
        A4      a4-Threshold                       27.0     -113.95     -114  dBm      42
        A5      a5-Threshold1                      15.0     -116.93     -117  dBm      39
        A5      a5-Threshold2                      27.0     -113.95     -114  dBm      42
        D1, D2  distanceThreshFromReference1       15.0  1447702.45  1447700  m     28954
        D1, D2  distanceThreshFromReference2       27.0   942947.80   942950  m     18859

        """)
  }

  @Test func `Options change the profile, and JSON has the same numbers`() throws {
    let result = try OrreryProcess.run(
      "handover", "thresholds", "--altitude-km", "20000", "--band", "Ka", "--set", "2", "--spacing-khz", "120",
      "--enter", "80", "--losses", "--json")
    let json = try JSONValue.parse(result.output)
    #expect(json["profile"]?.string == "LEO-1200 Ka set 2" && json["subcarrierSpacingKilohertz"]?.int == 120)
    let rows = try #require(json["thresholds"]?.array)
    #expect(rows.map { $0["event"]?.string } == ["A4", "A5", "A5", "D1, D2", "D1, D2"])
    #expect(rows[3]["value"] == .null && rows[4]["value"]?.double != nil)
    let louder = try OrreryProcess.run("handover", "thresholds", "--power-density", "44", "--json")
    let level = try #require(JSONValue.parse(louder.output)["thresholds"]?.array?[0]["value"]?.double)
    #expect(level == -104)
  }

  @Test func `The command has help, and wrong values are answered with what is right`() throws {
    let help = try OrreryProcess.run("handover", "thresholds", "--help").output
    #expect(help.contains("Examples:\n  orrery handover thresholds"))
    #expect(try OrreryProcess.run("handover").output.contains("thresholds"))
    for (option, value, allowed) in [
      ("--altitude-km", "5", "100.0 to 50000.0"), ("--band", "X", "S, Ka"), ("--spacing-khz", "45", "15, 30, 60, 120"),
      ("--enter", "10", "15.0 to 90.0"), ("--set", "3", "1 to 2"),
    ] {
      let wrong = try OrreryProcess.run("handover", "thresholds", option, value)
      #expect(wrong.status == 2 && wrong.errors.contains("allowed: \(allowed)"))
    }
  }
}
