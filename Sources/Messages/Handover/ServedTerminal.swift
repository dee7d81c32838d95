public import JSON
public import Quantities

/// Who serves a terminal, and how its service has been so far (`handover/served`).
public struct ServedTerminal: Message {
  /// The terminal's name.
  public var terminal: String
  /// The policy by which it is handed over.
  public var policy: String
  /// Where the terminal is: degrees, and metres above the WGS84 ellipsoid.
  public var latitude: Double, longitude: Double, altitude: Double
  /// The satellite that serves; nil for no service.
  public var satId: Int?
  /// The satellite's name; nil for no service.
  public var satName: String?
  /// The satellite's elevation in degrees and its distance in km; nil for no service.
  public var elevation: Double?, range: Double?
  /// Received reference signal power of a resource element, dBm; nil for no service.
  public var rsrp: Double?
  /// How many satellites are at or above the mask.
  public var candidates: Int
  /// How the service has been since the start of the run.
  public var totals: Totals
  /// The scenario time at which all of this holds.
  public var time: ScenarioTime

  /// What a service comes to.
  public struct Totals: Hashable, Sendable {
    /// How often the satellite changed, to none and from none as well.
    public var handovers = 0
    /// How often it changed from one satellite to another.
    public var satelliteHandovers = 0
    /// How many of those took the satellite that had been left last, within 30 s.
    public var pingPongs = 0
    /// How many different satellites served.
    public var uniqueServed = 0
    /// For how long a satellite served, s.
    public var coveredSeconds = 0.0
    /// The mean level of the serving satellite over the samples with service, dBm; nil for none.
    public var meanRSRP: Double?
    /// How many measurement reports were sent.
    public var reports = 0
    /// How many messages of the federation came later than they were to be used.
    public var lateMessages = 0

    /// Creates the totals of nothing.
    public init() {}
  }

  /// Creates the message.
  public init(
    terminal: String, policy: String, latitude: Double, longitude: Double, altitude: Double, satId: Int?,
    satName: String?, elevation: Double?, range: Double?, rsrp: Double?, candidates: Int, totals: Totals,
    time: ScenarioTime
  ) {
    (self.terminal, self.policy) = (terminal, policy)
    (self.latitude, self.longitude, self.altitude) = (latitude, longitude, altitude)
    (self.satId, self.satName) = (satId, satName)
    (self.elevation, self.range, self.rsrp) = (elevation, range, rsrp)
    (self.candidates, self.totals, self.time) = (candidates, totals, time)
  }

  private static let totals: [Member] = [
    .required("handovers", .integer, "Changes of the satellite, to none and from none as well."),
    .required("satelliteHandovers", .integer, "Changes from one satellite to another."),
    .required("pingPongs", .integer, "Of those, returns to the satellite left last within 30 s."),
    .required("uniqueServed", .integer, "How many different satellites served."),
    .required("coveredSeconds", .number(), "Scenario time with service in seconds."),
    .nullable("meanRsrp", .number(), "Mean level over the samples with service in dBm; null for none."),
    .required("reports", .integer, "Measurement reports sent."),
    .optional(
      "lateMessages", .integer,
      "Messages of the federation that came later than they were to be used; 0 if missing. With some, decisions may differ from those in one process."
    ),
  ]

  /// What the message may hold.
  public static let shape = MessageShape(
    "ServedTerminal", "Which satellite serves a terminal, and how its service has been since the start.",
    [
      .required("terminal", .text, "Name of the terminal."),
      .required("policy", .text, "Policy by which it is handed over."),
      .required("latitude", .number(-90...90), "Geodetic latitude of the terminal in degrees."),
      .required("longitude", .number(-180...180), "Longitude of the terminal in degrees, east positive."),
      .required("altitude", .number(), "Height of the terminal above the WGS84 ellipsoid in metres."),
      .nullable("satId", .integer, "Number of the satellite that serves; null for none."),
      .nullable("satName", .text, "Name of that satellite."),
      .nullable("elevation", .number(-90...90), "Its elevation in degrees."),
      .nullable("range", .number(), "Its distance in kilometres."),
      .nullable("rsrp", .number(), "Its reference signal received power of a resource element in dBm."),
      .required("candidates", .integer, "How many satellites are at or above the mask."),
      .required("totals", .object(totals), "How the service has been since the start of the run."),
      .required("time", .time, "Scenario time at which all of this holds."),
    ])

  /// The message as it may stand on the wire.
  public static let example: ServedTerminal = {
    var totals = Totals()
    totals.handovers = 3
    totals.satelliteHandovers = 2
    totals.uniqueServed = 3
    totals.coveredSeconds = 412.5
    totals.meanRSRP = -111.4
    totals.reports = 7
    return ServedTerminal(
      terminal: "Taipei", policy: "A4", latitude: 25.033, longitude: 121.5654, altitude: 0, satId: 17,
      satName: "WALKER 1-18", elevation: 41.25, range: 861.5, rsrp: -111.39, candidates: 4, totals: totals,
      time: ScenarioTime(CalendarDate(year: 2026, month: 5, day: 4, hour: 0, minute: 10)))
  }()

  /// The next one replaces it.
  public static let isMomentary = true

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    let inner = values.object("totals")
    var totals = Totals()
    totals.handovers = inner.integer("handovers")
    totals.satelliteHandovers = inner.integer("satelliteHandovers")
    totals.pingPongs = inner.integer("pingPongs")
    totals.uniqueServed = inner.integer("uniqueServed")
    totals.coveredSeconds = inner.number("coveredSeconds")
    totals.meanRSRP = inner.numberIfPresent("meanRsrp")
    totals.reports = inner.integer("reports")
    totals.lateMessages = inner.integerIfPresent("lateMessages") ?? 0
    self.init(
      terminal: values.text("terminal"), policy: values.text("policy"), latitude: values.number("latitude"),
      longitude: values.number("longitude"), altitude: values.number("altitude"),
      satId: values.integerIfPresent("satId"), satName: values.textIfPresent("satName"),
      elevation: values.numberIfPresent("elevation"), range: values.numberIfPresent("range"),
      rsrp: values.numberIfPresent("rsrp"), candidates: values.integer("candidates"), totals: totals,
      time: values.time("time"))
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    let counts = self.totals
    var totals: JSONObject = [
      "handovers": .integer(Int64(counts.handovers)),
      "satelliteHandovers": .integer(Int64(counts.satelliteHandovers)),
      "pingPongs": .integer(Int64(counts.pingPongs)),
      "uniqueServed": .integer(Int64(counts.uniqueServed)),
      "coveredSeconds": .number(counts.coveredSeconds),
      "meanRsrp": .orNull(counts.meanRSRP) { .number($0) },
      "reports": .integer(Int64(counts.reports)),
    ]
    if counts.lateMessages > 0 { totals["lateMessages"] = .integer(Int64(counts.lateMessages)) }
    return [
      "terminal": .string(terminal),
      "policy": .string(policy),
      "latitude": .number(latitude),
      "longitude": .number(longitude),
      "altitude": .number(altitude),
      "satId": .orNull(satId) { .integer(Int64($0)) },
      "satName": .orNull(satName) { .string($0) },
      "elevation": .orNull(elevation) { .number($0) },
      "range": .orNull(range) { .number($0) },
      "rsrp": .orNull(rsrp) { .number($0) },
      "candidates": .integer(Int64(candidates)),
      "totals": .object(totals),
      "time": .time(time),
    ]
  }
}
