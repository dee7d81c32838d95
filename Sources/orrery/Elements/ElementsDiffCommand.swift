import Catalog
import JSON
import Orbits
import Quantities

/// `orrery elements diff`: what changed between two catalogues.
enum ElementsDiffCommand: Command {
  static let specification = CommandSpecification(
    name: "elements diff", summary: "Compares two files of element sets, satellite by satellite.",
    operands: "OLD NEW", operandCount: 2...2,
    options: [
      .init("epoch", "DURATION", "Modified from this difference of the epochs on; PT2H24M, 0.1 days."),
      .init("inclination", "DEGREES", "Modified from this difference of the inclinations on; 0.001."),
      .init("mean-motion", "REVS", "Modified from this difference, revolutions a day, on; 0.0001."),
      .init("eccentricity", "E", "Modified from this difference of the eccentricities on; 0.00001."),
      .init("distance", "KM", "Modified is only what is at least so far apart, in km, at the newer epoch."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("json", nil, "Print JSON."),
      .init("quiet", nil, "No warnings, and of a table only the counts."),
    ],
    notes: """
      Satellites are the same that have the same catalogue number, or the same name where they have none. Of several
      sets in one file the newest counts. The distance is that between the two positions at the newer epoch.
      """,
    examples: [
      "orrery elements diff yesterday.json today.json", "orrery elements diff old.tle new.csv --distance 10",
      "orrery elements diff old.3le new.3le --json | jq '.modified[].distanceKilometres'",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let thresholds = try thresholds(arguments)
    let files = try arguments.operands.map { path in
      let file = try arguments.elementFile(path)
      arguments.complain(of: file, path)
      return file
    }
    let notice = SlowNotice("comparing")
    let diff = ElementDiff(from: files[0].sets, to: files[1].sets, thresholds: thresholds)
    notice.end()
    if !arguments.has("quiet") {
      for warning in diff.warnings { Terminal.complain("warning: \(warning)") }
    }
    if arguments.has("json") {
      print(json(diff, files).indented)
    } else {
      if !arguments.has("quiet"), !(diff.added.isEmpty && diff.removed.isEmpty && diff.modified.isEmpty) {
        print(table(diff).text(colour: Terminal.hasColour))
      }
      print(
        "\(diff.added.count) added, \(diff.removed.count) removed, \(diff.modified.count) modified, "
          + "\(diff.unchangedCount) unchanged")
    }
    return files.allSatisfy { $0.errorCount == 0 } ? .success : .input
  }

  private static func thresholds(_ arguments: Arguments) throws -> ElementDiff.Thresholds {
    func number(_ option: String) throws -> Double? {
      guard let text = arguments[option] else { return nil }
      guard let value = Double(text), value >= 0, value.isFinite else {
        throw arguments.wrong(option, allowed: "a number from 0")
      }
      return value
    }
    var thresholds = ElementDiff.Thresholds.handbook
    if let text = arguments["epoch"] {
      guard let span = try? TimeSpan(text), span >= .zero else {
        throw arguments.wrong("epoch", allowed: TimeSpan.allowedForms)
      }
      thresholds.epoch = span
    }
    thresholds.inclinationDegrees = try number("inclination") ?? thresholds.inclinationDegrees
    thresholds.meanMotionRevolutionsPerDay = try number("mean-motion") ?? thresholds.meanMotionRevolutionsPerDay
    thresholds.eccentricity = try number("eccentricity") ?? thresholds.eccentricity
    thresholds.distanceKilometres = try number("distance")
    return thresholds
  }

  // MARK: Output

  private static func table(_ diff: ElementDiff) -> Table {
    var table = Table(columns: [
      .text(""), .number("Number"), .text("Satellite"), .text("Epoch (UTC)"), .number("Epoch", "h"),
      .number("Inclination", "deg"), .number("Mean motion", "rev/day"), .number("Eccentricity"),
      .number("Distance", "km"),
    ])
    func row(_ mark: String, _ set: ElementSet) -> [String] {
      let epoch = String(set.epoch.iso8601.prefix(19))
      return [mark, String(set.catalogNumber), set.name ?? "", epoch, "", "", "", "", ""]
    }
    table.rows = diff.added.map { row("added", $0) } + diff.removed.map { row("removed", $0) }
    table.rows += diff.modified.map { change in
      Array(row("modified", change.new).prefix(4)) + [
        ((change.new.epoch - change.old.epoch).seconds / 3_600).fixed(2),
        (change.new.inclinationDegrees - change.old.inclinationDegrees).fixed(4),
        (change.new.meanMotionRevolutionsPerDay - change.old.meanMotionRevolutionsPerDay).fixed(8),
        (change.new.eccentricity - change.old.eccentricity).fixed(7), change.distanceKilometres?.fixed(3) ?? "-",
      ]
    }
    return table
  }

  private static func json(_ diff: ElementDiff, _ files: [ElementFile]) -> JSONValue {
    func satellite(_ set: ElementSet) -> JSONObject {
      [
        "number": .integer(Int64(set.catalogNumber)), "name": set.name.map { .string($0) } ?? .null,
        "epoch": .string(set.epoch.iso8601),
      ]
    }
    return [
      "added": .array(diff.added.map { .object(satellite($0)) }),
      "removed": .array(diff.removed.map { .object(satellite($0)) }),
      "modified": .array(
        diff.modified.map { change in
          var object = satellite(change.new)
          object["oldEpoch"] = .string(change.old.epoch.iso8601)
          object["quantities"] = .array(change.quantities.map { .string($0.rawValue) })
          object["epochSeconds"] = .number((change.new.epoch - change.old.epoch).seconds)
          object["inclinationDegrees"] = .number(change.new.inclinationDegrees - change.old.inclinationDegrees)
          object["meanMotionRevolutionsPerDay"] = .number(
            change.new.meanMotionRevolutionsPerDay - change.old.meanMotionRevolutionsPerDay)
          object["eccentricity"] = .number(change.new.eccentricity - change.old.eccentricity)
          object["distanceKilometres"] = change.distanceKilometres.map { .number($0) } ?? .null
          return .object(object)
        }),
      "unchanged": .integer(Int64(diff.unchangedCount)),
      "errors": .integer(Int64(files.reduce(0) { $0 + $1.errorCount })),
      "warnings": .array(diff.warnings.map { .string($0.description) }),
    ]
  }
}
