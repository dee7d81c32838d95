#if HTTP
  import CMicrohttpd
  import Glibc

  /// A socket that listens, with what a server wants of those that come from it.
  struct ListeningSocket {
    let descriptor: Int32
    /// The port, also where a free one was asked for.
    let port: Int

    /// Bytes of an answer that the system takes before they are on their way: a slow reader shows soon.
    private static let unsentBytes: Int32 = 131_072
    private static let backlog: Int32 = 1_024

    init(_ options: ServerOptions) throws(StartError) {
      let found = try Self.addresses(options)
      defer { freeaddrinfo(found) }
      guard let address = found?.pointee else { throw Self.unknownHost(options, "it has no address") }
      let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
      let descriptor = socket(address.ai_family, Int32(kind), 0)
      guard descriptor >= 0 else { throw Self.failure(options) }
      var isKept = false
      defer { if !isKept { close(descriptor) } }
      Self.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
      Self.set(descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Self.unsentBytes)
      if address.ai_family == AF_INET6 { Self.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
      guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, Self.backlog) == 0 else {
        throw Self.failure(options)
      }
      self.descriptor = descriptor
      port = Self.port(of: descriptor)
      isKept = true
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
      var value = value
      setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func port(of descriptor: Int32) -> Int {
      var address = sockaddr_storage()
      var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
      return withUnsafeMutableBytes(of: &address) { bytes in
        _ = getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        // Both families have the port behind the family, in the network's order.
        return Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
      }
    }

    private static func addresses(_ options: ServerOptions) throws(StartError) -> UnsafeMutablePointer<addrinfo>? {
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      hints.ai_flags = AI_PASSIVE
      // A name of both families, as localhost is, means the older one.
      for family in [AF_INET, AF_INET6] {
        hints.ai_family = family
        var found: UnsafeMutablePointer<addrinfo>?
        if !options.host.isEmpty, getaddrinfo(options.host, String(options.port), &hints, &found) == 0 { return found }
      }
      throw unknownHost(options, "there is no such host")
    }

    private static func unknownHost(_ options: ServerOptions, _ reason: String) -> StartError {
      StartError(
        place: "host \(options.host.debugDescription)", reason: reason,
        remedy: "give an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all")
    }

    private static func failure(_ options: ServerOptions) -> StartError {
      let code = errno
      let remedy =
        switch code {
        case EADDRINUSE: "stop the program that listens there, or choose another port; 0 picks a free one"
        case EACCES: "choose a port from 1024 on, or run with the right to listen below"
        case EADDRNOTAVAIL: "give an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all"
        default: "give another host or port"
        }
      return StartError(place: options.place, reason: String(cString: strerror(code)), remedy: remedy)
    }
  }
#endif
