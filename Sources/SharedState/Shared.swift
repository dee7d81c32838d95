import Glibc

/// A value that many threads look at, and some change, for so short a time that nobody needs to wait in a line for it.
///
/// `Synchronization.Mutex` hands a contended lock over to the one who has waited longest, and all others wait until he
/// is awake and done. With a dozen threads that answer requests, a run would wait for all of them; here whoever is
/// awake goes on.
public final class Shared<Value>: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  /// Shares a value.
  public init(_ value: sending Value) {
    self.value = value
    lock = .allocate(capacity: 1)
    let code = pthread_mutex_init(lock, nil)
    precondition(code == 0, "pthread_mutex_init: \(String(cString: strerror(code)))")
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// Looks at the value or changes it, which nobody else does meanwhile; not from within another look.
  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&value)
  }
}
