public import Foundation
import Orbits
public import Quantities

/// Fetches element sets over HTTP with a cache, and has an answer without a network.
///
/// Of a fresh cache nothing is asked. Otherwise the server is, with the conditions of what is stored; where it does not
/// answer, an old cache is used, else the sets that the program carries, and ``FetchedElements/notes`` says so.
public struct ElementFetcher: Sendable {
  /// What can be set.
  public struct Options: Sendable {
    /// Where answers are kept.
    public var cacheFolder = ElementCache.usualFolder
    /// How long an answer is used without asking again: CelesTrak's own interval of updates.
    public var timeToLive = TimeSpan.hours(2)
    /// Whether nothing may be asked at all.
    public var isOffline = false
    /// The version that the server is told.
    public var version = "0"
    /// Where groups and numbers are asked for.
    public var celesTrak = ElementSource.celesTrak
    /// The least time between two requests to one host, seconds.
    public var requestInterval: TimeInterval = 1
    /// How long a server may be silent, seconds.
    public var silence: TimeInterval = 30
    /// How long an answer may take, seconds.
    public var total: TimeInterval = 120
    /// The longest answer, bytes.
    public var mostBytes = 256 << 20
    /// What ends the waiting at once: what has been fetched before is then used.
    public var cancellation: Cancellation?
    /// The wallclock.
    public var now: @Sendable () -> ScenarioTime = {
      let seconds = Date().timeIntervalSince1970
      return ScenarioTime(nanosecondsSince1970: Int64((seconds * 1e6).rounded()) * 1_000)
    }

    /// Creates the usual options.
    public init() {}
  }

  private let options: Options
  private let cache: ElementCache

  /// Creates a fetcher.
  public init(_ options: Options = Options()) {
    self.options = options
    cache = ElementCache(folder: options.cacheFolder)
  }

  /// Fetches what a source has.
  /// - Throws: ``FetchError`` where the source says that there is no such thing, or where nothing can be had at all.
  public func fetch(_ source: ElementSource) throws(FetchError) -> FetchedElements {
    if let fault = source.fault { throw FetchError(source: source, reason: fault) }
    guard let url = source.url(celesTrak: options.celesTrak) else {
      throw FetchError(source: source, reason: "is no address")
    }
    let copy = ElementCache.Copy { () throws(ElementCache.Absence) in try cache.entry(of: url.absoluteString) }
    let now = options.now()
    if case .success(let entry) = copy, isFresh(entry, now) {
      return FetchedElements(entry, source, .cache(age: now - entry.checked))
    }
    if options.isOffline { return try withoutNetwork(source, copy, now, because: "offline") }
    let pacer = HostPacer(
      folder: options.cacheFolder, interval: options.requestInterval, cancellation: options.cancellation)
    let exchange = exchange(copy)
    let answer: HTTPAnswer
    do throws(HTTPFailure) {
      answer = try pacer.turn(at: url.host() ?? "") { () throws(HTTPFailure) in try exchange.get(url) }
    } catch {
      return try withoutNetwork(source, copy, now, because: "\(url.absoluteString): \(error.reason)")
    }
    return try take(answer, of: url, source, copy)
  }

  private func isFresh(_ entry: ElementCache.Entry, _ now: ScenarioTime) -> Bool {
    entry.checked <= now && now - entry.checked < options.timeToLive
  }

  /// Asks for what is newer than a copy; one that cannot be used is fetched anew, and replaced.
  private func exchange(_ copy: ElementCache.Copy) -> HTTPExchange {
    var exchange = HTTPExchange()
    (exchange.silence, exchange.total, exchange.mostBytes) = (options.silence, options.total, options.mostBytes)
    exchange.cancellation = options.cancellation
    exchange.headers = [
      ("User-Agent", "Orrery/\(options.version) (co-simulation federate for satellite test runs)"),
      ("Accept", "application/json, text/csv, application/xml, text/plain"),
    ]
    guard case .success(let entry) = copy else { return exchange }
    if let tag = entry.entityTag { exchange.headers.append(("If-None-Match", tag)) }
    if let date = entry.lastModified { exchange.headers.append(("If-Modified-Since", date)) }
    return exchange
  }

  // MARK: Answers

