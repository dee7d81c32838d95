public import Catalog
public import Facade
import Foundation
import HTTPServer
import JSON

/// Points over HTTP, as InfluxDB 1 and 2 take them.
///
/// Batches go one after another. A server that is busy or away is asked again, a few times and in all no longer than
/// ``Options/patience``; what it does not want is told in its own words.
public struct InfluxSink: LineSink {
  /// What can be set.
  public struct Options: Sendable {
    /// Whether batches are sent in the format of gzip.
    public var isCompressed = false
    /// How long the server may be silent, and all of a delivery may take.
    public var silence = Duration.seconds(10), patience = Duration.seconds(60)
    /// How often a batch is sent at most, and how long is waited after the first time; then twice as long each time.
    public var attempts = 4, pause = Duration.milliseconds(500)
    /// Points and bytes of a batch.
    public var batchPoints = 5_000, batchBytes = 1 << 20

    /// Creates the usual options.
    public init() {}
  }

  private let url: URL
  private let authorization: String?
  private let options: Options
  /// Where the points go, without what opens the door.
  public let name: String

  /// Points for a database of InfluxDB 1.
  /// - Parameters:
  ///   - address: `http://HOST:PORT/DATABASE`; before the last part of the path may stand one of a proxy.
  ///   - secret: `USER:PASSWORD`; nil where there is none.
  /// - Throws: ``SinkFailure`` for an address that is none.
  public init(database address: String, secret: String? = nil, _ options: Options = Options()) throws(SinkFailure) {
    let parts = try Self.parts(address, last: "DATABASE")
    let given = parts.user ?? secret
    try self.init(
      parts, "write", [("db", parts.last), ("precision", "ns")],
      given.map { "Basic \(Data($0.utf8).base64EncodedString())" }, options)
  }

  /// Points for a bucket of InfluxDB 2.
  /// - Parameters:
  ///   - address: `http://HOST:PORT/BUCKET`.
  ///   - token: of the API.
  /// - Throws: ``SinkFailure`` for an address that is none.
  public init(
    bucket address: String, of organisation: String, token: String, _ options: Options = Options()
  ) throws(SinkFailure) {
    let parts = try Self.parts(address, last: "BUCKET")
    guard parts.user == nil else { throw SinkFailure(reason: "InfluxDB 2 wants a token, no user") }
    try self.init(
      parts, "api/v2/write", [("org", organisation), ("bucket", parts.last), ("precision", "ns")], "Token \(token)",
      options)
  }

  private init(
    _ parts: Parts, _ path: String, _ query: [(String, String)], _ authorization: String?, _ options: Options
  ) throws(SinkFailure) {
    let words = query.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
    guard let url = URL(string: "\(parts.base)/\(path)?\(words)") else {
      throw SinkFailure(reason: "\(parts.base) is no address")
    }
    (self.url, self.authorization, self.options) = (url, authorization, options)
    name = "\(parts.base)/\(parts.last)"
  }

  private struct Parts {
    let base: String, last: String, user: String?
  }

  private static func parts(_ address: String, last: String) throws(SinkFailure) -> Parts {
    let allowed = "http://HOST:PORT/\(last) or https://..."
    guard let components = URLComponents(string: address), let scheme = components.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = components.host, !host.isEmpty,
      let name = components.path.split(separator: "/").last, components.query == nil
    else { throw SinkFailure(reason: "no address of InfluxDB; allowed: \(allowed)") }
    let prefix = components.percentEncodedPath.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    let port = components.port.map { ":\($0)" } ?? ""
    let user = components.user.map { "\($0):\(components.password ?? "")" }
    return Parts(base: "\(scheme)://\(host)\(port)\(prefix)", last: String(name), user: user)
  }

  /// Everything but letters, digits and four signs is escaped (RFC 3986, 2.3); a plus would be read as a space.
  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
      let character = Character(UnicodeScalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        result.append(character)
      } else {
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }

  // MARK: Delivery

