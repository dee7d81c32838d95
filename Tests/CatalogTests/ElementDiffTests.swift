import Catalog
import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

@Suite struct ElementDiffTests {
  private static func changed(_ change: (inout ElementSet) -> Void) throws -> ElementSet {
    var set = try CatalogHealthTests.set(25_544, "SAT", epoch: "2026-09-19T00:00:00Z")
    change(&set)
    return set
  }

  @Test(arguments: [
    (ElementDiff.Quantity.epoch, 8_640.0), (.inclination, 0.001), (.meanMotion, 0.0001), (.eccentricity, 0.00001),
  ])
  func `A satellite is modified from the threshold on`(quantity: ElementDiff.Quantity, threshold: Double) throws {
    func difference(_ factor: Double) throws -> [ElementDiff.Quantity] {
      let old = try Self.changed { _ in }
      let new = try Self.changed {
        let value = threshold * factor
        switch quantity {
        case .epoch: $0.epoch += TimeSpan(roundingSeconds: value) ?? .zero
        case .inclination: $0.inclinationDegrees += value
        case .meanMotion: $0.meanMotionRevolutionsPerDay += value
        case .eccentricity: $0.eccentricity += value
        case .distance: break
        }
      }
      return ElementDiff(from: [old], to: [new]).modified.first?.quantities ?? []
    }
    #expect(try difference(0.99) == [])
    #expect(try difference(1.01) == [quantity])
    #expect(try difference(-1.01) == [quantity])
  }

  @Test func `Added, removed, modified and unchanged add up`() throws {
    let old = try (1...40).map { number in
      try CatalogHealthTests.set(number, "S\(number)", epoch: "2026-09-19T00:00:00Z")
    }
    var new = Array(old[10...])
    for index in 0..<5 { new[index].inclinationDegrees += 0.1 }
    new.append(try CatalogHealthTests.set(999_999_999, "NEW", epoch: "2026-09-19T00:00:00Z"))
    let diff = ElementDiff(from: old, to: new.reversed())
    #expect(diff.added.map(\.catalogNumber) == [999_999_999])
    #expect(diff.removed.map(\.catalogNumber) == Array(1...10))
    #expect(diff.modified.map(\.new.catalogNumber) == Array(11...15))
    #expect(diff.unchangedCount == 25)
    let same = ElementDiff(from: old, to: old)
    #expect(same.added.isEmpty && same.removed.isEmpty && same.modified.isEmpty && same.unchangedCount == 40)
    let back = ElementDiff(from: new, to: old)
    #expect(back.added == diff.removed)
    #expect(back.removed == diff.added)
  }

  /// An hour along the same orbit is no distance; a degree of anomaly is some 118 km on this one.
  @Test func `The distance is that of the two positions at the newer epoch`() throws {
    let old = try Self.changed { _ in }
    let ahead = try Self.changed { $0.meanAnomalyDegrees += 1 }
    let distance = try #require(ElementDiff.distanceKilometres(old, ahead))
    #expect(abs(distance - 118.6) < 1)
    #expect(ElementDiff.distanceKilometres(old, old) == 0)
    var thresholds = ElementDiff.Thresholds.handbook
    #expect(ElementDiff(from: [old], to: [ahead], thresholds: thresholds).unchangedCount == 1)
    thresholds.distanceKilometres = 100
    let change = try #require(ElementDiff(from: [old], to: [ahead], thresholds: thresholds).modified.first)
    #expect(change.quantities == [.distance])
    #expect(change.distanceKilometres == distance)
    thresholds.distanceKilometres = 200
    #expect(ElementDiff(from: [old], to: [ahead], thresholds: thresholds).modified.isEmpty)
  }

  @Test func `Of several sets of a satellite the newest counts, with a warning`() throws {
    let sets =
      try [2, 9, 5].map { day in
        try CatalogHealthTests.set(7, "SAT", epoch: "2026-09-0\(day)T00:00:00Z")
      } + [CatalogHealthTests.set(8, "OTHER", epoch: "2026-09-01T00:00:00Z")]
    let newest = NewestElements(of: sets)
    #expect(newest.sets.map(\.catalogNumber) == [7, 8])
    #expect(newest.sets.first?.epoch == sets[1].epoch)
    #expect(newest.supersededCount == 2)
    #expect(newest.warnings.map(\.description) == ["SAT, 7: has 3 sets; the newest counts, of 2026-09-09T00:00:00Z"])
    #expect(ElementDiff(from: sets, to: [sets[1]]).unchangedCount == 1)
    #expect(ElementDiff(from: sets, to: []).warnings == newest.warnings)
  }

  @Test func `Satellites without a number go by their names`() throws {
    let walker = try WalkerConstellation(
      .delta, satelliteCount: 24, planeCount: 6, phasing: 1, inclinationDegrees: 53, altitudeKilometres: 550,
      epoch: try ScenarioTime("2026-01-01T00:00:00Z"))
    let sets = walker.elementSets(prefix: "W")
    #expect(NewestElements(of: sets).supersededCount == 0)
    let diff = ElementDiff(from: sets, to: Array(sets.dropFirst()))
    #expect(diff.removed.map(\.name) == ["W-0101"])
    #expect(diff.unchangedCount == 23)
  }
}
