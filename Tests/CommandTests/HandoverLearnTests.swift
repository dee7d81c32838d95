import Foundation
import HandoverAnalysis
import JSON
import TestSupport
import Testing

/// `orrery handover learn`, on what is there.
@Suite struct HandoverLearnTests {
  @Test(.enabled(if: SharedData.has("history/elements_2026-04-15_2026-07-31.3le.gz"), "\(SharedData.absence)"))
  func `The measured aging is what the program carries`() throws {
    let path = try #require(SharedData.file("history/elements_2026-04-15_2026-07-31.3le.gz")).path
    let aging = try OrreryProcess.run("handover", "learn", path, "--aging", "--json")
    #expect(aging.status == 0, "\(aging.errors)")
    let groups = try #require(JSONValue.parse(aging.output).array)
    #expect(groups.count == SatelliteGroup.allCases.count)
    for (group, json) in zip(SatelliteGroup.allCases, groups) {
      #expect(json["group"]?.string == group.rawValue)
      let carried = ElementSetAging.measured(group)
      #expect(json["agesDays"]?.array?.compactMap(\.double) == carried.agesDays)
      for (measured, carried) in zip(json["alongTrackSigmaKilometres"]?.array ?? [], carried.kilometres) {
        // Written down to a metre.
        #expect(abs((measured.double ?? .nan) - carried) <= 0.0005)
      }
    }
  }

  @Test func `A file without pairs of sets is refused, and so are wrong options`() throws {
    let elements = OrreryProcess.root.appending(path: "Scenarios/downlink/elements.tle").path
    let none = try OrreryProcess.run("handover", "learn", elements)
    #expect(none.status == 3 && none.errors.contains("has no satellite with element sets 1 to 7 days apart"))
    let wrong = try OrreryProcess.run("handover", "learn", elements, "--trees", "0")
    #expect(wrong.status == 2 && wrong.errors.contains("--trees \"0\": allowed: 1 to 10000"))
  }
}
