public import JSON
public import Quantities

/// An application's wish to stop scenario time (`APP/request/freeze`, NOS-T 3).
public struct FreezeRequest: Message {
  /// The scenario time at which it shall stand still.
  public var simFreezeTime: ScenarioTime
  /// The wallclock time at which it shall.
  public var freezeTime: ScenarioTime
  /// For how long, in wallclock time; nil until resumed.
  public var freezeDuration: TimeSpan?
  /// The wallclock time of its end; needed with a duration.
  public var resumeTime: ScenarioTime?
  /// The application that asks.
  public var requestingApp: String

  /// Creates the request.
  public init(
    simFreezeTime: ScenarioTime, freezeTime: ScenarioTime, freezeDuration: TimeSpan?, resumeTime: ScenarioTime?,
    requestingApp: String
  ) {
    self.simFreezeTime = simFreezeTime
    self.freezeTime = freezeTime
    self.freezeDuration = freezeDuration
    self.resumeTime = resumeTime
    self.requestingApp = requestingApp
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "FreezeRequest", "An application's wish to stop scenario time.",
    [
      .required(
        "taskingParameters",
        .object([
          .required("simFreezeTime", .time, "Scenario time that shall stand still."),
          .required("freezeTime", .time, "Wallclock time at which it shall."),
          .optional("freezeDuration", .span, "Wallclock length of the freeze; null until resumed."),
          .optional("resumeTime", .time, "Wallclock time of its end; needed with a duration."),
          .required("requestingApp", .text, "The application that asks."),
        ]), "What is asked for.")
    ])

  /// The message as it may stand on the wire.
  public static let example = FreezeRequest(
    simFreezeTime: FreezeCommand.example.simFreezeTime,
    freezeTime: ScenarioTime(CalendarDate(year: 2026, month: 11, day: 20, hour: 9, minute: 35, second: 45)),
    freezeDuration: .seconds(5), resumeTime: ResumeCommand.example.resumeTime, requestingApp: "ground")

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let parameters = values.object("taskingParameters")
    simFreezeTime = parameters.time("simFreezeTime")
    freezeTime = parameters.time("freezeTime")
    freezeDuration = parameters.spanIfPresent("freezeDuration")
    resumeTime = parameters.timeIfPresent("resumeTime")
    requestingApp = parameters.text("requestingApp")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "taskingParameters": [
        "simFreezeTime": .time(simFreezeTime),
        "freezeTime": .time(freezeTime),
        "freezeDuration": .orNull(freezeDuration, JSONValue.span),
        "resumeTime": .orNull(resumeTime, JSONValue.time),
        "requestingApp": .string(requestingApp),
      ]
    ]
  }
}
