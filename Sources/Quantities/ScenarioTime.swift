/// An instant of scenario time: POSIX nanoseconds since 1970-01-01T00:00:00Z.
///
/// UTC as POSIX counts it, without leap seconds: a day has 86,400 s, and 23:59:60 is read as
/// the next 00:00:00. What is left out, UT1-UTC, is an input of the Earth's orientation.
public struct ScenarioTime: Hashable, Sendable {
  /// Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let nanosecondsSince1970: Int64

  /// Creates an instant from its count of nanoseconds.
  public init(nanosecondsSince1970: Int64) {
    self.nanosecondsSince1970 = nanosecondsSince1970
  }

  /// The first instant that readers accept: 1900-01-01T00:00:00Z.
  public static let earliest = ScenarioTime(nanosecondsSince1970: -2_208_988_800_000_000_000)

  /// The last instant that readers accept: 2200-01-01T00:00:00Z.
  public static let latest = ScenarioTime(nanosecondsSince1970: 7_258_118_400_000_000_000)

  /// Returns the instant a span later, or nil where that leaves the years 1900 to 2200.
  public func adding(_ span: TimeSpan) -> ScenarioTime? {
    let (sum, overflow) = nanosecondsSince1970.addingReportingOverflow(span.nanoseconds)
    let time = ScenarioTime(nanosecondsSince1970: sum)
    return overflow || time < .earliest || time > .latest ? nil : time
  }

  /// The whole microsecond at or before this instant: what the wire can carry of it.
  public var wholeMicrosecond: ScenarioTime {
    let rest = nanosecondsSince1970 % 1_000
    return ScenarioTime(nanosecondsSince1970: nanosecondsSince1970 - (rest < 0 ? rest + 1_000 : rest))
  }
}

extension ScenarioTime: Comparable {
  /// Orders the earlier before the later.
  public static func < (left: ScenarioTime, right: ScenarioTime) -> Bool {
    left.nanosecondsSince1970 < right.nanosecondsSince1970
  }
}

extension Int64 {
  /// The sum, held within the range of 64 bits: hostile times must not end a program.
  public func addingHeld(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (other > 0 ? .max : .min) : sum
  }

  /// The difference, held within the range of 64 bits.
  public func subtractingHeld(_ other: Int64) -> Int64 {
    let (difference, isOver) = subtractingReportingOverflow(other)
    return isOver ? (other > 0 ? .min : .max) : difference
  }
}

extension ScenarioTime {
  /// Returns the instant a span later; traps outside the range of `Int64` nanoseconds.
  public static func + (time: ScenarioTime, span: TimeSpan) -> ScenarioTime {
    ScenarioTime(nanosecondsSince1970: time.nanosecondsSince1970 + span.nanoseconds)
  }

  /// Returns the instant a span earlier; traps outside the range of `Int64` nanoseconds.
  public static func - (time: ScenarioTime, span: TimeSpan) -> ScenarioTime {
    ScenarioTime(nanosecondsSince1970: time.nanosecondsSince1970 - span.nanoseconds)
  }

  /// Returns the span from the right instant to the left one; more than 292 years are taken for as many.
  public static func - (left: ScenarioTime, right: ScenarioTime) -> TimeSpan {
    TimeSpan(nanoseconds: left.nanosecondsSince1970.subtractingHeld(right.nanosecondsSince1970))
  }

  /// Moves the instant later by a span.
  public static func += (time: inout ScenarioTime, span: TimeSpan) { time = time + span }
}