  private func take(
    _ answer: HTTPAnswer, of url: URL, _ source: ElementSource, _ copy: ElementCache.Copy
  ) throws(FetchError) -> FetchedElements {
    let now = options.now()
    let words = ServerWords(answer.body)
    if answer.status == 304 || words.saysUnchanged, case .success(var entry) = copy {
      entry.checked = now
      return store(entry, source, .notModified)
    }
    if words.saysUnchanged {
      let reason = "\(url.host() ?? "") gives each address once in two hours: \(words.shown)"
      return try withoutNetwork(source, copy, now, because: reason)
    }
    if let refusal = words.refusal(status: answer.status) { throw FetchError(source: source, reason: refusal) }
    guard answer.status == 200 else {
      let said = words.shown.isEmpty ? "" : ": \(words.shown)"
      return try withoutNetwork(
        source, copy, now, because: "\(url.absoluteString): HTTP status \(answer.status)\(said)")
    }
    let file = ElementFile(answer.body)
    guard !file.sets.isEmpty, !file.isCut else {
      let fault = file.errors.last?.description ?? "no element sets"
      return try withoutNetwork(source, copy, now, because: "\(url.absoluteString): no whole element file: \(fault)")
    }
    return store(
      ElementCache.Entry(
        url: url.absoluteString, checked: now, entityTag: answer.entityTag, lastModified: answer.lastModified,
        body: answer.body), source, .network)
  }

  private func store(
    _ entry: ElementCache.Entry, _ source: ElementSource, _ origin: FetchedElements.Origin
  ) -> FetchedElements {
    var fetched = FetchedElements(entry, source, origin)
    do {
      try cache.store(entry)
    } catch {
      fetched.notes.append("the answer is not kept: \(error)")
    }
    return fetched
  }

  // MARK: Without a network

  private func withoutNetwork(
    _ source: ElementSource, _ copy: ElementCache.Copy, _ now: ScenarioTime,
    because reason: String
  ) throws(FetchError) -> FetchedElements {
    switch copy {
    case .success(let entry):
      let age = now - entry.checked
      var fetched = FetchedElements(entry, source, .cache(age: age))
      fetched.notes.append("\(reason); the copy of \(entry.checked), \(age.spelledAge) old, is used")
      return fetched
    case .failure(let absence):
      if let embedded = EmbeddedElements.sets(of: source) {
        // That nothing was fetched before is no fault.
        if case .nothing = absence { return FetchedElements(embedded, source, because: reason) }
        return FetchedElements(embedded, source, because: "\(reason); \(absence)")
      }
      throw FetchError(
        source: source,
        reason: "\(reason); \(absence), and the program carries only the groups "
          + EmbeddedElements.groupNames.joined(separator: ", "))
    }
  }
}

/// What a server says in words instead of element sets.
struct ServerWords {
  /// Its first line, for a message.
  let shown: String
  private let text: String

  init(_ body: [UInt8]) {
    let head = String(decoding: body.prefix(2_048), as: UTF8.self)
    text = head.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let isPage = text.prefix(200).lowercased().contains("<html") || text.lowercased().hasPrefix("<!doctype")
    let isWords = !body.isEmpty && !isPage && !text.hasPrefix("{") && !text.hasPrefix("[") && !text.hasPrefix("<")
    shown = isPage ? "an HTML page" : isWords ? String(text.prefix(160)) : ""
  }

  /// Whether CelesTrak says that what it gave last is still the newest: with a 403, at times with a 200.
  var saysUnchanged: Bool { text.hasPrefix("GP data has not updated since your last") }

  /// What the one who asks has to change; nil where the server or the network is at fault.
  func refusal(status: Int) -> String? {
    if text.hasPrefix("No GP data found") { return "CelesTrak has no such satellite or group: \"\(shown)\"" }
    if text.hasPrefix("Invalid query") { return "CelesTrak does not know what is asked: \"\(shown)\"" }
    guard [400, 401, 404, 405, 410, 414].contains(status) else { return nil }
    return "HTTP status \(status)\(shown.isEmpty ? "" : ": \(shown)")"
  }
}

extension TimeSpan {
  /// The age of a copy as a person says it.
  var spelledAge: String {
    let minutes = max(0, nanoseconds / 60_000_000_000)
    return minutes < 120 ? "\(minutes) min" : minutes < 2_880 ? "\(minutes / 60) h" : "\(minutes / 1_440) days"
  }
}
