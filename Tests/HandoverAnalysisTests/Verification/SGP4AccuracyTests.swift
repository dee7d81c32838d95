import Foundation
import Orbits
import Testing

@testable import HandoverAnalysis

@Suite struct SGP4AccuracyTests {
  @Test func `The program is within a millimetre of every state that it carries`() {
    let accuracy = SGP4Accuracy()
    #expect(accuracy.isMet)
    #expect((accuracy.setCount, accuracy.stateCount, accuracy.missingCount) == (32, 96, 0))
    // Digits that are printed cannot be met exactly.
    #expect(accuracy.positionErrorKilometres > 0)
  }

  @Test func `The states that it carries are those of the published run, and so are the sets`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "OrbitsTests/Reference")
    let published = try String(contentsOf: folder.appending(path: "tcppver.out"), encoding: .utf8)
    let rows = Set(
      published.split(separator: "\n").map { $0.split(separator: " ").prefix(7).compactMap { Double($0) } })
    let sets = try String(contentsOf: folder.appending(path: "SGP4-VER.TLE"), encoding: .utf8)
    let elements = Set(TwoLineElements(sets, mode: .lenient).readings.map(\.elements))
    for run in PublishedStates.runs {
      #expect(elements.contains(run.elements), "\(run.elements.catalogNumber)")
      for state in run.states {
        let (r, v) = (state.position, state.velocity)
        #expect(rows.contains([state.minutes, r.x, r.y, r.z, v.x, v.y, v.z]), "\(run.elements.catalogNumber)")
      }
    }
  }
}
