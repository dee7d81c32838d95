public import JSON
public import Quantities

/// A downlink that has ended, with its price (`ground/linkCharge`), or a contract's running cost.
public struct LinkCharge: Message {
  /// The station's number; -1 in the dummy message of a NOS-T ground, 100 for a fixed contract.
  public var groundId: Int
  /// The satellite's number.
  public var satId: Int
  /// The satellite's name.
  public var satName: String
  /// The link's number, counted for each satellite from 0.
  public var linkId: Int
  /// The scenario time at which it ended.
  public var end: ScenarioTime
  /// For how long the satellite was in range, in seconds.
  public var duration: Double
  /// What came down, in Gigabits.
  public var dataOffload: Double
  /// What that cost, in dollars.
  public var downlinkCost: Double
  /// What the satellite has cost so far, in dollars.
  public var cumulativeCostBySat: Double
  /// What all satellites have cost so far, in dollars.
  public var cumulativeCosts: Double

  /// Creates the message.
  public init(
    groundId: Int, satId: Int, satName: String, linkId: Int, end: ScenarioTime, duration: Double, dataOffload: Double,
    downlinkCost: Double, cumulativeCostBySat: Double, cumulativeCosts: Double
  ) {
    self.groundId = groundId
    self.satId = satId
    self.satName = satName
    self.linkId = linkId
    self.end = end
    self.duration = duration
    self.dataOffload = dataOffload
    self.downlinkCost = downlinkCost
    self.cumulativeCostBySat = cumulativeCostBySat
    self.cumulativeCosts = cumulativeCosts
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "LinkCharge", "A downlink that has ended, with its price; one that repeats a linkId takes the earlier one's place.",
    [
      .required("groundId", .integer, "Number of the station; 100 for a fixed contract."),
      .required("satId", .integer, "Number of the satellite."),
      .required("satName", .text, "Name of the satellite."),
      .required("linkId", .integer, "Number of the link, counted for each satellite from 0."),
      .required("end", .time, "Scenario time at which the link ended."),
      .required("duration", .number(), "Time in range in seconds; 0 takes the link back."),
      .required("dataOffload", .number(), "Data brought down in Gigabits."),
      .required("downlinkCost", .number(), "Price of the downlink in dollars."),
      .required("cumulativeCostBySat", .number(), "What the satellite has cost so far, in dollars."),
      .required("cumulativeCosts", .number(), "What all satellites have cost so far, in dollars."),
    ])

  /// The message as it may stand on the wire.
  public static let example = LinkCharge(
    groundId: 0, satId: 0, satName: "SUOMI NPP", linkId: 0,
    end: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 46, nanosecond: 481_202_000)),
    duration: 420, dataOffload: 113.25, downlinkCost: 53.61392599416552, cumulativeCostBySat: 53.61392599416552,
    cumulativeCosts: 53.61392599416552)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    groundId = values.integer("groundId")
    satId = values.integer("satId")
    satName = values.text("satName")
    linkId = values.integer("linkId")
    end = values.time("end")
    duration = values.number("duration")
    dataOffload = values.number("dataOffload")
    downlinkCost = values.number("downlinkCost")
    cumulativeCostBySat = values.number("cumulativeCostBySat")
    cumulativeCosts = values.number("cumulativeCosts")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "groundId": .integer(Int64(groundId)),
      "satId": .integer(Int64(satId)),
      "satName": .string(satName),
      "linkId": .integer(Int64(linkId)),
      "end": .time(end),
      "duration": .number(duration),
      "dataOffload": .number(dataOffload),
      "downlinkCost": .number(downlinkCost),
      "cumulativeCostBySat": .number(cumulativeCostBySat),
      "cumulativeCosts": .number(cumulativeCosts),
    ]
  }
}
