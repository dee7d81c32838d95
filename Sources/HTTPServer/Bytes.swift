#if HTTP
  import Synchronization
#endif

/// Bytes that are sent from where they lie, as often as wanted; their compressed form is made once.
///
/// Keep one for what many ask for: each answer then costs neither a copy nor a compression.
public final class Bytes: Sendable {
  private nonisolated(unsafe) let memory: UnsafeRawBufferPointer
  #if HTTP
    private let compression = Mutex(Compression.untried)

    private enum Compression {
      case untried
      case useless
      case smaller(Bytes)
    }
  #endif

  /// Takes a copy of some bytes.
  public convenience init(_ bytes: some Collection<UInt8>) {
    self.init(capacity: bytes.count) { memory in
      memory.copyBytes(from: bytes)
      return bytes.count
    }
  }

  /// Takes the UTF-8 of a text.
  public convenience init(_ text: String) { self.init(text.utf8) }

  /// Has bytes written in their place.
  /// - Parameter write: Returns how many it has written, the capacity at most.
  public init(capacity: Int, write: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    do {
      let count = try write(memory)
      precondition(count <= capacity, "\(count) bytes were written where \(capacity) have room")
      self.memory = UnsafeRawBufferPointer(rebasing: memory[..<count])
    } catch {
      memory.deallocate()
      throw error
    }
  }

  deinit { memory.deallocate() }

  /// How many there are.
  public var count: Int { memory.count }

  /// Lends the bytes for the length of a call.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(memory)
  }

  /// Where the bytes lie for as long as this object lives.
  var start: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(mutating: memory.baseAddress) }

  #if HTTP
    /// The bytes in the format of gzip, made at the first call; nil where that would save nothing.
    package var gzipped: Bytes? {
      compression.withLock { compression in
        if case .untried = compression { compression = compressed(memory).map { .smaller($0) } ?? .useless }
        return if case .smaller(let bytes) = compression { bytes } else { nil }
      }
    }
  #endif
}
