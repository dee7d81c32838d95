import Catalog
import Facade
import HTTPServer
import Orbits
import Quantities
import Synchronization

@testable import LiveTwin

/// Satellites, and points of them, for tests.
enum Sky {
  static let start = ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4))

  /// A Walker constellation under numbers from 90,000 on.
  static func sets(_ count: Int, planes: Int = 1) throws -> [ElementSet] {
    let pattern = try WalkerConstellation(
      .delta, satelliteCount: count, planeCount: planes, phasing: 0, inclinationDegrees: 53, altitudeKilometres: 550,
      epoch: start)
    var sets = pattern.elementSets(prefix: "SKY")
    for place in sets.indices { sets[place].catalogNumber = 90_000 + place }
    return sets
  }

  static func elements(_ sets: [ElementSet]) -> ElementsInUse {
    ElementsInUse(sets.map { .init(id: $0.catalogNumber, name: $0.name ?? "", elements: $0) })
  }

  /// Points of some satellites at some instants, a second apart.
  static func points(_ count: Int, times: Int = 1, runID: String = "sky") throws -> LineProtocol {
    let elements = elements(try sets(count))
    var points = LineProtocol()
    for second in 0..<times { points.addPositions(of: elements, at: start + .seconds(second), runID: runID) }
    return points
  }
}

/// What several threads add to.
final class Collected<Element: Sendable>: Sendable {
  private let list = Mutex<[Element]>([])
  var all: [Element] { list.withLock { $0 } }
  func add(_ element: Element) { list.withLock { $0.append(element) } }
}
