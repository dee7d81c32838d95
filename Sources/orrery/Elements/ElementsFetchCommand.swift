import Catalog
import Foundation
import Quantities

/// `orrery elements fetch`: the newest element sets, from CelesTrak or any address.
enum ElementsFetchCommand: Command {
  static let specification = CommandSpecification(
    name: "elements fetch", summary: "Fetches element sets, with a cache, and with sets of its own where all fails.",
    operands: "", operandCount: 0...0,
    options: [
      .init("group", "NAME", "A group of CelesTrak's: stations, weather, starlink, active ..."),
      .init("catnr", "NUMBER", "A satellite of CelesTrak's, by catalogue number."),
      .init("url", "URL", "Any address of http or https; the format is found out."),
      .init("output", "FILE", "Write to FILE, in the format of its name; standard output where missing."),
      .init("cache", "FOLDER", "Where answers are kept; $XDG_CACHE_HOME/orrery/elements where missing."),
      .init("ttl", "DURATION", "How long an answer is used without asking again; PT2H, CelesTrak's own interval."),
      .init("offline", nil, "Ask nobody: the cache of any age, else the program's own sets."),
      .init("quiet", nil, "No notes, only errors."),
    ],
    notes: """
      A second passes between two requests to one host, and CelesTrak is asked once in two hours: it blocks who asks
      more often. What was used, where it is not the newest, is said with its epochs; sets more than 14 days old and
      satellites that have decayed are told as well. Names that end in .json, .csv, .kvn, .xml, .tle and .3le convert.
      """,
    examples: [
      "orrery elements fetch --group stations --output stations.json",
      "orrery elements fetch --catnr 25544 --output iss.tle",
      "orrery elements fetch --url https://example.org/sets.csv > sets.csv",
      "orrery elements fetch --group starlink --offline --output shells.csv",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let source = try source(arguments)
    let options = try arguments.fetcherOptions()
    let notice = SlowNotice("fetching \(source)", isQuiet: arguments.has("quiet"))
    let fetched: FetchedElements
    do {
      fetched = try ElementFetcher(options).fetch(source)
      notice.end()
    } catch {
      notice.end()
      Terminal.complain("orrery: \(error)")
      return .failure
    }
    arguments.complain(of: fetched.file, source.description)
    let bytes = converted(fetched, arguments)
    try deliver(bytes, to: arguments["output"])
    if !arguments.has("quiet") { say(fetched, arguments, now: options.now()) }
    return fetched.file.errorCount == 0 ? .success : .input
  }

  private static func say(_ fetched: FetchedElements, _ arguments: Arguments, now: ScenarioTime) {
    for note in fetched.notes { Terminal.complain("note: \(note)") }
    for note in CatalogHealth(of: fetched.file.sets, at: now).notes { Terminal.complain("warning: \(note)") }
    guard let output = arguments["output"], output != "-" else { return }
    let origin =
      switch fetched.origin {
      case .network: "fetched"
      case .notModified: "from the cache, still the newest"
      case .cache: "from the cache"
      case .embedded: "the program's own"
      }
    Terminal.complain("\(output): \(fetched.file.sets.count) sets of \(fetched.source), \(origin)")
  }

  /// The bytes as they came, or in the format that the name of the output means.
  private static func converted(_ fetched: FetchedElements, _ arguments: Arguments) -> [UInt8] {
    guard let output = arguments["output"], let format = ElementFormat(named: output), format != fetched.file.format
    else { return fetched.bytes }
    let written = format.write(fetched.file.sets)
    let warnings = written.problems.count { $0.severity == .warning }
    arguments.complain(of: written.problems, output, errorCount: written.errorCount, warningCount: warnings)
    return written.bytes
  }

  private static func source(_ arguments: Arguments) throws -> ElementSource {
    let given = ["group", "catnr", "url"].filter { arguments.has($0) }
    guard given.count == 1 else {
      throw UsageError("elements fetch needs one of --group, --catnr and --url", command: arguments.command)
    }
    if let name = arguments["group"] { return .group(name) }
    if let text = arguments["catnr"] {
      guard let number = Int(text), (1...999_999_999).contains(number) else {
        throw arguments.wrong("catnr", allowed: "a catalogue number, 1...999999999")
      }
      return .catalogNumber(number)
    }
    return try arguments.urlSource()
  }
}

extension Arguments {
  /// Reads the option `url`.
  func urlSource() throws(UsageError) -> ElementSource {
    guard let url = self["url"].flatMap({ URL(string: $0) }), ["http", "https"].contains(url.scheme?.lowercased())
    else { throw wrong("url", allowed: "http://... and https://...") }
    return .url(url)
  }

  /// Reads the options `cache`, `ttl` and `offline`.
  func fetcherOptions() throws(UsageError) -> ElementFetcher.Options {
    var options = ElementFetcher.Options()
    options.version = orreryVersion
    options.isOffline = has("offline")
    if let folder = self["cache"] { options.cacheFolder = folder }
    if let text = self["ttl"] {
      guard let span = try? TimeSpan(text), span >= .zero else { throw wrong("ttl", allowed: TimeSpan.allowedForms) }
      options.timeToLive = span
    }
    return options
  }
}
