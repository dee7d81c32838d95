public import Foundation

/// The folder of test data that lies beside the project and never in it.
///
/// `ORRERY_SHARED` names it; without that it is `../shared` from the package root. A test that needs a file
/// is enabled by ``has(_:)`` and says ``absence`` where it is skipped.
public enum SharedData {
  /// The folder, present or not.
  public static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["ORRERY_SHARED"] {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.deletingLastPathComponent().appendingPathComponent("shared", isDirectory: true)
  }()

  /// What a skipped test prints.
  public static let absence = "skipped: no shared test data at \(folder.path) (set ORRERY_SHARED)"

  /// Returns a file under `data`, such as `access/passes.json`, or nil where it is absent.
  public static func file(_ path: String) -> URL? {
    let url = folder.appendingPathComponent("data").appendingPathComponent(path)
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }

  /// Whether a file under `data` is there.
  public static func has(_ path: String) -> Bool { file(path) != nil }

  /// Returns the text of a file under `data`.
  /// - Throws: What Foundation throws where it cannot be read.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent("data").appendingPathComponent(path), encoding: .utf8)
  }
}
