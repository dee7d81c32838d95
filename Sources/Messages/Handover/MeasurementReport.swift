public import JSON
public import Quantities

/// What a terminal reports of a measurement event of TS 38.331, and what was decided on it (`handover/measurement`).
public struct MeasurementReport: Message {
  /// A satellite as it was measured.
  public struct Cell: Hashable, Sendable {
    /// The satellite's number.
    public var satId: Int
    /// Reference signal received power of a resource element, dBm.
    public var rsrp: Double
    /// Distance from the terminal to the satellite's moving reference location, metres.
    public var referenceDistance: Double

    /// Creates a cell.
    public init(satId: Int, rsrp: Double, referenceDistance: Double) {
      (self.satId, self.rsrp, self.referenceDistance) = (satId, rsrp, referenceDistance)
    }
  }

  /// The terminal's name.
  public var terminal: String
  /// The policy by which it is handed over.
  public var policy: String
  /// The event: A3, A4, A5 or D2.
  public var event: String
  /// Why it is reported: `entered`, `left` or `interval`.
  public var cause: String
  /// Which report it is since a cell came in, from 1.
  public var number: Int
  /// The satellite that serves.
  public var serving: Cell
  /// The triggered satellites, the best first.
  public var cells: [Cell]
  /// What was decided on the report: `approved`, or why not.
  public var decision: String
  /// The scenario time of the report.
  public var time: ScenarioTime

  /// Creates the message.
  public init(
    terminal: String, policy: String, event: String, cause: String, number: Int, serving: Cell, cells: [Cell],
    decision: String, time: ScenarioTime
  ) {
    (self.terminal, self.policy, self.event, self.cause) = (terminal, policy, event, cause)
    (self.number, self.serving, self.cells, self.decision, self.time) = (number, serving, cells, decision, time)
  }

  private static let cell: [Member] = [
    .required("satId", .integer, "Number of the satellite."),
    .required("rsrp", .number(), "Reference signal received power of a resource element in dBm."),
    .required("referenceDistance", .number(), "Distance to its moving reference location in metres."),
  ]

  /// What the message may hold.
  public static let shape = MessageShape(
    "MeasurementReport", "A terminal's report of a measurement event of TS 38.331, and the decision on it.",
    [
      .required("terminal", .text, "Name of the terminal."),
      .required("policy", .text, "Policy by which it is handed over."),
      .required("event", .choice(["A3", "A4", "A5", "D2"]), "The event."),
      .required("cause", .choice(["entered", "left", "interval"]), "Why it is reported."),
      .required("number", .integer, "Which report it is since a cell came in, from 1."),
      .required("serving", .object(cell), "The satellite that serves."),
      .required("cells", .objects(cell), "The triggered satellites, the best first."),
      .required("decision", .text, "approved, or why not."),
      .required("time", .time, "Scenario time of the report."),
    ])

  /// The message as it may stand on the wire.
  public static let example = MeasurementReport(
    terminal: "Taipei", policy: "A4", event: "A4", cause: "entered", number: 1,
    serving: Cell(satId: 18, rsrp: -113.25, referenceDistance: 702_150),
    cells: [Cell(satId: 17, rsrp: -111.5, referenceDistance: 512_900)], decision: "approved",
    time: HandoverEvent.example.time)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    func cell(_ values: MessageValues) -> Cell {
      Cell(
        satId: values.integer("satId"), rsrp: values.number("rsrp"),
        referenceDistance: values.number("referenceDistance"))
    }
    self.init(
      terminal: values.text("terminal"), policy: values.text("policy"), event: values.text("event"),
      cause: values.text("cause"), number: values.integer("number"), serving: cell(values.object("serving")),
      cells: values.objects("cells").map(cell), decision: values.text("decision"), time: values.time("time"))
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    func json(_ cell: Cell) -> JSONValue {
      [
        "satId": .integer(Int64(cell.satId)), "rsrp": .number(cell.rsrp),
        "referenceDistance": .number(cell.referenceDistance),
      ]
    }
    return [
      "terminal": .string(terminal),
      "policy": .string(policy),
      "event": .string(event),
      "cause": .string(cause),
      "number": .integer(Int64(number)),
      "serving": json(serving),
      "cells": .array(cells.map(json)),
      "decision": .string(decision),
      "time": .time(time),
    ]
  }
}
