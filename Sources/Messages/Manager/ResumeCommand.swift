public import JSON
public import Quantities

/// The manager's end of a freeze (`manager/resume`, NOS-T 3).
public struct ResumeCommand: Message {
  /// The wallclock time at which scenario time runs on.
  public var resumeTime: ScenarioTime
  /// The scenario time from which it runs on.
  public var simResumeTime: ScenarioTime

  /// Creates the command.
  public init(resumeTime: ScenarioTime, simResumeTime: ScenarioTime) {
    self.resumeTime = resumeTime
    self.simResumeTime = simResumeTime
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "ResumeCommand", "The manager's end of a freeze; both times anchor the clock.",
    [
      .required(
        "taskingParameters",
        .object([
          .required("resumeTime", .time, "Wallclock time at which scenario time runs on."),
          .required("simResumeTime", .time, "Scenario time from which it runs on."),
        ]), "How time runs on.")
    ])

  /// The message as it may stand on the wire.
  public static let example = ResumeCommand(
    resumeTime: ScenarioTime(CalendarDate(year: 2026, month: 11, day: 20, hour: 9, minute: 35, second: 50)),
    simResumeTime: FreezeCommand.example.simFreezeTime)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let parameters = values.object("taskingParameters")
    resumeTime = parameters.time("resumeTime")
    simResumeTime = parameters.time("simResumeTime")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    ["taskingParameters": ["resumeTime": .time(resumeTime), "simResumeTime": .time(simResumeTime)]]
  }
}
