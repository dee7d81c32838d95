public import Catalog
public import Facade
import Foundation
import Synchronization

/// Points over UDP, whole lines in each datagram.
///
/// Nobody says whether a datagram arrives. They are sent at most sixteen a millisecond, which a receiver with the usual
/// buffers keeps up with.
public struct DatagramSink: LineSink {
  private let host: String
  private let port: Int

  /// Bytes of a datagram: what fits into a frame of Ethernet over IPv6, and some room for tunnels.
  static let mostBytes = 1_400
  /// The longest datagram of all (RFC 768 over IPv4).
  private static let greatestBytes = 65_507
  private static let datagramsOfBurst = 16
  private static let patience = Duration.seconds(10)

  /// Names who listens.
  public init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  /// The address.
  public var name: String { "udp://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

  /// Sends all lines.
  public func deliver(_ points: LineProtocol, _ cancellation: Cancellation) throws(SinkFailure) -> Int {
    let socket = try connected(cancellation)
    defer { close(socket) }
    var (delivered, sent) = (0, 0)
    for batch in LineBatches(points.bytes, bytes: Self.mostBytes) {
      guard !cancellation.isCancelled else { break }
      guard batch.bytes.count <= Self.greatestBytes else {
        throw SinkFailure(
          delivered: delivered, rejected: 1, reason: "a line of \(batch.bytes.count) bytes fits into no datagram")
      }
      let code = send(batch.bytes, socket)
      guard code == 0 else {
        let words = code == ECONNREFUSED ? "nobody listens" : String(cString: strerror(code))
        throw SinkFailure(delivered: delivered, reason: "\(words), \(points.count - delivered) points not sent")
      }
      delivered += batch.lines
      sent += 1
      if sent % Self.datagramsOfBurst == 0 { usleep(1_000) }
    }
    return delivered
  }

  private func send(_ bytes: ArraySlice<UInt8>, _ socket: Int32) -> Int32 {
    while true {
      let count = bytes.withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count >= 0 { return 0 }
      if errno != EINTR { return errno }
    }
  }

  /// Returns a socket that sends to the address.
  private func connected(_ cancellation: Cancellation) throws(SinkFailure) -> Int32 {
    for address in try addresses(cancellation) {
      let socket = Foundation.socket(address.family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard socket >= 0 else { continue }
      var limit = timeval(tv_sec: 2, tv_usec: 0)
      setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      let isConnected = address.bytes.withUnsafeBytes { bytes in
        bytes.baseAddress.map { connect(socket, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) }
          == 0
      }
      if isConnected { return socket }
      close(socket)
    }
    throw SinkFailure(reason: "no way to \(host): \(String(cString: strerror(errno)))")
  }

  private struct Address: Sendable {
    let family: Int32
    let bytes: [UInt8]
  }

  /// Asks for the addresses of the host; the resolver, which knows no limit that one could set, is left behind.
  private func addresses(_ cancellation: Cancellation) throws(SinkFailure) -> [Address] {
    let finding = Finding()
    let (host, port) = (host, port)
    Thread.detachNewThread { finding.store(Self.resolve(host, port)) }
    let deadline = ContinuousClock.now + Self.patience
    while finding.addresses == nil, ContinuousClock.now < deadline {
      guard cancellation.wait(until: min(deadline, .now + .milliseconds(2))) else {
        throw SinkFailure(reason: "stopped before \(host) was found")
      }
    }
    guard let addresses = finding.addresses else {
      throw SinkFailure(reason: "\(host) was not found within \(Self.patience / .seconds(1)) s")
    }
    guard !addresses.isEmpty else { throw SinkFailure(reason: "\(host) is not known, or the network is down") }
    return addresses
  }

  private final class Finding: Sendable {
    private let state = Mutex<[Address]?>(nil)
    var addresses: [Address]? { state.withLock { $0 } }
    func store(_ addresses: [Address]) { state.withLock { $0 = addresses } }
  }

  private static func resolve(_ host: String, _ port: Int) -> [Address] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var addresses: [Address] = []
    var next = list
    while let entry = next?.pointee {
      addresses.append(
        Address(
          family: entry.ai_family,
          bytes: Array(UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen)))))
      next = entry.ai_next
    }
    return addresses
  }
}
