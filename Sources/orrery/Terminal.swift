import Foundation

/// What is known of the terminal, if there is one.
enum Terminal {
  /// Whether standard output is shown to a person.
  static var showsOutput: Bool { isTerminal(STDOUT_FILENO) }

  /// Whether standard error is shown to a person.
  static var showsErrors: Bool { isTerminal(STDERR_FILENO) }

  private static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Whether colours may be written to standard output.
  static var hasColour: Bool {
    showsOutput && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  /// Writes a line to standard error.
  static func complain(_ line: String) {
    write(line + "\n")
  }

  /// Writes to standard error as it stands.
  static func write(_ text: String) {
    StandardStreams.complain(text)
  }

  /// A text in bold, where colours may be written.
  static func bold(_ text: String, _ isOn: Bool) -> String { isOn ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// A text in grey, where colours may be written.
  static func dim(_ text: String, _ isOn: Bool) -> String { isOn ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  /// A text in red, where colours may be written.
  static func red(_ text: String, _ isOn: Bool) -> String { isOn ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}

extension String {
  /// The text with blanks after it, up to a width.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }

  /// The text with blanks before it, up to a width.
  func aligned(to width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }
}
