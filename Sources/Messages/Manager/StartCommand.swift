public import JSON
public import Quantities

/// The manager's start of a run (`manager/start`).
public struct StartCommand: Message {
  /// The wallclock time of the start; nil for now.
  public var startTime: ScenarioTime?
  /// When the run starts, in scenario time; nil for the time of the last init.
  public var simStartTime: ScenarioTime?
  /// When the run stops, in scenario time; nil for the time of the last init.
  public var simStopTime: ScenarioTime?
  /// Scenario seconds a wallclock second, above zero.
  public var timeScalingFactor: Double

  /// Creates the command.
  public init(
    startTime: ScenarioTime?, simStartTime: ScenarioTime?, simStopTime: ScenarioTime?, timeScalingFactor: Double
  ) {
    self.startTime = startTime
    self.simStartTime = simStartTime
    self.simStopTime = simStopTime
    self.timeScalingFactor = timeScalingFactor
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "StartCommand", "The manager's start of a run; what is missing comes from the last init.",
    [
      .required(
        "taskingParameters",
        .object([
          .optional("startTime", .time, "Wallclock time of the start; null for now."),
          .optional("simStartTime", .time, "Scenario time at which the run starts."),
          .optional("simStopTime", .time, "Scenario time at which the run stops."),
          .optional(
            "timeScalingFactor", .positiveNumber, "Scenario seconds in a wallclock second.", default: .number(1)),
        ]), "How the run starts.")
    ])

  /// The message as it may stand on the wire.
  public static let example = StartCommand(
    startTime: ScenarioTime(CalendarDate(year: 2026, month: 11, day: 20, hour: 9, minute: 33, nanosecond: 357_973_000)),
    simStartTime: InitCommand.example.simStartTime, simStopTime: InitCommand.example.simStopTime, timeScalingFactor: 60)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let parameters = values.object("taskingParameters")
    startTime = parameters.timeIfPresent("startTime")
    simStartTime = parameters.timeIfPresent("simStartTime")
    simStopTime = parameters.timeIfPresent("simStopTime")
    timeScalingFactor = parameters.number("timeScalingFactor")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "taskingParameters": [
        "startTime": .orNull(startTime, JSONValue.time),
        "simStartTime": .orNull(simStartTime, JSONValue.time),
        "simStopTime": .orNull(simStopTime, JSONValue.time),
        "timeScalingFactor": .number(timeScalingFactor),
      ]
    ]
  }
}
