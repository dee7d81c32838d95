import Foundation
import Testing
import Transport

/// What a transport has told, kept in order, with a way to wait for more of it.
final class EventLog: @unchecked Sendable {
  // Everything mutable is guarded by the condition.
  private let condition = NSCondition()
  private var events: [TransportEvent] = []
  private var received: [TransportMessage] = []

  /// How long a test waits before it fails: far more than anything takes on a loaded machine.
  static let patience: TimeInterval = 30

  func append(_ event: TransportEvent) {
    condition.lock()
    events.append(event)
    if case .message(let message) = event { received.append(message) }
    condition.broadcast()
    condition.unlock()
  }

  var all: [TransportEvent] {
    condition.lock()
    defer { condition.unlock() }
    return events
  }

  var messages: [TransportMessage] {
    condition.lock()
    defer { condition.unlock() }
    return received
  }

  var notices: [String] { all.compactMap { if case .notice(let text) = $0 { text } else { nil } } }
  var connections: Int { all.count { if case .connected = $0 { true } else { false } } }
  var disconnections: Int { all.count { if case .disconnected = $0 { true } else { false } } }
  var confirmations: Int { all.count { if case .subscribed = $0 { true } else { false } } }

  /// Waits until the log fulfils a condition; records a failure, with the log, if it does not in time.
  @discardableResult
  func wait(
    for what: String, within seconds: TimeInterval = patience, sourceLocation: SourceLocation = #_sourceLocation,
    until holds: (EventLog) -> Bool
  ) -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    while true {
      // The condition reads the log itself, and so needs the lock.
      let count = events.count
      condition.unlock()
      let isFulfilled = holds(self)
      condition.lock()
      if isFulfilled { return true }
      if events.count > count { continue }
      if !condition.wait(until: deadline) {
        Issue.record("no \(what) within \(seconds) s; so far \(events.suffix(20))", sourceLocation: sourceLocation)
        return false
      }
    }
  }

  /// Waits for a number of messages; returns those that came.
  func messages(
    _ count: Int, within seconds: TimeInterval = patience, sourceLocation: SourceLocation = #_sourceLocation
  ) -> [TransportMessage] {
    var seen = 0
    wait(for: "\(count) messages", within: seconds, sourceLocation: sourceLocation) { log in
      seen = log.messages.count
      return seen >= count
    }
    return messages
  }
}

extension TransportMessage {
  /// A message with a text or a number as its payload.
  init(_ topic: String, _ payload: some LosslessStringConvertible, _ quality: DeliveryQuality = .atLeastOnce) {
    self.init(topic: topic, payload: Array(String(payload).utf8), quality: quality)
  }

  var text: String { String(decoding: payload, as: UTF8.self) }
}

/// Returns where texts differ from the numbers from 0 to `count`, or nil; short, unlike a failed `==`.
func faultOfOrder(in texts: [String], count: Int) -> String? {
  for (index, text) in texts.enumerated() where text != String(index) { return "\(text) in place of \(index)" }
  return texts.count == count ? nil : "\(texts.count) in place of \(count) messages"
}

/// How long what ends at once may take on a machine that does much else; what does not end takes a minute.
let promptness = Duration.seconds(20)

/// Waits until something that tells no events holds; records a failure if it does not in time.
@discardableResult
func eventually(
  _ what: String, within seconds: TimeInterval = EventLog.patience, sourceLocation: SourceLocation = #_sourceLocation,
  holds: () -> Bool
) -> Bool {
  let deadline = Date(timeIntervalSinceNow: seconds)
  while !holds() {
    if Date() > deadline {
      Issue.record("not within \(seconds) s: \(what)", sourceLocation: sourceLocation)
      return false
    }
    poll(nil, 0, 2)
  }
  return true
}
