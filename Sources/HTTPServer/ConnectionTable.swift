#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// What `poll` says when the other side has closed its end (poll.h; only there with GNU extensions).
  private let closedByPeer: Int16 = 0x2000

  /// Every open connection: how many there may be, and which of them are out of time.
  ///
  /// The library closes a socket only after ``remove(_:)``: under the lock, a socket found here is open.
  final class ConnectionTable: Sendable {
    private struct Contents {
      var connections: [Int32: Connection] = [:]
      var countOfAddress: [RemoteAddress: Int] = [:]

      mutating func remove(_ connection: Connection) {
        guard connections[connection.socket] === connection else { return }
        connections[connection.socket] = nil
        let count = countOfAddress[connection.address, default: 1] - 1
        countOfAddress[connection.address] = count == 0 ? nil : count
      }
    }

    private let contents = Mutex(Contents())
    private let limits: ServerLimits
    private let counters: Counters

    init(_ limits: ServerLimits, _ counters: Counters) { (self.limits, self.counters) = (limits, counters) }

    var count: Int { contents.withLock { $0.connections.count } }

    /// Takes a connection in, where need be in the place of another; returns whether there was room.
    func admit(_ connection: Connection) -> Bool {
      contents.withLock { contents in
        let address = connection.address
        if contents.countOfAddress[address, default: 0] >= limits.connectionsPerAddress {
          guard makeRoom(&contents, from: address) else { return false }
        }
        if contents.connections.count >= limits.connections {
          guard makeRoom(&contents, from: nil) else { return false }
        }
        contents.connections[connection.socket] = connection
        contents.countOfAddress[address, default: 0] += 1
        return true
      }
    }

    func remove(_ connection: Connection) { contents.withLock { $0.remove(connection) } }

    /// Whether some connection has a request that is being answered.
    var isBusy: Bool { contents.withLock { $0.connections.values.contains { !$0.isUnfinished } } }

    /// Has every stream end where it stands.
    func endStreams() { contents.withLock { $0.connections.values.forEach { $0.stream?.wake() } } }

    /// Ends what is out of time, and what waits for a client that has gone.
    ///
    /// The library looks for an end neither where there is nothing to send, nor behind bytes that came with it.
    func sweep(at now: Int) {
      contents.withLock { contents in
        var waiting: [Connection] = []
        for connection in contents.connections.values {
          if connection.deadline <= now || isTooSlow(connection, at: now) {
            counters.countSlow(isReader: !connection.isUnfinished)
            cut(connection, &contents)
          } else if connection.isUnfinished || connection.isAside {
            waiting.append(connection)
            if connection.isIdle { listen(to: connection, at: now) }
          }
        }
        for connection in Self.left(waiting) where connection.isAside || Self.isStuck(connection) {
          cut(connection, &contents)
        }
      }
    }

    /// Gives a client that was idle no more than the time of headers from its first bytes on.
    ///
    /// The library tells of a request when its first line is whole, which may drip as well.
    private func listen(to connection: Connection, at now: Int) {
      guard let silence = connection.silence, silence.deadline == connection.deadline else {
        connection.silence = Silence(connection)
        return
      }
      guard silence.isBroken(connection) else { return }
      connection.hurry(from: silence.deadline, to: now + limits.wholeHeaders.nanoseconds)
    }

    /// Whether a client takes a large answer more slowly than it may, long before the deadline of the whole.
    private func isTooSlow(_ connection: Connection, at now: Int) -> Bool {
      let since = connection.answerSince
      guard since > 0 else { return false }
      if connection.pace?.answerSince != since { connection.pace = Pace(connection, since: since) }
      guard let behind = connection.pace?.nanosecondsBehind(connection, at: now, slowest: limits.slowestReader) else {
        return false
      }
      return behind > limits.wholeAnswer.nanoseconds
    }

    /// Ends the connection that is farthest behind, so that another may come in its place; returns whether there was one.
    private func makeRoom(_ contents: inout Contents, from address: RemoteAddress?) -> Bool {
      let now = monotonicNanoseconds()
      let behind = contents.connections.values.lazy.filter { address == nil || $0.address == address }
        .compactMap { connection in self.timeBehind(connection, at: now).map { (connection, $0) } }
      guard let farthest = behind.max(by: { $0.1 < $1.1 })?.0 else { return false }
      counters.displacedConnections.add(1, ordering: .relaxed)
      cut(farthest, &contents)
      return true
    }

    /// How long a client has kept its place without what it owes, in nanoseconds: a whole request, or the taking of its
    /// answer as fast as the slowest reader. Nil where the time is ours.
    ///
    /// Both are of one measure: a client that has just come, and asks at once, is not turned out for one that sits.
    private func timeBehind(_ connection: Connection, at now: Int) -> Int? {
      let (unfinishedSince, answerSince) = (connection.unfinishedSince, connection.answerSince)
      if unfinishedSince != .max { return now - unfinishedSince }
      guard answerSince > 0 else { return nil }
      guard let pace = connection.pace, pace.answerSince == answerSince else { return now - answerSince }
      return pace.nanosecondsBehind(connection, at: now, slowest: limits.slowestReader)
    }

    /// Shuts a socket down, which the library's thread then notices, and forgets it.
    private func cut(_ connection: Connection, _ contents: inout Contents) {
      contents.remove(connection)
      shutdown(connection.socket, Int32(SHUT_RDWR))
      connection.cutAnswer()
    }

    /// Whether nothing has happened since the last look, and nothing is left to read.
    private static func isStuck(_ connection: Connection) -> Bool {
      let deadline = connection.deadline
      defer { connection.deadlineWhenLeft = deadline }
      var unread: Int32 = 0
      guard connection.deadlineWhenLeft == deadline, connection.isUnfinished else { return false }
      return ioctl(connection.socket, UInt(FIONREAD), &unread) == 0 && unread == 0
    }

    /// The connections whose client has closed its end.
    private static func left(_ connections: [Connection]) -> [Connection] {
      if connections.isEmpty { return [] }
      var polls = connections.map { pollfd(fd: $0.socket, events: closedByPeer, revents: 0) }
      guard poll(&polls, nfds_t(polls.count), 0) > 0 else { return [] }
      return zip(connections, polls).filter { $1.revents != 0 }.map(\.0)
    }
  }
#endif
