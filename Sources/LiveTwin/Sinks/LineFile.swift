public import Catalog
public import Facade
import Foundation

/// Points in a file: those of the last iteration, or those of all.
public struct LineFile: LineSink {
  private let path: String
  private let appends: Bool

  /// Names a file.
  /// - Parameter appends: whether points are added to what is there, which grows without end, instead of taking its
  ///   place.
  public init(_ path: String, appends: Bool = false) { (self.path, self.appends) = (path, appends) }

  /// The path.
  public var name: String { path }

  /// Replaces the file in one step, or adds whole lines.
  public func deliver(_ points: LineProtocol, _ cancellation: Cancellation) throws(SinkFailure) -> Int {
    do throws(FileFault) {
      try RegularFile.require(path)
      if appends { try append(points.bytes) } else { try AtomicFile.write(points.bytes, to: path) }
    } catch {
      // The name goes before it anyway.
      let words = error.description
      throw SinkFailure(reason: words.hasPrefix("\(path): ") ? String(words.dropFirst(path.count + 2)) : words)
    }
    return points.count
  }

  /// Adds lines behind a whole last one; where they do not fit, the file is as it was.
  private func append(_ bytes: [UInt8]) throws(FileFault) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFault(path) }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    if size > 0 { pread(descriptor, &last, 1, size - 1) }
    var rest = ((last == 0x0A ? [] : [0x0A]) + bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let fault = FileFault(path)
        ftruncate(descriptor, size)
        throw fault
      }
      rest = rest.dropFirst(count)
    }
  }
}

/// What a twin writes to: a pipe or a device could hold it up, and cannot be replaced in one step.
enum RegularFile {
  /// - Throws: ``FileFault`` where something else is at a path.
  static func require(_ path: String) throws(FileFault) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw FileFault(path: path, reason: "is no file")
  }
}
