import HTTPServer
import Synchronization

/// The wakers of everyone who reads events.
final class EventListeners: Sendable {
  private let wakers = Mutex<[Int: StreamWaker]>([:])
  private let next = Atomic(0)

  /// Adds one, and returns the number to take it away by.
  func add(_ waker: StreamWaker) -> Int {
    let number = next.add(1, ordering: .relaxed).newValue
    wakers.withLock { $0[number] = waker }
    return number
  }

  func remove(_ number: Int) { wakers.withLock { $0[number] = nil } }

  func wake() {
    for waker in wakers.withLock({ Array($0.values) }) { waker.wake() }
  }
}
