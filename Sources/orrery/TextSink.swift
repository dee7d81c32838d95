import Catalog
import Foundation

/// Where a long text goes piece by piece: standard output, or a file that takes its name when it is whole.
struct TextSink {
  private let handle: FileHandle?
  private let path: String?
  private var buffer: [UInt8] = []

  /// Opens standard output, or a file beside the one that is to be.
  /// - Throws: What Foundation throws where the file cannot be made.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      (handle, self.path) = (nil, nil)
      return
    }
    self.path = path
    guard FileManager.default.createFile(atPath: TextSink.draft(path), contents: nil) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    handle = try FileHandle(forWritingTo: URL(fileURLWithPath: TextSink.draft(path)))
  }

  /// Writes a text, a megabyte at a time.
  mutating func write(_ text: String) throws {
    buffer += text.utf8
    if buffer.count > 1 << 20 { try flush() }
  }

  /// Writes what is left, and gives the file its name.
  mutating func close() throws {
    try flush()
    guard let path, let handle else { return }
    try handle.synchronize()
    try handle.close()
    guard rename(TextSink.draft(path), path) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
  }

  private mutating func flush() throws {
    if let handle { try handle.write(contentsOf: Data(buffer)) } else { StandardStreams.write(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func draft(_ path: String) -> String { path + ".part" }
}
