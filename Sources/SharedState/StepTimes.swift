public import Quantities

/// Times that the steps of a run took, or by which they came late on the wallclock, counted by classes.
public struct StepTimes: Equatable, Sendable {
  /// The upper bounds of the classes but the last, which has none.
  public static let bounds = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000]
    .map { TimeSpan(nanoseconds: $0 * 1_000) }

  /// Steps of each class.
  public private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
  /// The sum of all times.
  public private(set) var sum = TimeSpan.zero

  /// Begins with no step.
  public init() {}

  /// Counts a step.
  public mutating func add(_ time: TimeSpan) {
    counts[Self.bounds.firstIndex { time <= $0 } ?? Self.bounds.count] += 1
    sum = TimeSpan(nanoseconds: sum.nanoseconds.addingHeld(time.nanoseconds))
  }
}
