/// The best that any course of handovers over some satellites could come to: an exhaustive look-ahead.
///
/// A terminal begins on the first satellite. At each tick the satellite that serves adds its score, 0 out of view; a
/// tick at which the terminal changes adds nothing, and after it no change is made for the dwell unless the satellite
/// sets. With F[t, m] the best from tick t on for one who is free to change from m, and W[t, m] for one who changes to m,
///
///     F[t, m] = max(s[t, m] + F[t + 1, m], max over k in view of W[t, k])
///     W[t, m] = s[t + 1, m] + ... + s[r - 1, m] + F[r, m],  r = min(t + dwell, when m sets)
///
/// which looks at every course there is, with all that the future brings known.
struct LookAhead {
  /// The scores in view of each satellite, 0...1, and the ticks at which it is in view.
  let satellites: [(inView: Range<Int>, scores: [Double])]
  let tickCount: Int
  /// Ticks from a change to the next one.
  let dwell: Int

  /// The greatest sum of scores.
  var best: Double {
    let sums = satellites.map { satellite in satellite.scores.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) } }
    /// The scores of a satellite at some ticks together.
    func sum(_ index: Int, _ ticks: Range<Int>) -> Double {
      let inView = satellites[index].inView
      let part = ticks.clamped(to: inView)
      return sums[index][part.upperBound - inView.lowerBound] - sums[index][part.lowerBound - inView.lowerBound]
    }
    var free = satellites.map { _ in Array(repeating: 0.0, count: tickCount + 1) }
    for tick in (0..<tickCount).reversed() {
      var change = -Double.infinity
      for (index, satellite) in satellites.enumerated() where satellite.inView.contains(tick) {
        let release = max(tick + 1, min(tick + dwell, satellite.inView.upperBound, tickCount))
        change = max(change, sum(index, tick + 1..<release) + free[index][release])
      }
      for index in satellites.indices {
        free[index][tick] = max(sum(index, tick..<tick + 1) + free[index][tick + 1], change)
      }
    }
    return free[0][0]
  }
}
