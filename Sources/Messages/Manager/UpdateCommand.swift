public import JSON
public import Quantities

/// The manager's change of the time scale (`manager/update`).
public struct UpdateCommand: Message {
  /// Scenario seconds a wallclock second from then on, above zero.
  public var timeScalingFactor: Double
  /// When the scale changes, in scenario time.
  public var simUpdateTime: ScenarioTime

  /// Creates the command.
  public init(timeScalingFactor: Double, simUpdateTime: ScenarioTime) {
    self.timeScalingFactor = timeScalingFactor
    self.simUpdateTime = simUpdateTime
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "UpdateCommand", "The manager's change of the time scale, exact at its scenario time.",
    [.required("taskingParameters", .object(parameters), "What changes.")])

  static let parameters: [Member] = [
    .required("timeScalingFactor", .positiveNumber, "Scenario seconds in a wallclock second from then on."),
    .required("simUpdateTime", .time, "Scenario time at which the scale changes."),
  ]

  /// The message as it may stand on the wire.
  public static let example = UpdateCommand(
    timeScalingFactor: 120,
    simUpdateTime: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 40)))

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) { self.init(parameters: values.object("taskingParameters")) }

  init(parameters: MessageValues) {
    timeScalingFactor = parameters.number("timeScalingFactor")
    simUpdateTime = parameters.time("simUpdateTime")
  }

  /// The members in the order of the wire.
  public var members: JSONObject { ["taskingParameters": parameters] }

  var parameters: JSONValue {
    ["timeScalingFactor": .number(timeScalingFactor), "simUpdateTime": .time(simUpdateTime)]
  }
}
