#if HTTP
  import CMicrohttpd
  import Glibc

  /// How fast a client takes an answer, by what its system has acknowledged.
  struct Pace {
    /// When the answer began, which tells it from others.
    let answerSince: Int
    private let firstAcknowledged: UInt64

    /// Begins to watch an answer; nil where the system does not tell.
    /// - Parameter since: when it began, as read once: the connection's thread may have gone on meanwhile.
    init?(_ connection: Connection, since: Int) {
      guard let acknowledged = TransferredBytes(connection.socket)?.acknowledged else { return nil }
      (answerSince, firstAcknowledged) = (since, acknowledged)
    }

    /// How long the answer has been under way beyond what a reader of `slowest` bytes a second would have needed for what
    /// the client has taken since the first look, in nanoseconds; nil where the system does not tell.
    func nanosecondsBehind(_ connection: Connection, at now: Int, slowest: Int) -> Int? {
      guard let acknowledged = TransferredBytes(connection.socket)?.acknowledged else { return nil }
      return now - answerSince - Int(Double(acknowledged - firstAcknowledged) / Double(slowest) * 1e9)
    }
  }

  /// How many bytes a client had sent when it was first seen idle.
  struct Silence {
    /// The deadline of that time, which tells it from others.
    let deadline: Int
    private let receivedBytes: UInt64

    /// Begins to watch; nil where the system does not tell.
    init?(_ connection: Connection) {
      guard let info = TransferredBytes(connection.socket) else { return nil }
      (deadline, receivedBytes) = (connection.deadline, info.received)
    }

    /// Whether the client has sent something since, so that a request has begun.
    func isBroken(_ connection: Connection) -> Bool {
      TransferredBytes(connection.socket).map { $0.received != receivedBytes } ?? false
    }
  }

  /// What Linux tells of a connection (`tcp_info` in linux/tcp.h, since 4.1; Glibc's is older).
  private struct TransferredBytes {
    let acknowledged: UInt64
    let received: UInt64

    init?(_ socket: Int32) {
      // `tcpi_bytes_acked` stands at byte 120, `tcpi_bytes_received` behind it.
      var words = InlineArray<32, UInt64>(repeating: 0)
      var size = socklen_t(MemoryLayout<InlineArray<32, UInt64>>.size)
      guard getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, &words, &size) == 0, size >= 136 else { return nil }
      (acknowledged, received) = (words[15], words[16])
    }
  }
#endif
