public import JSON
public import Quantities

/// The manager's call to make ready for a run (`manager/init`).
public struct InitCommand: Message {
  /// When the run starts, in scenario time.
  public var simStartTime: ScenarioTime
  /// When the run stops, in scenario time.
  public var simStopTime: ScenarioTime
  /// The applications that the manager waits for.
  public var requiredApps: [String]

  /// Creates the command.
  public init(simStartTime: ScenarioTime, simStopTime: ScenarioTime, requiredApps: [String] = []) {
    self.simStartTime = simStartTime
    self.simStopTime = simStopTime
    self.requiredApps = requiredApps
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "InitCommand", "The manager's call to make ready for a run; every application answers each one.",
    [
      .required(
        "taskingParameters",
        .object([
          .required("simStartTime", .time, "Scenario time at which the run starts."),
          .required("simStopTime", .time, "Scenario time at which the run stops."),
          .optional("requiredApps", .texts, "Applications that the manager waits for.", default: []),
        ]), "What the run will be.")
    ])

  /// The message as it may stand on the wire.
  public static let example = InitCommand(
    simStartTime: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21)),
    simStopTime: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 2)),
    requiredApps: ["satelliteStorage", "ground", "outage"])

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let parameters = values.object("taskingParameters")
    simStartTime = parameters.time("simStartTime")
    simStopTime = parameters.time("simStopTime")
    requiredApps = parameters.texts("requiredApps")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "taskingParameters": [
        "simStartTime": .time(simStartTime),
        "simStopTime": .time(simStopTime),
        "requiredApps": .array(requiredApps.map { .string($0) }),
      ]
    ]
  }
}
