import Catalog
import Foundation
import HTTPServer
import JSON
import LiveTwin
import Quantities

/// `orrery twin`: the sky as it is now, written again and again.
enum TwinCommand: Command {
  static let specification = CommandSpecification(
    name: "twin",
    summary: "Fetches element sets and writes where satellites are, again and again, and answers over HTTP.",
    operands: "", operandCount: 0...0,
    options: [
      .init("group", "NAME", "A group of CelesTrak's: starlink (the default), oneweb, stations, active ..."),
      .init("url", "URL", "Element sets at any address of http or https."),
      .init("elements", "FILE", "Element sets in FILE, read anew each time."),
      .init("walker", "T/P/F", "A Walker constellation: satellites, planes, phasing."),
      .init("altitude-km", "KM", "Its altitude; 550 unless told."),
      .init("inclination", "DEGREES", "Its inclination; 53 unless told."),
      .init("star", nil, "Its planes over half a turn instead of a whole one."),
      .init("max-sats", "N", "Only the first N satellites; all of them unless told, or with 0."),
      .init("interval", "SECONDS", "From one beginning to the next; 60."),
      .init("max-iterations", "N", "End after N, good or not."),
      .init("once", nil, "One iteration and the end: for timers."),
      .init("czml", "FILE", "Write the satellites as CZML, for CesiumJS."),
      .init("window", "SPAN", "How far ahead the CZML reaches; five minutes, or the interval and a minute."),
      .init("sample", "SPAN", "From sample to sample of the CZML; PT30S."),
      .init(
        "line-protocol", "WHERE",
        "Write points for InfluxDB: FILE, udp://HOST:PORT, or http(s)://HOST:PORT/DATABASE, of InfluxDB 2 /BUCKET.",
        isRepeatable: true),
      .init(
        "append", nil, "Add to the FILE of --line-protocol, which then grows without end, instead of replacing it."),
      .init("influx-org", "NAME", "The address is of InfluxDB 2, its path a bucket of this organisation."),
      .init(
        "influx-token-file", "FILE", "The API token, or USER:PASSWORD of InfluxDB 1; INFLUX_TOKEN where missing."),
      .init("gzip", nil, "Compress what is sent over HTTP."),
      .init("run-id", "NAME", "The tag run_id of every point; twin."),
      .init("ut1", "SECONDS", "UT1 - UTC, -0.9 to 0.9; 0 unless told."),
      .init("stats", "FILE", "Write what has been done to FILE after each iteration, as JSON."),
      .init("cache", "FOLDER", "Where answers are kept; $XDG_CACHE_HOME/orrery/elements where missing."),
      .init("ttl", "DURATION", "How long an answer is used without asking again; PT2H, CelesTrak's own interval."),
      .init("offline", nil, "Ask nobody: the cache of any age, else the program's own sets."),
      .init("quiet", nil, "No log, only errors."),
      .init(
        "serve", "[PORT]", "Answer over HTTP on PORT of the element sets in use; see /docs there.",
        fallback: "\(ServerOptions.defaultPort)"),
    ] + Arguments.answers,
    notes: """
      Files are replaced in one step: who opens one reads a whole one. Where the source does not answer, the copy in the
      cache is used, else the sets that the program carries, and the log says so. What fails is logged and counted, and
      the next iteration comes at its time. At the end the statistics are printed as JSON; exit code 0 where at least one
      iteration was good, also after Ctrl-C or SIGTERM, which end it at once.
      """,
    examples: [
      "orrery twin --group starlink --max-sats 200 --interval 300 --czml twin.czml --line-protocol twin.lp",
      "orrery twin --walker 1584/72/39 --line-protocol udp://localhost:8089",
      "orrery twin --group oneweb --line-protocol http://localhost:8086/ntn --influx-org lab --influx-token-file token",
      "orrery twin --elements sets.csv --serve",
      "orrery twin --once --czml /srv/www/twin.czml --quiet",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let options = try arguments.twinOptions()
    guard options.scenePath != nil || !options.sinks.isEmpty || arguments.has("serve") || options.statisticsPath != nil
    else {
      throw UsageError(
        "twin needs something to do: --czml, --line-protocol, --stats or --serve", command: arguments.command)
    }
    let cancellation = options.cancellation
    let interruption = Interruption { cancellation.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    let server = try arguments.serverOptions(port: "serve")
    let service = try server.map { try TwinService($0, arguments, at: options.now(), options.orientation) }
    defer { service?.stop() }
    let manager = ServiceManager()
    let log = TwinLog(arguments, options)
    let loop = TwinLoop(options) { event in
      if case .flies(let elements, let refreshed) = event { service?.fly(elements, refreshed: refreshed) }
      log.tell(event)
      if case .ended(let statistics) = event { manager?.say("STATUS=\(statistics.summary)") }
    }
    manager?.say("READY=1\nSTATUS=fetching \(options.feed)")
    let statistics = loop.run()
    manager?.say("STOPPING=1")
    log.end()
    print(statistics.json.indented)
    return statistics.iterations > 0 ? .success : .failure
  }
}
