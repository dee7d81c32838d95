#if HTTP
  import Glibc

  /// The thread that takes connections from the listening socket and deals them out to the library's threads in turn.
  ///
  /// Left to themselves, the thread that wakes first takes all that are waiting: eight clients that come together then
  /// share one thread, and one processor.
  final class Acceptor: Sendable {
    private let thread = BackgroundThread()

    /// How long to wait for files to be closed when there is none left.
    private static let breathMilliseconds: Int32 = 50
    /// How many connections are taken before the bell is looked at.
    private static let series = 64

    /// Starts to take connections.
    /// - Parameter deal: takes a socket over; called on the thread.
    func start(
      _ listener: Int32, _ deal: @escaping @Sendable (Int32, UnsafePointer<sockaddr>, socklen_t) -> Void
    ) {
      thread.start { bell in
        var files = [
          pollfd(fd: bell, events: Int16(POLLIN), revents: 0), pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        ]
        while files[0].revents == 0 {
          guard poll(&files, 2, -1) > 0, files[1].revents != 0 else { continue }
          if !Self.acceptSeries(listener, deal) { poll(&files, 1, Self.breathMilliseconds) }
        }
      }
    }

    /// Ends the thread and waits until it has; the listening socket stays open.
    func stop() { thread.stop() }

    /// Takes what is waiting; returns whether the process could.
    private static func acceptSeries(
      _ listener: Int32, _ deal: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Void
    ) -> Bool {
      for _ in 0..<series {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isTaken = withUnsafeMutableBytes(of: &address) { bytes in
          guard let place = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
          let socket = accept(listener, place, &size)
          guard socket >= 0 else { return false }
          deal(socket, place, size)
          return true
        }
        guard !isTaken else { continue }
        switch errno {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: return false
        case EAGAIN: return true
        // The client has gone meanwhile, or its network has.
        default: continue
        }
      }
      return true
    }
  }
#endif
