/// A signed length of scenario time, in whole nanoseconds.
///
/// Integer, so that sums are exact and equal on every machine. The range is that of
/// `Int64`: about ±292 years. Arithmetic that leaves it traps; readers of outside text
/// check first (``ScenarioTime/adding(_:)``).
public struct TimeSpan: Hashable, Sendable {
  /// The length in nanoseconds.
  public let nanoseconds: Int64

  /// Creates a span of whole nanoseconds.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The empty span.
  public static let zero = TimeSpan(nanoseconds: 0)

  /// One microsecond: the finest time that the NOS-T wire carries.
  public static let microsecond = TimeSpan(nanoseconds: 1_000)

  /// Returns a span of whole seconds.
  public static func seconds(_ count: Int) -> TimeSpan {
    TimeSpan(nanoseconds: Int64(count) * 1_000_000_000)
  }

  /// Returns a span of whole minutes.
  public static func minutes(_ count: Int) -> TimeSpan { .seconds(count * 60) }

  /// Returns a span of whole hours.
  public static func hours(_ count: Int) -> TimeSpan { .seconds(count * 3_600) }

  /// Returns the span nearest to a number of seconds on the microsecond grid, or nil out of range or for NaN.
  public init?(roundingSeconds seconds: Double) {
    let microseconds = (seconds * 1e6).rounded(.toNearestOrEven)
    guard microseconds.magnitude < 9.2e15 else { return nil }
    self.init(nanoseconds: Int64(microseconds) * 1_000)
  }

  /// The length in seconds, to the nearest double; past 104 days a tie may fall to its neighbour.
  public var seconds: Double {
    // One division of exact numbers rounds once; past 2^53 ns, 104 days, the whole seconds are converted apart.
    if nanoseconds.magnitude <= 1 << 53 { return Double(nanoseconds) / 1e9 }
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return Double(whole) + Double(rest) / 1e9
  }
}

extension TimeSpan: Comparable {
  /// Orders the shorter before the longer, and negative spans before positive ones.
  public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension TimeSpan {
  /// Adds two spans.
  public static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: left.nanoseconds + right.nanoseconds)
  }

  /// Subtracts one span from another.
  public static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: left.nanoseconds - right.nanoseconds)
  }

  /// Returns the span turned round.
  public static prefix func - (span: TimeSpan) -> TimeSpan { TimeSpan(nanoseconds: -span.nanoseconds) }

  /// Multiplies a span by a whole number.
  public static func * (count: Int64, span: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: count * span.nanoseconds)
  }
}
