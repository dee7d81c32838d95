public import JSON

/// A ground station that takes part (`ground/location`).
public struct GroundLocation: Message {
  /// The station's number.
  public var groundId: Int
  /// Geodetic latitude in degrees.
  public var latitude: Double
  /// Longitude in degrees, east positive.
  public var longitude: Double
  /// The lowest elevation at which it speaks to a satellite, in degrees.
  public var elevAngle: Double
  /// Whether it works.
  public var operational: Bool
  /// Its downlink rate in Gigabits a second.
  public var downlinkRate: Double
  /// The price of a second of downlink in dollars.
  public var costPerSecond: Double
  /// How it charges; `fixed` is a contract, as `continuous` is.
  public var costMode: String
  /// Its height above the WGS84 ellipsoid in metres; NOS-T has no such member, and it is written only where not 0.
  public var altitude: Double

  /// Creates the message.
  public init(
    groundId: Int, latitude: Double, longitude: Double, elevAngle: Double, operational: Bool, downlinkRate: Double,
    costPerSecond: Double, costMode: String, altitude: Double = 0
  ) {
    self.groundId = groundId
    self.latitude = latitude
    self.longitude = longitude
    self.elevAngle = elevAngle
    self.operational = operational
    self.downlinkRate = downlinkRate
    self.costPerSecond = costPerSecond
    self.costMode = costMode
    self.altitude = altitude
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "GroundLocation", "A ground station that takes part.",
    [
      .required("groundId", .integer, "Unique number of the station."),
      .required("latitude", .number(-90...90), "Geodetic latitude in degrees."),
      .required("longitude", .number(-180...180), "Longitude in degrees, east positive."),
      .required("elevAngle", .number(), "Lowest elevation for communication in degrees."),
      .optional("operational", .boolean, "Whether the station works.", default: true),
      .required("downlinkRate", .number(), "Downlink rate in Gigabits a second."),
      .required("costPerSecond", .number(), "Price of a second of downlink in dollars."),
      .optional("costMode", .text, "How it charges: discrete, continuous or fixed.", default: "discrete"),
      .optional(
        "altitude", .number(), "Height above the WGS84 ellipsoid in metres; left out where 0.", default: .number(0)),
    ])

  /// The message as it may stand on the wire.
  public static let example = GroundLocation(
    groundId: 0, latitude: 40.1625, longitude: -83.21, elevAngle: 20, operational: true, downlinkRate: 0.78156,
    costPerSecond: 0.37, costMode: "discrete")

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    groundId = values.integer("groundId")
    latitude = values.number("latitude")
    longitude = values.number("longitude")
    elevAngle = values.number("elevAngle")
    operational = values.boolean("operational")
    downlinkRate = values.number("downlinkRate")
    costPerSecond = values.number("costPerSecond")
    costMode = values.text("costMode")
    altitude = values.number("altitude")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    var members: JSONObject = [
      "groundId": .integer(Int64(groundId)),
      "latitude": .number(latitude),
      "longitude": .number(longitude),
      "elevAngle": .number(elevAngle),
      "operational": .bool(operational),
      "downlinkRate": .number(downlinkRate),
      "costPerSecond": .number(costPerSecond),
      "costMode": .string(costMode),
    ]
    if altitude != 0 { members["altitude"] = .number(altitude) }
    return members
  }
}
