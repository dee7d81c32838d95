import Foundation
import Synchronization

/// The wish that something long ends now, of which everybody who waits for something learns at once.
public final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    var waiting: [Int: DispatchSemaphore] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  /// Creates the wish that is not there yet.
  public init() {}

  /// Whether it is there.
  public var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Wishes the end, from any thread, also more than once.
  public func cancel() {
    let waiting = state.withLock { state in
      state.isCancelled = true
      return state.waiting.values.map { $0 }
    }
    for semaphore in waiting { semaphore.signal() }
  }

  /// Has a semaphore signalled when the wish comes while something goes on, or at once where it is there.
  func notifying<Result>(_ semaphore: DispatchSemaphore, while body: () -> Result) -> Result {
    let number = state.withLock { state in
      state.next += 1
      state.waiting[state.next] = semaphore
      if state.isCancelled { semaphore.signal() }
      return state.next
    }
    defer { state.withLock { $0.waiting[number] = nil } }
    return body()
  }

  /// Waits for an instant; returns whether it came before the wish.
  @discardableResult
  public func wait(until deadline: ContinuousClock.Instant) -> Bool {
    let semaphore = DispatchSemaphore(value: 0)
    return notifying(semaphore) {
      while !isCancelled {
        let left = deadline - .now
        guard left > .zero else { return true }
        // The system's clock of waiting may stand while the machine sleeps, and this one does not.
        _ = semaphore.wait(timeout: .now() + min(left / .seconds(1), 60))
      }
      return false
    }
  }
}
