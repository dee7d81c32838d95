public import JSON
public import Quantities

/// Who will serve a terminal over the time ahead (`handover/prediction`).
public struct HandoverPrediction: Message {
  /// A change that is predicted.
  public struct Change: Hashable, Sendable {
    /// When.
    public var time: ScenarioTime
    /// What.
    public var kind: HandoverEvent.Kind
    /// The satellite that will have served, and the one that will serve; nil for none.
    public var oldSatId: Int?, newSatId: Int?
    /// How far the time may be off for the age of the element sets, one standard deviation, s; nil where not known.
    public var uncertainty: Double?
    /// How likely it is within 5 s of its time, 0 to 1; nil where not known.
    public var confidence: Double?

    /// Creates a change.
    public init(
      time: ScenarioTime, kind: HandoverEvent.Kind, oldSatId: Int?, newSatId: Int?, uncertainty: Double?,
      confidence: Double?
    ) {
      (self.time, self.kind, self.oldSatId, self.newSatId) = (time, kind, oldSatId, newSatId)
      (self.uncertainty, self.confidence) = (uncertainty, confidence)
    }
  }

  /// The terminal's name.
  public var terminal: String
  /// What is compared: `elevation`, as the highest satellite serves.
  public var measure: String
  /// Up to which scenario time the prediction goes.
  public var horizon: ScenarioTime
  /// The changes, by time; the first is the acquisition at the beginning, where a satellite is in view then.
  public var changes: [Change]
  /// The part of the time ahead with service, 0 to 1.
  public var coverage: Double
  /// The scenario time from which the prediction goes.
  public var time: ScenarioTime

  /// Creates the message.
  public init(
    terminal: String, measure: String, horizon: ScenarioTime, changes: [Change], coverage: Double, time: ScenarioTime
  ) {
    (self.terminal, self.measure, self.horizon) = (terminal, measure, horizon)
    (self.changes, self.coverage, self.time) = (changes, coverage, time)
  }

  private static let change: [Member] = [
    .required("time", .time, "Scenario time of the change."),
    .required("kind", .choice(HandoverEvent.Kind.allCases.map(\.rawValue)), "What happens."),
    .nullable("oldSatId", .integer, "Number of the satellite that will have served; null for none."),
    .nullable("newSatId", .integer, "Number of the satellite that will serve; null for none."),
    .nullable("uncertainty", .number(), "Standard deviation of the time in seconds, by the age of the element sets."),
    .nullable("confidence", .number(0...1), "How likely the change is within 5 s of its time."),
  ]

  /// What the message may hold.
  public static let shape = MessageShape(
    "HandoverPrediction", "Who will serve a terminal over the time ahead, with exact times.",
    [
      .required("terminal", .text, "Name of the terminal."),
      .required("measure", .choice(["elevation"]), "What is compared between satellites."),
      .required("horizon", .time, "Scenario time up to which the prediction goes."),
      .required("changes", .objects(change), "The changes, by time."),
      .required("coverage", .number(0...1), "Part of the time ahead with service."),
      .required("time", .time, "Scenario time from which the prediction goes."),
    ])

  /// The message as it may stand on the wire.
  public static let example = HandoverPrediction(
    terminal: "Taipei", measure: "elevation",
    horizon: ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4, hour: 0, minute: 10)),
    changes: [
      Change(
        time: ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4, hour: 0, minute: 3)), kind: .handover,
        oldSatId: 18, newSatId: 17, uncertainty: 0.5, confidence: 0.98)
    ], coverage: 1, time: ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4)))

  /// The next prediction replaces it.
  public static let isMomentary = true

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    self.init(
      terminal: values.text("terminal"), measure: values.text("measure"), horizon: values.time("horizon"),
      changes: values.objects("changes").map {
        Change(
          time: $0.time("time"), kind: HandoverEvent.Kind(rawValue: $0.text("kind")) ?? .handover,
          oldSatId: $0.integerIfPresent("oldSatId"), newSatId: $0.integerIfPresent("newSatId"),
          uncertainty: $0.numberIfPresent("uncertainty"), confidence: $0.numberIfPresent("confidence"))
      }, coverage: values.number("coverage"), time: values.time("time"))
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "terminal": .string(terminal),
      "measure": .string(measure),
      "horizon": .time(horizon),
      "changes": .array(
        changes.map {
          [
            "time": .time($0.time), "kind": .string($0.kind.rawValue),
            "oldSatId": .orNull($0.oldSatId) { .integer(Int64($0)) },
            "newSatId": .orNull($0.newSatId) { .integer(Int64($0)) },
            "uncertainty": .orNull($0.uncertainty) { .number($0) },
            "confidence": .orNull($0.confidence) { .number($0) },
          ]
        }),
      "coverage": .number(coverage),
      "time": .time(time),
    ]
  }
}
