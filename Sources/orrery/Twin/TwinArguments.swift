import Catalog
import Facade
import Foundation
import LiveTwin
import Orbits
import Quantities

extension Arguments {
  /// What the loop of a twin is to do.
  func twinOptions() throws -> TwinLoop.Options {
    let cancellation = Cancellation()
    var options = TwinLoop.Options(try twinFeed(cancellation))
    options.cancellation = cancellation
    if let most = try integer("max-sats", in: 0...1_000_000), most > 0 { options.mostSatellites = most }
    let interval = try positive("interval", atMost: .hours(24 * 7)) ?? .seconds(60)
    options.interval = .nanoseconds(interval.nanoseconds)
    options.mostIterations = has("once") ? 1 : try integer("max-iterations", in: 1...1_000_000_000)
    for option in ["max-iterations", "interval", "serve"] where has("once") && has(option) {
      throw UsageError("--once and --\(option) shut each other out", command: command)
    }
    options.orientation = try ut1()
    if let name = self["run-id"] {
      guard LineProtocol.isTag(name), !name.isEmpty else {
        throw wrong("run-id", allowed: "text without line breaks, and no \\ at its end")
      }
      options.runID = name
    }
    options.scenePath = self["czml"]
    options.sceneWindow = try positive("window", atMost: .hours(24 * 7)) ?? max(.minutes(5), interval + .minutes(1))
    options.sceneStep = try positive("sample", atMost: .hours(1)) ?? .seconds(30)
    guard options.sceneStep <= options.sceneWindow else {
      throw wrong("sample", allowed: "at most the window, \(options.sceneWindow.iso8601)")
    }
    options.sinks = try lineSinks()
    options.statisticsPath = self["stats"]
    return options
  }

  private func positive(_ option: String, atMost most: TimeSpan) throws(UsageError) -> TimeSpan? {
    guard let span = try seconds(option) else { return nil }
    guard span >= .microsecond, span <= most else {
      throw wrong(option, allowed: "above 0 and at most \(most.iso8601), in seconds or as a duration such as PT5M")
    }
    return span
  }

  // MARK: Where element sets come from

  private func twinFeed(_ cancellation: Cancellation) throws -> TwinFeed {
    try requireAtMostOne(of: "group", "url", "elements", "walker")
    for option in ["altitude-km", "inclination", "star"] where has(option) && !has("walker") {
      throw UsageError("--\(option) goes with --walker", command: command)
    }
    if let path = self["elements"] { return .file(path) }
    if has("walker") { return try walkerFeed() }
    var options = try fetcherOptions()
    options.cancellation = cancellation
    // A twin had rather use what it has than be late.
    (options.silence, options.total) = (15, 60)
    let source = has("url") ? try urlSource() : .group(self["group"] ?? "starlink")
    return .fetched(source, ElementFetcher(options), isOffline: options.isOffline)
  }

  private func walkerFeed() throws -> TwinFeed {
    let epoch = ElementFetcher.Options().now().wholeSecond
    let pattern = try walker(
      has("star") ? .star : .delta, inclinationDegrees: try number("inclination", in: 0...180) ?? 53,
      altitudeKilometres: try number("altitude-km", in: 100...100_000) ?? 550, epoch: epoch)
    return .fixed(pattern.elementSets(prefix: "WALKER"), "walker \(self["walker"] ?? "")")
  }

  // MARK: Where points go

  private func lineSinks() throws -> [any LineSink] {
    let places = all("line-protocol")
    let isWeb = { (place: String) in place.hasPrefix("http://") || place.hasPrefix("https://") }
    for option in ["influx-org", "influx-token-file", "gzip"] where has(option) && !places.contains(where: isWeb) {
      throw UsageError("--\(option) goes with --line-protocol http://...", command: command)
    }
    return try places.map { place in
      if isWeb(place) { return try influx(place) }
      guard let scheme = place.range(of: "://") else { return LineFile(place, appends: has("append")) }
      guard let components = URLComponents(string: place), components.scheme == "udp", let host = components.host,
        !host.isEmpty, let port = components.port, (1...65_535).contains(port), components.path.isEmpty
      else {
        throw UsageError(
          "--line-protocol \(place[..<scheme.upperBound])...: allowed: FILE, udp://HOST:PORT, http://HOST:PORT/DATABASE",
          command: command)
      }
      return DatagramSink(host: host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), port: port)
    }
  }

  private func influx(_ place: String) throws -> any LineSink {
    var options = InfluxSink.Options()
    options.isCompressed = has("gzip")
    let secret = try influxSecret()
    do throws(SinkFailure) {
      guard let organisation = self["influx-org"] else {
        return try InfluxSink(database: place, secret: secret, options)
      }
      guard let secret else {
        throw SinkFailure(reason: "InfluxDB 2 needs a token: --influx-token-file FILE, or INFLUX_TOKEN")
      }
      return try InfluxSink(bucket: place, of: organisation, token: secret, options)
    } catch {
      // The address may hold a password.
      throw UsageError("--line-protocol http://...: \(error.reason)", command: command)
    }
  }

  /// What opens InfluxDB's door; nil where there is none.
  private func influxSecret() throws -> String? {
    let text: String?
    if let path = self["influx-token-file"] {
      let line = try AtomicFile.read(path, atMost: 65_536).prefix { $0 != 0x0A && $0 != 0x0D }
      text = String(decoding: line, as: UTF8.self)
    } else {
      text = ProcessInfo.processInfo.environment["INFLUX_TOKEN"]
    }
    guard let text else { return nil }
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw UsageError("the token of InfluxDB is no line of text", command: command)
    }
    return text
  }
}
