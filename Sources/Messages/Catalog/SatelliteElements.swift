public import JSON
public import Orbits
public import Quantities

/// Other elements for a satellite of the run, which flies by them from a time on (`catalog/elements`).
///
/// The elements go by their keywords in an Orbit Mean-Elements Message (CCSDS 502.0-B-3), as in the GP data that
/// CelesTrak publishes.
public struct SatelliteElements: Message {
  /// The satellite's number in the run.
  public var id: Int
  /// The scenario time from which it flies by them; nil for the next step of whoever hears it.
  public var time: ScenarioTime?
  /// The elements, their epoch on a whole microsecond.
  public var elements: ElementSet

  /// Creates the message.
  public init(id: Int, time: ScenarioTime?, elements: ElementSet) {
    (self.id, self.time, self.elements) = (id, time, elements)
    self.elements.epoch = elements.epoch.wholeMicrosecond
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "SatelliteElements", "Other elements for a satellite, which flies by them from a time on.",
    [
      .required("id", .integer, "Unique number of the satellite in the run."),
      .nullable("time", .time, "Scenario time from which it flies by them; null for the next step."),
      .optional("OBJECT_NAME", .text, "The satellite's name in the catalogue."),
      .optional("OBJECT_ID", .text, "Its COSPAR designator."),
      .optional("NORAD_CAT_ID", .integer, "Its catalogue number."),
      .required("EPOCH", .time, "Time at which the elements hold, UTC."),
      .required("MEAN_MOTION", .positiveNumber, "Kozai mean motion in revolutions a day."),
      .required("ECCENTRICITY", .number(0...1), "Eccentricity, below 1."),
      .required("INCLINATION", .number(0...180), "Inclination in degrees, TEME."),
      .required("RA_OF_ASC_NODE", .number(-360...360), "Right ascension of the ascending node in degrees, TEME."),
      .required("ARG_OF_PERICENTER", .number(-360...360), "Argument of perigee in degrees."),
      .required("MEAN_ANOMALY", .number(-360...360), "Mean anomaly in degrees."),
      .required("BSTAR", .number(), "SGP4's drag coefficient, per Earth radius."),
      .optional("MEAN_MOTION_DOT", .number(), "Half the first derivative of the mean motion; SGP4 does not use it."),
      .optional("MEAN_MOTION_DDOT", .number(), "A sixth of the second one; SGP4 does not use it."),
    ])

  /// The message as it may stand on the wire: of Debian's gpredict (satellites.dat).
  public static let example = SatelliteElements(
    id: 0, time: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 1)),
    elements: ElementSet(
      name: "SUOMI NPP", catalogNumber: 37_849, internationalDesignator: "2011-061A",
      epoch: ScenarioTime(nanosecondsSince1970: 1_516_488_841_266_048_000), meanMotionRevolutionsPerDay: 14.19560018,
      eccentricity: 0.0000616, inclinationDegrees: 98.7246, rightAscensionDegrees: 321.4999,
      argumentOfPerigeeDegrees: 108.195, meanAnomalyDegrees: 317.8168, bstar: 0.000028338, meanMotionDot: 0.00000016))

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    id = values.integer("id")
    time = values.timeIfPresent("time")
    elements = ElementSet(
      name: values.textIfPresent("OBJECT_NAME"), catalogNumber: values.integerIfPresent("NORAD_CAT_ID") ?? 0,
      internationalDesignator: values.textIfPresent("OBJECT_ID") ?? "", epoch: values.time("EPOCH"),
      meanMotionRevolutionsPerDay: values.number("MEAN_MOTION"), eccentricity: values.number("ECCENTRICITY"),
      inclinationDegrees: values.number("INCLINATION"), rightAscensionDegrees: values.number("RA_OF_ASC_NODE"),
      argumentOfPerigeeDegrees: values.number("ARG_OF_PERICENTER"), meanAnomalyDegrees: values.number("MEAN_ANOMALY"),
      bstar: values.number("BSTAR"), meanMotionDot: values.numberIfPresent("MEAN_MOTION_DOT") ?? 0,
      meanMotionDoubleDot: values.numberIfPresent("MEAN_MOTION_DDOT") ?? 0)
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    [
      "id": .integer(Int64(id)),
      "time": .orNull(time, JSONValue.time),
      "OBJECT_NAME": .orNull(elements.name, JSONValue.string),
      "OBJECT_ID": .string(elements.internationalDesignator),
      "NORAD_CAT_ID": .integer(Int64(elements.catalogNumber)),
      "EPOCH": .time(elements.epoch),
      "MEAN_MOTION": .number(elements.meanMotionRevolutionsPerDay),
      "ECCENTRICITY": .number(elements.eccentricity),
      "INCLINATION": .number(elements.inclinationDegrees),
      "RA_OF_ASC_NODE": .number(elements.rightAscensionDegrees),
      "ARG_OF_PERICENTER": .number(elements.argumentOfPerigeeDegrees),
      "MEAN_ANOMALY": .number(elements.meanAnomalyDegrees),
      "BSTAR": .number(elements.bstar),
      "MEAN_MOTION_DOT": .number(elements.meanMotionDot),
      "MEAN_MOTION_DDOT": .number(elements.meanMotionDoubleDot),
    ]
  }
}
