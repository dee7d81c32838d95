/// The conditions of entries as samples come in: straight between two samples, so that crossings have times of their own.
///
/// The margins are linear in what is measured, so that a margin that changes its sign does so where the straight line
/// between its values does. An entry that was not measured holds no condition until it is measured again.
struct SampledConditions: Sendable {
  private let margins: [EventMargins]
  private var values: [SIMD4<Double>]
  private var time: Int64?
  /// What changed with the last sample, in order of time.
  private(set) var changes: [TriggerBank.Change] = []

  init(_ margins: [EventMargins]) {
    self.margins = margins
    values = Array(repeating: SIMD4(repeating: .nan), count: margins.count)
  }

  /// Begins the samples of an instant, which is after the last one; nil, and nothing changes, where it is not.
  mutating func begin(at next: Int64) -> Int64? {
    let last = time
    if let last, next <= last { return nil }
    changes.removeAll(keepingCapacity: true)
    time = next
    return last ?? next
  }

  /// Takes the sample of an entry at the instant that was begun; `last` is the instant before.
  mutating func sample(_ index: Int, _ pair: MeasuredPair, from last: Int64, to next: Int64) {
    let (before, after) = (values[index], margins[index].values(of: pair))
    values[index] = after
    // Most samples change no sign at all.
    let (old, new) = (before .> 0, after .> 0)
    if old != new { noteChanges(index, before, after, last, next) }
  }

  /// Ends the samples of an instant.
  mutating func end() {
    if changes.count > 1 { changes.sort { ($0.time, $0.index) < ($1.time, $1.index) } }
  }

  /// Takes an entry for one that was never measured.
  mutating func forget(_ index: Int) { values[index] = SIMD4(repeating: .nan) }

  private mutating func noteChanges(
    _ index: Int, _ before: SIMD4<Double>, _ after: SIMD4<Double>, _ last: Int64, _ next: Int64
  ) {
    let new = EventMargins.truth(of: after)
    // Without a value at one end there is no line to cross zero on.
    guard isMeasured(before), isMeasured(after) else {
      changes.append(TriggerBank.Change(time: next, index: index, truth: new))
      return
    }
    var crossings: [(time: Int64, lane: Int)] = []
    for lane in 0..<4 where (before[lane] > 0) != (after[lane] > 0) {
      let part = before[lane] / (before[lane] - after[lane])
      crossings.append((last + Int64((part * Double(next - last)).rounded()), lane))
    }
    crossings.sort { $0 < $1 }
    var margins = before
    var truth = EventMargins.truth(of: before)
    for (place, crossing) in crossings.enumerated() {
      margins[crossing.lane] = after[crossing.lane]
      // Lanes that cross at one instant make one change.
      if place + 1 < crossings.count, crossings[place + 1].time == crossing.time { continue }
      let now = EventMargins.truth(of: margins)
      if now != truth { changes.append(TriggerBank.Change(time: crossing.time, index: index, truth: now)) }
      truth = now
    }
  }

  private func isMeasured(_ margins: SIMD4<Double>) -> Bool { margins == margins }
}
