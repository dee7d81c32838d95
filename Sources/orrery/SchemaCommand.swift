import Facade
import Foundation
import JSON
import Messages
import Scenario

/// `orrery schema`: the JSON Schemas of scenarios and messages, and the AsyncAPI and OpenAPI documents.
enum SchemaCommand: Command {
  static let specification = CommandSpecification(
    name: "schema",
    summary: "Prints the JSON Schema of scenarios or of a message, or the AsyncAPI or OpenAPI document.",
    operands: "[NAME]", operandCount: 0...1,
    options: [.init("into", "FOLDER", "Write all of them, with an example of each message, into FOLDER.")],
    notes: "NAME is scenario, asyncapi, openapi, or a message such as SatelliteState; without it the names are listed.",
    examples: ["orrery schema SatelliteState", "orrery schema scenario > scenario.schema.json"])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let files = documents
    if let folder = arguments["into"] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (name, document) in files {
        try (document.indented + "\n").write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
      }
      return .success
    }
    guard let name = arguments.operands.first else {
      print((["scenario", "asyncapi", "openapi"] + messages.map { $0.shape.name }).joined(separator: "\n"))
      return .success
    }
    let wanted = ["\(name).schema.json", "\(name).json"]
    guard let document = files.first(where: { wanted.contains($0.name) }) else {
      let names = ["scenario", "asyncapi", "openapi"] + messages.map { $0.shape.name }
      let hint = nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
      throw UsageError("there is no schema \"\(name)\"\(hint)", command: arguments.command)
    }
    print(document.document.indented)
    return .success
  }

  /// Every file of the folder Schemas.
  static var documents: [(name: String, document: JSONValue)] {
    [
      ("scenario.schema.json", ScenarioFormat.jsonSchema),
      ("asyncapi.json", AsyncAPI.document(version: orreryVersion)),
      ("openapi.json", OpenAPI.document(version: orreryVersion)),
    ]
      + messages.flatMap { message in
        [
          ("\(message.shape.name).schema.json", message.shape.jsonSchema),
          ("\(message.shape.name).example.json", .object(example(message))),
        ]
      }
  }

  /// The kinds of messages, each once.
  private static var messages: [any Message.Type] {
    var names: Set<String> = []
    return Channel.all.map { $0.message }.filter { names.insert($0.shape.name).inserted }
  }

  private static func example<Kind: Message>(_ type: Kind.Type) -> JSONObject { type.example.members }
}
