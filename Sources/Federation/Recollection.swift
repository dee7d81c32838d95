import Messages
import Quantities
import Simulation

/// What the process before this one has heard and said in the run, for one that joins again: from its record, or, where
/// there is none, only what the scenario says of the beginning.
public struct Recollection {
  /// Where it comes from, in words for a person.
  public let source: String
  /// Everything that passed, in order.
  public let messages: [PassingMessage]
  private var heard: ArraySlice<PassingMessage>
  private var said: [Echo: Int]

  /// Where the state of the beginning comes from, in words for a person.
  public static let initialState = "its initial state"

  /// Remembers nothing: the state is that of the beginning.
  public static var nothing: Recollection { Recollection(source: initialState, messages: []) }

  /// Takes down what passed.
  public init(source: String, messages: [PassingMessage]) {
    self.source = source
    self.messages = messages
    heard = messages.filter { !$0.isOwn }[...]
    said = messages.reduce(into: [:]) { said, message in
      guard message.isOwn else { return }
      said[Echo(topic: message.topic, payload: message.content.unstampedPayload), default: 0] += 1
    }
  }

  /// How many messages were said, by the name of the run that they carry, by application and leaf.
  var counts: [(run: RunName, counts: [String: [String: Int]])] {
    let counts = messages.reduce(into: [RunName: [String: [String: Int]]]()) { counts, message in
      guard message.isOwn, let stamp = message.content.stamp else { return }
      let count = max(counts[stamp.run]?[message.address.app]?[message.address.leaf] ?? 0, stamp.sequence + 1)
      counts[stamp.run, default: [:]][message.address.app, default: [:]][message.address.leaf] = count
    }
    return counts.sorted { $0.key.description < $1.key.description }.map { ($0.key, $0.value) }
  }

  /// How long before the death of a process what it said may have been on its way still, in wallclock time.
  private static let transit = TimeSpan.seconds(1)

  /// What was said just before the last thing that is remembered, under numbers.
  var lastWords: [PassingMessage] {
    guard let last = messages.last?.wall else { return [] }
    return messages.filter { $0.isOwn && $0.content.stamp != nil && last - $0.wall <= Self.transit }
  }

  /// Whether something that this process now works out again has been said already; each such message counts once.
  mutating func takeSaid(_ content: Content, on topic: String) -> Bool {
    guard !said.isEmpty else { return false }
    let echo = Echo(topic: topic, payload: content.unstampedPayload)
    guard let count = said[echo] else { return false }
    said[echo] = count > 1 ? count - 1 : nil
    return true
  }

  /// Enters a message that is new, behind everything that is remembered.
  mutating func hear(_ message: PassingMessage, at time: ScenarioTime) {
    heard.append(
      PassingMessage(
        time: time, wall: message.wall, isOwn: false, topic: message.topic, address: message.address,
        content: message.content))
  }

  /// Takes the next message that was heard before an instant.
  mutating func takeHeard(before instant: ScenarioTime) -> PassingMessage? {
    guard let first = heard.first, first.time.map({ $0 < instant }) ?? true else { return nil }
    return heard.removeFirst()
  }
}
