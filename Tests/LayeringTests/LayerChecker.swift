import Foundation

/// A line of a source file that its folder's rule does not allow.
struct LayerViolation: Equatable, CustomStringConvertible {
  let file: String
  let line: Int
  let reason: String

  var description: String { "\(file):\(line): \(reason)" }
}

extension LayerRule {
  /// Returns what a source file has that the folder may not have.
  func violations(in text: String, file: String) -> [LayerViolation] {
    let words = Self.forbiddenWords[folder] ?? []
    var found: [LayerViolation] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for module in importedModules(of: line) where !allows(module) {
        let allowed = ours.union(outside).sorted().joined(separator: ", ")
        let reason = "imports \(module); allowed: \(allowed.isEmpty ? "nothing" : allowed)"
        found.append(LayerViolation(file: file, line: index + 1, reason: reason))
      }
      for word in words where line.contains(word) {
        found.append(LayerViolation(file: file, line: index + 1, reason: "has \(word), which \(folder) may not"))
      }
    }
    return found
  }
}

/// Returns the modules that a line imports: after any attributes, an access level and the kind of a declaration.
func importedModules(of line: Substring) -> [String] {
  line.split(separator: ";").compactMap { statement in
    var words = statement.split(whereSeparator: \.isWhitespace)[...]
    let mayStandBefore: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    while let word = words.first, word.hasPrefix("@") || mayStandBefore.contains(word) { words.removeFirst() }
    guard words.popFirst() == "import" else { return nil }
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    if let word = words.first, kinds.contains(word) { words.removeFirst() }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}

/// The folders and files of `Sources` as they are on disk.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources")

  /// Every folder that must have a rule: those of `Sources`, and those of `Federates` in its place.
  static func folders() throws -> [String] {
    try folders(of: root).flatMap { name in
      name == "Federates" ? try folders(of: root.appending(path: name)).map { "\(name)/\($0)" } : [name]
    }
  }

  /// Every Swift file below a folder, as a path from `Sources`.
  static func files(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
  }

  static func text(of file: String) throws -> String {
    try String(contentsOf: root.appending(path: file), encoding: .utf8)
  }

  private static func folders(of url: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: [.isDirectoryKey])
      .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
      .map(\.lastPathComponent).sorted()
  }
}
