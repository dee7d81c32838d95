#if MQTT
  import CMosquitto
  import Glibc

  /// A bell that any thread may ring and the poller hears.
  final class Waker: Sendable {
    fileprivate let descriptor = opened(eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)), "eventfd")

    deinit { close(descriptor) }

    func wake() {
      var one: UInt64 = 1
      // A full counter refuses the write, and then the bell is ringing already.
      _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    fileprivate func silence() {
      var count: UInt64 = 0
      _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
  }

  /// Waits for one socket and one waker, over epoll: unlike select, for descriptors above 1,023 too.
  final class Poller {
    struct Readiness {
      var isReadable = false
      var isWritable = false
    }

    private let epoll = opened(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1")
    private let waker: Waker
    private var socket: Int32 = -1
    private var isForWriting = false

    init(waker: Waker) {
      self.waker = waker
      control(EPOLL_CTL_ADD, waker.descriptor, EPOLLIN.rawValue)
    }

    deinit { close(epoll) }

    /// Watches a socket for reading, and for writing where there is something to write.
    func watch(_ socket: Int32, forWriting: Bool) {
      let events = EPOLLIN.rawValue | (forWriting ? EPOLLOUT.rawValue : 0)
      if socket != self.socket {
        // The library leaves this open: a child process would keep the connection after we closed it.
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        control(EPOLL_CTL_ADD, socket, events)
      } else if forWriting != isForWriting {
        control(EPOLL_CTL_MOD, socket, events)
      }
      self.socket = socket
      isForWriting = forWriting
    }

    /// Stops watching the socket. To be called before it, or one that took its number, is closed or opened.
    func forget() {
      if socket >= 0 { control(EPOLL_CTL_DEL, socket, 0) }
      socket = -1
    }

    /// Waits until something is ready or the time is over.
    func wait(_ timeout: Duration) -> Readiness {
      // Rounded up, so that a deadline has passed when the wait for it ends.
      let milliseconds = (max(timeout, .zero) + .microseconds(999)) / .milliseconds(1)
      var events = [epoll_event](repeating: epoll_event(), count: 2)
      let count = epoll_wait(epoll, &events, 2, Int32(min(milliseconds, 3_600_000)))
      var readiness = Readiness()
      for event in events.prefix(Int(max(count, 0))) {
        if event.data.fd == waker.descriptor {
          waker.silence()
        } else {
          readiness.isReadable = event.events & ~EPOLLOUT.rawValue != 0
          readiness.isWritable = event.events & EPOLLOUT.rawValue != 0
        }
      }
      return readiness
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) {
      var event = epoll_event()
      event.events = events
      event.data.fd = descriptor
      _ = epoll_ctl(epoll, operation, descriptor, &event)
    }
  }

  /// Returns a descriptor that could be opened; a process that has none left cannot go on.
  private func opened(_ descriptor: Int32, _ call: String) -> Int32 {
    precondition(descriptor >= 0, "\(call): \(String(cString: strerror(errno)))")
    return descriptor
  }
#endif
