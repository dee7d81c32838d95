public import JSON

/// A satellite that takes part (`satelliteStorage/ready`).
public struct SatelliteReady: Message {
  /// The satellite's number.
  public var id: Int
  /// The satellite's name.
  public var name: String
  /// The recorder's capacity in Gigabits.
  public var ssrCapacity: Double

  /// Creates the message.
  public init(id: Int, name: String, ssrCapacity: Double) {
    self.id = id
    self.name = name
    self.ssrCapacity = ssrCapacity
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "SatelliteReady", "A satellite that takes part, with the size of its recorder.",
    [
      .required("id", .integer, "Unique number of the satellite."),
      .required("name", .text, "Name of the satellite."),
      .required("ssr_capacity", .number(), "Capacity of the solid-state recorder in Gigabits."),
    ])

  /// The message as it may stand on the wire.
  public static let example = SatelliteReady(id: 0, name: "SUOMI NPP", ssrCapacity: 280)

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    id = values.integer("id")
    name = values.text("name")
    ssrCapacity = values.number("ssr_capacity")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    ["id": .integer(Int64(id)), "name": .string(name), "ssr_capacity": .number(ssrCapacity)]
  }
}
