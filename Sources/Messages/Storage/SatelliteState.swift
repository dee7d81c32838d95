public import JSON
public import Quantities

/// Where a satellite is and what it holds (`satelliteStorage/location`).
public struct SatelliteState: Message {
  /// The satellite's number.
  public var id: Int
  /// The satellite's name.
  public var name: String
  /// Geodetic latitude of the sub-point in degrees.
  public var latitude: Double
  /// Longitude of the sub-point in degrees, east positive.
  public var longitude: Double
  /// Height above the WGS84 ellipsoid in metres.
  public var altitude: Double
  /// What is on board, in Gigabits.
  public var capacityUsed: Double
  /// Whether an operational station has it in range.
  public var commRange: Bool
  /// The station that has it in range; nil for none.
  public var groundId: Int?
  /// How often it has come into range so far.
  public var totalLinkCount: Int?
  /// What it has cost so far, in dollars.
  public var cumulativeCostBySat: Double
  /// The scenario time at which all of this holds.
  public var time: ScenarioTime

  /// Creates the message.
  public init(
    id: Int, name: String, latitude: Double, longitude: Double, altitude: Double, capacityUsed: Double,
    commRange: Bool, groundId: Int?, totalLinkCount: Int?, cumulativeCostBySat: Double, time: ScenarioTime
  ) {
    self.id = id
    self.name = name
    self.latitude = latitude
    self.longitude = longitude
    self.altitude = altitude
    self.capacityUsed = capacityUsed
    self.commRange = commRange
    self.groundId = groundId
    self.totalLinkCount = totalLinkCount
    self.cumulativeCostBySat = cumulativeCostBySat
    self.time = time
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "SatelliteState", "Where a satellite is, what it holds, and which station has it in range.",
    [
      .required("id", .integer, "Unique number of the satellite."),
      .required("name", .text, "Name of the satellite."),
      .required("latitude", .number(-90...90), "Geodetic latitude of the sub-point in degrees."),
      .required("longitude", .number(-180...180), "Longitude of the sub-point in degrees, east positive."),
      .required("altitude", .number(), "Height above the WGS84 ellipsoid in metres (not above sea level)."),
      .required("capacity_used", .number(), "Data on board in Gigabits (not a fraction)."),
      .optional("commRange", .boolean, "Whether an operational station has the satellite in range.", default: false),
      .nullable("groundId", .integer, "The station that has it in range; null for none."),
      .nullable("totalLinkCount", .integer, "How often the satellite has come into range."),
      .required("cumulativeCostBySat", .number(), "What the satellite has cost so far, in dollars."),
      .required("time", .time, "Scenario time at which all of this holds."),
    ])

  /// The message as it may stand on the wire.
  public static let example = SatelliteState(
    id: 0, name: "SUOMI NPP", latitude: -9.253616575108909, longitude: 93.08816785032411,
    altitude: 831_213.962703238, capacityUsed: 84.75, commRange: false, groundId: nil, totalLinkCount: 0,
    cumulativeCostBySat: 0, time: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 1)))

  /// The next state replaces it.
  public static let isMomentary = true

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    id = values.integer("id")
    name = values.text("name")
    latitude = values.number("latitude")
    longitude = values.number("longitude")
    altitude = values.number("altitude")
    capacityUsed = values.number("capacity_used")
    commRange = values.boolean("commRange")
    groundId = values.integerIfPresent("groundId")
    totalLinkCount = values.integerIfPresent("totalLinkCount")
    cumulativeCostBySat = values.number("cumulativeCostBySat")
    time = values.time("time")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "id": .integer(Int64(id)),
      "name": .string(name),
      "latitude": .number(latitude),
      "longitude": .number(longitude),
      "altitude": .number(altitude),
      "capacity_used": .number(capacityUsed),
      "commRange": .bool(commRange),
      "groundId": .orNull(groundId) { .integer(Int64($0)) },
      "totalLinkCount": .orNull(totalLinkCount) { .integer(Int64($0)) },
      "cumulativeCostBySat": .number(cumulativeCostBySat),
      "time": .time(time),
    ]
  }
}
