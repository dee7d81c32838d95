import Glibc

/// One connection to a server on the loopback, byte by byte as a test wants it.
final class RawClient {
  /// An answer as it came.
  struct Answer {
    var status: Int
    var head: String
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a header field; nil where there is none.
    subscript(name: String) -> String? {
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
    }
  }

  struct Failure: Error {
    let reason: String
  }

  /// How long a test waits for what must happen, on a machine that has much else to do.
  static let patience = Duration.seconds(20)

  private let socket: Int32
  private var unread: [UInt8] = []
  private var isOpen = true

  /// Connects, where asked for with a receive buffer so small that it is soon full, from an address of the loopback.
  init(_ port: Int, receiveBuffer: Int32? = nil, from local: String = "127.0.0.1") throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var receiveBuffer {
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    try Self.with(Self.address(local, 0)) { bind(socket, $0, $1) }
    try Self.with(Self.address("127.0.0.1", port)) { connect(socket, $0, $1) }
  }

  deinit { close() }

  /// Closes it before its time.
  func close() {
    if isOpen { Glibc.close(socket) }
    isOpen = false
  }

  private static func address(_ host: String, _ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    return address
  }

  private static func with(
    _ address: sockaddr_in, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws {
    var address = address
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard code == 0 else { throw Failure(reason: String(cString: strerror(errno))) }
  }

  // MARK: Sending

  /// Sends bytes; returns whether the server still takes them.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Sends a request with the fields that every request needs, and reads its answer.
  func ask(_ line: String, _ fields: String..., body: String = "") throws -> Answer {
    var text = "\(line) HTTP/1.1\r\n"
    if !fields.contains(where: { $0.lowercased().hasPrefix("host:") }) { text += "Host: localhost\r\n" }
    for field in fields { text += field + "\r\n" }
    if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
    send(text + "\r\n" + body)
    return try answer(toHead: line.hasPrefix("HEAD"))
  }

  /// Closes our direction only.
  func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

  // MARK: Reading

  /// Reads an answer, with a body of the length that it tells or of chunks.
  func answer(toHead: Bool = false) throws -> Answer {
    let lines = try read(through: "\r\n\r\n")
    let head = String(decoding: lines, as: UTF8.self)
    guard head.hasPrefix("HTTP/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else {
      throw Failure(reason: "no answer but \(head.debugDescription)")
    }
    var answer = Answer(status: status, head: head, body: [])
    if status == 100 { return try self.answer() }
    if toHead || status == 304 || status == 204 { return answer }
    if answer["Transfer-Encoding"] == "chunked" {
      while let chunk = try readChunk() { answer.body += chunk }
    } else {
      answer.body = try read(count: Int(answer["Content-Length"] ?? "") ?? 0)
    }
    return answer
  }

  /// Reads one chunk of a body; nil at its end.
  func readChunk() throws -> [UInt8]? {
    let line = try read(through: "\r\n").dropLast(2)
    guard let size = Int(String(decoding: line, as: UTF8.self), radix: 16) else {
      throw Failure(reason: "no chunk but \(line)")
    }
    let chunk = try read(count: size)
    _ = try read(count: 2)
    return size == 0 ? nil : chunk
  }

  /// Reads the head of an answer only, in text.
  func readHead() throws -> String { String(decoding: try read(through: "\r\n\r\n"), as: UTF8.self) }

  private func read(through mark: String) throws -> [UInt8] {
    let mark = Array(mark.utf8)
    while true {
      for end in unread.indices.dropFirst(mark.count - 1) where unread[...end].suffix(mark.count).elementsEqual(mark) {
        defer { unread.removeFirst(end + 1) }
        return Array(unread[...end])
      }
      guard try receive() else {
        throw Failure(reason: "the end came after \(String(decoding: unread, as: UTF8.self))")
      }
    }
  }

  private func read(count: Int) throws -> [UInt8] {
    while unread.count < count {
      guard try receive() else { throw Failure(reason: "the end came after \(unread.count) of \(count) bytes") }
    }
    defer { unread.removeFirst(count) }
    return Array(unread.prefix(count))
  }

  /// Takes in what has come; returns false at the end of the connection.
  private func receive() throws -> Bool {
    guard isReadable(within: Self.patience) else { throw Failure(reason: "nothing came in \(Self.patience)") }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.recv(socket, &buffer, buffer.count, 0)
    if count > 0 { unread += buffer[..<count] }
    return count > 0
  }

  /// Waits for bytes or the end.
  func isReadable(within wait: Duration) -> Bool {
    var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, Int32(wait / .milliseconds(1))) > 0
  }

  /// Waits for the end of the connection and throws away what comes before it.
  func waitForEnd() throws { while try receive() {} }

  /// Takes a little of what has come, once in a while.
  func sip(every pause: Duration) throws {
    var nothing = pollfd(fd: -1, events: 0, revents: 0)
    Glibc.poll(&nothing, 1, Int32(pause / .milliseconds(1)))
    var buffer = [UInt8](repeating: 0, count: 512)
    _ = Glibc.recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
  }

  /// Sends one byte after another until the server ends the connection; returns how long it took.
  func drip(_ byte: Character, every pause: Duration = .milliseconds(10)) throws -> Duration {
    let start = ContinuousClock.now
    while .now - start < Self.patience {
      if isReadable(within: pause) {
        guard try receive() else { return .now - start }
      }
      guard send(String(byte)) else { return .now - start }
    }
    throw Failure(reason: "the server bore a drip for \(Self.patience)")
  }
}
