/// `orrery passes`: the contact plan of a scenario, or of element sets over places on the ground.
enum PassesCommand: Command {
  static let specification = CommandSpecification(
    name: "passes", summary: "Lists every pass of satellites over stations, of a scenario or of element sets.",
    operands: "SCENARIO|FILE", operandCount: 1...1,
    options: [
      .init("stations", "FILE", "Stations of FILE (CSV or GeoJSON); the operand is then a file of element sets."),
      .init("at", "PLACE", "One place, LATITUDE,LONGITUDE[,METRES]; the operand is then a file of element sets."),
      .init("mask", "DEGREES", "The lowest elevation of stations that tell none; 10 unless told."),
      .init("horizon", "FILE", "Lowest elevations by azimuth, for all stations: lines AZIMUTH,ELEVATION, degrees."),
      .init("satellite", "NAME", "Only these, by name or number; several with commas."),
      .init("station", "NAME", "Only these, by name or number; several with commas."),
      .init("from", "TIME", "From this time on, or so long after the scenario's start."),
      .init("to", "TIME", "Up to this time, or so long after the scenario's start or --from."),
      .init("minimum-duration", "SPAN", "No shorter passes."),
      .init("refraction", nil, "Lowest elevations are those that a satellite seems to have."),
      .init("sunlight", nil, "Say whether the satellite is in sunlight at its highest."),
      .init("ut1", "SECONDS", "UT1 - UTC, -0.9 to 0.9, for element sets; a scenario has its own."),
      .init("max-age", "DURATION", "The age from which a set is warned of, for element sets; P14D."),
      .init("threads", "N", "On how many cores; all unless told."),
      .init("csv", nil, "Print CSV."),
      .init("json", nil, "Print JSON."),
      .init("ical", nil, "Print an iCalendar of the passes."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("quiet", nil, "No warnings, no progress."),
    ],
    notes: """
      Rise and set are where the elevation crosses the station's lowest one, exact to a microsecond or two; a pass that
      is cut by the span is marked with < or >. Elevations are geometric. Outages and other satellites are left out of
      account. Without --from, element sets are searched for a day from the newest epoch on. Sets that are old at the
      first or the last time are warned of.
      """,
    examples: [
      "orrery passes Scenarios/downlink", "orrery passes Scenarios/downlink --station Svalbard --csv",
      "orrery passes Scenarios/constellation --satellite 3 --to PT6H --json",
      "orrery passes stations.json --at 47.37,8.54,400 --sunlight --to P3D --ical > iss.ics",
      "orrery passes active.3le --stations network.csv --minimum-duration PT3M --csv > plan.csv",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireAtMostOne(of: "csv", "json", "ical")
    let plan = try PassPlan(arguments)
    let passes = plan.search(arguments)
    let format =
      switch ["csv", "json", "ical"].first(where: { arguments.has($0) }) {
      case "json": PassFormat.json(passes)
      case "csv": PassFormat.csv(passes)
      case "ical": PassFormat.calendar()
      default: PassFormat.table(passes, colour: Terminal.hasColour)
      }
    format.write(passes, to: StandardStreams.write)
    return plan.errorCount == 0 ? .success : .input
  }
}
