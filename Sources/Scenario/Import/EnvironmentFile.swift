import Foundation

/// A `.env` file as python-dotenv reads it: `NAME=value` a line, with quotes, `export`, comments and `${NAME}`.
///
/// It may hold passwords: nothing of its values stands in an error or a description.
public struct EnvironmentFile: Sendable {
  /// The largest file that is read, in bytes.
  public static let maximumBytes = 1 << 20

  /// The values by name; of a name that stands twice, the last.
  public private(set) var values: [String: String] = [:]
  /// The lines that hold no assignment.
  public private(set) var badLines: [Int] = []

  /// Reads a file.
  /// - Throws: ``ScenarioProblem`` for one that cannot be read.
  public init(contentsOf path: String, environment: [String: String] = [:]) throws(ScenarioProblem) {
    do {
      let data = try fileContents(path, atMost: Self.maximumBytes)
      self.init(String(decoding: data, as: UTF8.self), environment: environment)
    } catch {
      throw ScenarioProblem(file: path, reason: "cannot be read: \(error)", allowed: "lines of NAME=value")
    }
  }

  /// Reads the text of a file.
  /// - Parameter environment: what `${NAME}` means before the file's own names.
  public init(_ text: String, environment: [String: String] = [:]) {
    let unix = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    var rest = (unix.hasPrefix("\u{FEFF}") ? unix.dropFirst() : unix[...])
    var line = 1
    while !rest.isEmpty {
      let before = rest
      if let (name, value) = Self.assignment(&rest) {
        values[name] = Self.expanded(value) { [values] in environment[$0] ?? values[$0] }
      } else {
        rest = before
        let text = rest.prefix { $0 != "\n" }
        rest = rest.dropFirst(text.count)
        let content = text.drop(while: \.isWhitespace)
        if !content.isEmpty, content.first != "#" { badLines.append(line) }
      }
      if rest.first == "\n" { rest = rest.dropFirst() }
      line += before.dropLast(rest.count).count { $0 == "\n" }
    }
  }

  /// Takes one assignment; nil where none begins here. A quoted value may go over several lines.
  private static func assignment(_ rest: inout Substring) -> (String, String)? {
    rest = rest.drop { $0 == " " || $0 == "\t" }
    if let match = rest.prefixMatch(of: /export[ \t]+/) { rest = rest[match.range.upperBound...] }
    guard let name = rest.prefixMatch(of: /[^\s=#'"]+/) else { return nil }
    rest = rest[name.range.upperBound...].drop { $0 == " " || $0 == "\t" }
    guard rest.first == "=" else { return nil }
    rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    if let quote = rest.first, quote == "'" || quote == "\"" {
      guard let value = quoted(rest.dropFirst(), quote) else { return nil }
      let tail = value.rest.prefix { $0 != "\n" }
      let comment = tail.drop(while: \.isWhitespace)
      guard comment.isEmpty || comment.first == "#" else { return nil }
      rest = value.rest.dropFirst(tail.count)
      return (String(name.output), value.text)
    }
    let line = rest.prefix { $0 != "\n" }
    rest = rest.dropFirst(line.count)
    let value = line.firstMatch(of: /(^|[ \t])#/).map { line[..<$0.range.lowerBound] } ?? line
    return (String(name.output), value.trimmingCharacters(in: .whitespaces))
  }

  /// Reads up to the closing quote; nil where there is none.
  private static func quoted(_ text: Substring, _ quote: Character) -> (text: String, rest: Substring)? {
    var result = ""
    var rest = text
    while let character = rest.popFirst() {
      if character == quote { return (result, rest) }
      guard character == "\\", let next = rest.first else {
        result.append(character)
        continue
      }
      let escapes: [Character: Character] =
        quote == "\"" ? ["n": "\n", "r": "\r", "t": "\t", "\\": "\\"] : ["\\": "\\"]
      if next == quote {
        result.append(quote)
      } else if let meant = escapes[next] {
        result.append(meant)
      } else {
        result.append(contentsOf: [character, next])
      }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// Puts values in the place of `${NAME}` and `${NAME:-fallback}`; a name that nobody knows is empty.
  private static func expanded(_ value: String, _ lookup: (String) -> String?) -> String {
    value.replacing(/\$\{([^}:]*)(?::-([^}]*))?\}/) { match in
      lookup(String(match.1)) ?? match.2.map(String.init) ?? ""
    }
  }
}
