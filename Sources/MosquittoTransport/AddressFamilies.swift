#if MQTT
  import Glibc

  /// Returns the local addresses to bind to in turn, so that each address family of a host gets its try.
  ///
  /// A connection that does not block goes to the first address of a host only, and `localhost` is
  /// often `::1` first while the broker listens on 127.0.0.1. Binding to the unspecified address of a
  /// family makes the library pass over the other. Empty where a host has one family, or none.
  func localAddresses(towards host: String) -> [String] {
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, nil, &first) == 0 else { return [] }
    defer { freeaddrinfo(first) }
    let families = Set(
      sequence(first: first) { $0?.pointee.ai_next }.prefix { $0 != nil }.map { $0?.pointee.ai_family })
    return families.isSuperset(of: [AF_INET, AF_INET6]) ? ["::", "0.0.0.0"] : []
  }
#endif
