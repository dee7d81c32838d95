import Catalog
import Downlink
import Federation
public import JSON

/// The format of a scenario file: every key, what it means, what it may be, what it is where it is missing.
public enum ScenarioFormat {
  /// The JSON Schema (2020-12) of a scenario file, for editors and other programs.
  public static var jsonSchema: JSONValue {
    var schema: JSONObject = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Orrery scenario",
      "description": "A test run: satellites with their recorders, ground stations, outages, and who plays them.",
    ]
    for member in shape.jsonSchema().members { schema[member.name] = member.value }
    return .object(schema)
  }

  static let shape = Shape.object(
    [
      .optional("$schema", .text, "The schema of this file, for editors."),
      .required("name", .text, "What a person calls the run."),
      .optional("description", .text, "What the run is for."),
      .optional("prefix", .text, "The first level of every topic.", default: "orrery"),
      .required("start", .time, "Scenario time at which the run starts."),
      .required("stop", .timeOrSpan, "Scenario time at which the run stops, or how long it lasts."),
      .optional("step", .span(mayBeZero: false), "Scenario time of a step.", default: "PT60S"),
      .optional(
        "scale", scale,
        "How fast scenario time runs against the wallclock.", default: 60),
      .optional("seed", .integer(0...Int.max), "The seed of everything that happens by chance.", default: 0),
      .optional("earth", earth, "How the Earth is turned against UTC."),
      .optional(
        "model", .choice(DownlinkModel.allCases.map(\.rawValue)),
        "The arithmetic: exact edges and books that balance, or that of NOS-T's published downlink example.",
        default: .string(DownlinkModel.exact.rawValue)),
      .optional(
        "stationChoice", .choice(["highest", "first"]),
        "The station of several in view: the one that sees the satellite highest, or the first by number; the model "
          + "nos-t knows the first alone.", default: "highest"),
      .optional(
        "stateInterval", .span(mayBeZero: false), "Wallclock time between two rounds of satellite states.",
        default: "PT1S"),
      .optional("firstState", .timeOrSpan, "Scenario time of the first round; the start where it is missing."),
      .optional(
        "timeStatusInterval", .span(mayBeZero: true),
        "Scenario time between two time statuses of each application; 0 for none.", default: "PT10M"),
      .optional("apps", apps, "The applications' names on the wire."),
      .optional("manager", manager, "What the manager does."),
      .required("satellites", .list(satellite, atLeast: 1), "The satellites, one by one or as a constellation."),
      .required("stations", .list(station, atLeast: 0), "The ground stations, one by one or from files."),
      .optional("outages", outages, "When stations go out."),
      .optional("handover", handover, "Terminals, and how they are handed over from satellite to satellite."),
      .optional("script", .list(scripted, atLeast: 0), "Messages at exact scenario times."),
    ])

  /// The numbers that satellites and stations may have.
  static let ids = 0...999_999_999
  /// How many satellites, and how many planes, a Walker constellation may have.
  static let walkerCounts = 1...99_999

  private static let scale = Shape.number(
    .from(ManagedLifecycle.scales.lowerBound, to: ManagedLifecycle.scales.upperBound),
    unit: "scenario seconds in a wallclock second")

  private static let earth = Shape.object([
    .optional(
      "ut1MinusUTCSeconds", .number(.from(-0.9, to: 0.9), unit: "seconds"),
      "UT1-UTC on the day of the run; left at 0 it costs up to 0.45 km in low orbit.", default: 0),
    .optional(
      "polarMotionXArcseconds", .number(.from(-1, to: 1), unit: "arcseconds"), "Polar motion, x.", default: 0),
    .optional(
      "polarMotionYArcseconds", .number(.from(-1, to: 1), unit: "arcseconds"), "Polar motion, y.", default: 0),
  ])

  private static let apps = Shape.object([
    .optional("storage", .text, "The satellites.", default: "satelliteStorage"),
    .optional("ground", .text, "The ground stations.", default: "ground"),
    .optional("outage", .text, "The outage injector.", default: "outage"),
    .optional("handover", .text, "Whoever hands terminals over.", default: "handover"),
  ])

  private static let manager = Shape.object([
    .optional(
      "commandLead", .span(mayBeZero: true),
      "Wallclock time between a command and its effect, where applications run in other processes.",
      default: "PT1S"),
    .optional(
      "requiredApps", .list(.text, atLeast: 0),
      "Applications that must be ready; where it is missing, those that have something to do."),
    .optional("retryDelay", .span(mayBeZero: false), "Wallclock time between two calls.", default: "PT1S"),
    .optional("attempts", .integer(1...1_000_000), "How many calls are made.", default: 60),
    .optional(
      "missingApps", .choice(["abort", "start"]), "What to do about those that do not answer.", default: "abort"),
    .optional(
      "updates",
      .list(
        .object([
          .required("at", .timeOrSpan, "Scenario time of the change."),
          .required("scale", scale, "The new scale."),
        ]), atLeast: 0), "Changes of scale."),
    .optional(
      "freezes",
      .list(
        .object([
          .required("at", .timeOrSpan, "Scenario time that stands still."),
          .required("duration", .span(mayBeZero: false), "For how long, in wallclock time."),
        ]), atLeast: 0), "Times at which scenario time stands still."),
  ])

  private static let recorder = Shape.object([
    .required("capacityGigabits", .number(.above(0), unit: "Gigabits"), "How much the recorder holds at most."),
    .optional("initialGigabits", .number(.from(0, to: 1e12), unit: "Gigabits"), "How much it holds at the start."),
    .optional(
      "initialFraction", .number(.from(0, to: 1), unit: "the capacity"), "The same as a fraction of its capacity."),
    .required(
      "instrumentGigabitsPerSecond", .number(.from(0, to: 1e6), unit: "Gigabits a second"),
      "What the instruments add."),
  ])

  private static let cost = Shape.object([
    .optional(
      "mode", .choice(["discrete", "continuous", "both"]), "Paid for each downlink, by a fixed contract, or both.",
      default: "discrete"),
    .optional(
      "fixedDollarsPerSecond", .number(.from(0, to: 1e9), unit: "dollars a second"), "Price of the fixed contract.",
      default: 0),
  ])

  private static let elements = Shape.oneOf([
    .init(
      "line1",
      [
        .required("line1", .text, "First line of the element set."),
        .required("line2", .text, "Second line of the element set."),
      ]),
    .init(
      "file",
      [
        .required(
          "file", .text,
          "A file of element sets (TLE, 3LE, or OMM in JSON, CSV, KVN or XML), beside the scenario or by its full path."
        ),
        .optional("name", .text, "The name of the set in the file."),
        .optional("number", .integer(1...999_999_999), "The catalogue number of the set in the file."),
      ]),
  ])

  private static let satellite = Shape.oneOf([
    .init(
      "walker",
      [
        .required("walker", walker, "A Walker constellation, a satellite for each place in it."),
        .required("recorder", recorder, "The recorder of each satellite."),
        .optional("cost", cost, "How each satellite pays."),
      ]),
    .init(
      "shells",
      [
        .required("shells", shells, "The published shells of a constellation, a satellite for each place in them."),
        .required("recorder", recorder, "The recorder of each satellite."),
        .optional("cost", cost, "How each satellite pays."),
      ]),
    .init(
      "catalogue",
      [
        .required("catalogue", catalogue, "The satellites of a file of element sets."),
        .required("recorder", recorder, "The recorder of each satellite."),
        .optional("cost", cost, "How each satellite pays."),
      ]),
    .init(
      "elements",
      [
        .optional("id", .integer(ids), "The satellite's number; its place in the list where missing."),
        .required("name", .text, "The satellite's name."),
        .required("elements", elements, "The satellite's orbit."),
        .required("recorder", recorder, "The satellite's recorder."),
        .optional("cost", cost, "How the satellite pays."),
      ]),
  ])

  private static let walker = Shape.object([
    .required("pattern", .choice(["delta", "star"]), "Planes spread over 360 or over 180 degrees."),
    .required("satellites", .integer(walkerCounts), "How many satellites in all (T)."),
    .required("planes", .integer(walkerCounts), "How many planes (P); it divides the number of satellites."),
    .required("phasing", .integer(0...99_998), "Relative spacing of neighbouring planes (F), below the planes."),
    .required("inclinationDegrees", .number(.from(0, to: 180), unit: "degrees"), "Inclination of every plane."),
    .required(
      "altitudeKilometres", .number(.from(100, to: 100_000), unit: "kilometres"),
      "Height of the circular orbit above the equator."),
    .optional("epoch", .timeOrSpan, "When the pattern holds; the start of the run where missing."),
    .optional(
      "firstRightAscensionDegrees", .number(.from(0, below: 360), unit: "degrees"),
      "Right ascension of the first plane's node.", default: 0),
    .optional("namePrefix", .text, "What every name begins with.", default: "WALKER"),
    .optional("firstId", .integer(ids), "The first satellite's number; others follow.", default: 0),
  ])

  private static let every = Shape.Field.optional(
    "every", .integer(walkerCounts), "Which of them fly: every one, every second one, and so on.", default: 1)

  private static let shells = Shape.object([
    .required(
      "of", .choice(PublishedShell.constellations.map(\.name)),
      "The constellation, as its operator was licensed to fly it: places of a pattern, no real satellites."),
    every,
    .optional("epoch", .timeOrSpan, "When the pattern holds; the start of the run where missing."),
    .optional("firstId", .integer(ids), "The first satellite's number; others follow.", default: 0),
  ])

  private static let catalogue = Shape.object([
    .required(
      "file", .text,
      "A file of element sets (TLE, 3LE, or OMM in JSON, CSV, KVN or XML), beside the scenario or by its full path: "
        + "a satellite for each object in it, by its newest set, under its name and its catalogue number."),
    .optional(
      "names", .list(.text, atLeast: 1),
      "The names of those that are wanted; one that ends with * stands for all that begin so."),
    .optional(
      "numbers", .list(.integer(1...999_999_999), atLeast: 1), "The catalogue numbers of those that are wanted."),
    every,
    .optional("limit", .integer(walkerCounts), "How many fly at most."),
  ])

  private static let stationService: [Shape.Field] = [
    .optional(
      "minimumElevationDegrees", .number(.from(-90, to: 90), unit: "degrees"),
      "The lowest elevation at which the station speaks to a satellite.", default: 10),
    .optional(
      "downlinkGigabitsPerSecond", .number(.from(0, to: 1e6), unit: "Gigabits a second"), "Downlink rate.",
      default: 0.5),
    .optional(
      "dollarsPerSecond", .number(.from(0, to: 1e9), unit: "dollars a second"), "Price of a second of downlink.",
      default: 0),
    .optional(
      "costMode", .choice(["discrete", "continuous", "fixed"]),
      "Whether downlinks are charged; continuous, and fixed, which is read as continuous, charge none.",
      default: "discrete"),
    .optional(
      "simultaneousContacts", .integer(1...1_000_000),
      "How many satellites the station speaks to at a time; any number where missing."),
    .optional("operational", .boolean, "Whether the station works.", default: true),
  ]

  private static let station = Shape.oneOf([
    .init(
      "file",
      [
        .required("file", .text, "A CSV or GeoJSON file of stations, beside the scenario or by its full path."),
        .optional("firstGroundId", .integer(ids), "The number of the first station that has none."),
        .optional("namePrefix", .text, "What every name begins with, where several files name stations alike."),
      ] + stationService),
    .init(
      "groundId",
      [
        .required("groundId", .integer(ids), "The station's number."),
        .optional("name", .text, "The station's name."),
        .required("latitudeDegrees", .number(.from(-90, to: 90), unit: "degrees"), "Geodetic latitude."),
        .required(
          "longitudeDegrees", .number(.from(-180, to: 180), unit: "degrees"), "Longitude, east positive."),
        .optional(
          "heightMetres", .number(.from(-1_000, to: 10_000), unit: "metres"), "Height above the WGS84 ellipsoid.",
          default: 0),
      ] + stationService),
  ])

  private static let outages = Shape.object([
    .optional(
      "scheduled",
      .list(
        .object([
          .required("groundId", .integer(ids), "The station."),
          .required("start", .timeOrSpan, "When it goes out."),
          .required("duration", .span(mayBeZero: false), "How long it is out."),
        ]), atLeast: 0), "Outages that are planned."),
    .optional(
      "random",
      .list(
        .object([
          .optional("stations", .list(.integer(ids), atLeast: 1), "The stations; all where missing."),
          .required(
            "outagesPerHour", .number(.above(0, to: 3_600), unit: "outages an hour"),
            "How many outages of each station begin in an hour on average."),
          .required("duration", .span(mayBeZero: false), "How long each outage lasts."),
        ]), atLeast: 0), "Outages that come by chance, from the seed."),
  ])

  private static let scripted = Shape.object([
    .required("at", .timeOrSpan, "When the message is sent."),
    .required("topic", .text, "The topic below the prefix: application and what it says, such as outage/report."),
    .required("payload", .anything, "What is said: an object is sent as JSON, a text as it stands."),
  ])
}
