public import JSON
public import Quantities

/// A terminal's change from one satellite to another, to none, or from none (`handover/event`).
public struct HandoverEvent: Message {
  /// What happens.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A satellite serves where none did.
    case acquired
    /// Another satellite takes over.
    case handover
    /// The serving satellite is left and none is there.
    case lost
  }

  /// The three factors of a decision, each 0 to 1, and what they come to with their weights.
  public struct Factors: Hashable, Sendable {
    /// Signal, mobility, resources, and the total.
    public var signal: Double, mobility: Double, resources: Double, total: Double

    /// Creates factors.
    public init(signal: Double, mobility: Double, resources: Double, total: Double) {
      (self.signal, self.mobility, self.resources, self.total) = (signal, mobility, resources, total)
    }
  }

  /// The terminal's name.
  public var terminal: String
  /// The policy by which it is handed over.
  public var policy: String
  /// Which change of this terminal and policy it is, from 1.
  public var number: Int
  /// What happens.
  public var kind: Kind
  /// The satellite that served; nil for none.
  public var oldSatId: Int?
  /// The satellite that serves from now on; nil for none.
  public var newSatId: Int?
  /// Why: `max_elevation_changed`, `serving_below_mask`, `coverage_acquired`, `coverage_lost`, or the event of TS 38.331.
  public var reason: String
  /// How pressing it was; nil where no measurement asked for it.
  public var priority: String?
  /// What decided; nil where no decision was asked for.
  public var factors: Factors?
  /// By how many dB the new satellite's level is above the old one's; nil where one of them is missing.
  public var gain: Double?
  /// The scenario time of the change.
  public var time: ScenarioTime

  /// Creates the message.
  public init(
    terminal: String, policy: String, number: Int, kind: Kind, oldSatId: Int?, newSatId: Int?, reason: String,
    priority: String?, factors: Factors?, gain: Double?, time: ScenarioTime
  ) {
    (self.terminal, self.policy, self.number, self.kind) = (terminal, policy, number, kind)
    (self.oldSatId, self.newSatId, self.reason) = (oldSatId, newSatId, reason)
    (self.priority, self.factors, self.gain, self.time) = (priority, factors, gain, time)
  }

  private static let factors: [Member] = [
    .required("signal", .number(0...1), "Margin of the level over the required one, against the full margin."),
    .required("mobility", .number(0...1), "Time in view ahead, against the full stay."),
    .required("resources", .number(0...1), "Free part of beam, recorder or station, whichever is fuller."),
    .required("total", .number(0...1), "What they come to with their weights."),
  ]

  /// What the message may hold.
  public static let shape = MessageShape(
    "HandoverEvent", "A terminal is handed over, acquired or lost.",
    [
      .required("terminal", .text, "Name of the terminal."),
      .required("policy", .text, "Policy by which it is handed over."),
      .required("number", .integer, "Which change of this terminal and policy it is, from 1."),
      .required("kind", .choice(Kind.allCases.map(\.rawValue)), "What happens."),
      .nullable("oldSatId", .integer, "Number of the satellite that served; null for none."),
      .nullable("newSatId", .integer, "Number of the satellite that serves from now on; null for none."),
      .required(
        "reason", .text,
        "max_elevation_changed, serving_below_mask, coverage_acquired, coverage_lost, or the event of TS 38.331."),
      .nullable("priority", .choice(["NONE", "LOW", "MEDIUM", "HIGH"]), "How pressing it was."),
      .nullable("factors", .object(factors), "What decided; null where no decision was asked for."),
      .nullable("gain", .number(), "By how many dB the new level is above the old one."),
      .required("time", .time, "Scenario time of the change."),
    ])

  /// The message as it may stand on the wire.
  public static let example = HandoverEvent(
    terminal: "Taipei", policy: "A4", number: 3, kind: .handover, oldSatId: 18, newSatId: 17, reason: "A4",
    priority: "MEDIUM", factors: Factors(signal: 0.9, mobility: 1, resources: 0.8, total: 0.91), gain: 1.75,
    time: ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4, hour: 0, minute: 8)))

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let factors = values.objectIfPresent("factors").map {
      Factors(
        signal: $0.number("signal"), mobility: $0.number("mobility"), resources: $0.number("resources"),
        total: $0.number("total"))
    }
    self.init(
      terminal: values.text("terminal"), policy: values.text("policy"), number: values.integer("number"),
      kind: Kind(rawValue: values.text("kind")) ?? .handover, oldSatId: values.integerIfPresent("oldSatId"),
      newSatId: values.integerIfPresent("newSatId"), reason: values.text("reason"),
      priority: values.textIfPresent("priority"), factors: factors, gain: values.numberIfPresent("gain"),
      time: values.time("time"))
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "terminal": .string(terminal),
      "policy": .string(policy),
      "number": .integer(Int64(number)),
      "kind": .string(kind.rawValue),
      "oldSatId": .orNull(oldSatId) { .integer(Int64($0)) },
      "newSatId": .orNull(newSatId) { .integer(Int64($0)) },
      "reason": .string(reason),
      "priority": .orNull(priority) { .string($0) },
      "factors": .orNull(factors) {
        [
          "signal": .number($0.signal), "mobility": .number($0.mobility), "resources": .number($0.resources),
          "total": .number($0.total),
        ]
      },
      "gain": .orNull(gain) { .number($0) },
      "time": .time(time),
    ]
  }
}
