/// The form of a path: words, and names in braces that stand for one segment each.
struct PathTemplate: Hashable, Sendable, CustomStringConvertible {
  enum Segment: Hashable, Sendable {
    case word(String)
    case name(String)
  }

  let segments: [Segment]

  /// Reads a template such as `/satellites/{id}/track`.
  init(_ text: String) {
    segments = text.split(separator: "/").map { part in
      part.hasPrefix("{") ? .name(String(part.dropFirst().dropLast())) : .word(String(part))
    }
  }

  /// Returns what stands for each name in a path; nil where it has another form.
  func match(_ path: [String]) -> [(name: String, value: String)]? {
    guard path.count == segments.count else { return nil }
    var values: [(String, String)] = []
    for (segment, part) in zip(segments, path) {
      switch segment {
      case .word(let word): guard word == part else { return nil }
      case .name(let name): values.append((name, part))
      }
    }
    return values
  }

  /// The names, in order.
  var names: [String] {
    segments.compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  var description: String {
    "/"
      + segments.map { segment in
        switch segment {
        case .word(let word): word
        case .name(let name): "{\(name)}"
        }
      }.joined(separator: "/")
  }
}
