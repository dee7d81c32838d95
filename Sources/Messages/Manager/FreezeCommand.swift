public import JSON
public import Quantities

/// The manager's stop of scenario time (`manager/freeze`, NOS-T 3).
public struct FreezeCommand: Message {
  /// The scenario time at which it stands still.
  public var simFreezeTime: ScenarioTime
  /// For how long, in wallclock time; nil until resumed. The manager times it, not the applications.
  public var freezeDuration: TimeSpan?

  /// Creates the command.
  public init(simFreezeTime: ScenarioTime, freezeDuration: TimeSpan? = nil) {
    self.simFreezeTime = simFreezeTime
    self.freezeDuration = freezeDuration
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "FreezeCommand", "The manager's stop of scenario time until it resumes.",
    [.required("taskingParameters", .object(parameters), "When time stands still.")])

  static let parameters: [Member] = [
    .required("simFreezeTime", .time, "Scenario time that stands still."),
    .optional("freezeDuration", .span, "Wallclock length of the freeze; null until resumed."),
  ]

  /// The message as it may stand on the wire.
  public static let example = FreezeCommand(
    simFreezeTime: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 30)),
    freezeDuration: .seconds(5))

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) { self.init(parameters: values.object("taskingParameters")) }

  init(parameters: MessageValues) {
    simFreezeTime = parameters.time("simFreezeTime")
    freezeDuration = parameters.spanIfPresent("freezeDuration")
  }

  /// The members in the order of the wire.
  public var members: JSONObject { ["taskingParameters": parameters] }

  var parameters: JSONValue {
    ["simFreezeTime": .time(simFreezeTime), "freezeDuration": .orNull(freezeDuration, JSONValue.span)]
  }
}
