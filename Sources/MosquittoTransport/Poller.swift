#if MQTT
  import CMosquitto
  import Glibc

  /// A bell that any thread may ring, and that rings until it is silenced.
  final class Bell: Sendable {
    fileprivate let descriptor = opened(eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)), "eventfd")

    deinit { close(descriptor) }

    func ring() {
      var one: UInt64 = 1
      // A full counter refuses the write, and then the bell is ringing already.
      _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits for the bell; returns whether it rang in time.
    func wait(until deadline: ContinuousClock.Instant) -> Bool {
      var bell = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      repeat {
        if poll(&bell, 1, milliseconds(deadline - .now)) > 0 { return true }
      } while deadline > .now
      return false
    }

    fileprivate func silence() {
      var count: UInt64 = 0
      _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
  }

  /// Waits for one socket and one bell, over epoll: unlike select, for descriptors above 1,023 too.
  final class Poller {
    struct Readiness {
      var isReadable = false
      var isWritable = false
    }

    private let epoll = opened(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1")
    private let waker: Bell
    private var socket: Int32 = -1
    private var isForWriting = false

    init(waker: Bell) {
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
      var events = [epoll_event](repeating: epoll_event(), count: 2)
      let count = epoll_wait(epoll, &events, 2, milliseconds(timeout))
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

  /// Returns a wait in whole milliseconds, rounded up: when it ends, its deadline has passed.
  func milliseconds(_ wait: Duration) -> Int32 {
    Int32(min(max(wait, .zero) / .milliseconds(1), 3_600_000).rounded(.up))
  }

  /// Returns a descriptor that could be opened; a process that has none left cannot go on.
  private func opened(_ descriptor: Int32, _ call: String) -> Int32 {
    precondition(descriptor >= 0, "\(call): \(String(cString: strerror(errno)))")
    return descriptor
  }
#endif
