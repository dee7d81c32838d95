/// Where a user's password comes from; read anew before every attempt to connect, so that a token may be refreshed.
///
/// Nothing of a password stands in a description, and nothing of a command: it may hold a secret of its own.
public enum PasswordSource: Equatable, Sendable, ExpressibleByStringLiteral {
  /// The password itself.
  case text(Secret)
  /// A file that holds it; line breaks at its end are no part of it.
  case file(String)
  /// A command of the shell that prints it, within ``commandLimit``.
  case command(Secret)

  /// How long a command may take; it is killed then, with all that it has started.
  public static let commandLimit = Duration.seconds(10)

  /// Keeps a literal, for tests and examples.
  public init(stringLiteral text: String) { self = .text(Secret(text)) }
}

#if MQTT
  import CMosquitto
  import Glibc

  extension PasswordSource {
    /// The longest password that MQTT can carry (3.1.1, 1.5.3), in bytes.
    private static let mostBytes = 65_535

    /// Reads the password. Belongs to the broker's thread, which may wait.
    /// - Parameter isStopping: asked often; a command is ended when it turns true.
    func read(isStopping: () -> Bool) throws(BrokenConnection) -> Secret {
      switch self {
      case .text(let secret): return secret
      case .file(let path):
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("password file \(path)") }
        defer { close(descriptor) }
        let bytes = try Self.contents(of: descriptor, "password file \(path)", by: .now + Self.commandLimit, isStopping)
        return try Self.password(bytes, "password file \(path)")
      case .command(let command):
        return try Self.password(try Self.output(of: command.text, isStopping), "password command")
      }
    }

    private static func failure(_ what: String) -> BrokenConnection {
      BrokenConnection(reason: "\(what): \(String(cString: strerror(errno)))")
    }

    private static func password(_ bytes: [UInt8], _ what: String) throws(BrokenConnection) -> Secret {
      var bytes = bytes[...]
      while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
      guard !bytes.isEmpty else { throw BrokenConnection(reason: "\(what): it gives nothing") }
      guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
        throw BrokenConnection(reason: "\(what): it gives no text in UTF-8")
      }
      return Secret(text)
    }

    /// Reads to the end of a file or a pipe.
    private static func contents(
      of descriptor: Int32, _ what: String, by deadline: ContinuousClock.Instant, _ isStopping: () -> Bool
    ) throws(BrokenConnection) -> [UInt8] {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4_096)
      while true {
        guard deadline > .now, !isStopping() else { throw BrokenConnection(reason: "\(what): no end of it in time") }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, milliseconds(min(deadline - .now, .milliseconds(50)))) > 0 else { continue }
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count == 0 { return bytes }
        if count < 0 {
          guard errno == EINTR || errno == EAGAIN else { throw failure(what) }
          continue
        }
        bytes += buffer[..<count]
        guard bytes.count <= mostBytes else {
          throw BrokenConnection(reason: "\(what): more than \(mostBytes) bytes")
        }
      }
    }

    // MARK: Commands

    private static func output(of command: String, _ isStopping: () -> Bool) throws(BrokenConnection) -> [UInt8] {
      let deadline = ContinuousClock.now + commandLimit
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw failure("password command") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      defer { close(ends[0]) }
      let child = spawn(command, output: ends[1])
      close(ends[1])
      guard let child else { throw failure("password command") }
      var hasEnded = false
      defer {
        if !hasEnded {
          kill(-child, SIGKILL)
          waitpid(child, nil, 0)
        }
      }
      let bytes = try contents(of: ends[0], "password command", by: deadline, isStopping)
      var status: Int32 = 0
      while waitpid(child, &status, WNOHANG) == 0 {
        guard deadline > .now, !isStopping() else {
          throw BrokenConnection(reason: "password command: no end of it in time")
        }
        poll(nil, 0, 5)
      }
      hasEnded = true
      // Its own words may hold what nobody should read: they are not shown.
      guard status == 0 else {
        let ending = status & 0x7F == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
        throw BrokenConnection(reason: "password command: it ended with \(ending)")
      }
      return bytes
    }

    /// Starts a shell in a process group of its own, with its output in our hands; nil with `errno` set.
    private static func spawn(_ command: String, output: Int32) -> pid_t? {
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      posix_spawn_file_actions_init(&actions)
      posix_spawnattr_init(&attributes)
      defer {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
      }
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
      // The broker's thread blocks every signal, and the program ignores some: a child must not inherit that.
      var signals = sigset_t()
      sigemptyset(&signals)
      posix_spawnattr_setsigmask(&attributes, &signals)
      for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
      posix_spawnattr_setsigdefault(&attributes, &signals)
      posix_spawnattr_setpgroup(&attributes, 0)
      let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
      posix_spawnattr_setflags(&attributes, Int16(flags))
      var words: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(command), nil]
      defer { words.forEach { free($0) } }
      var child: pid_t = 0
      errno = posix_spawn(&child, "/bin/sh", &actions, &attributes, &words, environ)
      return errno == 0 ? child : nil
    }
  }
#endif
