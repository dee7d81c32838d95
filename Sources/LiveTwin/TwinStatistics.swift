import Facade
public import JSON
public import Quantities

/// What a twin has done, in the names of ntn-digital-twin, and then some of its own.
public struct TwinStatistics: Equatable, Sendable {
  /// When it started.
  public var startedAt: ScenarioTime
  /// Iterations that wrote all that they should, and those that did not.
  public var iterations = 0, errorCount = 0
  /// Satellites of the last iteration, and those of them without a state.
  public var lastCount = 0, lastWithoutState = 0
  /// The time of the last good iteration.
  public var lastIteration: ScenarioTime?
  /// What went wrong last; nil where nothing has.
  public var lastError: String?
  /// How long the last iteration and all of them took.
  public var lastSeconds = 0.0, cumulativeSeconds = 0.0
  /// Iterations that were left out because one before them took too long.
  public var skipped = 0
  /// How often the newest element sets could not be had and older ones were used, and why last.
  public var feedFailures = 0, lastFeedFailure: String?
  /// Where the sets in use come from, and their hash.
  public var origin: String?, hash: String?
  /// Points that were delivered, and those that servers did not take.
  public var pointsWritten = 0, pointsRejected = 0

  /// Begins with nothing done.
  public init(startedAt: ScenarioTime) { self.startedAt = startedAt }

  /// The figures as JSON.
  public var json: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    func whole(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    func seconds(_ value: Double) -> JSONValue { .number((value * 1e6).rounded() / 1e6) }
    return [
      "started_at_iso": .string(startedAt.isoformat), "iterations": whole(iterations),
      "last_tle_count": whole(lastCount), "last_iteration_iso": text(lastIteration?.isoformat),
      "last_error": text(lastError), "error_count": whole(errorCount), "last_iteration_seconds": seconds(lastSeconds),
      "cumulative_iteration_seconds": seconds(cumulativeSeconds), "skipped_iterations": whole(skipped),
      "feed_failures": whole(feedFailures), "last_feed_failure": text(lastFeedFailure), "elements_origin": text(origin),
      "elements_hash": text(hash), "without_state": whole(lastWithoutState), "points_written": whole(pointsWritten),
      "points_rejected": whole(pointsRejected),
    ]
  }
}
