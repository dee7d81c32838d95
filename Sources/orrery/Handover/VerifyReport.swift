import HandoverAnalysis
import Quantities

/// The four blocks of a verification, as tables; `VerifyReport+JSON.swift` has them for programs.
struct VerifyReport {
  let setup: VerificationSetup
  let fleets: [String]
  let accuracy: SGP4Accuracy
  let statesPerSecond: Double
  let passes: PassTally
  let catalogue: VerifiedCatalogue
  let filter: FilterReport

  /// The handbook's rate of SGP4, states a second.
  static let leastRate = 1_000.0
  /// The least part of what an exact filter leaves behind, and the handbook's figures.
  static let leastEfficiency = 0.95
  static let handbook = FilterText.handbook

  var isAccurate: Bool { accuracy.isMet && statesPerSecond > VerifyReport.leastRate }
  var isFiltered: Bool {
    filter.efficiency > VerifyReport.leastEfficiency && filter.retention > VerifyReport.handbook.retention
  }

  /// Whether the handbook's reduction and retention are reached, which depends on how many satellites are usable.
  var meetsHandbook: Bool {
    filter.totalReduction > VerifyReport.handbook.reduction && filter.retention > VerifyReport.handbook.retention
  }

  /// Whether all targets are met.
  var isMet: Bool { isAccurate && passes.detects && passes.decides && isFiltered }

  func text(colour: Bool) -> String {
    let period = VerificationSetup.period.seconds * 1_000
    let heading =
      "\(passes.passCount) passes over \(fleets.joined(separator: " and ")), seed \(setup.seed); "
      + "\((setup.speedMetresPerSecond * 3.6).fixed(1)) km/h, samples of \(period.fixed(0)) ms, "
      + "k \(setup.filterCoefficient.value.fixed(0)), hysteresis \(setup.hysteresis.value.fixed(1)) dB, "
      + "time to trigger \(setup.timeToTrigger.value.fixed(0)) ms"
    return [
      heading, blockTable.text(colour: colour), eventTable.text(colour: colour), stageTable.text(colour: colour),
      isMet ? "All targets are met." : "Not all targets are met.",
    ].joined(separator: "\n\n")
  }

  private var blockTable: Table {
    var table = Table(columns: [.text("Block"), .text("Figure"), .number("Value"), .text("Target"), .text("Met")])
    func add(_ block: String, _ isMet: Bool, _ rows: [(figure: String, value: String, target: String)]) {
      for (index, row) in rows.enumerated() {
        table.rows.append(
          [index == 0 ? block : "", row.figure, row.value, row.target, index == 0 ? (isMet ? "yes" : "no") : ""])
      }
    }
    let limit = "<= \(SGP4Accuracy.limitKilometres) km"
    add(
      "sgp4_accuracy", isAccurate,
      [
        ("position error, km", "\(accuracy.positionErrorKilometres.rounded(to: 3))", limit),
        ("position error in vector lanes, km", "\(accuracy.batchErrorKilometres.rounded(to: 3))", limit),
        ("velocity error, km/s", "\(accuracy.velocityErrorKilometresPerSecond.rounded(to: 3))", ""),
        ("sets, states, states missing", "\(accuracy.setCount), \(accuracy.stateCount), \(accuracy.missingCount)", ""),
        ("states a second, one core", statesPerSecond.fixed(0), "> \(VerifyReport.leastRate.fixed(0))"),
      ])
    add(
      "event_detection", passes.detects,
      passes.events.flatMap { event in
        [
          ("\(event.name) detected, %", percent(event.detection), "> \(percent(PassTally.leastDetection))"),
          (
            "\(event.name) false, without hysteresis, %", percent(event.falsePositives),
            "< \(percent(PassTally.mostFalsePositives))"
          ),
          (
            "\(event.name) false, with hysteresis, %", percent(event.strayEntries),
            "< \(percent(PassTally.mostFalsePositives))"
          ),
        ]
      })
    let decisions = passes.decisions
    add(
      "handover_decision", passes.decides,
      [
        ("served after the dwell, %", percent(decisions.success), "> \(percent(PassTally.leastSuccess))"),
        ("score over look-ahead, %", percent(decisions.optimisation), "> \(percent(PassTally.leastOptimisation))"),
        (
          "score of a tick, of the look-ahead",
          "\((decisions.score / Double(max(1, decisions.tickCount))).fixed(4)), "
            + "\((decisions.bestScore / Double(max(1, decisions.tickCount))).fixed(4))", ""
        ),
        ("still good after the dwell, %", percent(decisions.goodness), ""),
        (
          "approved, judged, returned",
          "\(decisions.approvedCount), \(decisions.judgedCount), \(decisions.returnCount)", ""
        ),
        ("time in service, %", percent(decisions.coverage), ""),
      ])
    add(
      "filtering_efficiency", isFiltered,
      [
        (
          "reduction over an exact filter's, %", percent(filter.efficiency),
          "> \(percent(VerifyReport.leastEfficiency))"
        ),
        ("retention, %", percent(filter.retention), "> \(percent(VerifyReport.handbook.retention))"),
        ("reduction, %", percent(filter.totalReduction), "(handbook \(percent(VerifyReport.handbook.reduction)))"),
        ("reduction of an exact filter, %", percent(filter.exactReduction), ""),
        (
          "satellites of \(catalogue.name), usable, kept",
          "\(filter.inputCount), \(filter.usable.count), \(filter.candidates.count)", ""
        ),
      ])
    return table
  }

  private var eventTable: Table {
    var table = Table(columns: [
      .text("Event"), .number("Noise-free"), .number("Detected"), .number("Entries"), .number("False"),
      .number("Stray"), .number("Repeated"), .number("Time right", "%"), .number("Falsely on", "%"),
      .number("Delay, median", "s"),
      .number("5 of 100", "s"), .number("95 of 100", "s"),
    ])
    table.rows = passes.events.map { event in
      [
        event.name, String(event.eventCount), String(event.detectedCount), String(event.entryCount),
        String(event.falseCount), String(event.strayCount), String(event.repeatedCount),
        percent(event.timeRight), percent(event.timeFalse),
        event.delaySeconds(0.5).fixed(1), event.delaySeconds(0.05).fixed(1), event.delaySeconds(0.95).fixed(1),
      ]
    }
    return table
  }

  private var stageTable: Table {
    var table = Table(columns: [.text("Stage"), .number("In"), .number("Out"), .number("Reduction", "%")])
    table.rows = filter.stages.map {
      [$0.stage.rawValue, String($0.inputCount), String($0.outputCount), percent($0.reductionRate)]
    }
    return table
  }

  private func percent(_ part: Double) -> String { (part * 100).fixed(2) }
}

extension Double {
  /// The number with so many significant digits.
  func rounded(to digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    var scale = 1.0
    let limit = Double((0..<digits - 1).reduce(1) { value, _ in value * 10 })
    while magnitude * scale < limit { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
