import Handover
import HandoverAnalysis
import JSON

/// The part of a scenario that is about terminals and their handovers.
extension ScenarioFormat {
  static let handover = Shape.object([
    .required("terminals", .list(terminal, atLeast: 1), "The terminals, fixed or on a track."),
    .optional(
      "policies", .list(policy, atLeast: 1),
      "When terminals are handed over, each policy by itself; where missing, the highest satellite serves."),
    .optional("period", .span(mayBeZero: false), "Scenario time from sample to sample.", default: "PT1S"),
    .optional(
      "servedInterval", .span(mayBeZero: false), "Scenario time between two rounds of who is served.", default: "PT1M"),
    .optional("prediction", prediction, "What is predicted."),
    .optional("radio", radio, "Who sends and who hears: a parameter set of TR 38.821."),
    .optional("decision", decision, "How reports are decided on."),
    .optional("resources", resources, "When a satellite is full."),
    .optional(
      "standbys", .list(.text, atLeast: 0),
      "The names of more applications that do the same work, and take over in this order when the one before is gone."),
  ])

  private static let latitude = Shape.number(.from(-90, to: 90), unit: "degrees")
  private static let longitude = Shape.number(.from(-180, to: 180), unit: "degrees")
  private static let height = Shape.number(.from(-1_000, to: 50_000), unit: "metres")

  private static let commonOfTerminals: [Shape.Field] = [
    .required("name", .text, "The terminal's name."),
    .optional(
      "minimumElevationDegrees", .number(.from(-5, to: 90), unit: "degrees"),
      "The elevation from which on a satellite serves it.", default: 10),
  ]

  private static let terminal = Shape.oneOf([
    .init(
      "track",
      commonOfTerminals + [
        .required(
          "track",
          .list(
            .object([
              .required("at", .timeOrSpan, "When it is there."),
              .required("latitudeDegrees", latitude, "Geodetic latitude."),
              .required("longitudeDegrees", longitude, "Longitude, east positive."),
              .optional("heightMetres", height, "Height above the WGS84 ellipsoid.", default: 0),
            ]), atLeast: 1),
          "Where it is at some times, in order; between them it moves evenly, before and after it stands still.")
      ]),
    .init(
      "latitudeDegrees",
      commonOfTerminals + [
        .required("latitudeDegrees", latitude, "Geodetic latitude."),
        .required("longitudeDegrees", longitude, "Longitude, east positive."),
        .optional("heightMetres", height, "Height above the WGS84 ellipsoid.", default: 0),
      ]),
  ])

  private static let policy = Shape.oneOf([
    .init(
      "elevation",
      [
        .required("name", .text, "What the policy is called."),
        .required(
          "elevation",
          .object([
            .optional(
              "hysteresisDegrees", .number(.from(0, to: 90), unit: "degrees"),
              "By how much another satellite must be higher.", default: 0),
            .optional(
              "minimumDwell", .span(mayBeZero: true), "How long a satellite serves at least.", default: "PT0S"),
            .optional(
              "holdTicks", .integer(0...1_000_000), "For how many samples it is kept below the mask.", default: 0),
            .optional(
              "minimumStay", .span(mayBeZero: true), "How long a satellite that is taken stays in view.",
              default: "PT0S"),
          ]), "The highest satellite serves, as far as these let it."),
      ]),
    .init(
      "measurements",
      [
        .required("name", .text, "What the policy is called."),
        .required(
          "measurements", .list(measurement, atLeast: 1),
          "Events of TS 38.331 on whose reports handovers are decided."),
      ]),
  ])

  private static let level = Shape.number(.from(-156, to: -30), unit: "dBm")
  private static let distance = Shape.number(.from(0, to: 3_276_250), unit: "metres")

