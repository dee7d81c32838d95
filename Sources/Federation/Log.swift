/// How much a line of the log matters.
public enum LogLevel: Int, Comparable, Sendable {
  /// What a person may want to know.
  case info
  /// Something was ignored, dropped or repaired.
  case warning
  /// Something failed.
  case error

  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Where the lines of a log go.
public typealias Log = @Sendable (LogLevel, String) -> Void
