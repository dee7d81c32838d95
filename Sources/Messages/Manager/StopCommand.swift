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

  /// What the message may hold.
  public static let shape = MessageShape(
    "StopCommand", "The manager's word on when the run stops: a confirmation, or a change.",
    [
      .required(
        "taskingParameters",
        .object([.required("simStopTime", .time, "Scenario time at which the run stops.")]), "When the run stops.")
    ])

  /// The message as it may stand on the wire.
  public static let example = StopCommand(simStopTime: InitCommand.example.simStopTime)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    simStopTime = values.object("taskingParameters").time("simStopTime")
  }

  /// The members in the order of the wire.
  public var members: JSONObject { ["taskingParameters": ["simStopTime": .time(simStopTime)]] }
}
