import Foundation

/// What the system says of a file.
public struct FileFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path and the system's words.
  public let description: String

  init(_ path: String, _ code: Int32 = errno) {
    description = "\(path): \(String(cString: strerror(code)))"
  }

  init(path: String, reason: String) {
    description = "\(path): \(reason)"
  }
}

/// Whole files, read with a limit and replaced in one step.
public enum AtomicFile {
  /// The most that is read of an element file: twenty times today's whole catalogue in its longest form.
  public static let mostBytes = 512 << 20

  /// Replaces a file: readers see the old bytes or the new ones, also after a power cut.
  /// - Throws: ``FileFault``; the old file is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
    let folder = (path as NSString).deletingLastPathComponent
    let draft = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFault(path) }
    do throws(FileFault) {
      try write(bytes, to: descriptor, path)
      guard fsync(descriptor) == 0 else { throw FileFault(path) }
    } catch {
      close(descriptor)
      unlink(draft)
      throw error
    }
    guard close(descriptor) == 0, rename(draft, path) == 0 else {
      let fault = FileFault(path)
      unlink(draft)
      throw fault
    }
    // The new name is on the disk once the folder is; a file system that cannot say so is let be.
    let parent = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if parent >= 0 {
      fsync(parent)
      close(parent)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileFault) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        guard errno == EINTR else { throw FileFault(path) }
      } else {
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Reads a whole file; `-` is standard input.
  /// - Throws: ``FileFault`` in the system's words, or for a file past the limit.
  public static func read(_ path: String, atMost limit: Int = mostBytes) throws(FileFault) -> [UInt8] {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        guard errno == EINTR else { throw FileFault(path) }
      } else {
        bytes += buffer[..<count]
      }
      guard bytes.count <= limit else { throw FileFault(path: path, reason: "more than \(limit) bytes") }
    }
  }
}
