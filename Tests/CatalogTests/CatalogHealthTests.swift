import Catalog
import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

@Suite struct CatalogHealthTests {
  static func set(_ number: Int, _ name: String, epoch: String, bstar: Double = 0.0001, motion: Double = 15.5) throws
    -> ElementSet
  {
    ElementSet(
      name: name, catalogNumber: number, epoch: try ScenarioTime(epoch), meanMotionRevolutionsPerDay: motion,
      eccentricity: 0.001, inclinationDegrees: 51.6, rightAscensionDegrees: 10, argumentOfPerigeeDegrees: 20,
      meanAnomalyDegrees: 30, bstar: bstar)
  }

  @Test func `Old, early and decayed satellites are told apart`() throws {
    let time = try ScenarioTime("2026-09-20T00:00:00Z")
    let sets = try [
      Self.set(1, "FRESH", epoch: "2026-09-19T00:00:00Z"), Self.set(2, "OLD", epoch: "2026-09-05T12:00:00Z"),
      Self.set(3, "EDGE", epoch: "2026-09-06T00:00:00Z"), Self.set(4, "EARLY", epoch: "2026-10-20T00:00:00Z"),
      Self.set(5, "GONE", epoch: "2026-09-10T00:00:00Z", bstar: 0.5, motion: 16.4),
    ]
    let health = CatalogHealth(of: sets, at: time)
    #expect(health.count == 5)
    #expect(health.aged.map(\.elements.catalogNumber) == [2, 4])
    #expect(health.aged.first?.age == .hours(14 * 24 + 12))
    #expect(health.decayed.map(\.elements.catalogNumber) == [5])
    #expect(health.failed.count == 1)
    #expect(
      CatalogHealth(of: [try Self.set(6, "BAD", epoch: "2026-09-20T00:00:00Z", motion: 25)], at: time).notes.first?
        .hasPrefix("1 of 1 satellites have decayed at 2026-09-20T00:00:00Z: BAD, 6") == true)
    #expect(
      health.description == """
        2 of 5 element sets are more than 14 days from their epoch at 2026-09-20T00:00:00Z, 1 of them before it: \
        OLD, 2; EARLY, 4; the farthest by 30 days
        1 of 5 satellites have decayed at 2026-09-20T00:00:00Z: GONE, 5
        """)
    #expect(CatalogHealth(of: Array(sets.prefix(1)), at: time).isGood)
    #expect(CatalogHealth(of: Array(sets.prefix(1)), at: time).description.isEmpty)
    #expect(CatalogHealth(of: sets, at: time, maximumAge: .hours(12)).aged.count == 5)
    #expect(CatalogHealth(of: [], at: time).isGood)
  }

  @Test func `Every time and every epoch that a reader takes can be asked`() throws {
    let edges = [try ScenarioTime("1957-01-01T00:00:00Z"), try ScenarioTime("2100-01-01T00:00:00Z")]
    for epoch in edges {
      let set = try Self.set(1, "EDGE", epoch: epoch.iso8601)
      for time in [ScenarioTime.earliest, .latest] {
        #expect(CatalogHealth(of: [set], at: time).aged.count == 1)
      }
    }
  }

  /// The counts are python-sgp4 2.27's over the same file: of errors at the time, and of epochs 14 days off.
  @Test(
    .enabled(if: SharedData.has("catalog/active_2026-07-24.3le"), Comment(rawValue: SharedData.absence)),
    arguments: [("2026-07-24T00:00:00Z", 8, 1), ("2026-08-07T00:00:00Z", 16_123, 101)])
  func `The whole catalogue has the failures that python-sgp4 finds`(time: String, aged: Int, failed: Int) throws {
    let url = try #require(SharedData.file("catalog/active_2026-07-24.3le"))
    let sets = ElementFile([UInt8](try Data(contentsOf: url))).sets
    let health = CatalogHealth(of: sets, at: try ScenarioTime(time))
    #expect(health.count == 16_126)
    #expect(health.aged.count == aged)
    #expect(health.failed.count == failed)
    #expect(health.failed.contains { $0.elements.name == "ICEYE-X21" && $0.isDecayed })
  }
}
