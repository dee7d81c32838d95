package import Foundation
import FoundationNetworking
import Synchronization

/// What a server answered.
package struct HTTPAnswer: Sendable {
  /// The status code.
  package let status: Int
  /// The body, unpacked.
  package let body: [UInt8]
  /// For how many seconds the server wants to be left alone; nil where it does not say.
  package let retryAfter: TimeInterval?
  let entityTag: String?
  let lastModified: String?
  let location: String?
}

/// Why there is no answer, in a sentence.
package struct HTTPFailure: Error, Equatable, Sendable {
  /// The sentence.
  package let reason: String
}

/// One question to a server, with limits of time and size, waited for on the calling thread.
package struct HTTPExchange {
  /// Further header fields.
  package var headers: [(name: String, value: String)] = []
  /// How long the server may be silent, and how long all may take.
  package var silence: TimeInterval = 30
  package var total: TimeInterval = 120
  /// The longest answer.
  package var mostBytes = 256 << 20
  /// What ends the waiting at once.
  package var cancellation: Cancellation?
  static let mostRedirects = 5

  /// Creates an exchange with the usual limits.
  package init() {}

  /// Asks for an address, and for those that it is redirected to.
  /// - Throws: ``HTTPFailure`` where no whole answer comes in time; any status is an answer.
  func get(_ url: URL) throws(HTTPFailure) -> HTTPAnswer {
    var next = url
    for _ in 0...Self.mostRedirects {
      let answer = try ask(next)
      guard let target = answer.redirection(from: next) else { return answer }
      let scheme = target.scheme?.lowercased() ?? ""
      guard ["http", "https"].contains(scheme) else {
        throw HTTPFailure(reason: "a redirection to \(scheme.isEmpty ? "nowhere" : scheme)")
      }
      next = target
    }
    throw HTTPFailure(reason: "more than \(Self.mostRedirects) redirections")
  }

  /// Hands bytes to an address. A redirection is an answer: what is meant for one place is not handed to another.
  /// - Throws: ``HTTPFailure`` where no whole answer comes in time; any status is an answer.
  package func post(_ body: [UInt8], to url: URL) throws(HTTPFailure) -> HTTPAnswer {
    try ask(url, body: body)
  }

  private func ask(_ url: URL, body: [UInt8]? = nil) throws(HTTPFailure) -> HTTPAnswer {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpCookieStorage = nil
    configuration.timeoutIntervalForRequest = silence
    configuration.timeoutIntervalForResource = total
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: silence)
    for header in headers { request.setValue(header.value, forHTTPHeaderField: header.name) }
    if let body {
      request.httpMethod = "POST"
      request.httpBody = Data(body)
    }
    let listener = Listener(mostBytes: mostBytes)
    let session = URLSession(configuration: configuration, delegate: listener, delegateQueue: nil)
    let task = session.dataTask(with: request)
    task.resume()
    let wait = { listener.done.wait(timeout: .now() + total) == .success }
    let isDone = cancellation?.notifying(listener.done, while: wait) ?? wait()
    task.cancel()
    session.finishTasksAndInvalidate()
    if cancellation?.isCancelled == true { throw HTTPFailure(reason: "stopped before an answer came") }
    guard isDone else { throw HTTPFailure(reason: "no whole answer within \(Int(total)) s") }
    return try listener.answer(silence: silence)
  }
}

extension HTTPAnswer {
  /// Where the server sends one instead; nil for an answer that is one.
  fileprivate func redirection(from url: URL) -> URL? {
    guard [301, 302, 303, 307, 308].contains(status), let location else { return nil }
    return URL(string: location, relativeTo: url)?.absoluteURL
  }
}

/// Collects an answer as it comes, and breaks off what is too long.
private final class Listener: NSObject, URLSessionDataDelegate, Sendable {
  private struct State {
    var response: HTTPURLResponse?
    var body: [UInt8] = []
    var failure: HTTPFailure?
    var error: URLError?
  }

  let done = DispatchSemaphore(value: 0)
  private let mostBytes: Int
  private let state = Mutex(State())

  init(mostBytes: Int) {
    self.mostBytes = mostBytes
  }

  func answer(silence: TimeInterval) throws(HTTPFailure) -> HTTPAnswer {
    let (response, body, failure, error) = state.withLock { ($0.response, $0.body, $0.failure, $0.error) }
    if let failure { throw failure }
    if let error { throw HTTPFailure(reason: Listener.sentence(error, silence: silence)) }
    guard let response else { throw HTTPFailure(reason: "no answer of HTTP") }
    let isPacked = response.value(forHTTPHeaderField: "Content-Encoding") != nil
    if !isPacked, let length = response.value(forHTTPHeaderField: "Content-Length").flatMap({ Int($0) }),
      body.count < length, response.statusCode != 304
    {
      throw HTTPFailure(reason: "the answer broke off after \(body.count) of \(length) bytes")
    }
    return HTTPAnswer(
      status: response.statusCode, body: body,
      retryAfter: response.value(forHTTPHeaderField: "Retry-After").flatMap { TimeInterval($0) },
      entityTag: response.value(forHTTPHeaderField: "ETag"),
      lastModified: response.value(forHTTPHeaderField: "Last-Modified"),
      location: response.value(forHTTPHeaderField: "Location"))
  }

  private static func sentence(_ error: URLError, silence: TimeInterval) -> String {
    switch error.code {
    case .timedOut: "no answer within \(Int(silence)) s"
    case .cannotFindHost, .dnsLookupFailed: "the host is not known, or the network is down"
    case .cannotConnectToHost: "the host does not accept connections"
    case .networkConnectionLost: "the connection broke off"
    case .notConnectedToInternet: "the network is down"
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate:
      "no secure connection: \(error.localizedDescription)"
    default:
      error.localizedDescription.hasPrefix("transfer closed")
        ? "the connection broke off" : "the request failed: \(error.localizedDescription)"
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    // The redirection itself is the answer; whoever asks follows it, within limits.
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let isLong = response.expectedContentLength > Int64(mostBytes)
    state.withLock { state in
      state.response = response as? HTTPURLResponse
      if isLong { state.failure = tooLong }
    }
    completionHandler(isLong ? .cancel : .allow)
    if isLong { done.signal() }
  }

  private var tooLong: HTTPFailure { HTTPFailure(reason: "the answer is longer than \(mostBytes) bytes") }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isLong = state.withLock { state in
      guard state.failure == nil else { return true }
      state.body.append(contentsOf: data)
      if state.body.count > mostBytes { state.failure = tooLong }
      return state.failure != nil
    }
    // Whoever waits need not wait for the system to have put the connection away.
    if isLong { done.signal() }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    state.withLock { state in
      if let error { state.error = error as? URLError ?? URLError(.unknown) }
    }
    done.signal()
  }
}
