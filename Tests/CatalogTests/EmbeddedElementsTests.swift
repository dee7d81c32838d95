import Catalog
import Orbits
import Quantities
import Testing

@Suite struct EmbeddedElementsTests {
  @Test func `Every embedded set is sound, of January 2018, and in a group`() throws {
    let sets = EmbeddedElements.realSets
    #expect(sets.count == 537)
    let epochs = try #require(sets.epochs)
    #expect(epochs.lowerBound >= (try ScenarioTime("2017-12-01T00:00:00Z")))
    #expect(epochs.upperBound <= (try ScenarioTime("2018-02-01T00:00:00Z")))
    // OSNSAT came down that week; python-sgp4 2.27 finds it alone too.
    let failed = CatalogHealth(of: sets, at: try ScenarioTime("2018-01-21T00:00:00Z")).failed
    #expect(failed.map(\.elements.name) == ["OSNSAT"])
    #expect(sets.map(\.catalogNumber) == sets.map(\.catalogNumber).sorted())
    #expect(NewestElements(of: sets).supersededCount == 0)
    var grouped: Set<Int> = []
    for name in EmbeddedElements.groupNames where !["starlink", "oneweb", "kuiper", "active"].contains(name) {
      let group = try #require(EmbeddedElements.sets(ofGroup: name))
      #expect(!group.sets.isEmpty)
      grouped.formUnion(group.sets.map(\.catalogNumber))
    }
    #expect(grouped == Set(sets.map(\.catalogNumber)))
  }

  @Test(arguments: [
    ("starlink", 4_408), ("OneWeb", 720), ("kuiper", 3_236), ("active", 537), ("stations", 3), ("noaa", 22),
  ])
  func `A group has its satellites`(name: String, count: Int) throws {
    let group = try #require(EmbeddedElements.sets(ofGroup: name))
    #expect(group.sets.count == count)
    #expect(NewestElements(of: group.sets).supersededCount == 0)
    #expect(group.sets.allSatisfy { CatalogHealth(of: [$0], at: $0.epoch).isGood })
  }

  @Test func `What is not carried is nothing`() {
    #expect(EmbeddedElements.sets(ofGroup: "nix") == nil)
    #expect(EmbeddedElements.set(number: 25_544)?.name == "ISS (ZARYA)")
    #expect(EmbeddedElements.set(number: 999_999_999) == nil)
  }

  /// 1,584 + 1,584 + 720 + 348 + 172, and 1,156 + 1,296 + 784, as the orders say.
  @Test func `The shells are those of the orders`() throws {
    #expect(PublishedShell.starlink.map(\.satelliteCount) == [1_584, 1_584, 720, 348, 172])
    #expect(PublishedShell.oneWeb.map(\.satelliteCount) == [720])
    #expect(PublishedShell.kuiper.map(\.satelliteCount) == [1_156, 1_296, 784])
    #expect(PublishedShell.kuiper.reduce(0) { $0 + $1.planeCount } == 98)
  }
}