  private static let measurement = Shape.object([
    .required("event", .choice(["A3", "A4", "A5", "D2"]), "The event."),
    .optional(
      "offsetDecibels", .number(.from(-15, to: 15), unit: "dB"), "Of A3: by how much the neighbour must be better.",
      default: 3),
    .optional("servingThresholdDBm", level, "Of A5: below it the serving cell is bad; by the link budget if missing."),
    .optional("thresholdDBm", level, "Of A4 and A5: above it the neighbour is good; by the link budget if missing."),
    .optional(
      "hysteresisDecibels", .number(.from(0, to: 15), unit: "dB"), "Of A3, A4 and A5, in steps of 0.5.", default: 1),
    .optional(
      "servingDistanceMetres", distance,
      "Of D2: beyond it the serving cell's reference location is far, in steps of 50; by the link budget if missing."),
    .optional(
      "targetDistanceMetres", distance,
      "Of D2: within it the neighbour's is near, in steps of 50; by the link budget if missing."),
    .optional(
      "hysteresisMetres", .number(.from(0, to: 327_680), unit: "metres"), "Of D2, in steps of 10.", default: 10_000),
    .optional(
      "timeToTriggerMilliseconds", .integer(0...5_120),
      "For how long the condition must hold, as TimeToTrigger has it.",
      default: 256),
    .optional(
      "reportIntervalMilliseconds", .integer(120...1_800_000), "From report to report, as ReportInterval has it.",
      default: 5_120),
    .optional(
      "filterCoefficient", .integer(0...19),
      "Of the layer 3 filter of A events, over the period of the samples; none if missing."),
  ])

  private static let prediction = Shape.object([
    .optional(
      "interval", .span(mayBeZero: true), "Scenario time between two predictions; 0 for none.", default: "PT5M"),
    .optional("horizon", .span(mayBeZero: false), "How far they look ahead.", default: "PT10M"),
  ])

  private static let radio = Shape.object([
    .optional("band", .choice(RadioBand.allCases.map(\.rawValue)), "The band of the set.", default: "S"),
    .optional("parameterSet", .integer(1...2), "The set: 1 has the larger antenna.", default: 1),
    .optional(
      "altitudeKilometres", .number(.from(100, to: 50_000), unit: "kilometres"),
      "The altitude for which powers are chosen and thresholds worked out; the satellites' own if missing."),
    .optional(
      "spacingKilohertz", .integer(15...120), "The subcarriers' spacing: 15, 30, 60 or 120.", default: 15),
    .optional(
      "surroundings", .choice(Surroundings.allCases.map(\.rawValue)),
      "What stands around the terminals; nothing is lost beside free space if missing."),
    .optional("lineOfSight", .boolean, "Whether the terminals see the satellites.", default: true),
    .optional(
      "shadowing", .span(mayBeZero: false),
      "The time after which the correlation of the shadow fading is 1/e; no fading if missing."),
  ])

  private static let part = Shape.number(.from(0, to: 1), unit: "the total")

  private static let decision = Shape.object([
    .optional("signalWeight", part, "Weight of the level.", default: 0.5),
    .optional("mobilityWeight", part, "Weight of the time in view ahead.", default: 0.3),
    .optional("resourceWeight", part, "Weight of the free resources; the three make 1.", default: 0.2),
    .optional(
      "threshold", .number(.from(0, below: 1), unit: "the total"), "Above it a handover is approved.", default: 0.7),
    .optional(
      "requiredLevelDBm", .number(.from(-200, to: 0), unit: "dBm"),
      "The level that scores 0; where a serving cell is bad by the link budget if missing."),
    .optional(
      "fullMarginDecibels", .number(.from(0.1, to: 100), unit: "dB"), "The margin over it that scores 1.", default: 3),
    .optional("fullStay", .span(mayBeZero: false), "The time in view ahead that scores 1.", default: "PT2M"),
    .optional(
      "minimumStay", .span(mayBeZero: true), "Who stays in view for less is never taken.", default: "PT30S"),
  ])

  private static let resources = Shape.object([
    .optional(
      "payload", .choice(ResourceRule.Payload.allCases.map(\.rawValue)),
      "transparent needs a station in range; regenerative keeps data in its recorder.", default: "regenerative"),
    .optional(
      "terminalsPerSatellite", .integer(1...1_000_000), "How many terminals a satellite serves at most.", default: 100),
    .optional(
      "delay", .span(mayBeZero: true),
      "How old what the federation says is when it is used: longer than messages take, so that all processes decide alike.",
      default: "PT60S"),
  ])
}
