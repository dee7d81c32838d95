/// How scenario time follows the wallclock.
public enum Pacing: Equatable, Sendable {
  /// As fast as possible: the wallclock decides nothing, and the scale in force only spaces publications.
  case maximum
  /// By the clock map: the scale in force says how many scenario seconds pass in a wallclock second.
  case wallclock
  /// One step at a time, on request.
  case singleStep
}
