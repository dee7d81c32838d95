import HTTPServer
import HandoverAnalysis
import JSON
import Messages
import Orbits
import Quantities

extension Facade {
  static let poolRoute = Route(
    .get, "/pool", "A pool of satellites of which a number is in a terminal's view at all times.", in: .handover,
    effort: .much,
    parameters: TerminalPlace.members + [
      .at, .optional("constellation", .text, "Only satellites whose name begins so."),
      .optional("size", .count(1...1_000), "How many satellites.", default: 12),
      .optional("in_view_min", .count(0...1_000), "How many in view at least.", default: 1),
      .optional("in_view_max", .count(1...1_000), "How many in view at most.", default: 4),
      .optional("step_s", .number(1...3_600), "From tick to tick, in seconds.", default: 30),
      .optional("ticks", .count(1...2_000), "How many ticks.", default: 192),
      .optional("seed", .number(0...9e15), "Whence the search has its random numbers.", default: 42),
      .optional("moves", .count(0...200_000), "How many exchanges the search tries.", default: 20_000),
    ], answer: .json(poolSchema)
  ) { (call) throws(Refusal) in try call.pool() }

  /// Sights of a satellite at a tick for one search.
  fileprivate static let mostPoolSights = 4_000_000
  /// Points of all series in one answer.
  fileprivate static let mostPoolPoints = 100_000

  private static let vector = Schema.object(["x": .number, "y": .number, "z": .number])

  private static let poolSchema = Schema.object([
    "start_time": .time, "time_interval_seconds": .number, "total_time_points": .integer,
    "targets": .list(
      .object([
        "constellation": .text, "pool_size": .integer, "selected": .integer, "candidates": .integer,
        "min_elevation_deg": .number, "visible_min": .integer, "visible_max": .integer, "is_met": .boolean,
        "reason": .text, "visible_mean": .number, "visible_lowest": .integer, "visible_highest": .integer,
      ])),
    "dynamic_satellite_pool": .list(
      .object([
        "satellite_id": .text, "norad_id": .integer, "constellation": .text, "total_visible_time": .number,
        "coverage_ratio": .number, "distribution_score": .number,
        "signal_metrics": .object(["rsrp_min_dbm": .number, "rsrp_mean_dbm": .number, "rsrp_max_dbm": .number]),
        "visibility_windows": .list(
          .object(["start_time": .time, "end_time": .time, "duration_seconds": .number, "max_elevation_deg": .number])),
        "selection_rationale": .object([
          "chosen_by": .text, "time_points_visible": .integer, "time_points_needed": .integer,
        ]),
        "position_timeseries": .list(
          .object([
            "time": .time, "time_offset_seconds": .number, "position_eci": vector, "velocity_eci": vector,
            "range_km": .number, "elevation_deg": .number, "azimuth_deg": .number, "is_visible": .boolean,
          ])),
      ])),
  ])
}

extension Call {
  fileprivate func pool() throws(Refusal) -> Response {
    let terminal = TerminalPlace(parameters).terminal
    let prefix = parameters.textIfPresent("constellation") ?? ""
    let constellation = Constellation(
      name: prefix.isEmpty ? "all" : prefix.lowercased(), namePrefix: prefix, altitudesKilometres: 0...100_000,
      minimumElevation: terminal.minimumElevation, budget: VisibleSatellites.budget)
    let (fewest, most) = (parameters.integer("in_view_min"), parameters.integer("in_view_max"))
    guard fewest <= most else {
      throw Refusal(parameter: "in_view_min", value: .whole(fewest), allowed: "0 to in_view_max, \(most)")
    }
    let planner: PoolPlanner
    do {
      let target = try PoolTarget(constellation, size: parameters.integer("size"), inView: fewest...most)
      planner = try PoolPlanner(
        targets: [target], step: TimeSpan(roundingSeconds: parameters.number("step_s")),
        tickCount: parameters.integer("ticks"), seed: UInt64(parameters.number("seed")),
        moveCount: parameters.integer("moves"))
    } catch {
      throw Refusal(parameter: error.parameter, value: Refusal.value(error.value), allowed: error.allowed)
    }
    let sets = moment.elements(at: time).sets
    try hold(parameters.integer("ticks"), forPoolOf: parameters.integer("size"), among: sets.count)
    let plan = planner.plan(among: sets, over: terminal.site, from: time.wholeMicrosecond, threads: 1)
    return .json(plan.document(naming: sets))
  }

  /// Refuses more ticks than can be looked at, or written down, in some seconds.
  private func hold(_ ticks: Int, forPoolOf size: Int, among count: Int) throws(Refusal) {
    let most = min(Facade.mostPoolSights / max(count, 1), Facade.mostPoolPoints / size)
    guard ticks <= most else {
      throw Refusal(
        parameter: "ticks", value: .whole(ticks),
        allowed: "1 to \(most) for a pool of \(size) among \(count) satellites")
    }
  }
}
