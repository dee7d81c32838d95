public import JSON
public import Quantities

/// An application's wish to change the time scale (`APP/request/update`, NOS-T 3).
public struct UpdateRequest: Message {
  /// Scenario seconds a wallclock second, above zero.
  public var timeScalingFactor: Double
  /// The scenario time of the change; nil for now.
  public var simUpdateTime: ScenarioTime?
  /// The application that asks.
  public var requestingApp: String

  /// Creates the request.
  public init(timeScalingFactor: Double, simUpdateTime: ScenarioTime?, requestingApp: String) {
    self.timeScalingFactor = timeScalingFactor
    self.simUpdateTime = simUpdateTime
    self.requestingApp = requestingApp
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "UpdateRequest", "An application's wish to change the time scale.",
    [
      .required(
        "taskingParameters",
        .object([
          .required("timeScalingFactor", .positiveNumber, "Scenario seconds in a wallclock second."),
          .optional("simUpdateTime", .time, "Scenario time of the change; null for now."),
          .required("requestingApp", .text, "The application that asks."),
        ]), "What is asked for.")
    ])

  /// The message as it may stand on the wire.
  public static let example = UpdateRequest(
    timeScalingFactor: 120, simUpdateTime: UpdateCommand.example.simUpdateTime, requestingApp: "ground")

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let parameters = values.object("taskingParameters")
    timeScalingFactor = parameters.number("timeScalingFactor")
    simUpdateTime = parameters.timeIfPresent("simUpdateTime")
    requestingApp = parameters.text("requestingApp")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "taskingParameters": [
        "timeScalingFactor": .number(timeScalingFactor),
        "simUpdateTime": .orNull(simUpdateTime, JSONValue.time),
        "requestingApp": .string(requestingApp),
      ]
    ]
  }
}
