import Catalog

/// Where a long text goes piece by piece: standard output, or a file that takes its name when it is whole.
struct TextSink: ~Copyable {
  private var file: FileReplacement?
  private var buffer: [UInt8] = []

  /// Opens standard output, or a file beside the one that is to be.
  init(_ path: String?) throws(FileFault) {
    guard let path, path != "-" else {
      file = nil
      return
    }
    file = try FileReplacement(path)
  }

  /// Writes a text, a megabyte at a time; returns whether there is any use in writing more.
  mutating func write(_ text: String) throws(FileFault) -> Bool { try write(text.utf8) }

  /// Writes bytes, a megabyte at a time; returns whether there is any use in writing more.
  mutating func write(_ bytes: some Sequence<UInt8>) throws(FileFault) -> Bool {
    buffer += bytes
    return buffer.count > 1 << 20 ? try flush() : true
  }

  /// Writes what is left, and gives the file its name.
  consuming func close() throws(FileFault) {
    _ = try flush()
    if let file = file.take() { try file.commit() }
  }

  private mutating func flush() throws(FileFault) -> Bool {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard file != nil else { return StandardStreams.write(buffer) }
    try file?.write(buffer)
    return true
  }
}
