import Catalog

/// `orrery elements convert`: from any format into any other.
enum ElementsConvertCommand: Command {
  static let specification = CommandSpecification(
    name: "elements convert", summary: "Converts element sets from any format into another.",
    operands: "IN [OUT]", operandCount: 1...2,
    options: [
      .init("to", "FORMAT", "json, csv, kvn, xml, tle or 3le; the name of OUT tells where missing."),
      .init("from", "FORMAT", "The format of IN, where it shall not be found out."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("newest", nil, "Of several sets of a satellite only the newest."),
      .init("quiet", nil, "No warnings, only errors."),
    ],
    notes: """
      - is standard input, and standard output. What cannot be read, or not be written in that format, is told and
      left out, and the exit code is 3; the rest is written. A TLE has no room for numbers past 339999 (from 100000 on
      they are written in alpha-5) and for more digits than its columns: losses are told, satellite by satellite.
      """,
    examples: [
      "orrery elements convert stations.json stations.tle", "orrery elements convert active.3le --to csv > active.csv",
      "curl -s https://example.org/sets.xml | orrery elements convert - --to json",
      "orrery elements convert shifted.tle fixed.tle --lenient",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let input = arguments.operands[0]
    let output = arguments.operands.count > 1 ? arguments.operands[1] : nil
    let format = try format(arguments, output)
    let file = try arguments.elementFile(input, formatFrom: "from")
    arguments.complain(of: file, input)
    var sets = file.sets
    if arguments.has("newest") {
      let newest = NewestElements(of: sets)
      let count = newest.warnings.count
      arguments.complain(of: newest.warnings, input, errorCount: 0, warningCount: count)
      sets = newest.sets
    }
    let written = format.write(sets)
    let warnings = written.problems.count { $0.severity == .warning }
    arguments.complain(
      of: written.problems, output ?? "standard output", errorCount: written.errorCount, warningCount: warnings)
    // A file is not replaced by nothing.
    guard written.count > 0 else { return .input }
    try deliver(written.bytes, to: output)
    return file.errorCount + written.errorCount == 0 ? .success : .input
  }

  private static func format(_ arguments: Arguments, _ output: String?) throws -> ElementFormat {
    if let text = arguments["to"] { return try arguments.elementFormat("to", text) }
    guard let output, output != "-" else {
      throw UsageError("elements convert needs OUT or --to FORMAT", command: arguments.command)
    }
    guard output.contains("."), let format = ElementFormat(named: output) else {
      throw UsageError(
        "the name \"\(output)\" tells no format: --to one of \(ElementFormat.allowedNames)", command: arguments.command)
    }
    return format
  }
}
