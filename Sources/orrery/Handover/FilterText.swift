import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// What a filter came to, for people and programs.
struct FilterText {
  let report: FilterReport
  let site: HandoverSite
  let criteria: FilterCriteria
  let tradeOff: [FilterTradeOff]
  /// The same against who is usable half a step later.
  let shiftedTradeOff: [FilterTradeOff]

  /// The handbook's figures: reduction and retention.
  static let handbook = (reduction: 0.95, retention: 0.98)

  // MARK: For people

  func table(colour: Bool) -> String {
    [
      "\(site.heading), \(criteria.duration.iso8601), mask \(criteria.minimumElevation.degrees.fixed(0)) deg",
      stageTable.text(colour: colour), summary, tradeOffTable.text(colour: colour),
    ].joined(separator: "\n\n")
  }

  private var stageTable: Table {
    var table = Table(columns: [.text("Stage"), .number("In"), .number("Out"), .number("Reduction", "%")])
    table.rows = report.stages.map {
      [$0.stage.rawValue, String($0.inputCount), String($0.outputCount), percent($0.reductionRate)]
    }
    table.total = ["Total", String(report.inputCount), String(report.candidates.count), percent(report.totalReduction)]
    return table
  }

  private var summary: String {
    let counts = criteria.constellations.enumerated().map { number, constellation in
      "\(constellation.name) \(report.candidates.count { $0.constellation == number })"
    }
    return """
      Kept: \(counts.joined(separator: ", "))
      Usable: \(report.usable.count), of which \(percent(report.retention)) % are kept
      Without a state at some time: \(report.failures.count)
      """
  }

  private var tradeOffTable: Table {
    var table = Table(columns: [
      .number("Margin", "deg"), .number("Kept"), .number("Reduction", "%"), .number("Retention", "%"),
      .number("Half a step later", "%"),
    ])
    table.rows = zip(tradeOff, shiftedTradeOff).map { point, shifted in
      [
        point.leadMarginDegrees.fixed(1), String(point.keptCount), percent(point.reduction), percent(point.retention),
        percent(shifted.retention),
      ]
    }
    let handbook = FilterText.handbook
    table.rows.append(["handbook", "", percent(handbook.reduction), percent(handbook.retention), ""])
    return table
  }

  private func percent(_ part: Double) -> String { (part * 100).fixed(2) }

  // MARK: For programs

  var json: JSONValue {
    [
      "latitude": .number(site.place.latitudeDegrees), "longitude": .number(site.place.longitudeDegrees),
      "altitudeMetres": .number(site.place.heightMetres), "start": .string(site.start.iso8601),
      "durationSeconds": .number(criteria.duration.seconds), "stepSeconds": .number(criteria.step.seconds),
      "stage_results": .array(report.stages.map(FilterText.json)),
      "total_reduction": .number(report.totalReduction), "usable": .integer(Int64(report.usable.count)),
      "retention": .number(report.retention),
      "handbook": [
        "reduction": .number(FilterText.handbook.reduction), "retention": .number(FilterText.handbook.retention),
      ],
      "trade_off": .array(
        zip(tradeOff, shiftedTradeOff).map { point, shifted in
          [
            "marginDegrees": .number(point.leadMarginDegrees), "kept": .integer(Int64(point.keptCount)),
            "reduction": .number(point.reduction), "retention": .number(point.retention),
            "retentionHalfAStepLater": .number(shifted.retention),
          ]
        }),
      "filtered_satellites": .array(report.candidates.map { json($0) }),
    ]
  }

  /// A stage as the handbook has it.
  static func json(_ stage: FilterReport.StageResult) -> JSONValue {
    [
      "stage": .string(stage.stage.rawValue), "input_count": .integer(Int64(stage.inputCount)),
      "output_count": .integer(Int64(stage.outputCount)), "reduction_rate": .number(stage.reductionRate),
    ]
  }

  private func json(_ candidate: FilterReport.Candidate) -> JSONValue {
    [
      "name": .string(site.name(of: candidate.satellite)),
      "noradId": .integer(Int64(site.sets[candidate.satellite].catalogNumber)),
      "constellation": .string(criteria.constellations[candidate.constellation].name),
      "score": .number(candidate.score), "signal": .number(candidate.parts.signal),
      "eventPotential": .number(candidate.parts.eventPotential), "handover": .number(candidate.parts.handover),
      "geographic": .number(candidate.parts.geographic), "leadDegrees": .number(candidate.leadDegrees),
      "highestElevationDegrees": .number(candidate.highestElevation.degrees),
      "longestStaySeconds": .number(candidate.longestStay.seconds),
      "availabilitySeconds": .number(candidate.availability.seconds), "bestRSRPDBm": .number(candidate.bestRSRPDBm),
    ]
  }

  static func csv(_ report: FilterReport, _ site: HandoverSite, _ criteria: FilterCriteria) -> String {
    let head =
      "name,norad_id,constellation,score,lead_deg,highest_deg,longest_stay_s,availability_s,best_rsrp_dbm"
    let rows = report.candidates.map { candidate in
      let cells: [String] = [
        quoted(site.name(of: candidate.satellite)), String(site.sets[candidate.satellite].catalogNumber),
        criteria.constellations[candidate.constellation].name, candidate.score.fixed(4),
        candidate.leadDegrees.fixed(3), candidate.highestElevation.degrees.fixed(3),
        candidate.longestStay.seconds.fixed(1), candidate.availability.seconds.fixed(1),
        candidate.bestRSRPDBm.fixed(2),
      ]
      return cells.joined(separator: ",")
    }
    return ([head] + rows).joined(separator: "\n")
  }

  /// A name as CSV has it.
  static func quoted(_ name: String) -> String {
    name.contains { ",\"\n\r".contains($0) } ? "\"\(name.replacing("\"", with: "\"\""))\"" : name
  }
}
