/// How scenario time follows the wallclock.
public enum Pacing: Equatable, Sendable {
  /// As fast as possible: the wallclock decides nothing.
  case maximum
  /// A number of scenario seconds a wallclock second; 1 is real time.
  case scaled(Double)
  /// One step at a time, on request.
  case singleStep

  /// Real time.
  public static let realTime = Pacing.scaled(1)
}
