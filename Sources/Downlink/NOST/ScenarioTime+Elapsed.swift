package import Quantities

extension ScenarioTime {
  /// Returns what has passed since an instant, nothing before it; three centuries, which may lie between two stamps
  /// that are no true ones, are held at what a span can be.
  package func elapsed(since start: ScenarioTime) -> TimeSpan {
    guard self > start else { return .zero }
    let (length, isTooLong) = nanosecondsSince1970.subtractingReportingOverflow(start.nanosecondsSince1970)
    return TimeSpan(nanoseconds: isTooLong ? .max : length)
  }
}
