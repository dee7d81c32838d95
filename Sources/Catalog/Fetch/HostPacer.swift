import Foundation

/// Keeps requests to one host apart, also those of other processes that share the cache folder.
///
/// The last request's time is that of an empty file for each host; a lock on it makes processes wait for each other.
struct HostPacer {
  let folder: String
  /// The least time between two requests, in seconds.
  let interval: TimeInterval
  /// What ends the waiting at once.
  var cancellation: Cancellation?

  /// Does something with a host after waiting for its turn; the next turn comes an interval after the end of it.
  ///
  /// Where the folder cannot be written, it waits the interval.
  func turn<Answer, Failure: Error>(
    at host: String, _ ask: () throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    let name = host.lowercased().map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" ? $0 : "_" }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = open("\(folder)/\(String(name.prefix(128))).turn", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      sleep(interval)
      return try ask()
    }
    defer {
      mark(file)
      close(file)
    }
    while flock(file, LOCK_EX) != 0, errno == EINTR {}
    waitForTurn(file)
    mark(file)
    flock(file, LOCK_UN)
    return try ask()
  }

  private func waitForTurn(_ file: Int32) {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size > 0 else { return }
    let last = TimeInterval(status.st_mtim.tv_sec) + TimeInterval(status.st_mtim.tv_nsec) / 1e9
    let elapsed = Date().timeIntervalSince1970 - last
    // A clock that was set back must not hold anyone for longer than the interval.
    if elapsed < interval { sleep(min(interval, interval - elapsed)) }
  }

  private func sleep(_ seconds: TimeInterval) {
    guard let cancellation else { return Thread.sleep(forTimeInterval: seconds) }
    cancellation.wait(until: .now + .seconds(seconds))
  }

  private func mark(_ file: Int32) {
    var mark: UInt8 = 0x2E
    pwrite(file, &mark, 1, 0)
    futimens(file, nil)
  }
}
