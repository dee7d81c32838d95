#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// A stream on its way to a client, between a source and the library that asks for bytes.
  ///
  /// reading → resting (the library has put the connection aside) → reading → ended.
  final class RunningStream: Sendable {
    private struct State {
      var isResting = false
      /// Whether the source was woken since it was last asked.
      var isWoken = false
      var isCut = false
      var isEnded = false
    }

    private let state = Mutex(State())
    private let source: Mutex<(any StreamSource)?> = Mutex(nil)
    private nonisolated(unsafe) let handle: OpaquePointer
    private let connection: Connection
    /// What the source gave and the library has not yet taken. Belongs to the connection's thread.
    private nonisolated(unsafe) var piece: (bytes: Bytes, taken: Int)?

    init(_ handle: OpaquePointer, _ connection: Connection, _ open: (StreamWaker) -> any StreamSource) {
      (self.handle, self.connection) = (handle, connection)
      let opened = open(StreamWaker { [weak self] in self?.wake() })
      source.withLock { $0 = opened }
    }

    /// Whether there is nothing to send, so that nobody watches the socket.
    var isResting: Bool { state.withLock { $0.isResting } }

    // MARK: Any thread

    /// Has the library ask again.
    func wake() {
      state.withLock { state in
        if state.isEnded { return }
        if state.isResting {
          state.isResting = false
          // Put aside, the connection lives until this call.
          MHD_resume_connection(handle)
        } else {
          state.isWoken = true
        }
      }
    }

    /// Ends the body before its end.
    func cut() {
      state.withLock { $0.isCut = true }
      wake()
    }

    // MARK: The connection's thread

    /// Fills the library's buffer; returns how many bytes, 0 where the connection was put aside, or one of its codes.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      while piece == nil {
        state.withLock { $0.isWoken = false }
        if state.withLock({ $0.isCut }) { return endWithError }
        if connection.daemon.isStopping { return endOfStream }
        switch source.withLock({ $0 })?.next() ?? .end {
        case .bytes(let bytes): if bytes.count > 0 { piece = (bytes, 0) }
        case .end: return endOfStream
        case .nothingYet: if rest() { return 0 }
        }
      }
      return take(into: buffer)
    }

    /// Puts the connection aside, unless there is something to do again.
    private func rest() -> Bool {
      state.withLock { state in
        if state.isWoken || state.isCut || connection.daemon.isStopping { return false }
        connection.deadline = .max
        MHD_suspend_connection(handle)
        state.isResting = true
        return true
      }
    }

    private func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      guard let (bytes, taken) = piece else { return 0 }
      let count = min(buffer.count, bytes.count - taken)
      bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + count])) }
      piece = taken + count == bytes.count ? nil : (bytes, taken + count)
      connection.allowStreamPiece()
      connection.daemon.counters.bodyBytes.add(count, ordering: .relaxed)
      return count
    }

    /// Tells the source that it is over.
    func end() {
      state.withLock { $0.isEnded = true }
      let ended = source.withLock { source in
        defer { source = nil }
        return source
      }
      ended?.ended()
    }
  }

  // The codes of the library, which are macros with casts that Swift does not read.
  private let endOfStream = -1
  private let endWithError = -2
#endif
