import Foundation

/// Shows how many of many are done, on a terminal and after the first second.
final class CountingProgress {
  private let noun: String
  private let total: Int
  private let begin = Date()
  private let isShown: Bool
  private var lastDrawn = Date.distantPast
  private var isDrawn = false

  init(_ noun: String, of total: Int, isQuiet: Bool = false) {
    (self.noun, self.total) = (noun, total)
    isShown = Terminal.showsErrors && !isQuiet
  }

  /// Notes that so many are done; draws five times a second at most.
  func show(_ done: Int) {
    guard isShown else { return }
    let now = Date()
    let elapsed = now.timeIntervalSince(begin)
    guard elapsed > 1, now.timeIntervalSince(lastDrawn) > 0.2 else { return }
    (lastDrawn, isDrawn) = (now, true)
    let share = Double(done) / Double(max(total, 1))
    let cells = Int(share * 24)
    let bar = String(repeating: "#", count: cells) + String(repeating: ".", count: 24 - cells)
    let left = share > 0 ? "\((elapsed / share - elapsed).fixed(0)) s left" : ""
    Terminal.write("\r\u{1B}[K\(noun) \(done) of \(total)  [\(bar)] \(Int(share * 100)) %  \(left)")
  }

  /// Takes the line away.
  func end() {
    if isDrawn { Terminal.write("\r\u{1B}[K") }
    isDrawn = false
  }
}
