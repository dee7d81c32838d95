/// How long to wait before the next attempt: 50 ms, doubling to 1 s, each drawn from its upper half.
///
/// The draw keeps a hundred federates from knocking in step when their broker comes back.
struct Backoff {
  static let first = Duration.milliseconds(50)
  static let longest = Duration.seconds(1)
  /// A connection that lasted this long was a good one, and the next wait is the first again.
  ///
  /// One that is cut at once, as with two clients of one name, is not.
  static let steadyAfter = Duration.seconds(5)

  private var bound = Backoff.first

  /// Returns the next wait, and doubles the one after.
  mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
    defer { bound = min(bound * 2, Self.longest) }
    return bound * Double.random(in: 0.5...1, using: &generator)
  }

  mutating func reset() { bound = Self.first }
}

/// Lets a repeated notice pass once in a while, with a count of those held back.
struct NoticeLimiter {
  /// The least time between two notices of one text.
  static let interval = Duration.seconds(10)

  private var seen: [String: (last: ContinuousClock.Instant, heldBack: Int)] = [:]

  /// Returns what to say now, or nil.
  mutating func admit(_ text: String, at now: ContinuousClock.Instant) -> String? {
    guard let (last, heldBack) = seen[text] else {
      seen[text] = (now, 0)
      return text
    }
    guard now - last >= Self.interval else {
      seen[text] = (last, heldBack + 1)
      return nil
    }
    seen[text] = (now, 0)
    return heldBack == 0 ? text : "\(text) (and \(heldBack) times since the last such notice)"
  }

  /// Forgets everything, so that the next notice of any text passes.
  mutating func reset() { seen = [:] }
}
