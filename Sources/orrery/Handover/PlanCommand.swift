import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// `orrery handover plan`: the satellites of which enough are in view at all times.
enum PlanCommand: Command {
  static let specification = CommandSpecification(
    name: "handover plan", summary: "Chooses satellites of which the wanted number is in view at all times.",
    operands: "ELEMENTS", operandCount: 1...1,
    options: [
      .init("starlink", "N/LOW-HIGH", "How many Starlink, and how many of them in view; 120/10-15 unless told."),
      .init("oneweb", "N/LOW-HIGH", "How many OneWeb, and how many of them in view; 36/3-6 unless told."),
      .init("mask", "DEGREES", "From where on a satellite is in view; Starlink 5 and OneWeb 10 unless told."),
      .init("step", "SPAN", "From tick to tick, PT1S to PT1H; PT30S unless told."),
      .init("points", "N", "How many ticks; 192 unless told."),
      .init("seed", "N", "Whence the search has its random numbers; 42 unless told."),
      .init("moves", "N", "How many exchanges the search tries; 200000 unless told, with 0 the pool is greedy."),
    ] + HandoverSite.options + [
      .init("csv", nil, "Print the satellites as CSV."),
      .init("json", nil, "Print the handbook's dynamic_satellite_pool, with every satellite's positions."),
    ],
    notes: """
      A target is met where as many satellites are in view as wanted at every tick. One that is not says why: because no
      pool can, or because the search found none. N/LOW-HIGH of 0/0-0 leaves a constellation out. The exit code is the
      same whether targets are met or not. In JSON times are seconds, lengths km, levels dBm; ECI is TEME.
      """,
    examples: [
      "orrery handover plan active.3le", "orrery handover plan active.3le --starlink 160/10-15 --mask 10 --csv",
      "orrery handover plan active.3le --points 218 --json > pool.json",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireAtMostOne(of: "csv", "json")
    let planner = try arguments.criteria { try Self.planner(arguments) }
    let site = try HandoverSite(arguments)
    try arguments.warn(
      ofAgeOf: site.sets, from: site.start, to: site.start + Int64(planner.tickCount) * planner.step)
    let plan = planner.plan(among: site.sets, over: site.site, from: site.start, threads: site.threads)
    if arguments.has("json") {
      print(plan.document(naming: site.sets).compact)
    } else if arguments.has("csv") {
      print(csv(plan, site))
    } else {
      print("\(site.heading), \(plan.tickCount) ticks of \(plan.step.iso8601)\n")
      print(table(plan).text(colour: Terminal.hasColour))
      for pool in plan.pools { print("\n\(pool.target.constellation.name): \(pool.verdict)") }
    }
    return site.errorCount == 0 ? .success : .input
  }

  private static func planner(_ arguments: Arguments) throws -> PoolPlanner {
    let mask = try arguments.number("mask", in: 0...90).map(Angle.degrees)
    let targets = try [("starlink", PoolTarget.starlink), ("oneweb", .oneWeb)].compactMap { option, usual in
      try target(arguments, option, usual, mask)
    }
    return try PoolPlanner(
      targets: targets, step: try arguments.span("step"), tickCount: try arguments.integer("points", in: 1...100_000),
      seed: try arguments.integer("seed", in: 0...Int.max).map(UInt64.init),
      moveCount: try arguments.integer("moves", in: 0...100_000_000))
  }

  /// The target of an option; nil where it wants no satellites.
  private static func target(
    _ arguments: Arguments, _ option: String, _ usual: PoolTarget, _ mask: Angle?
  ) throws -> PoolTarget? {
    guard let text = arguments[option] else {
      return try PoolTarget(usual.constellation, size: usual.size, inView: usual.inView, minimumElevation: mask)
    }
    let numbers = text.split(omittingEmptySubsequences: false) { "/-".contains($0) }.map { Int($0) }
    guard numbers.count == 3, let size = numbers[0], let low = numbers[1], let high = numbers[2], low <= high,
      text.firstIndex(of: "/").map({ $0 < (text.firstIndex(of: "-") ?? text.startIndex) }) == true
    else { throw arguments.wrong(option, allowed: "N/LOW-HIGH, such as 120/10-15") }
    guard size > 0 else { return nil }
    return try PoolTarget(usual.constellation, size: size, inView: low...high, minimumElevation: mask)
  }

  private static func table(_ plan: PoolPlan) -> Table {
    var table = Table(columns: [
      .text("Constellation"), .number("Candidates"), .number("Chosen"), .number("Mask", "deg"), .text("Wanted in view"),
      .number("Lowest"), .number("Mean"), .number("Highest"), .number("Missed", "ticks"), .number("Greedy", "ticks"),
      .text("Met"),
    ])
    table.rows = plan.pools.map { pool in
      let wanted = pool.target.inView
      return [
        pool.target.constellation.name, String(pool.candidateCount), String(pool.members.count),
        pool.target.minimumElevation.degrees.fixed(0), "\(wanted.lowerBound) to \(wanted.upperBound)",
        String(pool.inView.min() ?? 0), pool.meanInView.fixed(2), String(pool.inView.max() ?? 0),
        String(pool.missCount), String(pool.greedyMissCount), pool.isMet ? "yes" : "no",
      ]
    }
    return table
  }

  private static func csv(_ plan: PoolPlan, _ site: HandoverSite) -> String {
    let head =
      "name,norad_id,constellation,visible_time_s,windows,ticks_in_view,ticks_needed,distribution_score,mean_rsrp_dbm"
    let rows = plan.pools.flatMap { pool in
      pool.members.map { member in
        let cells: [String] = [
          FilterText.quoted(site.name(of: member.satellite)), String(site.sets[member.satellite].catalogNumber),
          pool.target.constellation.name, member.visibleTime.seconds.fixed(1), String(member.windows.count),
          String(member.ticksInView), String(member.ticksNeeded), member.distributionScore.fixed(4),
          member.meanRSRPDBm.fixed(2),
        ]
        return cells.joined(separator: ",")
      }
    }
    return ([head] + rows).joined(separator: "\n")
  }
}
