import HTTPServer
import JSON
import Messages
import Synchronization

/// Messages as Server-Sent Events (HTML, 9.2), each under its number.
final class EventSource: StreamSource {
  private struct State {
    var next: Int
    var left: Int?
    var listener: Int?
    var isOpen = false
  }

  private let facade: Facade
  private let topics: TopicPattern?
  private let state: Mutex<State>

  /// Bytes that are sent at once, at least one event.
  private static let pieceBytes = 32_768

  /// - Parameters:
  ///   - next: the number of the first message.
  ///   - limit: how many events at most; nil for no end.
  init(_ facade: Facade, from next: Int, limit: Int?, topics: TopicPattern?, waker: StreamWaker) {
    (self.facade, self.topics) = (facade, topics)
    state = Mutex(State(next: next, left: limit, listener: facade.listeners.add(waker)))
  }

  func next() -> StreamPiece {
    let moment = facade.moment()
    let messages = moment.history.messages
    return state.withLock { state in
      // Whoever waits for the first event sees that the stream is there.
      var bytes = state.isOpen ? [] : Array(":\n\n".utf8)
      state.isOpen = true
      var number = max(state.next, messages.startIndex)
      while number < messages.endIndex, state.left != 0, bytes.count < Self.pieceBytes {
        let message = messages[number]
        number += 1
        guard topics?.matches(message.address.topic) ?? true else { continue }
        bytes += "id: \(message.number)\nevent: \(message.address.leaf)\ndata: ".utf8
        message.json.write(to: &bytes)
        bytes += "\n\n".utf8
        if let left = state.left { state.left = left - 1 }
      }
      state.next = number
      if !bytes.isEmpty { return .bytes(Bytes(bytes)) }
      // Who wants a number of events wants an end, and of a run that is over, or of a twin, nothing more comes.
      let isLast = state.left.map { $0 == 0 || moment.isOver || facade.run.isSilent } ?? false
      return isLast ? .end : .nothingYet
    }
  }

  func ended() {
    let listener = state.withLock { state in
      defer { state.listener = nil }
      return state.listener
    }
    if let listener { facade.listeners.remove(listener) }
  }
}
