public import JSON
public import Quantities

/// An application's wish to end a freeze (`APP/request/resume`, NOS-T 3).
public struct ResumeRequest: Message {
  /// The application that asks.
  public var requestingApp: String
  /// The scenario time from which to run on; nil where it stands.
  public var simResumeTime: ScenarioTime?
  /// How far that time may be from where it stands.
  public var tolerance: TimeSpan?

  /// Creates the request.
  public init(requestingApp: String, simResumeTime: ScenarioTime? = nil, tolerance: TimeSpan? = nil) {
    self.requestingApp = requestingApp
    self.simResumeTime = simResumeTime
    self.tolerance = tolerance
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "ResumeRequest", "An application's wish to end a freeze.",
    [
      .required(
        "taskingParameters",
        .object([
          .required("requestingApp", .text, "The application that asks."),
          .optional("simResumeTime", .time, "Scenario time from which to run on; null where it stands."),
          .optional("tolerance", .span, "How far that time may be from where it stands."),
        ]), "What is asked for.")
    ])

  /// The message as it may stand on the wire.
  public static let example = ResumeRequest(requestingApp: "ground", tolerance: .hours(12))

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let parameters = values.object("taskingParameters")
    requestingApp = parameters.text("requestingApp")
    simResumeTime = parameters.timeIfPresent("simResumeTime")
    tolerance = parameters.spanIfPresent("tolerance")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "taskingParameters": [
        "requestingApp": .string(requestingApp),
        "simResumeTime": .orNull(simResumeTime, JSONValue.time),
        "tolerance": .orNull(tolerance, JSONValue.span),
      ]
    ]
  }
}
