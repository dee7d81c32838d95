public import Foundation

/// A directory that lasts as long as this object.
public final class TemporaryDirectory: Sendable {
  /// Where it is.
  public let url: URL

  /// Makes an empty directory.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "orrery-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { remove() }

  /// Removes it before its time.
  public func remove() { try? FileManager.default.removeItem(at: url) }

  /// Returns the path of a file in it.
  public func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file; returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    return path(name)
  }
}
