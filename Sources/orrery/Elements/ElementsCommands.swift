import Catalog
import Foundation
import Orbits
import Synchronization

/// `orrery elements`: element sets fetched, converted, compared, described and sent.
enum ElementsCommands: CommandGroup {
  static let name = "elements"
  static let summary = "Fetches, converts, compares, describes and sends element sets."
  static var commands: [any Command.Type] {
    [
      ElementsFetchCommand.self, ElementsConvertCommand.self, ElementsDiffCommand.self, ElementsInfoCommand.self,
      ElementsSendCommand.self,
    ]
  }
}

extension Arguments {
  /// Reads an element file; what is wrong with it goes to standard error.
  /// - Throws: ``FileFault`` for a file that cannot be read at all.
  func elementFile(_ path: String, formatFrom option: String? = nil) throws -> ElementFile {
    let notice = SlowNotice("reading \(path)")
    defer { notice.end() }
    let format = try option.flatMap { option in try self[option].map { try elementFormat(option, $0) } }
    let bytes = try AtomicFile.read(path)
    return ElementFile(bytes, format: format, mode: has("lenient") ? .lenient : .strict)
  }

  /// Says what is wrong with a file: the errors, and the warnings unless it shall be quiet.
  func complain(of file: ElementFile, _ path: String) {
    complain(of: file.problems, path, errorCount: file.errorCount, warningCount: file.warningCount)
  }

  /// Says what is wrong: the errors, and the warnings unless it shall be quiet.
  func complain(of problems: [ElementProblem], _ path: String, errorCount: Int, warningCount: Int) {
    let name = path == "-" ? "standard input" : path
    let shown = problems.filter { $0.severity == .error || !has("quiet") }
    for problem in shown { Terminal.complain("\(name): \(problem.severity == .warning ? "warning: " : "")\(problem)") }
    let omitted = errorCount + warningCount - problems.count
    if omitted > 0 { Terminal.complain("\(name): and \(omitted) more") }
  }

  func elementFormat(_ option: String, _ text: String) throws -> ElementFormat {
    guard let format = ElementFormat(named: text) else { throw wrong(option, allowed: ElementFormat.allowedNames) }
    return format
  }
}

/// Says on the terminal what takes longer than a second, and takes it away at the end.
final class SlowNotice: Sendable {
  private struct State {
    var isEnded = false
    var isShown = false
  }

  private let state = Mutex(State())

  /// Begins to wait; where standard error is no terminal, nothing is ever shown.
  init(_ text: String, isQuiet: Bool = false) {
    guard Terminal.showsErrors, !isQuiet else { return }
    Thread.detachNewThread { [weak self] in
      let begin = Date()
      Thread.sleep(forTimeInterval: 1)
      while self?.show("\(text), \(Int(Date().timeIntervalSince(begin))) s") == true {
        Thread.sleep(forTimeInterval: 0.5)
      }
    }
  }

  private func show(_ line: String) -> Bool {
    state.withLock { state in
      guard !state.isEnded else { return false }
      Terminal.write("\r\u{1B}[K\(line)")
      state.isShown = true
      return true
    }
  }

  /// Takes the line away.
  func end() {
    state.withLock { state in
      state.isEnded = true
      if state.isShown { Terminal.write("\r\u{1B}[K") }
      state.isShown = false
    }
  }
}

/// Writes bytes to standard output, or in the place of a file.
func deliver(_ bytes: [UInt8], to path: String?) throws {
  guard let path, path != "-" else {
    StandardStreams.write(bytes)
    return
  }
  try AtomicFile.write(bytes, to: path)
}
