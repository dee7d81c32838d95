import Messages

/// What came of one topic.
public struct StreamCount: Equatable, Sendable {
  /// Messages that were heard.
  public private(set) var received = 0
  /// Messages that cannot be read.
  public internal(set) var unreadable = 0
  /// Numbers that were passed over and have not come since, and numbers that came again.
  public private(set) var missing = 0, repeated = 0
  /// The number of the latest message; nil without numbers.
  public private(set) var lastNumber: Int?
  private var run: RunName?

  mutating func hear(_ stamp: Stamp?) {
    received += 1
    guard let stamp else { return }
    guard run == stamp.run, let last = lastNumber else {
      (run, lastNumber) = (stamp.run, stamp.sequence)
      return
    }
    if stamp.sequence > last {
      missing += stamp.sequence - last - 1
      lastNumber = stamp.sequence
    } else if missing > 0 {
      missing -= 1
    } else {
      repeated += 1
    }
  }
}
