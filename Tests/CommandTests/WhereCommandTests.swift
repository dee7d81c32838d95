import Foundation
import JSON
import TestSupport
import Testing

/// `orrery where`, beside what a run says of the same satellite at the same time.
@Suite struct WhereCommandTests {
  private static let sets = "Scenarios/downlink/elements.tle"

  @Test func `A satellite is where the run has it, and its pass is that of the plan`() throws {
    let time = "2018-01-21T00:30:00Z"
    let run = try OrreryProcess.run(
      "where", "noaa 20", "--elements", Self.sets, "--at", time, "--ut1", "0.2068", "--from", "78.2297,15.3975,450",
      "--mask", "5",
      "--json")
    let found = try JSONValue.parse(run.output)
    #expect(found["norad"] == 43013)
    let process = try ServedProcess(["serve", "Scenarios/downlink", "--port", "0", "--speed", "600"])
    let satellites = try process.ask("/constellation/state?at=\(time)").json["satellites"]?.array
    let same = try #require(satellites?.first { $0["sat_norad"] == 43013 })
    // The scenario knows where the pole is, which moves a place by no more than 15 m.
    for (own, theirs) in [("latitude_deg", "lat_deg"), ("longitude_deg", "lon_deg"), ("altitude_km", "alt_km")] {
      #expect(abs(try #require(found[own]?.double) - (try #require(same[theirs]?.double))) < 0.02)
    }
    let pass = try #require(found["next_pass"])
    #expect(try #require(pass["highest_deg"]?.double) > 5)
    #expect(try #require(pass["start"]?.string) >= time)
    process.send(SIGINT)
    process.end()
  }

  @Test(arguments: [
    (["where", "zarya", "--elements", sets], 3, "none of 2 satellites is called \"zarya\""),
    (["where", "n", "--elements", sets], 3, "may be 2 satellites: SUOMI NPP, NOAA 20"),
    (["where", "noaa", "--elements", sets, "--group", "active"], 2, "--group and --elements shut each other out"),
    (["where", "noaa", "--elements", sets, "--mask", "5"], 2, "--mask needs --from"),
    (["where", "noaa", "--elements", "/nowhere"], 3, "/nowhere"),
  ])
  func `What cannot be told is told why`(_ words: [String], _ status: Int32, _ message: String) throws {
    let process = try OrreryProcess(words)
    #expect(process.end() == status)
    #expect(process.errors.contains(message), "\(process.errors)")
  }
}
