#if HTTP
  import CZlib

  /// How hard zlib tries: on numbers as JSON, trying harder costs three times the time for a tenth of the size.
  private let level: Int32 = 1
  /// 15 bits of window, and 16 for the header of gzip instead of zlib's own (zlib.h, `deflateInit2`).
  private let windowBits: Int32 = 15 + 16

  /// Returns bytes in the format of gzip (RFC 1952); nil where they are not smaller.
  func compressed(_ bytes: UnsafeRawBufferPointer) -> Bytes? {
    var stream = z_stream()
    let code = deflateInit2_(
      &stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK, bytes.count <= Int(UInt32.max) else { return nil }
    defer { deflateEnd(&stream) }
    var isWhole = false
    let result = Bytes(capacity: bytes.count) { memory in
      stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(bytes.count)
      stream.next_out = memory.bindMemory(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(memory.count)
      isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
      return memory.count - Int(stream.avail_out)
    }
    return isWhole ? Bytes(copyOf: result) : nil
  }

  extension Bytes {
    /// Takes no more room than the bytes need.
    fileprivate convenience init(copyOf other: Bytes) {
      self.init(capacity: other.count) { memory in
        other.withUnsafeBytes { memory.copyMemory(from: $0) }
        return other.count
      }
    }
  }

  /// Returns a tag that tells contents apart, however many files there are: two checksums and the size.
  func contentTag(_ bytes: UnsafeRawBufferPointer) -> String {
    let start = bytes.bindMemory(to: UInt8.self).baseAddress
    let sums = [crc32_z(0, start, bytes.count), adler32_z(1, start, bytes.count), UInt(bytes.count)]
    return sums.map { String($0, radix: 36) }.joined(separator: "-")
  }
#endif
