import Downlink
import Ground
import JSON
import Orbits
import Quantities
import Scenario

/// `orrery passes`: the contact plan of a scenario, before any run.
enum PassesCommand: Command {
  static let specification = CommandSpecification(
    name: "passes", summary: "Lists every pass of a scenario's satellites over its stations.",
    operands: "SCENARIO", operandCount: 1...1,
    options: [
      .init("satellite", "NAME", "Only this satellite, by name or number."),
      .init("station", "NAME", "Only this station, by name or number."),
      .init("from", "TIME", "From this scenario time on, or so long after the start."),
      .init("to", "TIME", "Up to this scenario time, or so long after the start."),
      .init("csv", nil, "Print CSV."),
      .init("json", nil, "Print JSON."),
      .init("quiet", nil, "No warnings."),
    ],
    notes: """
      Rise and set are where the elevation crosses the station's lowest one, exact to the microsecond; a pass that
      is cut by the span is marked with < or >. Outages and other satellites are left out of account.
      """,
    examples: [
      "orrery passes Scenarios/downlink", "orrery passes Scenarios/downlink --station Svalbard --csv",
      "orrery passes Scenarios/constellation --satellite 3 --to PT6H --json",
    ])

  private struct Pass {
    let satellite: String
    let station: String
    let groundId: Int
    let window: AccessWindow
    let rise: LookAngles
    let set: LookAngles
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard !arguments.has("csv") || !arguments.has("json") else {
      throw UsageError("--csv and --json shut each other out", command: arguments.command)
    }
    let definition = try arguments.scenario()
    let from = try time(arguments, "from", definition) ?? definition.start
    let to = try time(arguments, "to", definition) ?? definition.stop
    guard from < to else { throw UsageError("--from is not before --to", command: arguments.command) }
    let satellites = try chosen(arguments, "satellite", definition.satellites) { [$0.name, String($0.id)] }
    let stations = try chosen(arguments, "station", definition.stations) { [$0.name, String($0.station.groundId)] }
    var passes: [Pass] = []
    for (index, satellite) in satellites.enumerated() {
      if Terminal.showsErrors { Terminal.write("\r\u{1B}[Kpasses of satellite \(index + 1) of \(satellites.count)") }
      for station in stations { passes += try self.passes(satellite, station, from, to) }
    }
    if Terminal.showsErrors { Terminal.write("\r\u{1B}[K") }
    passes.sort { ($0.window.start, $0.satellite, $0.groundId) < ($1.window.start, $1.satellite, $1.groundId) }
    if arguments.has("json") {
      print(JSONValue.array(passes.map(json)).indented)
    } else if arguments.has("csv") {
      print(csv(passes))
    } else {
      print(table(passes).text(colour: Terminal.hasColour))
    }
    return .success
  }

  private static func passes(
    _ satellite: OrbitingSatellite, _ station: ScenarioDefinition.Station, _ from: ScenarioTime, _ to: ScenarioTime
  ) throws -> [Pass] {
    let site = GroundSite(station.station.position)
    let report = AccessSearch.windows(
      of: satellite.orbit, over: site, minimumElevation: station.station.minimumElevation, from: from, to: to)
    if let failure = report.failure {
      Terminal.complain("warning: \(satellite.name) cannot be propagated further: \(failure)")
    }
    return try report.windows.map { window in
      Pass(
        satellite: satellite.name, station: station.name, groundId: station.station.groundId, window: window,
        rise: try satellite.orbit.lookAngles(from: site, at: window.start),
        set: try satellite.orbit.lookAngles(from: site, at: window.end - .microsecond))
    }
  }

  private static func time(
    _ arguments: Arguments, _ option: String, _ definition: ScenarioDefinition
  ) throws -> ScenarioTime? {
    guard let text = arguments[option] else { return nil }
    guard let time = (try? ScenarioTime(text)) ?? (try? TimeSpan(text)).flatMap({ definition.start.adding($0) }) else {
      throw arguments.wrong(option, allowed: "a time, or a duration after the start such as PT6H")
    }
    return time
  }

  private static func chosen<Item>(
    _ arguments: Arguments, _ option: String, _ items: [Item], _ names: (Item) -> [String]
  ) throws -> [Item] {
    guard let wanted = arguments[option] else { return items }
    let found = items.filter { names($0).contains(wanted) }
    guard !found.isEmpty else {
      let all = items.map { names($0)[0] }
      let hint = nearest(to: wanted, among: all).map { "; did you mean \"\($0)\"?" } ?? ""
      throw arguments.wrong(option, allowed: all.prefix(12).joined(separator: ", ") + hint)
    }
    return found
  }

  private static func table(_ passes: [Pass]) -> Table {
    var table = Table(columns: [
      .text("Satellite"), .text("Station"), .text("Rise (UTC)"), .text("Highest"), .text("Set"),
      .number("Duration", "s"), .number("Elevation", "deg"), .number("Azimuth", "rise - set, deg"),
    ])
    table.rows = passes.map { pass in
      let window = pass.window
      return [
        pass.satellite, pass.station, (window.startsBeforeSpan ? "<" : " ") + String(window.start.iso8601.prefix(19)),
        String(window.culmination.time.iso8601.dropFirst(11).prefix(8)),
        (window.endsAfterSpan ? ">" : " ") + String(window.end.iso8601.dropFirst(11).prefix(8)),
        (window.end - window.start).seconds.fixed(1), window.culmination.elevation.degrees.fixed(1),
        "\(pass.rise.azimuth.degrees.fixed(0)) - \(pass.set.azimuth.degrees.fixed(0))",
      ]
    }
    let seconds = passes.reduce(0) { $0 + ($1.window.end - $1.window.start).seconds }
    table.total = ["\(passes.count) passes", "", "", "", "", seconds.fixed(1), "", ""]
    return table
  }

  private static func json(_ pass: Pass) -> JSONValue {
    let window = pass.window
    return [
      "satellite": .string(pass.satellite),
      "station": .string(pass.station),
      "groundId": .integer(Int64(pass.groundId)),
      "rise": .string(window.start.iso8601),
      "highest": .string(window.culmination.time.iso8601),
      "set": .string(window.end.iso8601),
      "startsBeforeSpan": .bool(window.startsBeforeSpan),
      "endsAfterSpan": .bool(window.endsAfterSpan),
      "durationSeconds": .number((window.end - window.start).seconds),
      "maximumElevationDegrees": .number(window.culmination.elevation.degrees),
      "riseAzimuthDegrees": .number(pass.rise.azimuth.degrees),
      "setAzimuthDegrees": .number(pass.set.azimuth.degrees),
    ]
  }

  private static func csv(_ passes: [Pass]) -> String {
    let head =
      "satellite,station,groundId,rise,highest,set,startsBeforeSpan,endsAfterSpan,durationSeconds,"
      + "maximumElevationDegrees,riseAzimuthDegrees,setAzimuthDegrees"
    return
      ([head]
      + passes.map { pass in
        json(pass).object?.members.map { $0.value.string.map(quoted) ?? $0.value.compact }.joined(separator: ",") ?? ""
      }).joined(separator: "\n")
  }

  /// A field of CSV: in quotes where it holds a comma or a quote (RFC 4180).
  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
