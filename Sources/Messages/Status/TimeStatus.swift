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

  /// Creates the status.
  public init(name: String, text: String? = nil, simTime: ScenarioTime, time: ScenarioTime) {
    self.name = name
    self.text = text
    self.simTime = simTime
    self.time = time
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "TimeStatus", "An application's scenario time beside its wallclock time.",
    statusMembers([
      .required("simTime", .time, "Scenario time."),
      .required("time", .time, "Wallclock time."),
    ]))

  /// The message as it may stand on the wire.
  public static let example = TimeStatus(
    name: "satelliteStorage",
    simTime: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 11)),
    time: ScenarioTime(
      CalendarDate(year: 2026, month: 11, day: 20, hour: 9, minute: 33, second: 27, nanosecond: 358_181_000)))

  /// The next state replaces it.
  public static let isMomentary = true

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    name = values.text("name")
    text = values.textIfPresent("description")
    let properties = values.object("properties")
    simTime = properties.time("simTime")
    time = properties.time("time")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    statusObject(name, text, ["simTime": .time(simTime), "time": .time(time)])
  }
}
