import Foundation
import Quantities
import Testing

@Suite struct TutorialTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func `The battery of the tutorial charges and says so`() throws {
    let run = try runBattery()
    #expect(run.steps == 60)
    #expect(run.states.map(\.time.iso8601).first == "2018-01-21T00:00:00Z")
    // 80 Wh and 30 W: 5 Wh in each ten minutes, and full after 40 minutes.
    #expect(zip(run.states.map(\.wattHours), [80, 85, 90, 95, 100, 100, 100]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(run.states.count == 7)
  }

  @Test func `Ticking twice and tocking once doubles nothing`() {
    var once = BatteryModel(capacityWattHours: 100, surplusWatts: 30, wattHours: 80)
    var twice = once
    once.tick(by: .seconds(60))
    once.tock()
    twice.tick(by: .seconds(60))
    twice.tick(by: .seconds(60))
    twice.tock()
    #expect(once == twice)
  }

  @Test func `The code in the tutorial is the code that runs here`() throws {
    let tutorial = try String(contentsOf: Self.root.appending(path: "docs/tutorial.md"), encoding: .utf8)
    let source = try String(
      contentsOf: Self.root.appending(path: "Tests/TutorialTests/BatteryFederate.swift"), encoding: .utf8)
    let blocks = tutorial.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
    #expect(blocks.count == 5)
    for block in blocks { #expect(source.contains(block), "not in the source:\n\(block)") }
  }
}
