import Testing

@Suite struct LayeringTests {
  @Test func everyFolderHasARuleAndEveryRuleAFolder() throws {
    #expect(try SourceTree.folders().sorted() == LayerRule.house.map(\.folder).sorted())
  }

  @Test(arguments: LayerRule.house)
  func filesImportOnlyWhatTheirFolderMay(_ rule: LayerRule) throws {
    for file in try SourceTree.files(in: rule.folder) {
      for violation in rule.violations(in: try SourceTree.text(of: file), file: "Sources/\(file)") {
        Issue.record("\(violation)")
      }
    }
  }

  @Test func noFileLiesBesideTheFolders() throws {
    let inFolders = try LayerRule.house.flatMap { try SourceTree.files(in: $0.folder) }
    let all = try SourceTree.files(in: "").map { String($0.dropFirst()) }
    #expect(all.count > 100, "the sources were not found")
    #expect(Set(all) == Set(inFolders))
  }

  @Test func whatAFolderMayImportStandsAboveItInTheHouse() {
    var above: Set<String> = []
    for rule in LayerRule.house {
      #expect(rule.ours.isSubset(of: above), "\(rule.folder) may import what stands below it")
      above.insert(rule.module)
    }
  }

  @Test func federatesNeverImportEachOther() {
    let federates = Set(LayerRule.house.filter(\.isFederate).map(\.module))
    #expect(federates == ["Storage", "Ground", "Outage", "Handover"])
    for rule in LayerRule.house where rule.isFederate { #expect(rule.ours.isDisjoint(with: federates)) }
  }

  @Test func modelsKnowNoFoundation() {
    for rule in LayerRule.house where LayerRule.withoutFoundation.contains(rule.folder) || rule.isFederate {
      #expect(!rule.outside.contains { $0.hasPrefix("Foundation") }, "\(rule.folder)")
    }
  }
}

@Suite struct LayerCheckerTests {
  @Test(arguments: [
    ("import Foundation", ["Foundation"]),
    ("  public import Quantities", ["Quantities"]),
    ("@testable import Orbits // for its curves", ["Orbits"]),
    ("@preconcurrency @_exported internal import Glibc", ["Glibc"]),
    ("import struct Foundation.Date", ["Foundation"]),
    ("import JSON; private import Messages", ["JSON", "Messages"]),
    ("// import Foundation", []),
    ("/// The import of NOS-T files.", []),
    ("#if canImport(Glibc)", []),
    ("importFoundation()", []),
    ("", []),
  ])
  func readsEveryFormOfAnImport(_ line: String, _ modules: [String]) {
    #expect(importedModules(of: line[...]) == modules)
  }

  @Test func saysWhereAndWhatIsAllowed() throws {
    let rule = try #require(LayerRule.house.first { $0.folder == "Simulation" })
    let text = "public import Quantities\n#if MQTT\n  import FoundationNetworking\n#endif\nlet now = Date()\n"
    #expect(
      rule.violations(in: text, file: "Sources/Simulation/Bad.swift").map(\.description) == [
        "Sources/Simulation/Bad.swift:3: imports FoundationNetworking; allowed: Quantities, Synchronization",
        "Sources/Simulation/Bad.swift:5: has Date(, which Simulation may not",
      ])
  }

  @Test func findsAFederateThatReachesForAnother() throws {
    let rule = try #require(LayerRule.house.first { $0.folder == "Federates/Ground" })
    #expect(rule.violations(in: "import Storage", file: "x").count == 1)
    #expect(rule.violations(in: "import Orbits\nimport Glibc", file: "x").isEmpty)
  }

  @Test func findsAnUnseededDraw() throws {
    let rule = try #require(LayerRule.house.first { $0.folder == "Simulation" })
    #expect(rule.violations(in: "let x = Double.random(in: 0..<1)", file: "x").count == 1)
  }
}
