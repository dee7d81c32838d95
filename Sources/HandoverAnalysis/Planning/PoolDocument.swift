public import JSON
public import Orbits
import Quantities

extension PoolPlan {
  /// Returns the plan in the shape of the handbook's `dynamic_satellite_pool`.
  ///
  /// Times in seconds, lengths in km, angles in degrees, levels in dBm; ECI is TEME.
  /// - Parameter sets: those that were planned with.
  public func document(naming sets: [ElementSet]) -> JSONValue {
    var members = JSONObject()
    members["start_time"] = .string(start.iso8601)
    members["time_interval_seconds"] = .number(step.seconds)
    members["total_time_points"] = .integer(Int64(tickCount))
    members["targets"] = .array(pools.map(\.targetDocument))
    let satellites = pools.flatMap { pool in
      pool.members.map { document(of: $0, in: pool, naming: sets[$0.satellite]) }
    }
    members["dynamic_satellite_pool"] = .array(satellites)
    return .object(members)
  }

  private func document(of member: Member, in pool: Pool, naming set: ElementSet) -> JSONValue {
    [
      "satellite_id": .string(set.name ?? String(set.catalogNumber)), "norad_id": .integer(Int64(set.catalogNumber)),
      "constellation": .string(pool.target.constellation.name),
      "total_visible_time": .number(member.visibleTime.seconds),
      "coverage_ratio": .number(Double(member.ticksInView) / Double(tickCount)),
      "distribution_score": .number(member.distributionScore),
      "signal_metrics": [
        "rsrp_min_dbm": .number(member.lowestRSRPDBm), "rsrp_mean_dbm": .number(member.meanRSRPDBm),
        "rsrp_max_dbm": .number(member.highestRSRPDBm),
      ],
      "visibility_windows": .array(member.windows.map { document(of: $0) }),
      "selection_rationale": [
        "chosen_by": .string(member.isGreedyChoice ? "greedy cover" : "simulated annealing"),
        "time_points_visible": .integer(Int64(member.ticksInView)),
        "time_points_needed": .integer(Int64(member.ticksNeeded)),
      ],
      "position_timeseries": .array(member.points.enumerated().map { document(of: $1, at: $0) }),
    ]
  }

  private func document(of window: AccessWindow) -> JSONValue {
    [
      "start_time": .string(window.start.iso8601), "end_time": .string(window.end.iso8601),
      "duration_seconds": .number((window.end - window.start).seconds),
      "max_elevation_deg": .number(window.culmination.elevation.degrees),
    ]
  }

  private func document(of point: Point, at tick: Int) -> JSONValue {
    [
      "time": .string(time(ofTick: tick).iso8601), "time_offset_seconds": .number((Int64(tick) * step).seconds),
      "position_eci": .object(PoolPlan.vector(point.state.positionTEME)),
      "velocity_eci": .object(PoolPlan.vector(point.state.velocityTEME)),
      "range_km": .number(point.look.rangeKilometres), "elevation_deg": .number(point.look.elevation.degrees),
      "azimuth_deg": .number(point.look.azimuth.degrees), "is_visible": .bool(point.isInView),
    ]
  }

  private static func vector(_ vector: SIMD3<Double>) -> JSONObject {
    ["x": .number(vector.x), "y": .number(vector.y), "z": .number(vector.z)]
  }
}

extension PoolPlan.Pool {
  /// What was wanted and what came of it.
  fileprivate var targetDocument: JSONValue {
    [
      "constellation": .string(target.constellation.name), "pool_size": .integer(Int64(target.size)),
      "selected": .integer(Int64(members.count)), "candidates": .integer(Int64(candidateCount)),
      "min_elevation_deg": .number(target.minimumElevation.degrees),
      "visible_min": .integer(Int64(target.inView.lowerBound)),
      "visible_max": .integer(Int64(target.inView.upperBound)), "is_met": .bool(isMet),
      "reason": .string(verdict.description), "visible_mean": .number(meanInView),
      "visible_lowest": .integer(Int64(inView.min() ?? 0)), "visible_highest": .integer(Int64(inView.max() ?? 0)),
    ]
  }
}
