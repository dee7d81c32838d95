public import JSON
public import Quantities

/// A downlink that begins (`ground/linkStart`).
public struct LinkStart: Message {
  /// The station's number; -1 in the dummy message of a NOS-T ground.
  public var groundId: Int
  /// The satellite's number.
  public var satId: Int
  /// The satellite's name.
  public var satName: String
  /// The link's number, counted for each satellite from 0.
  public var linkId: Int
  /// The scenario time at which it begins.
  public var start: ScenarioTime
  /// What is on board then, in Gigabits.
  public var data: Double

  /// Creates the message.
  public init(groundId: Int, satId: Int, satName: String, linkId: Int, start: ScenarioTime, data: Double) {
    self.groundId = groundId
    self.satId = satId
    self.satName = satName
    self.linkId = linkId
    self.start = start
    self.data = data
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "LinkStart", "A downlink that begins; one that repeats the linkId of a link that runs takes its place.",
    [
      .required("groundId", .integer, "Number of the station."),
      .required("satId", .integer, "Number of the satellite."),
      .required("satName", .text, "Name of the satellite."),
      .required("linkId", .integer, "Number of the link, counted for each satellite from 0."),
      .required("start", .time, "Scenario time at which the link begins."),
      .required("data", .number(), "Data on board at the start in Gigabits."),
    ])

  /// The message as it may stand on the wire.
  public static let example = LinkStart(
    groundId: 0, satId: 0, satName: "SUOMI NPP", linkId: 0,
    start: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 39, nanosecond: 481_202_000)),
    data: 113.25)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    groundId = values.integer("groundId")
    satId = values.integer("satId")
    satName = values.text("satName")
    linkId = values.integer("linkId")
    start = values.time("start")
    data = values.number("data")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "groundId": .integer(Int64(groundId)),
      "satId": .integer(Int64(satId)),
      "satName": .string(satName),
      "linkId": .integer(Int64(linkId)),
      "start": .time(start),
      "data": .number(data),
    ]
  }
}