  /// Sends all lines, a batch at a time.
  public func deliver(_ points: LineProtocol, _ cancellation: Cancellation) throws(SinkFailure) -> Int {
    let deadline = ContinuousClock.now + options.patience
    var sum = SinkFailure(reason: "")
    for batch in LineBatches(points.bytes, bytes: options.batchBytes, lines: options.batchPoints) {
      guard !cancellation.isCancelled else { return sum.delivered }
      let outcome = send(batch.bytes, lines: batch.lines, before: deadline, cancellation)
      sum.delivered += outcome.delivered
      sum.rejected += outcome.rejected
      if sum.reason.isEmpty { sum.reason = outcome.reason }
      if outcome.isLast { break }
    }
    guard sum.delivered < points.count else { return sum.delivered }
    let unsent = points.count - sum.delivered - sum.rejected
    let counts = [(sum.rejected, "rejected"), (unsent, "not delivered")].filter { $0.0 > 0 }
      .map { "\($0) of \(points.count) points \($1)" }
    throw SinkFailure(
      delivered: sum.delivered, rejected: sum.rejected, reason: "\(counts.joined(separator: ", ")): \(sum.reason)")
  }

  /// What became of a batch.
  private struct Outcome {
    var delivered = 0, rejected = 0
    var reason = ""
    /// Whether further batches would fare alike.
    var isLast = false
  }

  private func send(
    _ bytes: ArraySlice<UInt8>, lines: Int, before deadline: ContinuousClock.Instant, _ cancellation: Cancellation
  ) -> Outcome {
    var pause = options.pause
    let (body, isPacked) = body(bytes)
    for attempt in 1...max(1, options.attempts) {
      let reason: String
      do throws(HTTPFailure) {
        let answer = try exchange(before: deadline, isPacked, cancellation).post(body, to: url)
        let words = ServerAnswer(answer)
        switch answer.status {
        case 200..<300: return Outcome(delivered: lines)
        case 400:
          let rejected = min(lines, words.rejected ?? lines)
          return Outcome(delivered: lines - rejected, rejected: rejected, reason: words.text)
        case 413, 422: return Outcome(rejected: lines, reason: words.text)
        case 429, 500...: reason = words.text
        default: return Outcome(rejected: lines, reason: words.text, isLast: true)
        }
        if let wanted = answer.retryAfter, wanted >= 0 { pause = max(pause, .seconds(min(wanted, 3_600))) }
      } catch {
        reason = error.reason
      }
      let isLast = attempt == options.attempts || .now + pause >= deadline
      guard !isLast, cancellation.wait(until: .now + pause) else { return Outcome(reason: reason, isLast: true) }
      pause *= 2
    }
    return Outcome(isLast: true)
  }

  private func exchange(
    before deadline: ContinuousClock.Instant, _ isPacked: Bool, _ cancellation: Cancellation
  ) -> HTTPExchange {
    var exchange = HTTPExchange()
    exchange.silence = options.silence / .seconds(1)
    exchange.total = max(0.001, (deadline - .now) / .seconds(1))
    exchange.mostBytes = 1 << 20
    exchange.cancellation = cancellation
    exchange.headers = [("Content-Type", "text/plain; charset=utf-8"), ("User-Agent", "Orrery")]
    if let authorization { exchange.headers.append(("Authorization", authorization)) }
    if isPacked { exchange.headers.append(("Content-Encoding", "gzip")) }
    return exchange
  }

  /// What is sent, and whether it is in the format of gzip.
  private func body(_ bytes: ArraySlice<UInt8>) -> ([UInt8], Bool) {
    #if HTTP
      if options.isCompressed, let packed = Bytes(bytes).gzipped {
        return (packed.withUnsafeBytes { Array($0) }, true)
      }
    #endif
    return (Array(bytes), false)
  }
}

/// What InfluxDB says of a batch.
private struct ServerAnswer {
  let text: String
  /// How many points it did not take; nil where it does not say.
  let rejected: Int?

  init(_ answer: HTTPAnswer) {
    let value = try? JSONValue.parse(answer.body)
    let words = value?["error"]?.string ?? value?["message"]?.string ?? String(decoding: answer.body, as: UTF8.self)
    let line = words.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(300)
    text = line.isEmpty ? "HTTP status \(answer.status)" : "\(line) (HTTP status \(answer.status))"
    // InfluxDB 1: "partial write: ... dropped=3"; a line that cannot be read is told of, and not counted there.
    guard words.hasPrefix("partial write") else {
      rejected = nil
      return
    }
    let dropped = words.components(separatedBy: "dropped=").last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    rejected = dropped + words.components(separatedBy: "unable to parse '").count - 1
  }
}
