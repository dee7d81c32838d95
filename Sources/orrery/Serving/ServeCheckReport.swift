import HandoverAnalysis
import JSON
import Quantities

/// What a check tells a person, or a program.
struct ServeCheckReport {
  private let plan: ServeCheckPlan
  private var summary: ServingSummary
  /// How many instants had a satellite at or above the mask, and yet no candidate: more than none is a fault.
  private var faultCount = 0
  /// What there is to draw, where it was asked for.
  private(set) var plot: ServeCheckPlot?

  init(_ plan: ServeCheckPlan) {
    self.plan = plan
    summary = ServingSummary(pingPongWindow: plan.pingPongWindow)
    plot = plan.plotPath.map { _ in ServeCheckPlot(mask: plan.minimumElevation, title: ServeCheckReport.title(plan)) }
  }

  mutating func add(_ tick: ServingTick, _ sights: [ServingCandidate], at seconds: Double) {
    summary.add(tick)
    if tick.candidateCount == 0, let highest = tick.highest, highest.elevation >= plan.minimumElevation {
      faultCount += 1
    }
    plot?.add(tick, sights, at: seconds)
  }

  private static func title(_ plan: ServeCheckPlan) -> String {
    let place = plan.terminal
    return "Service of a terminal at \(place.latitudeDegrees), \(place.longitudeDegrees), "
      + "mask \(plan.minimumElevation.degrees) deg, \(plan.isOnSphere ? "sphere" : "WGS84")"
  }

  /// The precheck's five lines, the figures, and what they mean.
  var text: String {
    let total = summary.tickCount
    let tables = ServeCheckFiles.names
    var lines = [
      "Times: \(total)",
      "Coverage points: \(summary.coveredTickCount) / \(total) (ratio=\(summary.coverageRatio.fixed(3))) "
        + "using ELEV_MIN_DEG=\(plan.minimumElevation.degrees)",
      "\(tables[0]) rows: \(total)",
      "\(tables[1]) rows: \(summary.handoverCount)",
      "Wrote: \(tables[0]), \(tables[1]), \(tables[2])",
      "Wrote: \(tables[3])",
      "",
      "Coverage ratio         \(summary.coverageRatio.fixed(6))",
      "Overlap ratio          \(summary.overlapRatio.fixed(6))",
      "Handovers              \(summary.handoverCount)",
      "Satellite to satellite \(summary.satelliteHandoverCount)",
      "Ping-pongs             \(summary.pingPongCount) within \(plan.pingPongWindow.seconds.shortest) s",
      "Satellites that served \(summary.uniqueServedCount)",
    ]
    if let times = summary.serviceTime {
      let figures = [times.least, times.median, times.mean, times.greatest].map { $0.seconds.fixed(1) }
      lines.append(
        "Service time, s        least \(figures[0]), median \(figures[1]), mean \(figures[2]), greatest \(figures[3]) "
          + "of \(times.count) whole services")
    }
    return (lines + [""] + findings).joined(separator: "\n")
  }

  /// The decision rules of the precheck, as they turn out here.
  var findings: [String] {
    var findings: [String] = []
    if summary.coveredTickCount == 0 {
      findings.append("Coverage ratio is 0: the terminal is never served. Add satellites, or lower the mask.")
    } else {
      findings.append("Coverage ratio is above 0: the terminal is served.")
    }
    if summary.overlapTickCount == 0 {
      findings.append("Overlap ratio is 0: no two satellites are up together, so none can hand over to another.")
    } else {
      findings.append(
        "Overlap ratio is above 0: two satellites or more are up together, so one can hand over to another.")
    }
    if summary.satelliteHandoverCount > 0 {
      findings.append("Handovers from satellite to satellite are above 0: handover takes place.")
    } else {
      findings.append("There is no handover from satellite to satellite.")
    }
    let (empty, total) = (summary.emptyTickCount, summary.tickCount)
    if empty * 2 > total {
      findings.append(
        "The highest satellite is mostly below the mask, \(empty) of \(total) times: "
          + "the mask is too high, or the constellation too sparse.")
    } else {
      findings.append("The highest satellite is mostly above the mask: below it \(empty) of \(total) times.")
    }
    findings.append(
      faultCount == 0
        ? "At no time is a satellite above the mask and none a candidate."
        : "At \(faultCount) times a satellite is above the mask and none a candidate: a fault of this program.")
    return findings
  }

  var json: JSONValue {
    let times = summary.serviceTime
    func seconds(_ span: TimeSpan?) -> JSONValue { span.map { .number($0.seconds) } ?? .null }
    return [
      "terminal": [
        "latitudeDegrees": .number(plan.terminal.latitudeDegrees),
        "longitudeDegrees": .number(plan.terminal.longitudeDegrees),
        "heightMetres": .number(plan.terminal.heightMetres),
        "minimumElevationDegrees": .number(plan.minimumElevation.degrees),
      ],
      "sphere": .bool(plan.isOnSphere),
      "policy": [
        "hysteresisDegrees": .number(plan.policy.hysteresisDegrees),
        "dwellSeconds": .number(plan.policy.minimumDwell.seconds),
        "holdTicks": .integer(Int64(plan.policy.holdTicks)),
      ],
      "times": .integer(Int64(summary.tickCount)),
      "coveredTimes": .integer(Int64(summary.coveredTickCount)),
      "overlapTimes": .integer(Int64(summary.overlapTickCount)),
      "coverageRatio": .number(summary.coverageRatio),
      "overlapRatio": .number(summary.overlapRatio),
      "handovers": .integer(Int64(summary.handoverCount)),
      "satelliteHandovers": .integer(Int64(summary.satelliteHandoverCount)),
      "pingPongs": .integer(Int64(summary.pingPongCount)),
      "pingPongWindowSeconds": .number(plan.pingPongWindow.seconds),
      "uniqueServed": .integer(Int64(summary.uniqueServedCount)),
      "serviceTimeSeconds": [
        "count": .integer(Int64(times?.count ?? 0)), "least": seconds(times?.least), "median": seconds(times?.median),
        "mean": seconds(times?.mean), "greatest": seconds(times?.greatest),
      ],
      "findings": .array(findings.map { .string($0) }),
      "tables": .array(ServeCheckFiles.names.map { .string($0) }),
    ]
  }
}

extension Double {
  /// The number without a fraction where it has none.
  fileprivate var shortest: String { self == rounded() ? fixed(0) : description }
}
