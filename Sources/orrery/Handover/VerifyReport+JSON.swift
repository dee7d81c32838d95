import HandoverAnalysis
import JSON
import Quantities

extension VerifyReport {
  /// The blocks by name, each with its figures, its target and whether that is met.
  var json: JSONValue {
    [
      "seed": .integer(Int64(truncatingIfNeeded: setup.seed)), "passes": .integer(Int64(passes.passCount)),
      "numbers_without_pass": .integer(Int64(passes.emptyCount)),
      "constellations": .array(fleets.map { .string($0) }), "met": .bool(isMet), "sgp4_accuracy": accuracyBlock,
      "event_detection": detectionBlock, "handover_decision": decisionBlock, "filtering_efficiency": filterBlock,
    ]
  }

  private var accuracyBlock: JSONValue {
    [
      "sets": .integer(Int64(accuracy.setCount)), "states": .integer(Int64(accuracy.stateCount)),
      "missing_states": .integer(Int64(accuracy.missingCount)),
      "position_error_km": .number(accuracy.positionErrorKilometres),
      "batch_position_error_km": .number(accuracy.batchErrorKilometres),
      "velocity_error_km_per_s": .number(accuracy.velocityErrorKilometresPerSecond),
      "states_per_second": .number(statesPerSecond.rounded()),
      "target": [
        "position_error_km": .number(SGP4Accuracy.limitKilometres),
        "states_per_second": .number(VerifyReport.leastRate),
      ],
      "met": .bool(isAccurate),
    ]
  }

  private var detectionBlock: JSONValue {
    [
      "configuration": [
        "period_ms": .number(VerificationSetup.period.seconds * 1_000),
        "speed_km_per_h": .number((setup.speedMetresPerSecond * 3.6).rounded(to: 6)),
        "filter_coefficient": .number(setup.filterCoefficient.value), "hysteresis_db": .number(setup.hysteresis.value),
        "time_to_trigger_ms": .number(setup.timeToTrigger.value),
      ],
      "events": .array(passes.events.map(event)),
      "target": [
        "accuracy": .number(PassTally.leastDetection), "false_positives": .number(PassTally.mostFalsePositives),
      ],
      "met": .bool(passes.detects),
    ]
  }

  private func event(_ event: EventTally) -> JSONValue {
    [
      "event": .string(event.name), "accuracy": .number(event.detection),
      "false_positives": .number(event.falsePositives),
      "false_positives_with_hysteresis": .number(event.strayEntries),
      "noise_free_events": .integer(Int64(event.eventCount)),
      "detected_events": .integer(Int64(event.detectedCount)), "entries": .integer(Int64(event.entryCount)),
      "false_entries": .integer(Int64(event.falseCount)), "stray_entries": .integer(Int64(event.strayCount)),
      "repeated_entries": .integer(Int64(event.repeatedCount)),
      "time_right": .number(event.timeRight), "time_falsely_on": .number(event.timeFalse),
      "median_delay_s": .number(event.delaySeconds(0.5)),
    ]
  }

  private var decisionBlock: JSONValue {
    let decisions = passes.decisions
    return [
      "approved": .integer(Int64(decisions.approvedCount)), "judged": .integer(Int64(decisions.judgedCount)),
      "served": .integer(Int64(decisions.servedCount)), "returned": .integer(Int64(decisions.returnCount)),
      "minimum_dwell_s": .number(VerificationSetup.minimumDwell.seconds), "success": .number(decisions.success),
      "still_good": .number(decisions.goodness), "score": .number(decisions.score),
      "look_ahead_score": .number(decisions.bestScore), "optimisation": .number(decisions.optimisation),
      "coverage": .number(decisions.coverage),
      "target": [
        "success": .number(PassTally.leastSuccess), "optimisation": .number(PassTally.leastOptimisation),
      ],
      "met": .bool(passes.decides),
    ]
  }

  private var filterBlock: JSONValue {
    [
      "catalogue": .string(catalogue.name), "start": .string(catalogue.start.iso8601),
      "stage_results": .array(filter.stages.map(FilterText.json)),
      "total_reduction": .number(filter.totalReduction), "usable": .integer(Int64(filter.usable.count)),
      "kept": .integer(Int64(filter.candidates.count)), "exact_reduction": .number(filter.exactReduction),
      "efficiency": .number(filter.efficiency), "retention": .number(filter.retention),
      "target": [
        "efficiency": .number(VerifyReport.leastEfficiency), "retention": .number(VerifyReport.handbook.retention),
      ],
      "met": .bool(isFiltered),
      "handbook": [
        "reduction": .number(VerifyReport.handbook.reduction), "retention": .number(VerifyReport.handbook.retention),
        "met": .bool(meetsHandbook),
      ],
    ]
  }
}
