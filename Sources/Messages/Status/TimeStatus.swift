public import JSON
public import Quantities

/// An application's scenario time beside its wallclock time (`APP/status/time`).
public struct TimeStatus: Message {
  /// The application.
  public var name: String
  /// A word on it, left out where there is none.
  public var text: String?
  /// Its scenario time.
  public var simTime: ScenarioTime
  /// Its wallclock time.
  public var time: ScenarioTime
  /// Of Orrery's manager: the change of scale that it has commanded and that is still to come, for those who were not
  /// there to hear it; left out where there is none, as the freeze.
  public var nextUpdate: UpdateCommand?
  /// Of Orrery's manager: the freeze that it has commanded and that is still to come.
  public var nextFreeze: FreezeCommand?

  /// Creates the status.
  public init(
    name: String, text: String? = nil, simTime: ScenarioTime, time: ScenarioTime, nextUpdate: UpdateCommand? = nil,
    nextFreeze: FreezeCommand? = nil
  ) {
    (self.name, self.text, self.simTime, self.time) = (name, text, simTime, time)
    (self.nextUpdate, self.nextFreeze) = (nextUpdate, nextFreeze)
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "TimeStatus", "An application's scenario time beside its wallclock time.",
    statusMembers([
      .required("simTime", .time, "Scenario time."),
      .required("time", .time, "Wallclock time."),
      .optional(
        "nextUpdate", .object(UpdateCommand.parameters),
        "Of Orrery's manager: the commanded change of scale that is still to come."),
      .optional(
        "nextFreeze", .object(FreezeCommand.parameters),
        "Of Orrery's manager: the commanded freeze that is still to come."),
    ]))

  /// The message as it may stand on the wire.
  public static let example = TimeStatus(
    name: "manager",
    simTime: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 11)),
    time: ScenarioTime(
      CalendarDate(year: 2026, month: 11, day: 20, hour: 9, minute: 33, second: 27, nanosecond: 358_181_000)),
    nextUpdate: .example, nextFreeze: .example)

  /// The next state replaces it.
  public static let isMomentary = true

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    name = values.text("name")
    text = values.textIfPresent("description")
    let properties = values.object("properties")
    simTime = properties.time("simTime")
    time = properties.time("time")
    nextUpdate = properties.objectIfPresent("nextUpdate").map { UpdateCommand(parameters: $0) }
    nextFreeze = properties.objectIfPresent("nextFreeze").map { FreezeCommand(parameters: $0) }
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    var properties: JSONObject = ["simTime": .time(simTime), "time": .time(time)]
    properties["nextUpdate"] = nextUpdate?.parameters
    properties["nextFreeze"] = nextFreeze?.parameters
    return statusObject(name, text, properties)
  }
}
