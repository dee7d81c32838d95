public import JSON
public import Quantities

/// An outage of a ground station (`outage/report`).
public struct OutageReport: Message {
  /// The station's number.
  public var groundId: Int
  /// The scenario time at which it begins.
  public var outageStart: ScenarioTime
  /// How long it is planned to last.
  public var outageDuration: TimeSpan
  /// The scenario time at which it is planned to end.
  public var outageEnd: ScenarioTime

  /// Creates the message.
  public init(groundId: Int, outageStart: ScenarioTime, outageDuration: TimeSpan, outageEnd: ScenarioTime) {
    self.groundId = groundId
    self.outageStart = outageStart
    self.outageDuration = outageDuration
    self.outageEnd = outageEnd
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "OutageReport", "An outage of a ground station, told before it begins.",
    [
      .required("groundId", .integer, "Number of the station."),
      .required("outageStart", .time, "Scenario time at which the outage begins."),
      .required("outageDuration", .span, "How long it is planned to last."),
      .required("outageEnd", .time, "Scenario time at which it is planned to end."),
    ])

  /// The message as it may stand on the wire.
  public static let example = OutageReport(
    groundId: 10, outageStart: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 1)),
    outageDuration: .minutes(30),
    outageEnd: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 31)))

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    groundId = values.integer("groundId")
    outageStart = values.time("outageStart")
    outageDuration = values.span("outageDuration")
    outageEnd = values.time("outageEnd")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "groundId": .integer(Int64(groundId)),
      "outageStart": .time(outageStart),
      "outageDuration": .span(outageDuration),
      "outageEnd": .time(outageEnd),
    ]
  }
}
