public import Catalog
import Foundation
import Orbits
import Quantities

/// What must hold of every reading, whatever the bytes: a trap, a hang or a broken law is a find.
public enum ElementLaws {
  /// What the readings of some bytes came to.
  public struct Outcome: Sendable {
    /// Sets read in strict mode.
    public var sets = 0
    /// Problems told in strict mode.
    public var problems = 0
  }

  /// Reads some bytes in every way and holds the laws.
  /// - Parameter told: a format to read them as, whatever they look like.
  public static func hold(_ bytes: [UInt8], told: ElementFormat?) -> Outcome {
    let strict = ElementFile(bytes)
    check(strict)
    check(ElementFile(bytes, mode: .lenient))
    if let told { check(ElementFile(bytes, format: told, mode: .lenient)) }
    return Outcome(sets: strict.sets.count, problems: strict.problems.count)
  }

  /// Ends the process with a sentence where a law is broken: a release build's preconditions keep silent.
  private static func law(_ holds: Bool, _ sentence: @autoclosure () -> String) {
    guard !holds else { return }
    print("FAILED  \(sentence())")
    fflush(nil)
    abort()
  }

  private static func check(_ file: ElementFile) {
    law(file.lines.count == file.sets.count, "a line for each set")
    law(file.problems.count <= 1_000, "at most a thousand problems")
    law(file.errorCount > 0 || !file.sets.isEmpty, "sets, or an error")
    for problem in file.problems {
      law(!problem.description.contains { $0.isNewline }, "a problem is a line")
    }
    let sets = Array(file.sets.prefix(64))
    for format in [ElementFormat.json, .csv, .kvn, .xml] { checkRoundTrip(sets, format) }
    checkTwoLines(sets)
    let time = ScenarioTime(CalendarDate(year: 2026, month: 9, day: 19))
    law(CatalogHealth(of: sets, at: time).count == sets.count, "every set is looked at")
    let newest = NewestElements(of: sets)
    let diff = ElementDiff(from: sets, to: sets)
    law(diff.unchangedCount == newest.sets.count && diff.modified.isEmpty, "a file equals itself")
  }

  private static func checkRoundTrip(_ sets: [ElementSet], _ format: ElementFormat) {
    guard !sets.isEmpty else { return }
    let written = format.write(sets)
    law(written.errorCount == 0, "what is read can be written as \(format): \(written.problems)")
    let again = ElementFile(written.bytes, format: format)
    law(again.errorCount == 0, "what is written as \(format) can be read: \(again.problems)")
    // The formats without quotes drop blanks around names, and say so.
    let expected = written.problems.isEmpty ? sets : again.sets
    law(again.sets == expected, "what is written as \(format) is read as it was")
  }

  private static func checkTwoLines(_ sets: [ElementSet]) {
    let written = ElementFormat.threeLine.write(sets)
    guard written.count > 0 else { return }
    let again = ElementFile(written.bytes, format: .threeLine)
    law(again.errorCount == 0 && again.sets.count == written.count, "two lines can be read: \(again.problems)")
    let twice = ElementFormat.threeLine.write(again.sets)
    law(twice.bytes == written.bytes, "two lines lose digits once and not again")
  }
}
