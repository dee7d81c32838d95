#if HTTP
  import CMicrohttpd
  import Glibc

  /// What is gathered while the library goes through its fields, and how they lie in its buffer.
  private struct HeadReading {
    var headers = HeaderFields()
    var isBroken = false
    /// Where the last value ends, in the library's buffer.
    var end: UnsafeRawPointer?

    /// Takes a field in. The library cuts a line at a NUL: then more than the line's end stands before the next.
    mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
      if let end, let next = name.baseAddress { noteGap(from: end, to: next) }
      headers.append(name, value)
      end = value.baseAddress.map { $0 + value.count }
    }

    /// Notes what stands between two places that only a line's end may part.
    mutating func noteGap(from start: UnsafeRawPointer, to end: UnsafeRawPointer) {
      // A line folded into the one before it was put elsewhere.
      guard start <= end, end - start <= 65_536 else {
        isBroken = true
        return
      }
      if !isBlank(from: start, to: end) { isBroken = true }
    }
  }

  /// Whether there is nothing but ends of lines, spaces, and the zeros that the library puts in their place.
  private func isBlank(from start: UnsafeRawPointer, to end: UnsafeRawPointer) -> Bool {
    UnsafeRawBufferPointer(start: start, count: end - start)
      .allSatisfy { $0 == 0 || $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
  }

  extension Connection {
    private static let onField: MHD_KeyValueIteratorN = { context, _, name, nameSize, value, valueSize in
      context?.assumingMemoryBound(to: HeadReading.self).pointee.add(
        UnsafeRawBufferPointer(start: name, count: nameSize), UnsafeRawBufferPointer(start: value, count: valueSize))
      return .YES
    }

    /// Reads what the library knows of a request whose head is whole.
    func readHead(
      _ handle: OpaquePointer, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
    ) -> RequestHead {
      var reading = HeadReading()
      withUnsafeMutablePointer(to: &reading) { place in
        _ = MHD_get_connection_values_n(handle, .HEADER_KIND, Self.onField, place)
      }
      let info = MHD_connection_info(handle, .CONNECTION_INFO_REQUEST_HEADER_SIZE)
      let size = info.map { Int($0.pointee.header_size) }
      let start = UnsafeRawPointer(method)
      if let end = reading.end, let size { reading.noteGap(from: end, to: start + size) }
      return RequestHead(
        method: Method(cString: method), version: strcmp(version, "HTTP/1.0") == 0 ? .v10 : .v11,
        target: decodedTarget(before: UnsafeRawPointer(version)), headers: reading.headers, bytes: size ?? 0,
        isBroken: reading.isBroken, isTLS: isTLS)
    }

    /// Decodes the target. The library cuts that at a NUL, too: then more than a space stands before the version.
    private func decodedTarget(before version: UnsafeRawPointer) -> Result<RequestTarget, RequestTarget.Fault> {
      if let targetEnd, targetEnd <= version, version - targetEnd <= 65_536, !isBlank(from: targetEnd, to: version) {
        return .failure(RequestTarget.Fault(reason: "the target has a NUL"))
      }
      return Result { () throws(RequestTarget.Fault) in try RequestTarget(target) }
    }
  }

  extension Method {
    fileprivate init?(cString: UnsafePointer<CChar>) {
      let length = strlen(cString)
      let match = Self.allCases.first { method in
        method.rawValue.utf8.count == length && strncmp(cString, method.rawValue, length) == 0
      }
      guard let match else { return nil }
      self = match
    }
  }
#endif
