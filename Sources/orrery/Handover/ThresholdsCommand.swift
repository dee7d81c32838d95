import HandoverAnalysis
import JSON
import Quantities

/// `orrery handover thresholds`: the thresholds of events that follow from a link budget.
enum ThresholdsCommand: Command {
  static let specification = CommandSpecification(
    name: "handover thresholds", summary: "Derives the thresholds of A4, A5, D1 and D2 from a link budget.",
    operands: "", operandCount: 0...0,
    options: RadioArguments.options + [
      .init("losses", nil, "Count the atmosphere's gases and scintillation too."),
      .init("json", nil, "Print JSON."),
    ],
    notes: """
      RSRP is that of a resource element in the beam's centre. The parameter set is that of LEO-600 up to 900 km and of
      LEO-1200 above. Distances are over the ground to the sub-satellite point, on a sphere of 6,371 km; they are the
      thresholds of D1 and D2 for a cell around that point. Rounded to what the information elements can carry.
      """,
    examples: [
      "orrery handover thresholds", "orrery handover thresholds --altitude-km 1200 --band Ka --spacing-khz 120",
      "orrery handover thresholds --altitude-km 550 --leave 20 --enter 35 --losses --json",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let radio = try RadioArguments(arguments)
    let (budget, profile, altitude) = (radio.budget, radio.budget.profile, radio.altitudeKilometres)
    let losses = { (elevation: Angle) -> Double in
      guard arguments.has("losses") else { return 0 }
      var losses = LinkLosses.outdoors(
        elevation: elevation, frequencyGigahertz: profile.frequencyGigahertz, surroundings: .rural, sight: .clear)
      losses.shadowingDB = 0
      return losses.totalDB
    }
    let thresholds = try radio.thresholds(lossesDB: losses)
    let rows = rows(thresholds)
    if arguments.has("json") {
      print(json(rows, budget, altitude).indented)
    } else {
      print("\(profile.name), \(altitude.fixed(0)) km, \(budget.spacing.rawValue) kHz\n")
      print(table(rows).text(colour: Terminal.hasColour))
    }
    return .success
  }

  /// A threshold: whose, at which elevation, what came out, and what an information element carries of it.
  private struct Row {
    let event, threshold, unit: String
    let elevation: Angle
    let exact: Double
    let value: Double?
    let code: Int?
  }

  private static func rows(_ thresholds: DefaultThresholds) -> [Row] {
    func level(_ event: String, _ name: String, _ angle: Angle, _ exact: Double, _ on: RSRPThreshold) -> Row {
      Row(event: event, threshold: name, unit: "dBm", elevation: angle, exact: exact, value: on.value, code: on.code)
    }
    func distance(_ name: String, _ angle: Angle, _ exact: Double, _ on: DistanceThreshold?) -> Row {
      Row(
        event: "D1, D2", threshold: name, unit: "m", elevation: angle, exact: exact, value: on?.value, code: on?.code)
    }
    let (t, leave, enter) = (thresholds, thresholds.leaveElevation, thresholds.enterElevation)
    return [
      level("A4", "a4-Threshold", enter, t.enterRSRPDBm, t.neighbour),
      level("A5", "a5-Threshold1", leave, t.leaveRSRPDBm, t.serving),
      level("A5", "a5-Threshold2", enter, t.enterRSRPDBm, t.neighbour),
      distance("distanceThreshFromReference1", leave, t.leaveDistanceMetres, t.servingDistance),
      distance("distanceThreshFromReference2", enter, t.enterDistanceMetres, t.targetDistance),
    ]
  }

  // MARK: Output

  private static func table(_ rows: [Row]) -> Table {
    var table = Table(columns: [
      .text("Event"), .text("Threshold"), .number("Elevation", "deg"), .number("Exact"), .number("Value"),
      .text("Unit"), .number("Code"),
    ])
    table.rows = rows.map { row in
      [
        row.event, row.threshold, row.elevation.degrees.fixed(1), row.exact.fixed(2),
        row.value?.fixed(0) ?? "not encodable", row.unit, row.code.map(String.init) ?? "-",
      ]
    }
    return table
  }

  private static func json(_ rows: [Row], _ budget: LinkBudget, _ altitude: Double) -> JSONValue {
    [
      "profile": .string(budget.profile.name), "altitudeKilometres": .number(altitude),
      "subcarrierSpacingKilohertz": .integer(Int64(budget.spacing.rawValue)),
      "thresholds": .array(
        rows.map { row in
          [
            "event": .string(row.event), "threshold": .string(row.threshold),
            "elevationDegrees": .number(row.elevation.degrees), "exact": .number(row.exact),
            "value": row.value.map { .number($0) } ?? .null, "unit": .string(row.unit),
            "code": row.code.map { .integer(Int64($0)) } ?? .null,
          ]
        }),
    ]
  }
}
