import Federation
import Messages
import Quantities

/// What the federation says, held back until it is as old as it is used: so that it is the same for every process.
struct DelayedMessages {
  private struct Entry {
    let due: ScenarioTime
    let topic: String
    let sequence: Int
    let message: InboundMessage

    /// Whether it comes before another: by time, then by topic, then as it was said.
    func isBefore(_ other: Entry) -> Bool {
      (due, topic, sequence) < (other.due, other.topic, other.sequence)
    }
  }

  let delay: TimeSpan
  /// How many came later than they were to be used.
  private(set) var lateCount = 0
  private var entries: [Entry] = []
  private var taken = 0
  private var arrivals = 0
  private var lastTaken: ScenarioTime?

  init(delay: TimeSpan) { self.delay = delay }

  /// Holds a message back until its own time is long enough ago; one without a time is due at once.
  mutating func hold(_ message: InboundMessage, of time: ScenarioTime?) {
    arrivals += 1
    let due = time?.adding(delay) ?? .earliest
    if time != nil, let lastTaken, due <= lastTaken { lateCount += 1 }
    let entry = Entry(
      due: due, topic: message.address.topic, sequence: message.content.stamp?.sequence ?? arrivals, message: message)
    var place = entries.endIndex
    while place > taken, entry.isBefore(entries[place - 1]) { place -= 1 }
    entries.insert(entry, at: place)
  }

  /// Takes the messages that are due at a time.
  mutating func take(dueAt time: ScenarioTime) -> [InboundMessage] {
    lastTaken = time
    let first = taken
    while taken < entries.count, entries[taken].due <= time { taken += 1 }
    let due = entries[first..<taken].map(\.message)
    if taken > 10_000 {
      entries.removeFirst(taken)
      taken = 0
    }
    return due
  }
}
