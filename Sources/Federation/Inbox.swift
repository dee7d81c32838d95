import Glibc
import Quantities
import Simulation
import Transport

/// What reaches a node from other threads, in order of arrival.
enum InboxItem: Sendable {
  case transport(TransportEvent)
  case pause, resume, step, stop
  case setSpeed(Double)
  case takeOut(station: Int, from: ScenarioTime, to: ScenarioTime)
}

/// A queue between threads: anybody puts in and never waits; the simulation's executor takes out, and may wait.
final class Inbox: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var items: [InboxItem] = []

  init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func put(_ item: InboxItem) {
    pthread_mutex_lock(mutex)
    items.append(item)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  func takeAll() -> [InboxItem] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    let taken = items
    items.removeAll(keepingCapacity: true)
    return taken
  }

  /// Waits until something is there or the system's clock has reached a time; without one, until something is there.
  func wait(until deadline: WallTime?) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while items.isEmpty {
      guard let deadline else {
        pthread_cond_wait(condition, mutex)
        continue
      }
      let (seconds, nanoseconds) = max(0, deadline.nanosecondsSince1970).quotientAndRemainder(dividingBy: 1_000_000_000)
      var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds))
      if pthread_cond_timedwait(condition, mutex, &time) != 0 { return }
    }
  }
}
