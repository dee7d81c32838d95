import JSON
import Scenario

/// `orrery report`: what a recorded run came to.
enum ReportCommand: Command {
  static let specification = CommandSpecification(
    name: "report", summary: "Works out the report of a recorded run.", operands: "FILE", operandCount: 1...1,
    options: [.init("json", nil, "Print the report as JSON.")],
    notes: "A record that breaks off is reported up to its last message, and says so.",
    examples: ["orrery report run.jsonl", "orrery report run.jsonl --json"])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let record = try Record(contentsOf: arguments.operands[0])
    if let warning = record.warning { Terminal.complain("warning: \(warning)") }
    let report = record.report()
    let text = record.header.isTraffic ? report.deliveryText : report.text
    print(arguments.has("json") ? report.json.indented : text(Terminal.hasColour))
    return .success
  }
}
