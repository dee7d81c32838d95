#if MQTT
  import Foundation
  import MosquittoTransport
  import Transport

  /// A connection to a broker that is looked at, with all that it has told.
  final class BrokerProbe: @unchecked Sendable {
    // Everything mutable is guarded by the condition.
    private let condition = NSCondition()
    private var events: [TransportEvent] = []
    private var heardApps: Set<String> = []
    private let ownTopics: String
    let transport: MosquittoTransport

    /// Begins to connect.
    /// - Parameter ownTopics: What the topics of the examination begin with; of others only their applications are kept.
    init(_ options: BrokerOptions, ownTopics: String) throws {
      self.ownTopics = ownTopics
      transport = try MosquittoTransport(options)
      transport.start { [weak self] in self?.hear($0) }
    }

    private func hear(_ event: TransportEvent) {
      condition.withLock {
        if case .message(let message) = event, !message.topic.hasPrefix(ownTopics), !message.topic.hasPrefix("$") {
          let levels = message.topic.split(separator: "/", omittingEmptySubsequences: false)
          if levels.count > 1, heardApps.count < 100 { heardApps.insert(String(levels[1])) }
        } else {
          events.append(event)
        }
        condition.broadcast()
      }
    }

    /// The applications of others that were heard.
    var apps: [String] { condition.withLock { heardApps.sorted() } }

    /// Waits until the events have something in them; nil where they do not within the limit.
    func wait<Value>(_ limit: Duration, for find: ([TransportEvent]) -> Value?) -> Value? {
      let deadline = Date(timeIntervalSinceNow: limit / .seconds(1))
      condition.lock()
      defer { condition.unlock() }
      while true {
        if let value = find(events) { return value }
        if !condition.wait(until: deadline) { return find(events) }
      }
    }

    /// Waits for the connection; returns whether the broker had kept a session, nil where there is none in time.
    func waitConnected(_ limit: Duration) -> Bool? {
      wait(limit) { events in
        events.lazy.compactMap { if case .connected(_, let isKept) = $0 { isKept } else { nil } }.first
      }
    }

    /// Subscribes, and waits until the broker has confirmed it.
    func subscribe(_ filter: String, _ limit: Duration, quality: DeliveryQuality = .atLeastOnce) throws -> Bool {
      let filter = try TopicFilter(filter)
      transport.subscribe(to: filter, quality: quality)
      return wait(limit) { $0.contains(.subscribed(filter)) ? true : nil } ?? false
    }

    /// Waits for a message that fits.
    func message(_ limit: Duration, where fits: (TransportMessage) -> Bool) -> TransportMessage? {
      wait(limit) { events in
        for case .message(let message) in events where fits(message) { return message }
        return nil
      }
    }

    /// Why there is no connection, in the words of the last failure; nil where there was none.
    var reason: String? {
      condition.withLock {
        events.reversed().lazy.compactMap { event in
          switch event {
          case .notice(let text): text.replacingOccurrences(of: "; trying again", with: "")
          case .disconnected(let reason, _): reason
          default: nil
          }
        }.first
      }
    }

    /// How often a connection was lost that had stood.
    var losses: Int {
      condition.withLock { events.count { if case .disconnected = $0 { true } else { false } } }
    }

    func stop() { transport.stop(within: .seconds(1)) }
  }
#endif
