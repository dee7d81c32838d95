import Foundation

/// What the system says of a file.
public struct FileFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path and the system's words.
  public let description: String

  package init(_ path: String, _ code: Int32 = errno) {
    description = "\(path): \(String(cString: strerror(code)))"
  }

  /// Says what is wrong with a file.
  public init(path: String, reason: String) {
    description = "\(path): \(reason)"
  }
}

/// A file that takes its place in one step when it is whole, and leaves nothing behind when it is not.
///
/// Readers see the old bytes or the new ones, also after a power cut. Behind a symbolic link the file that it leads to
/// is replaced. What is no file - a device, a pipe - is written to where it stands.
public struct FileReplacement: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// The file that becomes the one at the path; nil where that is written to directly.
  private var draft: String?

  /// Begins a file beside the one that it is to replace.
  /// - Throws: ``FileFault`` in the system's words.
  public init(_ path: String) throws(FileFault) {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      self.path = path
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      self.path = exists ? FileReplacement.resolved(path) : path
      let draft = "\(self.path).\(getpid())-\(UInt32.random(in: 0 ... .max)).part"
      descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      self.draft = draft
    }
    guard descriptor >= 0 else {
      let fault = FileFault(path)
      draft = nil
      throw fault
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let draft { unlink(draft) }
  }

  /// The path behind symbolic links.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Adds bytes.
  /// - Throws: ``FileFault`` in the system's words.
  public func write(_ bytes: [UInt8]) throws(FileFault) {
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

  /// Puts the file in its place.
  /// - Throws: ``FileFault``; the old file is then as it was.
  public consuming func commit() throws(FileFault) {
    guard let draft else { return }
    guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw FileFault(path) }
    self.draft = nil
    // The new name is on the disk once the folder is; a file system that cannot say so is let be.
    let folder = (path as NSString).deletingLastPathComponent
    let parent = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if parent >= 0 {
      fsync(parent)
      close(parent)
    }
  }
}

/// Whole files, read with a limit and replaced in one step.
public enum AtomicFile {
  /// The most that is read of an element file: twenty times today's whole catalogue in its longest form.
  public static let mostBytes = 512 << 20

  /// Replaces a file as ``FileReplacement`` does.
  /// - Throws: ``FileFault``; the old file is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
    let file = try FileReplacement(path)
    try file.write(bytes)
    try file.commit()
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
