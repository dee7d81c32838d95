public import JSON
public import Quantities

/// The end of an outage of a ground station (`outage/restore`).
public struct OutageRestore: Message {
  /// The station's number.
  public var groundId: Int
  /// The scenario time at which the outage ended.
  public var outageEnd: ScenarioTime

  /// Creates the message.
  public init(groundId: Int, outageEnd: ScenarioTime) {
    self.groundId = groundId
    self.outageEnd = outageEnd
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "OutageRestore", "The end of one outage of a ground station.",
    [
      .required("groundId", .integer, "Number of the station."),
      .required("outageEnd", .time, "Scenario time at which the outage ended."),
    ])

  /// The message as it may stand on the wire.
  public static let example = OutageRestore(groundId: 10, outageEnd: OutageReport.example.outageEnd)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    groundId = values.integer("groundId")
    outageEnd = values.time("outageEnd")
  }

  /// The members in the order of the wire.
  public var members: JSONObject { ["groundId": .integer(Int64(groundId)), "outageEnd": .time(outageEnd)] }
}
