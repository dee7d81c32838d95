import Catalog
import JSON
import Orbits
import Quantities

/// `orrery elements info`: what a file of element sets holds, and what is wrong with it.
enum ElementsInfoCommand: Command {
  static let specification = CommandSpecification(
    name: "elements info", summary: "Describes a file of element sets: how many, how old, on which orbits.",
    operands: "FILE", operandCount: 1...1,
    options: [
      .init("at", "TIME", "The time at which age and decay are asked; now where missing."),
      .init("max-age", "DURATION", "The age from which a set is called old; P14D."),
      .init("from", "FORMAT", "The format of FILE, where it shall not be found out."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("json", nil, "Print JSON."),
      .init("quiet", nil, "No warnings, only errors."),
    ],
    notes: """
      LEO is more than 11.25 revolutions a day, GEO 0.99 to 1.01, MEO what lies between, HEO an eccentricity of 0.25
      and more, beyond fewer than 0.99 revolutions a day. Deep space is a period of 225 minutes and more, as SGP4 has it.
      - is standard input. The exit code is 3 where FILE has errors.
      """,
    examples: [
      "orrery elements info active.3le", "orrery elements info stations.json --at 2026-09-20T00:00:00Z --max-age P7D",
      "orrery elements info shifted.tle --lenient --json",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments.operands[0]
    let time = try time(arguments)
    let maximumAge = try arguments.maximumAge()
    let file = try arguments.elementFile(path, formatFrom: "from")
    let notice = SlowNotice("propagating")
    let description = ElementsDescription(file, at: time, maximumAge: maximumAge)
    notice.end()
    if arguments.has("json") {
      print(description.json(path: path).indented)
    } else {
      arguments.complain(of: file, path)
      print(description.text(path: path))
    }
    return file.errorCount == 0 ? .success : .input
  }

  private static func time(_ arguments: Arguments) throws -> ScenarioTime {
    guard let text = arguments["at"] else { return ElementFetcher.Options().now() }
    guard let time = try? ScenarioTime(text) else { throw arguments.wrong("at", allowed: ScenarioTime.allowedForms) }
    return time
  }
}

/// What there is to say of an element file.
struct ElementsDescription {
  private let file: ElementFile
  private let health: CatalogHealth
  private let newest: NewestElements
  private let classes: [OrbitClass: Int]
  private let deepCount: Int

  init(_ file: ElementFile, at time: ScenarioTime, maximumAge: TimeSpan) {
    self.file = file
    newest = NewestElements(of: file.sets)
    health = CatalogHealth(of: file.sets, at: time, maximumAge: maximumAge)
    classes = Dictionary(grouping: file.sets, by: { OrbitClass($0) }).mapValues(\.count)
    deepCount = file.sets.count { (try? SGP4($0).isDeepSpace) ?? ($0.meanMotionRevolutionsPerDay < 6.4) }
  }

  func text(path: String) -> String {
    let format = file.format?.rawValue ?? "no format"
    let errors = "\(file.errorCount) error\(file.errorCount == 1 ? "" : "s")"
    var lines = ["\(path == "-" ? "standard input" : path): \(format), \(file.sets.count) sets, \(errors)"]
    if newest.supersededCount > 0 {
      lines.append("Satellites  \(newest.sets.count); \(newest.supersededCount) sets are older ones of theirs")
    }
    if let epochs = file.sets.epochs {
      lines.append("Epochs      \(epochs.lowerBound) to \(epochs.upperBound)")
      let counts = OrbitClass.allCases.compactMap { kind in classes[kind].map { "\(kind.rawValue) \($0)" } }
      lines.append("Orbits      \(counts.joined(separator: ", ")); deep space \(deepCount)")
      lines.append("At          \(health.time)" + (health.isGood ? ": none is old, none has decayed" : ""))
      lines += health.notes.map { "            \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  func json(path: String) -> JSONValue {
    var orbits = JSONObject()
    for kind in OrbitClass.allCases { orbits[kind.rawValue] = .integer(Int64(classes[kind] ?? 0)) }
    orbits["nearEarth"] = .integer(Int64(file.sets.count - deepCount))
    orbits["deepSpace"] = .integer(Int64(deepCount))
    return [
      "file": .string(path),
      "format": file.format.map { .string($0.rawValue) } ?? .null,
      "count": .integer(Int64(file.sets.count)),
      "errors": .integer(Int64(file.errorCount)),
      "warnings": .integer(Int64(file.warningCount)),
      "satellites": .integer(Int64(newest.sets.count)),
      "epochs": [
        "oldest": file.sets.epochs.map { .string($0.lowerBound.iso8601) } ?? .null,
        "newest": file.sets.epochs.map { .string($0.upperBound.iso8601) } ?? .null,
      ],
      "orbits": .object(orbits),
      "health": [
        "time": .string(health.time.iso8601), "maximumAge": .string(health.maximumAge.iso8601),
        "old": .integer(Int64(health.aged.count)), "decayed": .integer(Int64(health.decayed.count)),
        "failed": .integer(Int64(health.failed.count)), "notes": .array(health.notes.map { .string($0) }),
      ],
      "problems": .array(file.problems.map(ElementsDescription.json)),
    ]
  }

  private static func json(_ problem: ElementProblem) -> JSONValue {
    [
      "severity": .string(problem.severity.rawValue),
      "line": problem.line.map { .integer(Int64($0)) } ?? .null,
      "columns": problem.columns.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))] } ?? .null,
      "path": problem.path.map { .string($0) } ?? .null,
      "satellite": problem.satellite.map { .string($0) } ?? .null,
      "value": problem.value.map { .string($0) } ?? .null,
      "reason": .string(problem.reason),
      "allowed": problem.allowed.map { .string($0) } ?? .null,
    ]
  }
}
