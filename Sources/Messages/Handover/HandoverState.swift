public import JSON
public import Quantities

/// How far a handover application has spoken, kept by the broker for one that takes over from it (`handover/state`).
public struct HandoverState: Message {
  /// One terminal under one policy.
  public struct Service: Hashable, Sendable {
    /// The terminal and the policy.
    public var terminal: String, policy: String
    /// The satellite that serves; nil for none.
    public var satId: Int?
    /// How many changes have been told.
    public var told: Int

    /// Creates a service.
    public init(terminal: String, policy: String, satId: Int?, told: Int) {
      (self.terminal, self.policy, self.satId, self.told) = (terminal, policy, satId, told)
    }
  }

  /// The application that speaks.
  public var instance: String
  /// Which state of the run it is, whoever tells it.
  public var version: Int
  /// The services.
  public var services: [Service]
  /// The scenario time up to which everything has been told.
  public var time: ScenarioTime

  /// Creates the message.
  public init(instance: String, version: Int, services: [Service], time: ScenarioTime) {
    (self.instance, self.version, self.services, self.time) = (instance, version, services, time)
  }

  private static let service: [Member] = [
    .required("terminal", .text, "Name of the terminal."),
    .required("policy", .text, "Policy by which it is handed over."),
    .nullable("satId", .integer, "Number of the satellite that serves; null for none."),
    .required("told", .integer, "How many of its changes have been told."),
  ]

  /// What the message may hold.
  public static let shape = MessageShape(
    "HandoverState", "How far a handover application has spoken, for one that takes over from it.",
    [
      .required("instance", .text, "Application that speaks."),
      .required("version", .integer, "Which state of the run it is, whoever tells it; the highest counts."),
      .required("services", .objects(service), "Every terminal under every policy."),
      .required("time", .time, "Scenario time up to which everything has been told."),
    ])

  /// The message as it may stand on the wire.
  public static let example = HandoverState(
    instance: "handover", version: 12,
    services: [Service(terminal: "Taipei", policy: "A4", satId: 17, told: 3)], time: HandoverEvent.example.time)

  /// The next state replaces it.
  public static let isMomentary = true
  /// The broker keeps it for one that comes later.
  public static let isRetained = true

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    self.init(
      instance: values.text("instance"), version: values.integer("version"),
      services: values.objects("services").map {
        Service(
          terminal: $0.text("terminal"), policy: $0.text("policy"), satId: $0.integerIfPresent("satId"),
          told: $0.integer("told"))
      }, time: values.time("time"))
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "instance": .string(instance),
      "version": .integer(Int64(version)),
      "services": .array(
        services.map {
          [
            "terminal": .string($0.terminal), "policy": .string($0.policy),
            "satId": .orNull($0.satId) { .integer(Int64($0)) }, "told": .integer(Int64($0.told)),
          ]
        }),
      "time": .time(time),
    ]
  }
}
