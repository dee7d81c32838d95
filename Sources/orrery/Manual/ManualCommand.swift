import Catalog
import Foundation
import Scenario

/// `orrery manual`: the pages for `man`, made from what the commands say of themselves.
enum ManualCommand: Command {
  static let specification = CommandSpecification(
    name: "manual", summary: "Prints a manual page, or writes all of them.", operands: "[COMMAND...]",
    operandCount: 0...2,
    options: [.init("into", "FOLDER", "Write the pages of all commands into FOLDER, one a file.")],
    notes: "The pages are in man's language; make install puts them where man looks.",
    examples: ["orrery manual handover predict | man -l -", "orrery manual --into /usr/local/share/man/man1"])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    if let folder = arguments["into"] {
      guard arguments.operands.isEmpty else {
        throw UsageError("--into writes all pages, and takes no command", command: arguments.command)
      }
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for page in ManualPage.all {
        try AtomicFile.write(Array((page.text + "\n").utf8), to: "\(folder)/\(page.name).1")
      }
      return .success
    }
    let name = (["orrery"] + arguments.operands).joined(separator: "-")
    guard let page = ManualPage.all.first(where: { $0.name == name }) else {
      let names = Orrery.specifications.map(\.name)
      let hint = nearest(to: arguments.operands.joined(separator: " "), among: names).map { "; did you mean \($0)?" }
      throw UsageError(
        "there is no command \"\(arguments.operands.joined(separator: " "))\"\(hint ?? "")", command: arguments.command)
    }
    print(page.text)
    return .success
  }
}

/// One page of the manual.
struct ManualPage {
  /// The page's name, without its section.
  let name: String
  let text: String

  /// The page of the whole program, and those of its commands.
  static var all: [ManualPage] { [whole] + Orrery.specifications.map(page) }

  private static var whole: ManualPage {
    let commands = Orrery.specifications.map { ".TP\n.B \(escaped("orrery \($0.name)"))\n\(line($0.summary))" }
    let codes = ExitCode.allCases.map { ".TP\n.B \($0.rawValue)\n\(line($0.meaning))" }
    let variables = Orrery.variables.map { ".TP\n.B \(escaped($0.name))\n\(line($0.meaning))" }
    return ManualPage(
      name: "orrery",
      text: """
        \(title("orrery"))
        .SH NAME
        orrery \\- \(escaped(Orrery.summary))
        .SH SYNOPSIS
        .B orrery
        .I COMMAND
        \\&...
        .SH COMMANDS
        \(commands.joined(separator: "\n"))
        .SH EXIT STATUS
        \(codes.joined(separator: "\n"))
        .SH ENVIRONMENT
        \(variables.joined(separator: "\n"))
        """)
  }

  private static func page(_ specification: CommandSpecification) -> ManualPage {
    let name = "orrery-\(specification.words.joined(separator: "-"))"
    let options = (specification.options + [.init("help", nil, "Print a short help.")]).map { option in
      let value = option.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
      return ".TP\n\\fB\(escaped("--\(option.name)"))\\fR\(value)\n\(line(option.summary))"
    }
    let notes = specification.notes.isEmpty ? "" : "\n.PP\n\(lines(specification.notes))"
    return ManualPage(
      name: name,
      text: """
        \(title(name))
        .SH NAME
        \(escaped(name)) \\- \(escaped(specification.summary.firstSentence))
        .SH SYNOPSIS
        .B \(escaped("orrery \(specification.name)"))
        \(specification.operands.isEmpty ? "" : ".I \(escaped(specification.operands))\n")[\\fIoptions\\fR]
        .SH DESCRIPTION
        \(line(specification.summary))\(notes)
        .SH OPTIONS
        \(options.joined(separator: "\n"))
        .SH EXAMPLES
        .EX
        \(specification.examples.map(line).joined(separator: "\n"))
        .EE
        .SH SEE ALSO
        .BR orrery (1)
        """)
  }

  private static func title(_ name: String) -> String {
    // Words are not hyphenated: options are looked for.
    ".TH \(escaped(name.uppercased())) 1 \"\" \"orrery \(orreryVersion)\" \"Orrery\"\n.nh\n.ad l"
  }

  private static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ".PP" : line(String($0)) }
      .joined(separator: "\n")
  }

  /// A line of text, which must not be taken for a request.
  private static func line(_ text: String) -> String {
    let text = escaped(text)
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return scalar.isASCII
        ? String(scalar) : "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
    }.joined()
  }
}
