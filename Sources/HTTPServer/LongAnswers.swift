#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// An answer that is worked out apart, while its connection is put aside.
  final class LongAnswer: Sendable {
    private let done = Mutex<Reply?>(nil)
    private nonisolated(unsafe) let handle: OpaquePointer
    private let work: @Sendable () -> Reply

    init(_ handle: OpaquePointer, _ work: @escaping @Sendable () -> Reply) { (self.handle, self.work) = (handle, work) }

    /// What is answered; nil while that is not known.
    var reply: Reply? { done.withLock { $0 } }

    /// Works the answer out, unless it is known already.
    func workOut() {
      if reply == nil { finish(work()) }
    }

    /// Has the library send an answer, unless there is another already.
    func finish(_ reply: Reply) {
      done.withLock { done in
        guard done == nil else { return }
        done = reply
        // Put aside, the connection lives until this call.
        MHD_resume_connection(handle)
      }
    }
  }

  /// Threads for answers that take long, beside those of the connections: those answer others meanwhile.
  ///
  /// A thread is there as long as there is work, and lets everything else that the machine has to do go first.
  final class LongAnswers: Sendable {
    private struct State {
      var waiting: [LongAnswer] = []
      var underWay: [ObjectIdentifier: LongAnswer] = [:]
      var isStopped = false
    }

    private let state = Mutex(State())
    private let mostUnderWay: Int
    private let mostWaiting: Int

    init(_ limits: ServerLimits) { (mostUnderWay, mostWaiting) = (limits.longAnswers, limits.waitingAnswers) }

    /// Takes an answer on; returns whether there was room.
    /// - Parameter putAside: Puts its connection aside, before anyone works on the answer.
    func take(_ answer: LongAnswer, putAside: () -> Void) -> Bool {
      state.withLock { state in
        state.waiting.removeAll { $0.reply != nil }
        guard !state.isStopped, state.waiting.count < mostWaiting else { return false }
        putAside()
        state.waiting.append(answer)
        // A thread that ends leaves the list under the same lock, after a look at what waits.
        if state.underWay.count < mostUnderWay, let first = Self.begin(&state) {
          pthread_detach(startThread { [self] in work(from: first) })
        }
        return true
      }
    }

    /// Has everything answered in the same way that is not answered yet; what is worked on is not waited for.
    func stop(answering reply: Reply) {
      let open = state.withLock { state in
        state.isStopped = true
        defer { state.waiting = [] }
        return state.waiting + state.underWay.values
      }
      for answer in open { answer.finish(reply) }
    }

    /// How much a thread steps back: half of the way to the last.
    private static let niceness: Int32 = 10

    private func work(from first: LongAnswer) {
      // Of a thread, on Linux; where it may not, it works like others.
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
      var next: LongAnswer? = first
      while let answer = next {
        answer.workOut()
        next = state.withLock { state in
          state.underWay[ObjectIdentifier(answer)] = nil
          return Self.begin(&state)
        }
      }
    }

    /// Takes the first that waits and is still wanted.
    private static func begin(_ state: inout State) -> LongAnswer? {
      while !state.waiting.isEmpty {
        let answer = state.waiting.removeFirst()
        guard answer.reply == nil else { continue }
        state.underWay[ObjectIdentifier(answer)] = answer
        return answer
      }
      return nil
    }
  }
#endif
