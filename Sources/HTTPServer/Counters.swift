import Synchronization

/// What ``ServerStatistics`` is read from, counted by every thread without a lock.
final class Counters: Sendable {
  let answers = InlineArray<6, Atomic<Int>> { _ in Atomic(0) }
  let latencies = InlineArray<16, Atomic<Int>> { _ in Atomic(0) }
  let latencyNanoseconds = Atomic(0)
  let bodyBytes = Atomic(0)
  let connections = Atomic(0)
  let refusedConnections = Atomic(0)
  let displacedConnections = Atomic(0)
  let slowRequests = Atomic(0)
  let slowReaders = Atomic(0)

  private static let bounds = ServerStatistics.latencyBounds.map { $0.nanoseconds }

  func countAnswer(status: Int) { answers[min(max(status / 100, 0), 5)].add(1, ordering: .relaxed) }

  func countLatency(nanoseconds: Int) {
    let place = Self.bounds.firstIndex { nanoseconds <= $0 } ?? Self.bounds.count
    latencies[place].add(1, ordering: .relaxed)
    latencyNanoseconds.add(nanoseconds, ordering: .relaxed)
  }

  func countSlow(isReader: Bool) {
    if isReader { slowReaders.add(1, ordering: .relaxed) } else { slowRequests.add(1, ordering: .relaxed) }
  }

  func statistics(openConnections: Int) -> ServerStatistics {
    var statistics = ServerStatistics()
    for index in answers.indices { statistics.answers[index] = answers[index].load(ordering: .relaxed) }
    for index in latencies.indices { statistics.latencies[index] = latencies[index].load(ordering: .relaxed) }
    statistics.latencySum = .nanoseconds(latencyNanoseconds.load(ordering: .relaxed))
    statistics.bodyBytes = bodyBytes.load(ordering: .relaxed)
    statistics.connections = connections.load(ordering: .relaxed)
    statistics.openConnections = openConnections
    statistics.refusedConnections = refusedConnections.load(ordering: .relaxed)
    statistics.displacedConnections = displacedConnections.load(ordering: .relaxed)
    statistics.slowRequests = slowRequests.load(ordering: .relaxed)
    statistics.slowReaders = slowReaders.load(ordering: .relaxed)
    return statistics
  }
}

extension Duration {
  /// The duration in whole nanoseconds, up to a century.
  var nanoseconds: Int {
    let (seconds, attoseconds) = min(self, .seconds(3_155_760_000)).components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }
}
