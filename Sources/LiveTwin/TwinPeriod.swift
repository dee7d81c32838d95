/// Instants at a fixed distance from a first one, whatever is done between them: what comes late moves none of them.
struct TwinPeriod: Sendable {
  private let first: ContinuousClock.Instant
  private let interval: Duration
  /// Which instant is next or now, from 0.
  private(set) var number = 0

  /// - Parameter interval: above zero.
  init(from first: ContinuousClock.Instant, every interval: Duration) {
    precondition(interval > .zero, "a period of \(interval)")
    (self.first, self.interval) = (first, interval)
  }

  /// The instant.
  var deadline: ContinuousClock.Instant { first + interval * number }

  /// Goes on to the next instant that is not past; returns how many are left out for it.
  mutating func advance(at now: ContinuousClock.Instant) -> Int {
    let before = number
    number += 1
    if deadline < now {
      // k = ⌈(now - first) / interval⌉
      number = max(number, Int(((now - first) / interval).rounded(.up)))
    }
    return number - before - 1
  }
}
