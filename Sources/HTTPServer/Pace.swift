#if HTTP
  import CMicrohttpd
  import Glibc

  /// How fast a client takes an answer, by what its system has acknowledged.
  struct Pace {
    /// Where `tcpi_bytes_acked` stands in what Linux tells of a connection (linux/tcp.h, since 4.1).
    private static let acknowledgedOffset = 120

    /// When the answer began, which tells it from others.
    let answerSince: Int
    private let firstSeen: Int
    private let firstAcknowledged: UInt64

    /// Begins to watch; nil where the system does not tell.
    init?(_ connection: Connection, at now: Int) {
      guard let acknowledged = Self.acknowledgedBytes(connection.socket) else { return nil }
      (answerSince, firstSeen, firstAcknowledged) = (connection.answerSince, now, acknowledged)
    }

    /// Whether the client has taken less than the slowest reader would have, after a time of grace.
    func isTooSlow(_ connection: Connection, at now: Int, grace: Int, slowest: Int) -> Bool {
      let seconds = Double(now - firstSeen - grace) / 1e9
      guard seconds > 0, let acknowledged = Self.acknowledgedBytes(connection.socket) else { return false }
      return Double(acknowledged - firstAcknowledged) < seconds * Double(slowest)
    }

    private static func acknowledgedBytes(_ socket: Int32) -> UInt64? {
      var bytes = InlineArray<32, UInt64>(repeating: 0)
      var size = socklen_t(MemoryLayout<InlineArray<32, UInt64>>.size)
      guard getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, &bytes, &size) == 0,
        Int(size) >= acknowledgedOffset + MemoryLayout<UInt64>.size
      else { return nil }
      return bytes[acknowledgedOffset / MemoryLayout<UInt64>.size]
    }
  }
#endif
