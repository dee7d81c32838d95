import Catalog
import Orbits
import Quantities

extension Arguments {
  /// Reads the option `max-age`; 14 days where it is missing.
  func maximumAge() throws(UsageError) -> TimeSpan {
    guard let text = self["max-age"] else { return CatalogHealth.usualMaximumAge }
    guard let span = try? TimeSpan(text), span >= .zero else {
      throw wrong("max-age", allowed: TimeSpan.allowedForms)
    }
    return span
  }

  /// Says in a line which sets are old at that end of a span which is farther from the newest epoch.
  func warn(ofAgeOf sets: [ElementSet], from: ScenarioTime, to: ScenarioTime) throws(UsageError) {
    let maximumAge = try maximumAge()
    guard !has("quiet"), let newest = sets.map(\.epoch).max() else { return }
    let time = to - newest >= newest - from ? to : from
    guard let note = CatalogHealth(of: sets, at: time, maximumAge: maximumAge).ageNote else { return }
    Terminal.complain("warning: \(note)")
  }
}

/// Says of the first satellites that end early when and why, and of all of them together how many there are.
struct EndedSatellites {
  private let isQuiet: Bool
  private var count = 0
  private var decayedCount = 0

  private static let mostTold = 3

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Notes a satellite without states from an instant on.
  mutating func note(_ name: String, _ failure: PropagationFailure, _ progress: CountingProgress) {
    count += 1
    if failure.error.isDecay { decayedCount += 1 }
    guard !isQuiet, count <= EndedSatellites.mostTold else { return }
    progress.end()
    Terminal.complain("warning: \(name) has no states from \(failure.time) on: \(failure.error)")
  }

  /// Says how many there were, where not all have been told.
  func end(of total: Int) {
    guard !isQuiet, count > EndedSatellites.mostTold else { return }
    Terminal.complain(
      "warning: \(count) of \(total) satellites have no states up to the end, \(decayedCount) of them have decayed")
  }
}
