#if MQTT
  import Glibc
  import Synchronization
  import Transport

  /// Where publishers leave what the broker's thread is to do, and where it keeps the books.
  final class Mailbox: Sendable {
    /// What the thread takes out at once.
    struct Orders {
      var subscriptions: [Subscription] = []
      var messages: [TransportMessage] = []
      /// Whether more messages wait than were taken.
      var hasMore = false
      /// Messages dropped since last asked.
      var drops = 0
    }

    private struct Contents {
      var waiting = FIFO<TransportMessage>()
      /// Messages taken by the thread and not yet done with.
      var outstanding = 0
      /// When those that wait or are outstanding were posted: they are done with in this order, or nearly.
      var postings = FIFO<ContinuousClock.Instant>()
      /// Subscriptions that the thread has not seen.
      var newSubscriptions: [Subscription] = []
      var statistics = TransportStatistics()
      var drops = 0
      var stopBy: ContinuousClock.Instant?
      /// Whether the thread has been woken and has not looked yet.
      var isWoken = false

      /// Returns whether the thread needs waking.
      mutating func ring() -> Bool {
        defer { isWoken = true }
        return !isWoken
      }
    }

    private let contents = Mutex(Contents())
    private let owner = Atomic(pthread_t())
    private let silence = Atomic(false)
    /// Wakes the thread, and tells that it has ended.
    let waker = Bell()
    let end = Bell()
    let limits: TransportLimits

    init(limits: TransportLimits) { self.limits = limits }

    // MARK: Any thread

    func post(_ message: TransportMessage) throws(PublishError) {
      try limits.check(message)
      let (isStopped, mustWake) = contents.withLock { contents in
        if contents.stopBy != nil { return (true, false) }
        if contents.waiting.count < limits.queuedMessages {
          contents.waiting.append(message)
          contents.postings.append(.now)
          contents.statistics.published += 1
        } else {
          contents.drops += 1
          contents.statistics.dropped += 1
        }
        return (false, contents.ring())
      }
      if isStopped { throw .stopped(topic: message.topic) }
      if mustWake { waker.ring() }
    }

    func post(_ subscription: Subscription) {
      contents.withLock { $0.newSubscriptions.remember(subscription) }
      waker.ring()
    }

    /// Asks the thread to end; of several requests the earliest holds.
    func requestStop(by deadline: ContinuousClock.Instant) {
      contents.withLock { $0.stopBy = min($0.stopBy ?? deadline, deadline) }
      waker.ring()
    }

    var statistics: TransportStatistics {
      contents.withLock { contents in
        var statistics = contents.statistics
        statistics.queued = contents.waiting.count + contents.outstanding
        statistics.queueAge = contents.postings.first.map { $0.duration(to: .now) } ?? .zero
        return statistics
      }
    }

    /// Whether the caller is the broker's thread.
    var isOwnThread: Bool { pthread_equal(owner.load(ordering: .relaxed), pthread_self()) != 0 }

    /// Ends the handing over of events, however long the thread still runs.
    func silenceReceiver() { silence.store(true, ordering: .releasing) }

    // MARK: The broker's thread

    /// Makes the caller the broker's thread.
    func adopt() { owner.store(pthread_self(), ordering: .relaxed) }

    var isSilenced: Bool { silence.load(ordering: .acquiring) }

    /// Takes what is new, with at most `limit` messages.
    func collect(messages limit: Int) -> Orders {
      contents.withLock { contents in
        contents.isWoken = false
        let messages = contents.waiting.take(limit)
        contents.outstanding += messages.count
        defer {
          contents.newSubscriptions = []
          contents.drops = 0
        }
        return Orders(
          subscriptions: contents.newSubscriptions, messages: messages, hasMore: !contents.waiting.isEmpty,
          drops: contents.drops)
      }
    }

    /// Puts messages that could not be sent before all that wait.
    func putBack(_ messages: [TransportMessage]) {
      contents.withLock {
        $0.waiting.putBack(messages)
        $0.outstanding -= messages.count
      }
    }

    /// Books one message as done with.
    func settle(isAcknowledged: Bool) {
      contents.withLock {
        $0.outstanding -= 1
        _ = $0.postings.popFirst()
        if isAcknowledged { $0.statistics.acknowledged += 1 }
      }
    }

    func count(_ change: (inout TransportStatistics) -> Void) { contents.withLock { change(&$0.statistics) } }

    /// When to end, once that has been asked for, and whether anything is left to send.
    var stopRequest: (by: ContinuousClock.Instant, isFlushed: Bool)? {
      contents.withLock { contents in
        contents.stopBy.map { ($0, contents.waiting.isEmpty && contents.outstanding == 0) }
      }
    }
  }
#endif
