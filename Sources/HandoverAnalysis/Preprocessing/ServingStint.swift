import Glibc
import Quantities

/// A time over which one satellite serves a terminal.
struct ServingStint: Equatable {
  let satellite: Int
  /// Nanoseconds since 1970.
  let begin, end: Int64
  /// The times of the grid that lie strictly between.
  let inner: Range<Int>
  /// Whether the series ends with it.
  let isLast: Bool
}

extension ReferenceTable {
  /// Returns who serves: the highest satellite at or above the mask, of equals the first; or, once chosen, the same one
  /// until it is below.
  func stints(minimumElevation: Angle, areHeld: Bool, areSampled: Bool) -> [ServingStint] {
    let sine = sin(minimumElevation.radians)
    var stints: [ServingStint] = []
    var (serving, first, begin): (Int?, Int, Int64) = (nil, 0, 0)
    func close(_ end: Int64, before node: Int, isLast: Bool) {
      guard let serving else { return }
      let after = begin == times[first].nanosecondsSince1970 ? first + 1 : first
      stints.append(
        ServingStint(satellite: serving, begin: begin, end: end, inner: after..<max(after, node), isLast: isLast))
    }
    for node in times.indices {
      let next = satellite(at: node, minimumElevation, holding: areHeld ? serving : nil)
      guard next != serving else { continue }
      var change = times[node].nanosecondsSince1970
      if !areSampled, node > 0 {
        change = firstInstant(from: times[node - 1].nanosecondsSince1970, to: change) { time in
          func height(_ satellite: Int) -> Double { sineOfElevation(of: satellite, at: time, before: node) }
          let hasSet = serving.map { !(height($0) >= sine) } ?? true
          guard let next else { return hasSet }
          let rival = height(next)
          return rival >= sine && (hasSet || !areHeld && rival > serving.map(height) ?? -1)
        }
      }
      close(change, before: node, isLast: false)
      (serving, first, begin) = (next, node, change)
    }
    if let last = times.indices.last { close(times[last].nanosecondsSince1970, before: last, isLast: true) }
    return stints
  }

  private func satellite(at node: Int, _ minimum: Angle, holding held: Int?) -> Int? {
    if let held, self[.elevation, held, node] >= minimum.degrees { return held }
    var best: (satellite: Int, elevation: Double)?
    for satellite in satellites.indices {
      let elevation = self[.elevation, satellite, node]
      if elevation >= minimum.degrees, elevation > best?.elevation ?? -.infinity { best = (satellite, elevation) }
    }
    return best?.satellite
  }
}

/// Returns the first nanosecond from which on a property holds that does not at the first time and does at the last.
func firstInstant(from first: Int64, to last: Int64, where holds: (Int64) -> Bool) -> Int64 {
  var (low, high) = (first, last)
  while high - low > 1 {
    let middle = low + (high - low) / 2
    if holds(middle) { high = middle } else { low = middle }
  }
  return high
}
