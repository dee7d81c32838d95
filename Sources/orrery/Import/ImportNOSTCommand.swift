import Catalog
import Foundation
import JSON
import Scenario

/// `orrery import nos-t`: a scenario out of a NOS-T configuration.
enum ImportNOSTCommand: Command {
  static let specification = CommandSpecification(
    name: "import nos-t", summary: "Makes a scenario of a NOS-T configuration (YAML of versions 2 and 3).",
    operands: "FILE", operandCount: 1...1,
    options: [
      .init("into", "PATH", "Write the scenario to this file, or as scenario.json into this folder."),
      .init("replace", nil, "Replace a scenario that is there already."),
      .init("elements", "FILE", "The satellites' element sets (TLE, 3LE, OMM); the configuration holds none."),
      .init("env-file", "FILE", "Take HOST, PORT and USERNAME for the broker's address as nost-tools does."),
      .init("json", nil, "Print what became of each key as JSON; the scenario then needs --into."),
      .init("quiet", nil, "Say nothing on standard error but mistakes."),
    ],
    notes: """
      Every key that is not carried over as it stands is told with its line on standard error, and in comments at the
      head of the scenario. The satellites of the downlink example, SUOMI NPP and NOAA 20, are found in the --elements
      by number or name, else the sets of January 2018 that the program carries are taken; others fly in the order of
      FILE. A configuration that cannot be a scenario ends with exit code 3.
      """,
    examples: [
      "orrery import nos-t downlink.yaml --into downlink/ --elements today.tle",
      "orrery import nos-t downlink.yaml > scenario.json",
      "orrery import nos-t downlink.yaml --env-file .env --json --into downlink/",
    ])

  /// How many notes a terminal gets.
  private static let mostNotes = 1_000

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments.operands[0]
    guard !arguments.has("json") || arguments["into"] != nil else {
      throw UsageError("--json needs --into: standard output holds one or the other", command: arguments.command)
    }
    var surroundings = TestBedImport.Surroundings()
    if let elements = arguments["elements"] {
      let file = try arguments.elementFile(elements)
      arguments.complain(of: file, elements)
      surroundings.elements = (file.sets, URL(filePath: elements).path)
    }
    surroundings.environment = try arguments.nostEnvironment() ?? [:]
    let bytes = try AtomicFile.read(path, atMost: DocumentParser.maximumBytes)
    let result: TestBedImport
    do {
      result = try TestBedImport(bytes, file: path, surroundings)
    } catch {
      throw ScenarioRejection(path: path, problems: error.problems)
    }
    let target = arguments["into"].map(scenarioFile)
    if let target, !arguments.has("replace"), access(target, F_OK) == 0 {
      throw FileFault(path: target, reason: "is there already: say --replace, or take another place")
    }
    if let target { try makeFolder(of: target) }
    try deliver(Array(result.scenario.utf8), to: target)
    if arguments.has("json") {
      print(json(result, path, target).indented)
    } else if !arguments.has("quiet") {
      let notes = result.notes.filter { $0.outcome != .carried }
      for note in notes.prefix(mostNotes) { Terminal.complain("\(path): \(note)") }
      if notes.count > mostNotes { Terminal.complain("\(path): and \(notes.count - mostNotes) more, which --json has") }
    }
    return .success
  }

  /// The file that `--into` means.
  private static func scenarioFile(_ path: String) -> String {
    let isFolder = path.hasSuffix("/") || ScenarioReader.resolved(path) != path
    return isFolder ? (path as NSString).appendingPathComponent(ScenarioReader.fileName) : path
  }

  private static func makeFolder(of file: String) throws {
    let folder = (file as NSString).deletingLastPathComponent
    guard !folder.isEmpty else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private static func json(_ result: TestBedImport, _ path: String, _ target: String?) -> JSONValue {
    [
      "file": .string(path),
      "scenario": target.map { .string($0) } ?? .null,
      "broker": .string(result.brokerURL),
      "keys": .array(
        result.notes.map { note in
          [
            "line": note.place.map { .integer(Int64($0.line)) } ?? .null,
            "column": note.place.map { .integer(Int64($0.column)) } ?? .null,
            "path": .string(note.path),
            "value": note.value.map { .string($0) } ?? .null,
            "outcome": .string(note.outcome.rawValue),
            "text": .string(note.text),
          ]
        }),
    ]
  }
}
