public import Quantities

/// Times prepared for the kernels: whole days since 1970 and minutes of the day, so that the minutes since any epoch
/// are a pure function of the two instants.
public struct Instants: Sendable {
  let days, minutes: [Double]

  /// How many there are.
  public var count: Int { days.count }

  /// Prepares times, in any order.
  public init(_ times: some Sequence<ScenarioTime>) {
    let parts = times.map(Instants.parts)
    days = parts.map(\.day)
    minutes = parts.map(\.minute)
  }

  /// Prepares `count` times from a first one on.
  public init(from start: ScenarioTime, step: TimeSpan, count: Int) {
    self.init((0..<count).lazy.map { start + Int64($0) * step })
  }

  /// The ones of a range.
  subscript(range: Range<Int>) -> Instants {
    Instants(days: Array(days[range]), minutes: Array(minutes[range]))
  }

  private init(days: [Double], minutes: [Double]) {
    (self.days, self.minutes) = (days, minutes)
  }

  /// Returns the day and the minute of the day of a time; the minute to the nearest double, 1e-13.
  static func parts(of time: ScenarioTime) -> (day: Double, minute: Double) {
    let day: Int64 = 86_400_000_000_000
    let (quotient, rest) = time.nanosecondsSince1970.quotientAndRemainder(dividingBy: day)
    let (days, nanoseconds) = rest < 0 ? (quotient - 1, rest + day) : (quotient, rest)
    let (whole, part) = nanoseconds.quotientAndRemainder(dividingBy: 60_000_000_000)
    return (Double(days), Double(whole) + Double(part) / 6e10)
  }
}
