import HandoverAnalysis
import JSON
import Messages
import Quantities

/// What is asked of a prediction, in the names of ntn-digital-twin's newest version.
///
/// What is missing is as in version 0.1.0: the highest satellite serves, and the first acquisition is listed. With
/// `profile` "a3" it is as in the newest one: margins in dB, and no acquisition at the start.
struct HandoverRequest {
  static let shape = MessageShape(
    "HandoverRequest", "A terminal, and how it is handed over.",
    [
      .required("ue_lat_deg", .number(-90...90), "Geodetic latitude in degrees."),
      .required("ue_lon_deg", .number(-180...180), "Longitude in degrees, east positive."),
      .optional("ue_alt_m", .number(-500...100_000), "Height above the ellipsoid in metres.", default: 0),
      .optional("horizon_min", .number(0...1_440), "How far ahead, in minutes; above 0.", default: 10),
      .optional("step_sec", .number(0.1...3_600), "From tick to tick, where no guard is asked for.", default: 5),
      .optional("min_elevation_deg", .number(0...90), "From which elevation on a satellite serves.", default: 10),
      .optional("profile", .choice(["v0.1.0", "a3"]), "Whose defaults count.", default: "v0.1.0"),
      .optional("margin_quantity", .choice(["db", "elevation_deg"]), "What is compared."),
      .optional("hysteresis_deg", .number(0...45), "Margin in degrees, of elevations; with a3 3."),
      .optional("a3_offset_db", .number(0...40), "Margin in dB, of levels over free space; with a3 3."),
      .optional("time_to_trigger_sec", .number(0...60), "For how long the margin must be kept.", default: 0),
      .optional("min_service_sec", .number(0...600), "For how long a satellite serves at least.", default: 0),
      .optional("link_eirp_dbm", .number(-50...150), "Power that is sent, dBm.", default: 62),
      .optional("link_gt_db_per_k", .number(-60...60), "Figure of merit of the terminal, dB/K.", default: 1.1),
      .optional("link_bandwidth_hz", .number(1_000...10_000_000_000), "Bandwidth in Hz.", default: 20_000_000),
      .optional(
        "link_frequency_hz", .number(100_000_000...100_000_000_000), "Carrier in Hz.", default: 2_000_000_000),
      .optional("start_iso", .time, "From when on; the run's own time where it is missing."),
    ])

  /// The greatest number of ticks.
  static let mostTicks = 20_000.0

  let terminal: UserTerminal
  let horizonMinutes: Double
  let step: TimeSpan
  /// The rule of a guard; nil for the highest satellite at every tick.
  let rule: HandoverRule?
  /// What is compared, and by how much another satellite must be better.
  let quantity: String, margin: Double
  let isA3: Bool
  let start: ScenarioTime?
  let link: SignalToNoise

  init(_ values: MessageValues) throws(Refusal) {
    terminal = UserTerminal(
      name: "ue",
      at: Geodetic(
        latitudeDegrees: values.number("ue_lat_deg"), longitudeDegrees: values.number("ue_lon_deg"),
        heightMetres: values.number("ue_alt_m")), minimumElevation: .degrees(values.number("min_elevation_deg")))
    horizonMinutes = values.number("horizon_min")
    let seconds = values.number("step_sec")
    guard horizonMinutes > 0, let step = TimeSpan(roundingSeconds: seconds) else {
      throw Refusal(parameter: "$.horizon_min", value: .number(horizonMinutes), allowed: "above 0, up to 1440")
    }
    guard horizonMinutes * 60 / seconds <= Self.mostTicks else {
      throw Refusal(parameter: "$.step_sec", value: .number(seconds), allowed: "at most 20000 steps in the horizon")
    }
    (self.step, start, link) = (step, values.timeIfPresent("start_iso"), SignalToNoise(values))
    isA3 = values.text("profile") == "a3"
    let (degrees, decibels) = (values.numberIfPresent("hysteresis_deg"), values.numberIfPresent("a3_offset_db"))
    quantity =
      values.textIfPresent("margin_quantity") ?? (isA3 || decibels != nil && degrees == nil ? "db" : "elevation_deg")
    margin = (quantity == "db" ? decibels : degrees) ?? (isA3 ? 3 : 0)
    let (trigger, service) = (values.number("time_to_trigger_sec"), values.number("min_service_sec"))
    let isGuarded = isA3 || quantity == "db" || margin > 0 || trigger > 0 || service > 0
    do {
      rule =
        isGuarded
        ? try HandoverRule(
          by: quantity == "db" ? .level : .elevation, margin: margin,
          timeToTrigger: TimeSpan(roundingSeconds: trigger) ?? .zero,
          minimumService: TimeSpan(roundingSeconds: service) ?? .zero) : nil
    } catch {
      throw Refusal(parameter: "$.\(error.parameter)", value: Refusal.value(error.value), allowed: error.allowed)
    }
  }

  static let answer = Schema.object([
    "requested_at_iso": .time, "horizon_min": .number, "n_handovers": .integer, "profile": .choice(["v0.1.0", "a3"]),
    "times": .choice(["sampled", "exact"]).describing("On the ticks, or to the microsecond."),
    "margin_quantity": .choice(["db", "elevation_deg"]), "effective_margin": .number,
    "events": .list(
      .object([
        "time_iso": .time, "sat_in_norad": .integer, "sat_in_name": .text, "sat_out_norad": .integer.orNull,
        "sat_out_name": .text.orNull, "elevation_in_deg": .number, "elevation_out_deg": .number.orNull,
        "snr_in_db": .number, "snr_out_db": .number.orNull,
      ])), "elapsed_ms": .number,
  ])
}
