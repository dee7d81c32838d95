public import JSON
public import Quantities

/// The manager's word on when the run stops (`manager/stop`).
public struct StopCommand: Message {
  /// When the run stops, in scenario time.
  public var simStopTime: ScenarioTime

  /// Creates the command.
  public init(simStopTime: ScenarioTime) {
    self.simStopTime = simStopTime
  }

  public static let shape = MessageShape(
    "StopCommand", "The manager's word on when the run stops: a confirmation, or a change.",
    [
      .required(
        "taskingParameters",
        .object([.required("simStopTime", .time, "Scenario time at which the run stops.")]), "When the run stops.")
    ])

  public static let example = StopCommand(simStopTime: InitCommand.example.simStopTime)

  public init(_ values: MessageValues) {
    simStopTime = values.object("taskingParameters").time("simStopTime")
  }

  public var members: JSONObject { ["taskingParameters": ["simStopTime": .time(simStopTime)]] }
}
