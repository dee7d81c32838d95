public import Quantities

/// An instant of wallclock time: POSIX nanoseconds since 1970-01-01T00:00:00Z.
///
/// Sums and differences are held within 292 years of 1970.
/// A type of its own, so that no wallclock time can slip in where scenario time decides.
public struct WallTime: Hashable, Sendable {
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  public let nanosecondsSince1970: Int64

  /// Creates an instant from its count of nanoseconds.
  public init(nanosecondsSince1970: Int64) {
    self.nanosecondsSince1970 = nanosecondsSince1970
  }

  /// The same count read as a calendar instant, for writing it down.
  public var calendar: ScenarioTime { ScenarioTime(nanosecondsSince1970: nanosecondsSince1970) }

  /// Creates the wallclock instant of a calendar instant that was read from text.
  public init(calendar time: ScenarioTime) {
    self.init(nanosecondsSince1970: time.nanosecondsSince1970)
  }

  /// Returns the instant a span later.
  public static func + (time: WallTime, span: TimeSpan) -> WallTime {
    WallTime(nanosecondsSince1970: time.nanosecondsSince1970.addingHeld(span.nanoseconds))
  }

  /// Returns the instant a span earlier.
  public static func - (time: WallTime, span: TimeSpan) -> WallTime {
    WallTime(nanosecondsSince1970: time.nanosecondsSince1970.subtractingHeld(span.nanoseconds))
  }

  /// Returns the span from the right instant to the left one.
  public static func - (left: WallTime, right: WallTime) -> TimeSpan {
    TimeSpan(nanoseconds: left.nanosecondsSince1970.subtractingHeld(right.nanosecondsSince1970))
  }
}

extension WallTime: Comparable {
  /// Orders the earlier before the later.
  public static func < (left: WallTime, right: WallTime) -> Bool {
    left.nanosecondsSince1970 < right.nanosecondsSince1970
  }
}

/// Something that knows the wallclock time: the system's clock, or one that a test moves by hand.
public protocol WallClock: Sendable {
  /// The time now.
  var now: WallTime { get }
}
