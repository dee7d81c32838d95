import Messages
import Quantities
import Simulation
import Transport

/// What is said to applications before their run has begun, kept until it begins: they have no state to hear it with.
struct EarlyMessages {
  /// How many are kept; of more the oldest go.
  static let limit = 100_000
  /// The wallclock time by which an answer to a start may be heard before the start itself.
  static let haste = TimeSpan.seconds(1)

  private var messages = FIFO<PassingMessage>()

  /// Keeps a message.
  mutating func keep(_ message: PassingMessage) {
    if messages.count >= Self.limit { _ = messages.popFirst() }
    messages.append(message)
  }

  /// Takes what was said in a run, and forgets the rest.
  /// - Parameter earliest: the wallclock time before which messages without the name of a run are of another one.
  mutating func take(of run: RunName, heardSince earliest: WallTime? = nil) -> [PassingMessage] {
    defer { messages = FIFO() }
    var own: [PassingMessage] = []
    while let message = messages.popFirst() {
      let isOfRun =
        if let stamp = message.content.stamp { stamp.run.isSameRun(as: run) } else {
          earliest.map { message.wall >= $0 } ?? true
        }
      if isOfRun { own.append(message) }
    }
    return own
  }
}
